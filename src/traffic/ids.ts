import { Buffer } from "node:buffer";

/** Ids made of one draw of randomness. */
const IDS = 256;
const REQUEST_ID_BYTES = 12;
const TRACE_BYTES = 12;
const MAX_HEX = 24;
/** The base64 digits whose last two bits are zero: 11 bytes end in one of them and a `=`. */
const LAST_DIGITS = "AEIMQUYcgkosw048";

type Random = (bytes: Uint8Array) => void;

/** Makes request ids as HTTP APIs show them: 11 random bytes in the base64 of URLs (AWS: `LV7fzho-PHcEJPw=`), 16 characters. Draws its randomness in bulk. */
export function createRequestIds(random: Random): () => string {
  const draw = pool(random, IDS * REQUEST_ID_BYTES, "base64url", 16);
  return () => {
    const digits = draw();
    return `${digits.slice(0, 14)}${LAST_DIGITS[digits.charCodeAt(14) & 15] ?? "A"}=`;
  };
}

/**
 * Makes the roots of traces as AWS X-Ray writes them: `1-{seconds since the epoch}-{96 random bits}`, both hexadecimal. What it gives
 * takes the moment at which the request came, in milliseconds since the epoch.
 */
export function createTraceRoots(random: Random): (now: number) => string {
  const draw = pool(random, IDS * TRACE_BYTES, "hex", 2 * TRACE_BYTES);
  let second = 0;
  let prefix = "";
  return (now) => {
    const current = Math.floor(now / 1000);
    if (current !== second) {
      second = current;
      prefix = `1-${second.toString(16)}-`;
    }
    return prefix + draw();
  };
}

/** Makes random hexadecimal digits, at most {@link MAX_HEX} at once. */
export function createRandomHex(random: Random): (digits: number) => string {
  const draw = pool(random, (IDS * MAX_HEX) / 2, "hex", MAX_HEX);
  return (digits) => draw().slice(0, digits);
}

/** Hands out pieces of random text; the randomness of many is drawn and written at once. */
function pool(random: Random, size: number, encoding: "base64url" | "hex", length: number): () => string {
  let text = "";
  let at = 0;
  return () => {
    if (at >= text.length) {
      const bytes = Buffer.alloc(size);
      random(bytes);
      text = bytes.toString(encoding);
      at = 0;
    }
    const piece = text.slice(at, at + length);
    at += length;
    return piece;
  };
}
