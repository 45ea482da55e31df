import { type Assertion, type Node, PatternSyntaxError, PatternUnusable } from "./ast.ts";
import { type CharSet, foldCase, setOf, single } from "./char-set.ts";
import { letterClass, namedClass } from "./named-classes.ts";
import type { PatternReader } from "./reader.ts";

const ASSERTIONS: Readonly<Record<string, Assertion>> = {
  b: "word",
  B: "notWord",
  A: "textStart",
  z: "textEnd",
  Z: "end",
};

/** Reads an escape outside a character class. Several nodes for `\Q…\E`. */
export function readEscape(reader: PatternReader): Node[] {
  const c = reader.text.charAt(reader.at + 1);
  const assertion = ASSERTIONS[c];
  if (assertion !== undefined) {
    reader.at += 2;
    return [{ t: "assert", what: assertion }];
  }
  if (c === "Q") return readQuote(reader).map((set) => ({ t: "set", set }));
  if (c === "R") return readLineBreak(reader);
  const refersTo = c === "k" ? readNamedReference : c >= "1" && c <= "9" ? readReference : undefined;
  if (refersTo !== undefined && reader.dialect === "ecma")
    throw new PatternUnusable("back-references cannot be used", reader.at);
  if (refersTo !== undefined) return [refersTo(reader)];
  return [{ t: "set", set: folded(reader, readCharacterEscape(reader)) }];
}

function folded(reader: PatternReader, set: CharSet): CharSet {
  return reader.flags.ignoreCase ? foldCase(set, reader.flags.unicodeCase) : set;
}

/** Reads `\Q…\E` (or to the end of the pattern): the literal characters, folded as the flags say. */
export function readQuote(reader: PatternReader): CharSet[] {
  const start = reader.at + 2;
  const end = reader.text.indexOf("\\E", start);
  const quoted = reader.text.slice(start, end < 0 ? undefined : end);
  reader.at = end < 0 ? reader.text.length : end + 2;
  return Array.from(quoted, (c) => folded(reader, single(c.codePointAt(0) ?? 0)));
}

// \R is \r\n or any single line terminator (vertical whitespace).
function readLineBreak(reader: PatternReader): Node[] {
  reader.at += 2;
  const pair: Node = {
    t: "sequence",
    items: [
      { t: "set", set: single(0x0d) },
      { t: "set", set: single(0x0a) },
    ],
  };
  return [{ t: "choice", options: [pair, { t: "set", set: letterClass("v") ?? setOf([]) }] }];
}

// Java takes further digits only while they still name a group that was opened before.
function readReference(reader: PatternReader): Node {
  const start = reader.at;
  let group = Number(reader.text[start + 1]);
  reader.at += 2;
  for (;;) {
    const longer = group * 10 + Number(reader.text[reader.at]);
    if (Number.isNaN(longer) || longer > reader.groups) break;
    group = longer;
    reader.at++;
  }
  if (group > reader.groups) throw new PatternSyntaxError(`there is no group ${group} before this place`, start);
  return { t: "reference", group };
}

function readNamedReference(reader: PatternReader): Node {
  const name = /^\\k<([A-Za-z][A-Za-z0-9]*)>/.exec(reader.text.slice(reader.at, reader.at + 200));
  const group = reader.names.get(name?.[1] ?? "");
  if (name === null || group === undefined) throw new PatternSyntaxError("there is no group of this name", reader.at);
  reader.at += name[0].length;
  return { t: "reference", group };
}

const CONTROL: Readonly<Record<string, number>> = { t: 9, n: 10, r: 13, f: 12, a: 7, e: 27 };
/** In ECMA, `\b` stands for a backspace within a class. */
const ECMA_CONTROL: Readonly<Record<string, number>> = { ...CONTROL, v: 11, b: 8 };

/** Reads an escape that stands for one character or a class of them; valid inside character classes too. */
export function readCharacterEscape(reader: PatternReader): CharSet {
  const start = reader.at;
  const c = reader.text.charAt(start + 1);
  if (c === "") throw new PatternSyntaxError("the pattern ends with a backslash", start);
  const letters = letterClass(c, reader.dialect);
  const control = (reader.dialect === "java" ? CONTROL : ECMA_CONTROL)[c];
  if (letters !== undefined || control !== undefined) {
    reader.at += 2;
    return letters ?? single(control ?? 0);
  }
  if (c === "p" || c === "P") return readProperty(reader, c === "P");
  const numeric = readNumeric(reader, c);
  if (numeric !== undefined) return single(numeric);
  if (reader.dialect === "java" && /[A-Za-z]/.test(c))
    throw new PatternSyntaxError(`the escape \\${c} is not known`, start);
  const point = reader.text.codePointAt(start + 1) ?? 0;
  reader.at += point > 0xffff ? 3 : 2;
  return single(point);
}

const NUMERIC = /\\(?:x([0-9a-fA-F]{2})|x\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|0([0-3]?[0-7]{1,2})|c([@-_a-z]))/y;

function readNumeric(reader: PatternReader, c: string): number | undefined {
  if (!"xu0c".includes(c)) return undefined;
  NUMERIC.lastIndex = reader.at;
  const match = NUMERIC.exec(reader.text);
  if (match === null) return malformed(reader, c);
  reader.at += match[0].length;
  const hex = match[1] ?? match[2] ?? match[3];
  if (hex !== undefined) return checkedPoint(Number.parseInt(hex, 16), reader.at);
  return match[4] === undefined ? (match[5] ?? "@").charCodeAt(0) ^ 64 : Number.parseInt(match[4], 8);
}

// In ECMA \0 is the character of that code, and what is no code stands for itself.
function malformed(reader: PatternReader, c: string): number {
  if (reader.dialect === "java") throw new PatternSyntaxError(`malformed escape \\${c}`, reader.at);
  reader.at += 2;
  return c === "0" ? 0 : c.charCodeAt(0);
}

function checkedPoint(point: number, position: number): number {
  if (point > 0x10ffff) throw new PatternSyntaxError("there is no such code point", position);
  return point;
}

function readProperty(reader: PatternReader, negated: boolean): CharSet {
  const start = reader.at;
  const braced = reader.text[start + 2] === "{";
  const end = braced ? reader.text.indexOf("}", start) : start + 3;
  if (end < 0 || end > reader.text.length) throw new PatternSyntaxError("malformed character property", start);
  reader.at = braced ? end + 1 : end;
  return namedClass(reader.text.slice(start + (braced ? 3 : 2), end), negated, start);
}
