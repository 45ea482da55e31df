/** The largest piece in which code is stored: below the 2 MB that a D1 value may have, with room for its row. */
export const CHUNK_BYTES = 1024 * 1024;

/** Lambda's CodeSha256: the base64 of the SHA-256 of the zip archive as uploaded. */
export async function codeSha256(zip: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", zip));
  return btoa(String.fromCharCode(...digest));
}

/** Cuts bytes into pieces of `size` bytes, the last one shorter; no bytes give no piece. */
export function chunks(bytes: Uint8Array, size: number = CHUNK_BYTES): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.byteLength; at += size) pieces.push(bytes.slice(at, at + size));
  return pieces;
}

/** The reverse of `chunks`: the pieces in their order as one array. */
export function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.byteLength, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.byteLength;
  }
  return whole;
}
