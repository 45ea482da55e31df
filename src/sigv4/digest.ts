import { createHash, createHmac } from "node:crypto";

/** The lower-case hex SHA-256 of an empty body. */
export const EMPTY_BODY_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/**
 * The lower-case hex SHA-256 of a text (as UTF-8) or of bytes, in native code: for bodies.
 *
 * Synchronous on purpose: inside workerd node:crypto and WebCrypto cost the same (about 5 µs for small inputs), and
 * without promises a request whose key is at hand is verified in one go. The short texts of a signature go through
 * sha256.ts, which is cheaper still.
 */
export function sha256Hex(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

/** The base64 SHA-256 of a text: how AWS quotes an Authorization header in its error messages. */
export function sha256Base64(text: string): string {
  return createHash("sha256").update(text).digest("base64");
}

/** HMAC-SHA-256 as bytes; the steps of the signing key. */
export function hmac(key: string | Uint8Array, text: string): Uint8Array {
  return createHmac("sha256", key).update(text).digest();
}

/** Compares two texts in a time that depends on their lengths only. */
export function equalInConstantTime(left: string, right: string): boolean {
  let difference = left.length ^ right.length;
  for (let index = 0; index < left.length; index++) {
    difference |= left.charCodeAt(index) ^ right.charCodeAt(index % (right.length || 1));
  }
  return difference === 0;
}
