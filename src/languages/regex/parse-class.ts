import { PatternSyntaxError, PatternUnusable } from "./ast.ts";
import { type CharSet, complement, intersection, setOf, single, union } from "./char-set.ts";
import { readCharacterEscape, readQuote } from "./parse-escape.ts";
import type { PatternReader } from "./reader.ts";

const MAX_DEPTH = 20;

/** Reads `[…]`, in Java with unions (nested classes) and intersections (`&&`). */
export function readClass(reader: PatternReader, depth = 0): CharSet {
  const start = reader.at;
  if (depth > MAX_DEPTH) throw new PatternSyntaxError("the character class nests too deeply", start);
  reader.at++;
  const negated = reader.text[reader.at] === "^";
  if (negated) reader.at++;
  let result: CharSet | undefined;
  do {
    const operand = readUnion(reader, start, depth, result === undefined && reader.dialect === "java");
    result = result === undefined ? operand : combined(intersection(result, operand), start);
  } while (takeIntersection(reader));
  reader.at++;
  return negated ? complement(result) : result;
}

function combined(set: CharSet | undefined, position: number): CharSet {
  if (set === undefined) throw new PatternUnusable("this combination with a Unicode property cannot be used", position);
  return set;
}

function takeIntersection(reader: PatternReader): boolean {
  if (!isIntersection(reader)) return false;
  reader.at += 2;
  return true;
}

function isIntersection({ dialect, text, at }: PatternReader): boolean {
  return dialect === "java" && text.startsWith("&&", at);
}

function readUnion(reader: PatternReader, start: number, depth: number, first: boolean): CharSet {
  let set = setOf([]);
  let empty = first;
  for (;;) {
    const c = reader.text[reader.at];
    if (c === undefined) throw new PatternSyntaxError("unclosed character class", start);
    if (c === "]" && !empty) return set;
    if (isIntersection(reader)) return set;
    if (reader.flags.comments && /\s/.test(c)) reader.at++;
    else set = combined(union(set, readItem(reader, depth)), start);
    empty = false;
  }
}

function readItem(reader: PatternReader, depth: number): CharSet {
  if (reader.dialect === "java" && reader.text[reader.at] === "[") return readClass(reader, depth + 1);
  if (reader.text.startsWith("\\Q", reader.at)) return readQuote(reader).reduce((a, b) => union(a, b) ?? a, setOf([]));
  const start = reader.at;
  const low = readMember(reader);
  const from = onlyPoint(low);
  // Behind a class such as \w a hyphen stands for itself.
  if (reader.text[reader.at] !== "-" || from === undefined || isRangeEnd(reader)) return low;
  reader.at++;
  const high = readMember(reader);
  const to = onlyPoint(high);
  if (to === undefined && reader.dialect === "ecma")
    return combined(union(union(low, single(0x2d)) ?? low, high), start);
  if (to === undefined || to < from) throw new PatternSyntaxError("illegal range in a character class", start);
  return setOf([[from, to]]);
}

/** Whether the hyphen that the reader stands at ends a class, rather than making a range. */
function isRangeEnd({ dialect, text, at }: PatternReader): boolean {
  return (dialect === "java" ? "]&[" : "]").includes(text.charAt(at + 1));
}

function onlyPoint(set: CharSet): number | undefined {
  const [range, more] = set.ranges;
  return range !== undefined && more === undefined && set.properties.length === 0 && range[0] === range[1]
    ? range[0]
    : undefined;
}

function readMember(reader: PatternReader): CharSet {
  if (reader.text[reader.at] === "\\") return readCharacterEscape(reader);
  const point = reader.text.codePointAt(reader.at);
  if (point === undefined) throw new PatternSyntaxError("unclosed character class", reader.at);
  reader.at += point > 0xffff ? 2 : 1;
  return single(point);
}
