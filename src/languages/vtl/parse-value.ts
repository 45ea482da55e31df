import type { Access, Expression, Reference } from "./ast.ts";
import type { Cursor } from "./cursor.ts";
import { readString } from "./parse-string.ts";

const START = /\$!?(\{?)([A-Za-z_][A-Za-z0-9_-]*)/y;
const MEMBER = /\.([A-Za-z][A-Za-z0-9_-]*)/y;

/** Whether a reference begins at the cursor; a lone `$` is text. */
export function atReference(cursor: Cursor): boolean {
  return cursor.peek(START) !== undefined;
}

/**
 * Reads a reference by the grammar of Velocity 1.7 (Parser.jjt, Reference). `$true` and `$false` are boolean literals there.
 */
export function readReference(cursor: Cursor): Reference | (Expression & { t: "boolean" }) {
  const start = cursor.at;
  const match = cursor.take(START);
  if (match === undefined) throw cursor.error("expected a reference");
  const name = match[2] ?? "";
  if (name === "true" || name === "false") return { t: "boolean", value: name === "true" };
  const path = cursor.nest(() => readPath(cursor));
  if (match[1] !== "" && cursor.char !== "}") throw cursor.error(`expected '}' to close the reference \${${name}`);
  if (match[1] !== "") cursor.at++;
  return { t: "reference", name, path, at: cursor.position(start) };
}

function readPath(cursor: Cursor): Access[] {
  const path: Access[] = [];
  for (;;) {
    if (cursor.char === "[") path.push(readIndex(cursor));
    else {
      const start = cursor.at + 1;
      const member = cursor.take(MEMBER);
      if (member === undefined) return path;
      const name = member[1] ?? "";
      if (name === "true" || name === "false") throw cursor.error(`'${name}' cannot be a property's name`, start);
      path.push(cursor.char === "(" ? { t: "call", name, args: readArguments(cursor) } : { t: "get", name });
    }
  }
}

function readIndex(cursor: Cursor): Access {
  cursor.at++;
  cursor.skipBlanks();
  const of = readSimple(cursor);
  if (of === undefined || of.t === "double")
    throw cursor.error("expected a string, an integer or a reference as index");
  cursor.expect("]", "after the index");
  return { t: "index", of };
}

function readArguments(cursor: Cursor): Expression[] {
  cursor.at++;
  cursor.skipBlanks();
  const args: Expression[] = [];
  if (cursor.char !== ")") args.push(...readParameters(cursor, true));
  cursor.expect(")", "after the arguments");
  return args;
}

function readParameters(cursor: Cursor, bareWords: boolean): Expression[] {
  const items = [readParameter(cursor, bareWords)];
  while (takeComma(cursor)) items.push(readParameter(cursor, bareWords));
  return items;
}

function takeComma(cursor: Cursor): boolean {
  cursor.skipBlanks();
  if (cursor.char !== ",") return false;
  cursor.at++;
  return true;
}

const BARE = /[A-Za-z_][A-Za-z0-9_-]*/y;

/**
 * Reads one argument, list item, map key or map value: literals and references only, as in Velocity 1.7. In the arguments
 * of a method a bare word (`null`) is read as a reference to nothing: it has the value null.
 */
export function readParameter(cursor: Cursor, bareWords: boolean): Expression {
  cursor.skipBlanks();
  const value = cursor.nest(() => {
    if (cursor.char === "[") return readListOrRange(cursor, bareWords);
    if (cursor.char === "{") return readMap(cursor, bareWords);
    return readSimple(cursor);
  });
  if (value !== undefined) return value;
  if (bareWords && cursor.take(BARE) !== undefined) return { t: "null" };
  throw cursor.error("expected a string, a number, a list, a map or a reference");
}

const INTEGER = /-?[0-9]+(?=\.\.)|-?[0-9]+(?![0-9.]|[eE][+-]?[0-9])/y;
const DOUBLE = /-?(?:[0-9]+\.[0-9]*(?:[eE][+-]?[0-9]+)?|\.[0-9]+(?:[eE][+-]?[0-9]+)?|[0-9]+[eE][+-]?[0-9]+)/y;
const BOOLEAN = /(true|false)(?![A-Za-z0-9_@]|-[A-Za-z0-9_@])/y;

/** A string, number, boolean or reference; undefined when none begins at the cursor. */
function readSimple(cursor: Cursor): Expression | undefined {
  const c = cursor.char;
  if (c === '"' || c === "'") return readString(cursor);
  if (c === "$") return readReference(cursor);
  const digits = cursor.take(INTEGER);
  if (digits !== undefined) return { t: "integer", digits: digits[0] };
  const double = cursor.take(DOUBLE);
  if (double !== undefined) return { t: "double", value: Number(double[0]) };
  const word = cursor.take(BOOLEAN);
  return word === undefined ? undefined : { t: "boolean", value: word[1] === "true" };
}

function readListOrRange(cursor: Cursor, bareWords: boolean): Expression {
  const start = cursor.at;
  cursor.at++;
  cursor.skipBlanks();
  if (cursor.char === "]") {
    cursor.at++;
    return { t: "list", items: [] };
  }
  const first = readParameter(cursor, bareWords);
  cursor.skipBlanks();
  if (cursor.text.startsWith("..", cursor.at)) return readRangeEnd(cursor, first, start);
  const items = takeComma(cursor) ? [first, ...readParameters(cursor, bareWords)] : [first];
  cursor.expect("]", "after the list");
  return { t: "list", items };
}

function readRangeEnd(cursor: Cursor, from: Expression, start: number): Expression {
  cursor.at += 2;
  cursor.skipBlanks();
  const to = readSimple(cursor);
  if (!isRangeEnd(from) || to === undefined || !isRangeEnd(to))
    throw cursor.error("a range goes from an integer or reference to an integer or reference");
  cursor.expect("]", "after the range");
  return { t: "range", from, to, at: cursor.position(start) };
}

function isRangeEnd(value: Expression): boolean {
  return value.t === "integer" || value.t === "reference";
}

function readMap(cursor: Cursor, bareWords: boolean): Expression {
  cursor.at++;
  cursor.skipBlanks();
  const entries: [Expression, Expression][] = [];
  if (cursor.char !== "}") {
    do {
      const key = readParameter(cursor, bareWords);
      cursor.expect(":", "after the key");
      entries.push([key, readParameter(cursor, bareWords)]);
    } while (takeComma(cursor));
  }
  cursor.expect("}", "after the map");
  return { t: "map", entries };
}
