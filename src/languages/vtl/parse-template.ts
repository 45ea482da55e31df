import type { Position, Template, TemplateNode } from "./ast.ts";
import { Cursor, TemplateSyntaxError } from "./cursor.ts";
import { type BlockEnd, DIRECTIVES, readArguments, readDirective, readIf, readSet } from "./parse-directive.ts";
import { atReference, readReference } from "./parse-value.ts";

const MAX_LENGTH = 2_000_000;

/** What is wrong with a template, and where (line and column from 1). */
export interface TemplateProblem {
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

/**
 * Parses a mapping template. The grammar is that of Apache Velocity 1.7 (Parser.jjt), the engine behind API Gateway, with
 * the directives that API Gateway allows; what it refuses when a request comes is a problem here.
 */
export function parseTemplate(
  source: string,
): { ok: true; template: Template } | { ok: false; problem: TemplateProblem } {
  try {
    if (source.length > MAX_LENGTH) throw new TemplateSyntaxError("the template is too long", [1, 1]);
    return { ok: true, template: { version: 1, nodes: parseWhole(new Cursor(source, parseNested)) } };
  } catch (error) {
    if (!(error instanceof TemplateSyntaxError)) throw error;
    const [line, column] = error.position;
    return { ok: false, problem: { message: error.message, line, column } };
  }
}

function parseNested(text: string, outer: Cursor, position: Position): TemplateNode[] {
  return parseWhole(new Cursor(text, parseNested, outer, position));
}

function parseWhole(cursor: Cursor): TemplateNode[] {
  const { nodes, end } = parseBlock(cursor);
  if (end !== "eof") throw cursor.error(`#${end} does not belong to any directive`);
  return nodes;
}

/** The nodes read so far; text runs are joined. */
class Nodes {
  readonly list: TemplateNode[] = [];

  add(node: TemplateNode): void {
    const last = this.list.at(-1);
    if (typeof node !== "string") this.list.push(node);
    else if (typeof last === "string") this.list[this.list.length - 1] = last + node;
    else if (node !== "") this.list.push(node);
  }
}

function parseBlock(cursor: Cursor): { nodes: TemplateNode[]; end: BlockEnd } {
  return cursor.nest(() => {
    const nodes = new Nodes();
    let end: BlockEnd | undefined;
    while (end === undefined) end = cursor.done ? "eof" : readNode(cursor, nodes);
    return { nodes: nodes.list, end };
  });
}

// Blanks before a #set vanish only where the set directive is the next token: after another directive or a reference,
// at the start, not after other text (the text before takes its blanks along).
const SET = /[ \t]*#(?:set|\{set\}) *\(/y;
const TEXT = /[^$#\\]+/y;

function readNode(cursor: Cursor, nodes: Nodes): BlockEnd | undefined {
  const start = cursor.at;
  if (cursor.take(SET) !== undefined) {
    nodes.add(readSet(cursor, start));
    return undefined;
  }
  const c = cursor.char;
  if (c === "#") return readHash(cursor, nodes);
  if (c === "$") readDollars(cursor, nodes);
  else if (c === "\\") readBackslashes(cursor, nodes);
  else nodes.add(cursor.take(TEXT)?.[0] ?? "");
  return undefined;
}

// Velocity's lexer takes dollars right before a directive into its name. These are known by other means, and lose them; any other is not
// known with them, and prints as it stands.
const DOLLARS = /(?:\$!?)+/y;
const LOSING = /#(?:\*|(?:if|else|elseif|end)(?![A-Za-z0-9_@])|\{(?:if|else|elseif|end)\})|[ \t]*#(?:set|\{set\}) *\(/y;
const UNKNOWN = /#(?:[A-Za-z_@][A-Za-z0-9_@]*|\{[A-Za-z_][A-Za-z0-9_@]*\})/y;

function readDollars(cursor: Cursor, nodes: Nodes): void {
  const start = cursor.at;
  const run = cursor.take(DOLLARS)?.[0] ?? "";
  if (cursor.peek(LOSING) !== undefined) return;
  if (cursor.take(UNKNOWN) !== undefined) {
    readArguments(cursor);
    nodes.add(cursor.text.slice(start, cursor.at));
    return;
  }
  // Only the last one can begin a reference. Of the others, as of any that begins none, Velocity loses the '!'.
  const last = run.endsWith("!") ? 2 : 1;
  nodes.add(run.slice(0, -last).replaceAll("!", ""));
  cursor.at -= last;
  nodes.add(readDollar(cursor));
}

const NO_REFERENCE = /\$!?(?=[{[])|\$!?/y;

function readDollar(cursor: Cursor): TemplateNode {
  if (atReference(cursor)) {
    const reference = readReference(cursor);
    if (reference.t === "boolean") throw cursor.error(`$${reference.value} is no reference`);
    return reference;
  }
  const start = cursor.at;
  const text = cursor.take(NO_REFERENCE)?.[0] ?? "$";
  if (cursor.done && !cursor.nested) throw cursor.error("the template ends with '$'", start);
  // Velocity loses the '!' of "$!" when nothing that it could silence follows.
  return text === "$!" && !"{[".includes(cursor.char) ? "$" : text;
}

const COMMENT = /##[^\r\n]*(?:\r\n|\r|\n)?|#\*[^]*?(?:\*#|$)/y;
const LITERAL = /#\[\[([^]*?)\]\]#/y;
const KEYWORD = /#(?:(end|else)(?![A-Za-z0-9_@])|\{(end|else)\})(?:[ \t]*(?:\r\n|\r|\n))?/y;
const WORD = /#(?:([A-Za-z_@][A-Za-z0-9_@]*)|\{([A-Za-z_][A-Za-z0-9_@]*)\})/y;

function readHash(cursor: Cursor, nodes: Nodes): BlockEnd | undefined {
  const start = cursor.at;
  const literal = cursor.take(LITERAL);
  if (literal !== undefined) nodes.add(literal[1] ?? "");
  else if (cursor.text.startsWith("#[[", start)) throw cursor.error("#[[ is not closed by ]]#");
  else if (cursor.take(COMMENT) === undefined) return readDirectiveOrText(cursor, nodes, start);
  return undefined;
}

function readDirectiveOrText(cursor: Cursor, nodes: Nodes, start: number): BlockEnd | undefined {
  const keyword = cursor.take(KEYWORD);
  if (keyword !== undefined) return (keyword[1] ?? keyword[2]) === "end" ? "end" : "else";
  const word = cursor.take(WORD);
  const name = word?.[1] ?? word?.[2];
  if (name === "elseif") return "elseif";
  if (name === "if") nodes.add(readIf(cursor, parseBlock, start));
  else if (name !== undefined) nodes.add(readDirective(cursor, name, parseBlock, start));
  else {
    cursor.at++;
    if (cursor.done && !cursor.nested) throw cursor.error("the template ends with '#'", start);
    nodes.add("#");
  }
  return undefined;
}

const BACKSLASHES = /\\+/y;
const CONTROL = ["if", "end", "set", "else", "elseif"];

// Backslashes escape only what would otherwise be a reference or a known directive; each pair then prints as one.
function readBackslashes(cursor: Cursor, nodes: Nodes): void {
  const run = cursor.take(BACKSLASHES)?.[0] ?? "";
  const half = run.slice(0, run.length >> 1);
  const odd = run.length % 2 === 1;
  if (cursor.char === "$" && atReference(cursor)) {
    nodes.add(half);
    const start = cursor.at;
    const reference = readDollar(cursor);
    nodes.add(odd ? cursor.text.slice(start, cursor.at) : reference);
    return;
  }
  const word = cursor.peek(WORD);
  const name = word?.[1] ?? word?.[2];
  if (word === undefined || name === undefined) nodes.add(run);
  else if (odd) {
    cursor.at += word[0].length;
    nodes.add((isKnown(name) ? half : run) + word[0]);
  } else {
    // Before an unescaped #set Velocity keeps all of them.
    nodes.add(isKnown(name) && name !== "set" ? half : run);
  }
}

function isKnown(name: string): boolean {
  return CONTROL.includes(name) || DIRECTIVES.includes(name);
}
