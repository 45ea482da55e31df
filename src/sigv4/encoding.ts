/** RFC 3986 unreserved characters, the only ones that SigV4's URI encoding leaves alone. */
function isUnreserved(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === 45 ||
    code === 46 ||
    code === 95 ||
    code === 126
  );
}

const SLASH = 47;
const PERCENT = 37;
const PLUS = 43;

function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  if (code >= 65 && code <= 70) return code - 55;
  if (code >= 97 && code <= 102) return code - 87;
  return -1;
}

function percentByte(byte: number): string {
  return byte < 16 ? `%0${byte.toString(16).toUpperCase()}` : `%${byte.toString(16).toUpperCase()}`;
}

/** The byte that the percent triplet at `index` stands for, or -1 where there is no well-formed triplet. */
function tripletAt(text: string, index: number): number {
  const high = hexDigit(text.charCodeAt(index + 1));
  const low = hexDigit(text.charCodeAt(index + 2));
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

/** encodeURIComponent leaves `!'()*` alone and SigV4 does not; a lone surrogate becomes U+FFFD instead of a throw. */
function encodeCharacter(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 128) return isUnreserved(code) ? character : percentByte(code);
  return encodeURIComponent(character.toWellFormed());
}

/**
 * SigV4's UriEncode of a decoded text: every byte of its UTF-8 that is not unreserved becomes `%XX` in upper case.
 * With `keepSlash` a `/` stays.
 */
export function uriEncode(text: string, keepSlash = false): string {
  let index = 0;
  for (; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (!isUnreserved(code) && !(keepSlash && code === SLASH)) break;
  }
  if (index === text.length) return text;
  let encoded = text.slice(0, index);
  for (const character of text.slice(index)) {
    encoded += keepSlash && character === "/" ? "/" : encodeCharacter(character);
  }
  return encoded;
}

/**
 * Re-encodes one name or value of a query as it came over the wire: triplets are normalised (unreserved ones decoded,
 * hex in upper case), `+` is a space, what is not a well-formed triplet is a literal `%`.
 */
export function normalizeQueryComponent(text: string): string {
  let index = 0;
  while (index < text.length && isUnreserved(text.charCodeAt(index))) index++;
  if (index === text.length) return text;
  let normalized = text.slice(0, index);
  while (index < text.length) {
    const code = text.charCodeAt(index);
    const byte = code === PERCENT ? tripletAt(text, index) : -1;
    if (byte >= 0) {
      normalized += isUnreserved(byte) ? String.fromCharCode(byte) : percentByte(byte);
      index += 3;
    } else {
      const character = String.fromCodePoint(text.codePointAt(index) ?? code);
      normalized += code === PLUS ? "%20" : encodeCharacter(character);
      index += character.length;
    }
  }
  return normalized;
}

/** Decodes a query component to text: `+` is a space, malformed triplets stay, bytes that are no UTF-8 become U+FFFD. */
export function decodeQueryComponent(text: string): string {
  if (!text.includes("%") && !text.includes("+")) return text;
  const bytes: number[] = [];
  const encoder = new TextEncoder();
  for (let index = 0; index < text.length;) {
    const code = text.charCodeAt(index);
    const byte = code === PERCENT ? tripletAt(text, index) : -1;
    if (byte >= 0) {
      bytes.push(byte);
      index += 3;
    } else {
      const character = String.fromCodePoint(text.codePointAt(index) ?? code);
      bytes.push(...(code === PLUS ? [32] : encoder.encode(character)));
      index += character.length;
    }
  }
  return new TextDecoder().decode(Uint8Array.from(bytes));
}
