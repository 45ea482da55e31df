import { type JsonObject, type JsonValue, toDouble, toInteger } from "./value.ts";

/** A text that even the lenient reader cannot take; `position` is the offset of the character at fault. */
export class JsonSyntaxError extends Error {
  readonly position: number;

  constructor(message: string, position: number) {
    super(`${message} at position ${position}`);
    this.position = position;
  }
}

const MAX_DEPTH = 400;
const INTEGER = /^-?\d+$/;
/** Java's BigInteger takes more, in a time that grows with their square. */
const MOST_DIGITS = 10_000;
const DECIMAL = /^-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/**
 * Reads JSON as json-smart's permissive mode does, which is what stands behind Jayway JsonPath: besides JSON it takes
 * unquoted and single-quoted strings, stray commas, leading zeros and trailing text. A text that is no JSON at all
 * (`a=b&c=d`) is one string.
 * @throws JsonSyntaxError for unclosed objects, lists and strings, nesting deeper than 400, and integers of more than 10,000 digits
 */
export function parseJson(text: string): JsonValue {
  const reader: Reader = { text, at: 0 };
  skipBlanks(reader);
  const first = text.charCodeAt(reader.at);
  if (first === OPEN_OBJECT || first === OPEN_LIST) return readValue(reader, 0, NO_STOP);
  if (first === QUOTE || first === APOSTROPHE) {
    const value = readString(reader, first);
    return value;
  }
  refuse(reader, NO_VALUE);
  return bareValue(text.slice(reader.at).trim(), reader.at);
}

interface Reader {
  readonly text: string;
  at: number;
}

const QUOTE = 34;
const APOSTROPHE = 39;
const COMMA = 44;
const COLON = 58;
const OPEN_LIST = 91;
const BACKSLASH = 92;
const CLOSE_LIST = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;
const NO_STOP = -1;

function skipBlanks(reader: Reader): void {
  while (reader.text.charCodeAt(reader.at) <= 32) reader.at++;
}

function readValue(reader: Reader, depth: number, stop: number): JsonValue {
  const c = reader.text.charCodeAt(reader.at);
  if (c === QUOTE || c === APOSTROPHE) return readString(reader, c);
  if (c === OPEN_OBJECT) return readObject(reader, depth + 1);
  if (c === OPEN_LIST) return readList(reader, depth + 1);
  refuse(reader, NO_VALUE);
  const start = reader.at;
  return bareValue(readBare(reader, stop), start);
}

/** What json-smart takes neither for a bare value nor, the one below, for a bare key. */
const NO_VALUE = ":}]";
const NO_KEY = ":]{[";

function refuse({ text, at }: Reader, characters: string): void {
  const c = text.charAt(at);
  if (c !== "" && characters.includes(c)) throw new JsonSyntaxError(`unexpected '${c}'`, at);
}

function readObject(reader: Reader, depth: number): JsonObject {
  if (depth > MAX_DEPTH) throw new JsonSyntaxError("nested too deeply", reader.at);
  const object: JsonObject = new Map();
  const start = reader.at;
  reader.at++;
  for (;;) {
    skipBlanks(reader);
    const c = reader.text.charCodeAt(reader.at);
    if (Number.isNaN(c)) throw new JsonSyntaxError("unclosed object", start);
    if (c === CLOSE_OBJECT) break;
    if (c === COMMA) reader.at++;
    else readMember(reader, object, depth);
  }
  reader.at++;
  return object;
}

function readMember(reader: Reader, object: JsonObject, depth: number): void {
  const c = reader.text.charCodeAt(reader.at);
  const key = c === QUOTE || c === APOSTROPHE ? readString(reader, c) : readBareKey(reader);
  skipBlanks(reader);
  if (reader.text.charCodeAt(reader.at) !== COLON) throw new JsonSyntaxError("expected ':'", reader.at);
  reader.at++;
  skipBlanks(reader);
  object.set(key, readValue(reader, depth, CLOSE_OBJECT));
  expectEndOfElement(reader, CLOSE_OBJECT);
}

function readBareKey(reader: Reader): string {
  refuse(reader, NO_KEY);
  return readBare(reader, COLON);
}

function readList(reader: Reader, depth: number): JsonValue[] {
  if (depth > MAX_DEPTH) throw new JsonSyntaxError("nested too deeply", reader.at);
  const list: JsonValue[] = [];
  const start = reader.at;
  reader.at++;
  for (;;) {
    skipBlanks(reader);
    const c = reader.text.charCodeAt(reader.at);
    if (Number.isNaN(c)) throw new JsonSyntaxError("unclosed list", start);
    if (c === CLOSE_LIST) break;
    if (c === COMMA) reader.at++;
    else {
      list.push(readValue(reader, depth, CLOSE_LIST));
      expectEndOfElement(reader, CLOSE_LIST);
    }
  }
  reader.at++;
  return list;
}

function expectEndOfElement(reader: Reader, close: number): void {
  skipBlanks(reader);
  const c = reader.text.charCodeAt(reader.at);
  if (c !== COMMA && c !== close) throw new JsonSyntaxError("expected ',' or a closing bracket", reader.at);
}

function readString(reader: Reader, quote: number): string {
  const { text } = reader;
  const start = reader.at + 1;
  let at = start;
  let value = "";
  let copied = start;
  for (;;) {
    const c = text.charCodeAt(at);
    if (c === quote) break;
    if (Number.isNaN(c)) throw new JsonSyntaxError("unclosed string", reader.at);
    if (c !== BACKSLASH) {
      at = at - start === LOOKED_AT ? plainUntil(text, at, quote) : at + 1;
      continue;
    }
    value += text.slice(copied, at);
    const escape = readEscape(text, at + 1);
    value += escape.text;
    at = escape.end;
    copied = at;
  }
  reader.at = at + 1;
  return copied === start ? text.slice(start, at) : value + text.slice(copied, at);
}

/** Of a long string so many characters are looked at one by one: most are shorter, and of those that are not the engine finds the end sooner. */
const LOOKED_AT = 32;

/** Where the plain text goes on to that begins at `at`: to the quote, or to `at` itself where an escape comes before it. */
function plainUntil(text: string, at: number, quote: number): number {
  const end = text.indexOf(quote === QUOTE ? '"' : "'", at);
  return end === -1 || text.slice(at, end).includes("\\") ? at + 1 : end;
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f" };

function readEscape(text: string, at: number): { text: string; end: number } {
  const c = text.charAt(at);
  if (c === "u" || c === "x") {
    const digits = c === "u" ? 4 : 2;
    const hex = text.slice(at + 1, at + 1 + digits);
    if (hex.length < digits || !/^[0-9a-fA-F]+$/.test(hex)) throw new JsonSyntaxError("malformed escape", at);
    return { text: String.fromCharCode(Number.parseInt(hex, 16)), end: at + 1 + digits };
  }
  return { text: ESCAPES[c] ?? c, end: at + 1 };
}

// A bare word runs to the next comma or to the bracket that closes its container (for a key: to the colon).
function readBare(reader: Reader, stop: number): string {
  const start = reader.at;
  let at = start;
  for (; at < reader.text.length; at++) {
    const c = reader.text.charCodeAt(at);
    if (c === stop || (c === COMMA && stop !== COLON)) break;
  }
  reader.at = at;
  return reader.text.slice(start, at).trim();
}

function bareValue(word: string, at: number): JsonValue {
  if (word === "null") return null;
  if (word === "true" || word === "false") return word === "true";
  const first = word.charCodeAt(0);
  const numeric = (first >= 48 && first <= 57) || first === 45;
  if (!numeric) return word === "NaN" ? Number.NaN : word;
  if (INTEGER.test(word)) {
    if (word.length > MOST_DIGITS) throw new JsonSyntaxError("a number of too many digits", at);
    return word.length <= 15 ? Number(word) : toInteger(BigInt(word));
  }
  return DECIMAL.test(word) ? toDouble(Number(word)) : word;
}
