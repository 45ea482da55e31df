/** Text of letters of `alphabet`, each equally likely. */
export function randomText(random: (bytes: Uint8Array) => void, alphabet: string, length: number): string {
  // Bytes from here on would make the first letters likelier.
  const limit = 256 - (256 % alphabet.length);
  let text = "";
  while (text.length < length) {
    const bytes = new Uint8Array(length);
    random(bytes);
    for (const byte of bytes) {
      if (byte < limit && text.length < length) text += alphabet[byte % alphabet.length];
    }
  }
  return text;
}
