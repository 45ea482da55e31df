const POOL_BYTES = 11 * 256;

/** Makes request ids as HTTP APIs show them: 11 random bytes in base64, 16 characters. Draws its randomness in bulk. */
export function createRequestIds(random: (bytes: Uint8Array) => void): () => string {
  const pool = new Uint8Array(POOL_BYTES);
  let at = POOL_BYTES;
  return () => {
    if (at === POOL_BYTES) {
      random(pool);
      at = 0;
    }
    let text = "";
    for (const end = at + 11; at < end; at++) text += String.fromCharCode(pool[at] ?? 0);
    return btoa(text);
  };
}
