import { parseFilter } from "./parse-filter.ts";
import {
  type Argument,
  FUNCTION_NAMES,
  type FunctionName,
  isDefinite,
  type JsonPath,
  type PathProblem,
  PathSyntaxError,
  type Step,
} from "./path.ts";
import { skipQuoted, unescapeText } from "./scan.ts";

const MAX_NESTING = 20;
const MAX_LENGTH = 10_000;

/**
 * Parses a JSONPath by Jayway's rules (its PathCompiler). An expression that starts with neither `$` nor `@` is taken
 * as if `$.` stood before it.
 */
export function parsePath(expression: string): { ok: true; path: JsonPath } | { ok: false; problem: PathProblem } {
  try {
    return { ok: true, path: parsePathText(expression, 0) };
  } catch (error) {
    if (!(error instanceof PathSyntaxError)) throw error;
    return { ok: false, problem: { message: error.message, position: error.position } };
  }
}

/** Parses an expression, also one inside a filter or a function's argument. @throws PathSyntaxError */
export function parsePathText(expression: string, nesting: number): JsonPath {
  if (expression.length > MAX_LENGTH || nesting > MAX_NESTING)
    throw new PathSyntaxError("the path is too long or nests too deeply", 0);
  const trimmed = expression.trim();
  const rooted = trimmed.startsWith("$") || trimmed.startsWith("@") ? trimmed : `$.${trimmed}`;
  if (rooted.endsWith(".")) throw new PathSyntaxError("a path must not end with '.' or '..'", rooted.length - 1);
  const reader: PathReader = { text: rooted, at: 1, steps: [], nesting };
  if (rooted.length > 1 && rooted[1] !== "." && rooted[1] !== "[")
    throw new PathSyntaxError("expected '.' or '[' after the root", 1);
  while (reader.at < rooted.length) readStep(reader);
  const steps = callOnScan(reader.steps);
  return { steps, definite: isDefinite(steps) };
}

interface PathReader {
  readonly text: string;
  at: number;
  readonly steps: Step[];
  readonly nesting: number;
}

function readStep(reader: PathReader): void {
  const { text } = reader;
  if (text[reader.at] === "[") return readBracket(reader);
  if (text[reader.at] === ".") {
    const scan = text[reader.at + 1] === ".";
    if (scan) reader.steps.push({ t: "scan" });
    reader.at += scan ? 2 : 1;
    if (text[reader.at] === ".") throw new PathSyntaxError("unexpected '.'", reader.at);
    if (text[reader.at] === "[") return readBracket(reader);
  }
  if (text[reader.at] === "*") {
    reader.steps.push({ t: "wildcard" });
    reader.at++;
    return;
  }
  readName(reader);
}

function readName(reader: PathReader): void {
  const { text } = reader;
  const start = reader.at;
  let at = start;
  while (at < text.length && !".[( ".includes(text.charAt(at))) at++;
  if (at === start) throw new PathSyntaxError("expected a property name", start);
  if (text[at] === " ") throw new PathSyntaxError("a property name with blanks needs brackets and quotes", at);
  const name = text.slice(start, at);
  reader.at = at;
  if (text[at] === "(") readCall(reader, name, start);
  else reader.steps.push({ t: "properties", names: [name] });
}

function readCall(reader: PathReader, name: string, start: number): void {
  const close = closingParenthesis(reader.text, reader.at);
  if (!isFunctionName(name)) throw new PathSyntaxError(`there is no function '${name}'`, start);
  const args = splitArguments(reader.text.slice(reader.at + 1, close)).map((text) => argumentOf(text, reader));
  reader.steps.push({ t: "call", name, args });
  reader.at = close + 1;
}

function isFunctionName(name: string): name is FunctionName {
  return FUNCTION_NAMES.some((known) => known === name);
}

function argumentOf(text: string, reader: PathReader): Argument {
  if (text.startsWith("$") || text.startsWith("@"))
    return { t: "path", path: parsePathText(text, reader.nesting + 1), relative: text.startsWith("@") };
  if (!/^[{["\-\d]/.test(text))
    throw new PathSyntaxError(`'${text}' is no argument: expected a path or JSON`, reader.at);
  return { t: "json", text };
}

function closingParenthesis(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    const c = text[i];
    if (c === '"' || c === "'") i = skipQuoted(text, i) - 1;
    else if (c === "(") depth++;
    else if (c === ")" && --depth === 0) return i;
  }
  throw new PathSyntaxError("the function's arguments are not closed", open);
}

function splitArguments(text: string): string[] {
  const parts: string[] = [];
  let start = 0;
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charAt(i);
    if (c === '"' || c === "'") i = skipQuoted(text, i) - 1;
    else if ("([{".includes(c)) depth++;
    else if (")]}".includes(c)) depth--;
    else if (c === "," && depth === 0) {
      parts.push(text.slice(start, i).trim());
      start = i + 1;
    }
  }
  parts.push(text.slice(start).trim());
  return parts.filter((part) => part !== "");
}

function readBracket(reader: PathReader): void {
  const inner = skipBlanks(reader.text, reader.at + 1);
  const c = reader.text.charAt(inner);
  if (c === "'" || c === '"') readQuotedNames(reader, inner);
  else if (c === "*") readWildcard(reader, inner);
  else if (c === "?") readFilter(reader, inner);
  else readNumbers(reader);
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (text[at] === " ") at++;
  return at;
}

function readWildcard(reader: PathReader, star: number): void {
  const close = skipBlanks(reader.text, star + 1);
  if (reader.text[close] !== "]") throw new PathSyntaxError("expected ']' after '*'", close);
  reader.steps.push({ t: "wildcard" });
  reader.at = close + 1;
}

function readQuotedNames(reader: PathReader, from: number): void {
  const { text } = reader;
  const names: string[] = [];
  let at = from;
  for (;;) {
    const c = text[at];
    if (c !== "'" && c !== '"') throw new PathSyntaxError("expected a quoted property name", at);
    const end = skipQuoted(text, at);
    if (end > text.length) throw new PathSyntaxError(`missing closing ${c}`, at);
    names.push(unescapeText(text.slice(at + 1, end - 1)));
    at = skipBlanks(text, end);
    if (text[at] === "]") break;
    if (text[at] !== ",") throw new PathSyntaxError("expected ',' or ']' after a property name", at);
    at = skipBlanks(text, at + 1);
  }
  reader.steps.push({ t: "properties", names });
  reader.at = at + 1;
}

function readNumbers(reader: PathReader): void {
  const close = reader.text.indexOf("]", reader.at);
  if (close < 0) throw new PathSyntaxError("missing ']'", reader.at);
  const inner = reader.text.slice(reader.at + 1, close).trim();
  const slice = /^(-?\d+)?:(-?\d+)?$/.exec(inner);
  if (slice !== null && inner !== ":")
    reader.steps.push({ t: "slice", from: integer(slice[1]), to: integer(slice[2]) });
  else if (/^-?\d+(?: *, *-?\d+)*$/.test(inner))
    reader.steps.push({ t: "indexes", at: inner.split(",").map((part) => Number(part)) });
  else throw new PathSyntaxError("expected ?, a quoted name, a number or * in brackets", reader.at);
  reader.at = close + 1;
}

function integer(digits: string | undefined): number | null {
  return digits === undefined ? null : Number(digits);
}

function readFilter(reader: PathReader, question: number): void {
  const open = skipBlanks(reader.text, question + 1);
  if (reader.text[open] !== "(") throw new PathSyntaxError("expected '(' after '?'", open);
  const parsed = parseFilter(reader.text, open + 1, reader.nesting + 1, parsePathText);
  const close = skipBlanks(reader.text, parsed.end);
  if (reader.text[close] !== "]") throw new PathSyntaxError("expected ']' after the filter", close);
  reader.steps.push({ t: "filter", test: parsed.test });
  reader.at = close + 1;
}

// Jayway turns $..a.sum() inside out: the function is applied once, to everything that the scan finds.
function callOnScan(steps: readonly Step[]): readonly Step[] {
  const first = steps[0];
  const last = steps.at(-1);
  if (first?.t !== "scan" || last?.t !== "call") return steps;
  const scanned = steps.slice(0, -1);
  const path: JsonPath = { steps: scanned, definite: false };
  return [{ t: "call", name: last.name, args: [{ t: "path", path, relative: false }, ...last.args] }];
}
