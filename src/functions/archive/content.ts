/** Lambda's CodeSha256: the base64 of the SHA-256 of the zip archive as uploaded. */
export async function codeSha256(zip: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", zip));
  return btoa(String.fromCharCode(...digest));
}
