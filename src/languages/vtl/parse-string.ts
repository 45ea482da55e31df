import type { Expression } from "./ast.ts";
import type { Cursor } from "./cursor.ts";

/**
 * Reads a string literal. A doubled quote stands for one quote; there are no backslash escapes but `\uXXXX` in double
 * quotes. A double-quoted string with `$` or `#` in it is a template of its own.
 */
export function readString(cursor: Cursor): Expression {
  const start = cursor.at;
  const quote = cursor.char;
  const end = endOfString(cursor, start, quote);
  const raw = cursor.text.slice(start + 1, end - 1);
  const image = (quote === '"' ? unescapeUnicode(cursor, raw) : raw).replaceAll(quote + quote, quote);
  cursor.at = end;
  if (quote === "'" || !/[$#]/.test(raw)) return { t: "text", value: image };
  return interpolated(cursor, image, start);
}

// The longest match wins, as in Velocity's lexer: a doubled quote ends the string only when no other quote follows.
function endOfString(cursor: Cursor, start: number, quote: string): number {
  const { text } = cursor;
  let doubled = -1;
  for (let at = text.indexOf(quote, start + 1); at >= 0; at = text.indexOf(quote, at + 2)) {
    if (text[at + 1] !== quote) return at + 1;
    doubled = at + 1;
  }
  if (doubled < 0) throw cursor.error("the string is not closed", start);
  return doubled;
}

function unescapeUnicode(cursor: Cursor, text: string): string {
  return text.replace(/\\u([^]{0,4})/g, (_, digits: string) => {
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) throw cursor.error("malformed \\u escape in the string");
    return String.fromCharCode(Number.parseInt(digits, 16));
  });
}

// Velocity appends a blank, parses, and drops the last character of the output again; a line comment makes it needless.
function interpolated(cursor: Cursor, image: string, start: number): Expression {
  const hasComment = image.includes("##");
  const nodes = cursor.nest(() => cursor.parseNested(hasComment ? image : `${image} `, cursor, cursor.position(start)));
  const last = nodes.at(-1);
  if (hasComment) return { t: "interpolated", nodes, dropLast: false };
  if (typeof last !== "string") return { t: "interpolated", nodes, dropLast: true };
  const rest = last.length === 1 ? nodes.slice(0, -1) : [...nodes.slice(0, -1), last.slice(0, -1)];
  return { t: "interpolated", nodes: rest, dropLast: false };
}
