import type { Branch, Expression, Reference, TemplateNode } from "./ast.ts";
import type { Cursor } from "./cursor.ts";
import { readExpression } from "./parse-expression.ts";
import { readParameter, readReference } from "./parse-value.ts";

/** What ended a block. */
export type BlockEnd = "end" | "else" | "elseif" | "eof";

/** Parses a block up to its end, which it consumes. */
export type ParseBlock = (cursor: Cursor) => { nodes: TemplateNode[]; end: BlockEnd };

/** A directive's closing parenthesis eats blanks and the line break after it. */
const CLOSE = /\)(?:[ \t]*(?:\r\n|\r|\n))?/y;

function expectClose(cursor: Cursor): void {
  cursor.skipBlanks();
  if (cursor.take(CLOSE) === undefined) throw cursor.error("expected ')' to close the directive");
}

/** Reads `$reference = expression)`: a #set directive after its opening parenthesis. */
export function readSet(cursor: Cursor, start: number): TemplateNode {
  cursor.skipBlanks();
  const target = readReference(cursor);
  if (target.t !== "reference") throw cursor.error("a boolean cannot be assigned to");
  cursor.skipBlanks();
  if (cursor.char !== "=" || cursor.text[cursor.at + 1] === "=") throw cursor.error("expected '=' in #set");
  cursor.at++;
  const value = readExpression(cursor);
  expectClose(cursor);
  return { t: "set", target, value, at: cursor.position(start) };
}

function readTest(cursor: Cursor): Expression {
  cursor.expect("(", "after the directive");
  const test = readExpression(cursor);
  expectClose(cursor);
  return test;
}

/** Reads an #if with its #elseif and #else, after the word `#if`. */
export function readIf(cursor: Cursor, parseBlock: ParseBlock, start: number): TemplateNode {
  const branches: Branch[] = [];
  for (;;) {
    const test = readTest(cursor);
    const block = parseBlock(cursor);
    branches.push({ test, body: block.nodes });
    if (block.end === "end") return { t: "if", branches, otherwise: [] };
    if (block.end === "eof") throw cursor.error("#if is not closed by #end", start);
    if (block.end === "else") break;
  }
  const otherwise = parseBlock(cursor);
  if (otherwise.end !== "end")
    throw cursor.error(
      otherwise.end === "eof" ? "#else is not closed by #end" : "nothing but #end may follow #else",
      start,
    );
  return { t: "if", branches, otherwise: otherwise.nodes };
}

function readBody(cursor: Cursor, parseBlock: ParseBlock, name: string, start: number): TemplateNode[] {
  const block = parseBlock(cursor);
  if (block.end !== "end") throw cursor.error(`#${name} is not closed by #end`, start);
  return block.nodes;
}

/** An argument of a directive: a value, or a plain word. */
type DirectiveArgument = Expression | { readonly t: "word"; readonly word: string };

const OPEN = /[ \t\r\n]*\(/y;
const WORD = /[A-Za-z_@][A-Za-z0-9_@]*/y;
const SEPARATOR = /[ \t\r\n]*,?[ \t\r\n]*/y;

/** Reads `( … )` after a directive's name; undefined when there is none. Blanks and commas separate the arguments. */
export function readArguments(cursor: Cursor): DirectiveArgument[] | undefined {
  if (cursor.take(OPEN) === undefined) return undefined;
  const args: DirectiveArgument[] = [];
  for (;;) {
    cursor.take(SEPARATOR);
    if (cursor.take(CLOSE) !== undefined) return args;
    const word = cursor.peek(WORD)?.[0];
    if (word === undefined || word === "true" || word === "false") args.push(readParameter(cursor, false));
    else {
      cursor.at += word.length;
      args.push({ t: "word", word });
    }
  }
}

/** The directives that the engine knows besides #set and #if; all others are printed as they stand. */
export const DIRECTIVES: readonly string[] = ["foreach", "define", "macro", "stop", "break", "literal"];

/**
 * Reads any other directive, after its name. API Gateway's engine has no #evaluate, #parse and #include, and refuses
 * macros: a #macro block prints nothing, and what looks like a call of one prints as its own source.
 */
export function readDirective(cursor: Cursor, name: string, parseBlock: ParseBlock, start: number): TemplateNode {
  const args = readArguments(cursor);
  if (name === "foreach") return readForeach(cursor, args, parseBlock, start);
  if (name === "define") return readDefine(cursor, args, parseBlock, start);
  if (name === "stop") return { t: "stop" };
  if (name === "break") return readBreak(cursor, args, start);
  if (name === "macro") return readMacro(cursor, args, parseBlock, start);
  if (name === "literal") return readLiteral(cursor, parseBlock, start);
  if (name.startsWith("@") && args !== undefined) readBody(cursor, parseBlock, name, start);
  return cursor.text.slice(start, cursor.at);
}

function readForeach(
  cursor: Cursor,
  args: DirectiveArgument[] | undefined,
  parseBlock: ParseBlock,
  start: number,
): TemplateNode {
  const [item, word, source] = args ?? [];
  if (item?.t !== "reference" || word?.t !== "word" || word.word !== "in" || source === undefined || args?.length !== 3)
    throw cursor.error("expected #foreach($item in $list)", start);
  const at = cursor.position(start);
  return {
    t: "foreach",
    name: item.name,
    source: expressionOf(cursor, source),
    body: readBody(cursor, parseBlock, "foreach", start),
    at,
  };
}

function expressionOf(cursor: Cursor, argument: DirectiveArgument): Expression {
  if (argument.t === "word") throw cursor.error(`the word '${argument.word}' is no value`);
  return argument;
}

function readDefine(
  cursor: Cursor,
  args: DirectiveArgument[] | undefined,
  parseBlock: ParseBlock,
  start: number,
): TemplateNode {
  const name = args?.[0];
  if (args?.length !== 1 || !isName(name)) throw cursor.error("expected #define($name)", start);
  return { t: "define", name: name.name, body: readBody(cursor, parseBlock, "define", start) };
}

function isName(argument: DirectiveArgument | undefined): argument is Reference {
  return argument?.t === "reference" && argument.path.length === 0;
}

function readBreak(cursor: Cursor, args: DirectiveArgument[] | undefined, start: number): TemplateNode {
  const scope = args?.[0];
  if ((args?.length ?? 0) > 1) throw cursor.error("#break takes one scope at most", start);
  return { t: "break", scope: scope === undefined ? null : expressionOf(cursor, scope), at: cursor.position(start) };
}

function readMacro(
  cursor: Cursor,
  args: DirectiveArgument[] | undefined,
  parseBlock: ParseBlock,
  start: number,
): TemplateNode {
  if (args?.[0]?.t !== "word") throw cursor.error("a macro needs a name", start);
  readBody(cursor, parseBlock, "macro", start);
  return "";
}

const END = /#(?:end|\{end\})[ \t]*(?:\r\n|\r|\n)?$/;

function readLiteral(cursor: Cursor, parseBlock: ParseBlock, start: number): TemplateNode {
  const from = cursor.at;
  readBody(cursor, parseBlock, "literal", start);
  return cursor.text.slice(from, cursor.at).replace(END, "");
}
