import { type Condition, type JsonPath, type Operand, type Operator, OPERATORS, PathSyntaxError } from "./path.ts";
import { skipQuoted, unescapeText } from "./scan.ts";

const MAX_DEPTH = 50;

/** Parses a path inside a filter; handed in so that paths and filters can refer to each other. */
export type ParsePathText = (expression: string, nesting: number) => JsonPath;

interface FilterReader {
  readonly text: string;
  at: number;
  depth: number;
  readonly nesting: number;
  readonly parsePathText: ParsePathText;
}

/**
 * Parses the condition of `[?( … )]` from the offset after the opening parenthesis.
 * @returns the condition, and the offset after its closing parenthesis
 * @throws PathSyntaxError
 */
export function parseFilter(
  text: string,
  from: number,
  nesting: number,
  parsePathText: ParsePathText,
): { test: Condition; end: number } {
  const reader: FilterReader = { text, at: from, depth: 0, nesting, parsePathText };
  const test = readOr(reader);
  expectClose(reader);
  return { test, end: reader.at };
}

function skipBlanks(reader: FilterReader): void {
  while (reader.text[reader.at] === " ") reader.at++;
}

function take(reader: FilterReader, word: string): boolean {
  skipBlanks(reader);
  if (!reader.text.startsWith(word, reader.at)) return false;
  reader.at += word.length;
  return true;
}

function expectClose(reader: FilterReader): void {
  if (!take(reader, ")")) throw new PathSyntaxError("expected ')', '&&' or '||' in the filter", reader.at);
}

function readOr(reader: FilterReader): Condition {
  const any = [readAnd(reader)];
  while (take(reader, "||")) any.push(readAnd(reader));
  return any.length === 1 && any[0] !== undefined ? any[0] : { t: "or", any };
}

function readAnd(reader: FilterReader): Condition {
  const all = [readTerm(reader)];
  while (take(reader, "&&")) all.push(readTerm(reader));
  return all.length === 1 && all[0] !== undefined ? all[0] : { t: "and", all };
}

function readTerm(reader: FilterReader): Condition {
  if (++reader.depth > MAX_DEPTH) throw new PathSyntaxError("the filter nests too deeply", reader.at);
  skipBlanks(reader);
  const term = readTermAt(reader);
  reader.depth--;
  return term;
}

function readTermAt(reader: FilterReader): Condition {
  const negated = reader.text[reader.at] === "!";
  if (negated) {
    reader.at++;
    skipBlanks(reader);
    const c = reader.text[reader.at];
    if (c !== "@" && c !== "$") return { t: "not", of: readTerm(reader) };
  }
  if (take(reader, "(")) {
    const inner = readOr(reader);
    expectClose(reader);
    return inner;
  }
  return readComparison(reader, !negated);
}

function readComparison(reader: FilterReader, wanted: boolean): Condition {
  const start = reader.at;
  const left = readOperand(reader);
  const operator = readOperator(reader);
  if (operator !== undefined) return { t: "compare", operator, left, right: readOperand(reader) };
  if (left.t !== "path") throw new PathSyntaxError("expected an operator after the value", start);
  return { t: "exists", path: left, wanted };
}

const SYMBOLS = /[<>=~!]+/y;
const WORDS = /[A-Za-z]+(?= |\[|\()/y;

function readOperator(reader: FilterReader): Operator | undefined {
  skipBlanks(reader);
  const start = reader.at;
  const word = matchAt(SYMBOLS, reader) ?? matchAt(WORDS, reader);
  if (word === undefined) return undefined;
  const operator = OPERATORS.find((known) => known === word.toUpperCase());
  if (operator === undefined) throw new PathSyntaxError(`unknown operator '${word}'`, start);
  reader.at += word.length;
  return operator;
}

function matchAt(pattern: RegExp, reader: FilterReader): string | undefined {
  pattern.lastIndex = reader.at;
  return pattern.exec(reader.text)?.[0];
}

function readOperand(reader: FilterReader): Operand {
  skipBlanks(reader);
  const c = reader.text.charAt(reader.at);
  if (c === "@" || c === "$") return readPathOperand(reader);
  if (c === "'" || c === '"') return { t: "string", text: unescapeText(readQuoted(reader).slice(1, -1)) };
  if (c === "{" || c === "[") return readJson(reader);
  if (c === "/") return readPattern(reader);
  return readWord(reader);
}

function readQuoted(reader: FilterReader): string {
  const start = reader.at;
  const end = skipQuoted(reader.text, start);
  if (end > reader.text.length) throw new PathSyntaxError("the string is not closed", start);
  reader.at = end;
  return reader.text.slice(start, end);
}

const WORD = /-?[0-9][0-9.eE+-]*|true|false|null/y;

function readWord(reader: FilterReader): Operand {
  const text = matchAt(WORD, reader);
  if (text === undefined) throw new PathSyntaxError("expected a path or a value in the filter", reader.at);
  if (/^-?\d/.test(text) && Number.isNaN(Number(text))) throw new PathSyntaxError(`'${text}' is no number`, reader.at);
  reader.at += text.length;
  return { t: "json", text };
}

function readJson(reader: FilterReader): Operand {
  const start = reader.at;
  let depth = 0;
  for (let i = start; i < reader.text.length; i++) {
    const c = reader.text.charAt(i);
    if (c === "'" || c === '"') i = skipQuoted(reader.text, i) - 1;
    else if (c === "{" || c === "[") depth++;
    else if ((c === "}" || c === "]") && --depth === 0) {
      reader.at = i + 1;
      return { t: "json", text: reader.text.slice(start, i + 1) };
    }
  }
  throw new PathSyntaxError("the JSON value is not closed", start);
}

// /…/flags, the flags being those of java.util.regex; they become an inline group.
function readPattern(reader: FilterReader): Operand {
  const start = reader.at;
  let end = start + 1;
  while (end < reader.text.length && reader.text[end] !== "/") end += reader.text[end] === "\\" ? 2 : 1;
  if (end >= reader.text.length) throw new PathSyntaxError("the pattern is not closed", start);
  const body = reader.text.slice(start + 1, end);
  reader.at = end + 1;
  const flags = matchAt(/[dixmsuU]+/y, reader) ?? "";
  reader.at += flags.length;
  return { t: "pattern", source: flags === "" ? body : `(?${flags})${body}` };
}

function readPathOperand(reader: FilterReader): Operand {
  const start = reader.at;
  const end = endOfPath(reader.text, start);
  reader.at = end;
  const text = reader.text.slice(start, end);
  return { t: "path", path: reader.parsePathText(text, reader.nesting), relative: text.startsWith("@") };
}

function endOfPath(text: string, start: number): number {
  let depth = 0;
  let at = start + 1;
  for (; at < text.length; at++) {
    const c = text.charAt(at);
    if (c === "'" || c === '"') at = skipQuoted(text, at) - 1;
    else if (c === "[" || c === "(") depth++;
    else if (depth > 0) depth -= c === "]" || c === ")" ? 1 : 0;
    else if (" <>=~!)]".includes(c) || text.startsWith("&&", at) || text.startsWith("||", at)) break;
  }
  return at;
}
