const ENCODER = new TextEncoder();
// Java's decoder, like this one, puts U+FFFD where bytes are no UTF-8. A byte order mark is a character like any other.
const DECODER = new TextDecoder("utf-8", { fatal: false, ignoreBOM: true });

/**
 * Decodes a name or value of a query as AWS does (recorded from AWS): `+` is a blank, `%2B` a plus. What is no percent
 * sequence, such as `%zz` or a last `%`, stays as it was sent; bytes that are no UTF-8 become U+FFFD.
 */
export function decodeQueryComponent(raw: string): string {
  return decodePercent(raw.includes("+") ? raw.replaceAll("+", " ") : raw);
}

/** Decodes percent sequences, and leaves a `+` as it is. What is no percent sequence stays as it was sent. */
export function decodePercent(raw: string): string {
  if (!raw.includes("%")) return raw;
  try {
    return decodeURIComponent(raw);
  } catch {
    return raw.replaceAll(/(?:%[\da-f]{2})+/gi, decodeRun);
  }
}

function decodeRun(run: string): string {
  const bytes = new Uint8Array(run.length / 3);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(run.slice(i * 3 + 1, i * 3 + 3), 16);
  return DECODER.decode(bytes);
}

// RFC 3986, section 3.3: pchar. `%` stays only before two hexadecimal digits.
const NOT_IN_SEGMENT = /%(?![\da-f]{2})|[^\w.~!$&'()*+,;=:@%-]/giu;
const NOT_IN_PATH = /%(?![\da-f]{2})|[^\w.~!$&'()*+,;=:@%/-]/giu;

/**
 * Makes a text fit for one segment of a path. Percent sequences stay as they are: AWS hands path values on as they were
 * sent, never decoded (recorded from AWS), so that to encode them once more would change them.
 */
export function encodePathSegment(value: string): string {
  return value.replaceAll(NOT_IN_SEGMENT, encodeCharacter);
}

/** Like {@link encodePathSegment}, for the value of a greedy part, whose slashes stay. */
export function encodePath(value: string): string {
  return value.replaceAll(NOT_IN_PATH, encodeCharacter);
}

/** Encodes all but RFC 3986's unreserved characters: for a name or value of a query. A blank becomes `%20`. */
export function encodeQueryComponent(value: string): string {
  return value.replaceAll(/[^\w.~-]/gu, encodeCharacter);
}

function encodeCharacter(character: string): string {
  let text = "";
  for (const byte of ENCODER.encode(character)) text += `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  return text;
}
