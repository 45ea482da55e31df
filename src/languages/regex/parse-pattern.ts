import { type Node, type ParsedPattern, PatternSyntaxError, PatternUnusable } from "./ast.ts";
import { foldCase, setOf, single } from "./char-set.ts";
import { readClass } from "./parse-class.ts";
import { readEscape } from "./parse-escape.ts";
import { dot } from "./named-classes.ts";
import { type Dialect, type Flags, type PatternReader, withLetters } from "./reader.ts";

const MAX_DEPTH = 100;
const MAX_LENGTH = 20_000;
const MAX_REPEAT: Readonly<Record<Dialect, number>> = { java: 1_000, ecma: 100_000 };

/**
 * Parses the syntax of java.util.regex.Pattern, or that of ECMA 262: there Java's own constructs are read as well where
 * ECMA's have no other meaning that anyone would use; groups do not capture, and references are refused.
 * @throws PatternSyntaxError
 */
export function parsePattern(source: string, dialect: Dialect = "java"): ParsedPattern {
  if (source.length > MAX_LENGTH) throw new PatternUnusable("the pattern is too long", 0);
  const reader: PatternReader = {
    dialect,
    text: source,
    at: 0,
    groups: 0,
    names: new Map(),
    depth: 0,
    flags: {
      ignoreCase: false,
      unicodeCase: false,
      multiline: false,
      dotAll: false,
      comments: false,
      unixLines: false,
    },
  };
  const node = readChoice(reader);
  if (reader.at < source.length) throw new PatternSyntaxError("unmatched closing ')'", reader.at);
  return { node, groups: reader.groups, names: reader.names };
}

function readChoice(reader: PatternReader): Node {
  if (++reader.depth > MAX_DEPTH) throw new PatternUnusable("the pattern nests too deeply", reader.at);
  const flags = reader.flags;
  const options = [readSequence(reader)];
  while (reader.text[reader.at] === "|") {
    reader.at++;
    options.push(readSequence(reader));
  }
  reader.flags = flags;
  reader.depth--;
  return options.length === 1 && options[0] !== undefined ? options[0] : { t: "choice", options };
}

function readSequence(reader: PatternReader): Node {
  const items: Node[] = [];
  for (;;) {
    skipComments(reader);
    const c = reader.text[reader.at];
    if (c === undefined || c === "|" || c === ")") break;
    const start = reader.at;
    const atom = readAtom(reader);
    if (atom !== undefined) items.push(...quantified(reader, atom, start));
  }
  return items.length === 1 && items[0] !== undefined ? items[0] : { t: "sequence", items };
}

function skipComments(reader: PatternReader): void {
  if (!reader.flags.comments) return;
  for (;;) {
    const c = reader.text[reader.at];
    if (c === "#") while (reader.at < reader.text.length && reader.text[reader.at] !== "\n") reader.at++;
    else if (c !== undefined && /\s/.test(c)) reader.at++;
    else break;
  }
}

/** One element; several nodes for `\Q…\E`; undefined for `(?i)`. */
function readAtom(reader: PatternReader): Node[] | undefined {
  const { text, flags } = reader;
  const c = text.charAt(reader.at);
  if (c === "(") return readGroup(reader);
  if (c === "[") return [{ t: "set", set: folded(reader, readClass(reader)) }];
  if (c === "\\") return readEscape(reader);
  if (c === "*" || c === "+" || c === "?" || (c === "{" && isBrace(reader)))
    throw new PatternSyntaxError(`'${c}' has nothing to repeat`, reader.at);
  if (c === ".") {
    reader.at++;
    return [{ t: "set", set: flags.dotAll ? setOf([[0, 0x10ffff]]) : dot(reader.dialect, flags.unixLines) }];
  }
  if (c === "^" || c === "$") {
    reader.at++;
    if (c === "^") return [{ t: "assert", what: flags.multiline ? "lineStart" : "textStart" }];
    return [{ t: "assert", what: flags.multiline ? "lineEnd" : reader.dialect === "ecma" ? "textEnd" : "end" }];
  }
  const point = text.codePointAt(reader.at) ?? 0;
  reader.at += point > 0xffff ? 2 : 1;
  return [{ t: "set", set: folded(reader, single(point)) }];
}

/** Whether a brace begins a count; in ECMA any other brace stands for itself. */
function isBrace({ dialect, text, at }: PatternReader): boolean {
  return dialect === "java" || /^\{\d+(?:,\d*)?\}/.test(text.slice(at, at + 30));
}

function folded(reader: PatternReader, set: ReturnType<typeof single>): ReturnType<typeof single> {
  return reader.flags.ignoreCase ? foldCase(set, reader.flags.unicodeCase) : set;
}

const QUANTIFIER = /(?:([*+?])|\{(\d+)(,(\d*))?\})([?+])?/y;

// A quantifier binds to the last node only: \Qab\E+ repeats b, as ab+ does.
function quantified(reader: PatternReader, nodes: Node[], start: number): Node[] {
  skipComments(reader);
  QUANTIFIER.lastIndex = reader.at;
  const match = QUANTIFIER.exec(reader.text);
  const body = nodes.at(-1);
  if (match === null || body === undefined) return nodes;
  reader.at += match[0].length;
  if (match[5] === "+") throw new PatternUnusable("possessive quantifiers cannot be used", start);
  const min = match[1] === undefined ? Number(match[2]) : match[1] === "+" ? 1 : 0;
  const max = maximum(match, min);
  if (max < min) throw new PatternSyntaxError("the repetition's maximum is below its minimum", start);
  const most = MAX_REPEAT[reader.dialect];
  if (min > most || (max > most && max !== Infinity))
    throw new PatternUnusable(`a repetition of more than ${most} cannot be used`, start);
  return [...nodes.slice(0, -1), { t: "repeat", body, min, max, lazy: match[5] === "?" }];
}

function maximum(match: RegExpExecArray, min: number): number {
  if (match[1] !== undefined) return match[1] === "?" ? 1 : Infinity;
  if (match[3] === undefined) return min;
  return match[4] === "" ? Infinity : Number(match[4]);
}

const GROUP = /\((?:\?(?:(:|=|!|<=|<!|>)|<([A-Za-z][A-Za-z0-9]*)>|([idmsuxU]*)(?:-([idmsuxU]+))?([:)])))?/y;

function readGroup(reader: PatternReader): Node[] | undefined {
  const start = reader.at;
  GROUP.lastIndex = start;
  const match = GROUP.exec(reader.text);
  const head = match?.[0] ?? "(";
  if (head === "(" && reader.text[start + 1] === "?") throw new PatternSyntaxError("unknown group construct", start);
  reader.at += head.length;
  const kind = match?.[1];
  if (kind === ">") throw new PatternUnusable("atomic groups cannot be used", start);
  if (match?.[5] !== undefined) return readFlagged(reader, match, start);
  const index = kind === undefined ? ++reader.groups : 0;
  if (match?.[2] !== undefined) reader.names.set(match[2], index);
  const body = readBody(reader, start);
  if (kind === ":" || (kind === undefined && reader.dialect === "ecma")) return [body];
  if (kind === undefined) return [{ t: "group", index, body }];
  return [{ t: "look", behind: kind.startsWith("<"), negative: kind.endsWith("!"), body }];
}

function readFlagged(reader: PatternReader, match: RegExpExecArray, start: number): Node[] | undefined {
  const outer: Flags = reader.flags;
  reader.flags = withLetters(withLetters(outer, match[3] ?? "", true), match[4] ?? "", false);
  if (match[5] === ")") return undefined;
  const body = readBody(reader, start);
  reader.flags = outer;
  return [body];
}

function readBody(reader: PatternReader, start: number): Node {
  const body = readChoice(reader);
  if (reader.text[reader.at] !== ")") throw new PatternSyntaxError("unclosed group", start);
  reader.at++;
  return body;
}
