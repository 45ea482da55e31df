import { JavaDouble, type JsonValue, numberText } from "./value.ts";

/** Where the text would grow past the limit given to {@link writeJson}, or nests too deep. */
export class JsonTooLarge extends Error {}

const MAX_DEPTH = 500;

/** How strings are escaped: `slash` writes `/` as `\/`, as json-smart does when a list prints itself. */
export interface JsonStyle {
  readonly slash: boolean;
}

// json-smart escapes control characters, U+007F–U+009F and U+2000–U+20FF (JStylerObj).
const PLAIN = /^[^"\\/\u0000-\u001f\u007f-\u009f\u2000-\u20ff]*$/;
const ESCAPED = /["\\/\u0000-\u001f\u007f-\u009f\u2000-\u20ff]/g;

const SHORT: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

/** A string as JSON in json-smart's escaping. */
function quoteJson(text: string, style: JsonStyle): string {
  if (PLAIN.test(text)) return `"${text}"`;
  return `"${text.replace(ESCAPED, (c) => escapeCharacter(c, style))}"`;
}

function escapeCharacter(c: string, style: JsonStyle): string {
  if (c === "/") return style.slash ? "\\/" : "/";
  return SHORT[c] ?? `\\u${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
}

/**
 * Compact JSON of a value, written as json-smart writes it.
 * @param limit the most characters; past it (or nested deeper than 500) {@link JsonTooLarge} is thrown.
 * @param foreign writes what is no JSON value (used by languages that keep other objects in lists)
 */
export function writeJson(
  value: JsonValue,
  style: JsonStyle = { slash: false },
  limit = Infinity,
  foreign?: (value: unknown) => JsonValue,
): string {
  const writer: Writer = { text: "", style, limit, foreign };
  write(writer, value, 0);
  return writer.text;
}

interface Writer {
  text: string;
  readonly style: JsonStyle;
  readonly limit: number;
  readonly foreign: ((value: unknown) => JsonValue) | undefined;
}

function write(writer: Writer, value: JsonValue, depth: number): void {
  if (writer.text.length > writer.limit || depth > MAX_DEPTH) throw new JsonTooLarge("the JSON text is too large");
  if (typeof value === "string") writer.text += quoteJson(value, writer.style);
  else if (value === null || typeof value === "boolean") writer.text += String(value);
  else if (typeof value === "number" || typeof value === "bigint" || value instanceof JavaDouble)
    writer.text += jsonNumber(numberText(value));
  else if (Array.isArray(value)) writeList(writer, value, depth);
  else if (value instanceof Map) writeObject(writer, value, depth);
  else write(writer, writer.foreign === undefined ? null : writer.foreign(value), depth + 1);
}

// json-smart writes NaN and the infinities as null: JSON has no word for them.
function jsonNumber(text: string): string {
  return text === "NaN" || text.endsWith("Infinity") ? "null" : text;
}

function writeList(writer: Writer, list: readonly JsonValue[], depth: number): void {
  writer.text += "[";
  for (let i = 0; i < list.length; i++) {
    if (i > 0) writer.text += ",";
    write(writer, list[i] ?? null, depth + 1);
  }
  writer.text += "]";
}

function writeObject(writer: Writer, object: ReadonlyMap<unknown, JsonValue>, depth: number): void {
  let separator = "{";
  for (const [key, member] of object) {
    writer.text += `${separator}${quoteJson(String(key), writer.style)}:`;
    separator = ",";
    write(writer, member, depth + 1);
  }
  writer.text += separator === "{" ? "{}" : "}";
}
