import { TemplateError } from "./errors.ts";

const PLAIN = /^[^'"\\/\u0000-\u001f\u007f-\uffff]*$/;
const ESCAPED = /['"\\/\u0000-\u001f\u007f-\uffff]/g;

const SHORT: Readonly<Record<string, string>> = { "\b": "\\b", "\n": "\\n", "\t": "\\t", "\f": "\\f", "\r": "\\r" };

/**
 * `$util.escapeJavaScript`: StringEscapeUtils.escapeJavaScript of Apache commons-lang 2. It escapes both quotes, backslash
 * and slash, control characters, and everything beyond ASCII as `\uXXXX`.
 */
export function escapeJavaScript(text: string): string {
  if (PLAIN.test(text)) return text;
  return text.replace(ESCAPED, (c) => {
    if (c === "'" || c === '"' || c === "\\" || c === "/") return `\\${c}`;
    if (c === "\u007f") return c;
    return SHORT[c] ?? `\\u${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
  });
}

/** `$util.urlEncode`: java.net.URLEncoder in UTF-8 (a blank becomes +). */
export function urlEncode(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replaceAll("%20", "+")
    .replace(/[!'()~]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** `$util.urlDecode`: java.net.URLDecoder in UTF-8; bytes that are no UTF-8 become U+FFFD. @throws TemplateError */
export function urlDecode(text: string): string {
  const spaced = text.replaceAll("+", " ");
  if (!spaced.includes("%")) return spaced;
  return spaced.replace(/(?:%[^]{0,2})+/g, (escapes) => {
    if (!/^(?:%[0-9a-fA-F]{2})+$/.test(escapes))
      throw new TemplateError("IllegalArgumentException: URLDecoder: illegal hex characters in escape (%) pattern");
    const bytes = Uint8Array.from(escapes.slice(1).split("%"), (hex) => Number.parseInt(hex, 16));
    return new TextDecoder("utf-8", { ignoreBOM: true, fatal: false }).decode(bytes);
  });
}

const CHUNK = 0x2000;

/** `$util.base64Encode` of a text's UTF-8 bytes. */
export function base64Encode(text: string): string {
  const bytes = new TextEncoder().encode(text);
  let binary = "";
  for (let at = 0; at < bytes.length; at += CHUNK) binary += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return btoa(binary);
}

/** `$util.base64Decode` to a UTF-8 text; takes both alphabets and passes over other characters, as commons-codec does. */
export function base64Decode(text: string): string {
  const [digits = ""] = text
    .replaceAll("-", "+")
    .replaceAll("_", "/")
    .replace(/[^A-Za-z0-9+/=]/g, "")
    .split("=", 1);
  const binary = atob(digits.length % 4 === 1 ? digits.slice(0, -1) : digits);
  return new TextDecoder("utf-8", { ignoreBOM: true, fatal: false }).decode(
    Uint8Array.from(binary, (c) => c.charCodeAt(0)),
  );
}
