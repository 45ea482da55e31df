import { DEFAULT_BINDING, LINKAGE } from "./shape.ts";
import type { Edit, ExportedName, ImportedName, ImportStatement } from "./shape.ts";
import type { Scanner, Token } from "./scanner.ts";

/** Where the statements of one file are gathered. */
export interface Gathered {
  readonly imports: ImportStatement[];
  readonly exports: ExportedName[];
  readonly edits: Edit[];
  /** Names that top-level declarations make constant after the module has run. */
  readonly constants: Set<string>;
}

/**
 * Reads an import statement whose `import` was just read (ECMAScript, section 16.2.2), and removes it.
 * @returns the token after the statement, if reading its end took one too many.
 */
export function readImport(scanner: Scanner, start: Token, gathered: Gathered): Token | undefined {
  const first = scanner.next();
  if (first.kind === "string") return finishImport(scanner, start, [], first, gathered);
  const names: ImportedName[] = [];
  let token = first;
  if (token.kind === "name") {
    names.push({ imported: "default", local: token.text });
    token = scanner.next();
    if (token.text === ",") token = scanner.next();
  }
  if (token.text === "*") {
    scanner.next();
    names.push({ imported: "*", local: scanner.next().text });
    token = scanner.next();
  } else if (token.text === "{") {
    for (const { from, to } of readNameList(scanner)) names.push({ imported: from, local: to });
    token = scanner.next();
  }
  if (token.text !== "from") return token;
  return finishImport(scanner, start, names, scanner.next(), gathered);
}

/**
 * Reads an export statement whose `export` was just read (ECMAScript, section 16.2.3): a declaration stays, the rest goes.
 * @returns the token after what was read, if one too many was read.
 */
export function readExport(scanner: Scanner, start: Token, gathered: Gathered): Token | undefined {
  const token = scanner.next();
  if (token.text === "default") return readDefault(scanner, start, token, gathered);
  if (token.text === "*") return readStar(scanner, start, gathered);
  if (token.text === "{") return readExportList(scanner, start, gathered);
  gathered.edits.push({ start: start.start, end: token.start, text: "" });
  return readDeclaration(scanner, token, gathered);
}

function finishImport(
  scanner: Scanner,
  start: Token,
  names: ImportedName[],
  specifier: Token,
  gathered: Gathered,
): Token {
  const { end, after } = statementEnd(scanner, specifier);
  gathered.imports.push({ specifier: stringValue(specifier), names });
  gathered.edits.push({ start: start.start, end, text: ";" });
  return after;
}

// After the module's name: import attributes, then the end of the statement.
function statementEnd(scanner: Scanner, specifier: Token): { end: number; after: Token } {
  let last = specifier;
  let token = scanner.next();
  if ((token.text === "with" || (token.text === "assert" && !token.newline)) && scanner.peekCharacter() === "{") {
    const outside = scanner.depth;
    do last = scanner.next();
    while (last.kind !== "end" && (scanner.depth > outside || last.text !== "}"));
    token = scanner.next();
  }
  return token.text === ";" ? { end: token.end, after: scanner.next() } : { end: last.end, after: token };
}

function readNameList(scanner: Scanner): { from: string; to: string }[] {
  const names: { from: string; to: string }[] = [];
  for (let token = scanner.next(); token.kind !== "end" && token.text !== "}";) {
    const from = nameOf(token);
    let to = from;
    token = scanner.next();
    if (token.text === "as") {
      to = nameOf(scanner.next());
      token = scanner.next();
    }
    names.push({ from, to });
    if (token.text === ",") token = scanner.next();
    else if (token.text !== "}") return names;
  }
  return names;
}

function readStar(scanner: Scanner, start: Token, gathered: Gathered): Token {
  let token = scanner.next();
  let name: string | undefined;
  if (token.text === "as") {
    name = nameOf(scanner.next());
    token = scanner.next();
  }
  const module = token.text === "from" ? scanner.next() : token;
  const specifier = stringValue(module);
  const { end, after } = statementEnd(scanner, module);
  gathered.exports.push(
    name === undefined ? { kind: "star", specifier } : { kind: "again", name, imported: "*", specifier },
  );
  gathered.imports.push({ specifier, names: [] });
  gathered.edits.push({ start: start.start, end, text: ";" });
  return after;
}

function readExportList(scanner: Scanner, start: Token, gathered: Gathered): Token {
  const names = readNameList(scanner);
  const close = scanner.next();
  if (close.text !== "from") {
    for (const { from, to } of names) gathered.exports.push({ kind: "local", name: to, local: from, constant: false });
    const end = close.text === ";" ? close.end : close.start;
    gathered.edits.push({ start: start.start, end, text: ";" });
    return close.text === ";" ? scanner.next() : close;
  }
  const module = scanner.next();
  const specifier = stringValue(module);
  const { end, after } = statementEnd(scanner, module);
  for (const { from, to } of names) gathered.exports.push({ kind: "again", name: to, imported: from, specifier });
  gathered.imports.push({ specifier, names: [] });
  gathered.edits.push({ start: start.start, end, text: ";" });
  return after;
}

// A function or class without a name gets one, so that it stays a declaration; any other expression is assigned.
function readDefault(scanner: Scanner, start: Token, keyword: Token, gathered: Gathered): Token {
  const { edits } = gathered;
  let token = scanner.next();
  const first = token;
  if (token.text === "async" && scanner.peekCharacter() === "f") token = scanner.next();
  const isClass = token.text === "class";
  if (!isClass && (token.text !== "function" || (token.newline && token !== first))) {
    edits.push({ start: start.start, end: keyword.end, text: `${LINKAGE}.fallback =` });
    gathered.exports.push({ kind: "local", name: "default", local: `${LINKAGE}.fallback`, constant: true });
    return first;
  }
  edits.push({ start: start.start, end: first.start, text: "" });
  let nameToken = scanner.next();
  if (nameToken.text === "*") nameToken = scanner.next();
  const named = nameToken.kind === "name" && !(isClass && nameToken.text === "extends");
  if (!named) edits.push({ start: nameToken.start, end: nameToken.start, text: ` ${DEFAULT_BINDING} ` });
  const local = named ? nameToken.text : DEFAULT_BINDING;
  gathered.exports.push({ kind: "local", name: "default", local, constant: true });
  return named ? scanner.next() : nameToken;
}

function readDeclaration(scanner: Scanner, keyword: Token, gathered: Gathered): Token {
  let token = keyword;
  if (token.text === "async") token = scanner.next();
  if (token.text === "function" || token.text === "class") {
    let name = scanner.next();
    if (name.text === "*") name = scanner.next();
    gathered.exports.push({ kind: "local", name: name.text, local: name.text, constant: true });
    return scanner.next();
  }
  if (!["const", "let", "var"].includes(token.text)) return token;
  return readBindings(scanner, token.text === "const", gathered);
}

function readBindings(scanner: Scanner, constant: boolean, gathered: Gathered): Token {
  for (;;) {
    const names: string[] = [];
    let token = readBindingTarget(scanner, scanner.next(), names);
    for (const name of names) gathered.exports.push({ kind: "local", name, local: name, constant });
    if (token.text === "=") token = skipExpression(scanner);
    if (token.text !== ",") return token;
  }
}

/** Reads a name or a destructuring pattern, gathers the names it binds, and returns the token after it. */
function readBindingTarget(scanner: Scanner, first: Token, names: string[]): Token {
  if (first.text !== "{" && first.text !== "[") {
    if (first.kind === "name") names.push(first.text);
    return scanner.next();
  }
  const inObject = first.text === "{";
  const closing = inObject ? "}" : "]";
  let token = scanner.next();
  while (token.kind !== "end" && token.text !== closing) {
    if (token.text === ",") {
      token = scanner.next();
      continue;
    }
    token = inObject
      ? readProperty(scanner, token, names)
      : readBindingTarget(scanner, afterDots(scanner, token), names);
    if (token.text === "=") token = skipExpression(scanner, closing);
  }
  return scanner.next();
}

function readProperty(scanner: Scanner, first: Token, names: string[]): Token {
  if (first.text === "...") return readBindingTarget(scanner, scanner.next(), names);
  let next: Token;
  if (first.text === "[") {
    const inside = scanner.depth;
    do next = scanner.next();
    while (next.kind !== "end" && scanner.depth >= inside);
    next = scanner.next();
  } else {
    next = scanner.next();
  }
  if (next.text === ":") return readBindingTarget(scanner, scanner.next(), names);
  if (first.kind === "name") names.push(first.text);
  return next;
}

function afterDots(scanner: Scanner, token: Token): Token {
  return token.text === "..." ? scanner.next() : token;
}

const STATEMENT_WORDS = new Set(
  "const let var function class export import if for while do return switch try throw async break continue debugger".split(
    " ",
  ),
);
const CONTINUING_WORDS = new Set(["in", "instanceof", "of", "as"]);

/** Skips an initializer up to the comma, semicolon, closing bracket or line break that ends it (ECMAScript, section 12.10). */
function skipExpression(scanner: Scanner, closing?: string): Token {
  const outside = scanner.depth;
  let before = scanner.next();
  for (;;) {
    const token = scanner.next();
    if (token.kind === "end") return token;
    const outer = scanner.depth < outside;
    if (outer && (closing === undefined || token.text === closing)) return token;
    const level = scanner.depth === outside;
    if (level && scanner.closed === undefined) {
      if (token.text === "," || token.text === ";") return token;
      if (token.newline && closing === undefined && endsStatement(before, token)) return token;
    }
    before = token;
  }
}

function endsStatement(before: Token, token: Token): boolean {
  const operandBefore = before.kind !== "punctuator" || [")", "]", "}"].includes(before.text);
  if (!operandBefore || before.text === "=>") return false;
  if (token.kind === "name") {
    if (before.kind === "name" && STATEMENT_WORDS.has(token.text)) return true;
    return !CONTINUING_WORDS.has(token.text) && !isOperatorWord(before);
  }
  return token.kind === "string" || token.kind === "number" || token.text === "@";
}

function isOperatorWord(token: Token): boolean {
  return (
    token.kind === "name" &&
    ["typeof", "void", "delete", "await", "new", "in", "instanceof", "yield"].includes(token.text)
  );
}

function nameOf(token: Token): string {
  return token.kind === "string" ? stringValue(token) : token.text;
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  b: "\b",
  f: "\f",
  v: "\v",
  0: "\0",
  "\n": "",
};

/** Of what is no code point the engine makes a syntax error when it compiles the file. */
function characterOf(point: number): string {
  return point > 0x10ffff ? "" : String.fromCodePoint(point);
}

/** The value of a string literal; escapes as in ECMAScript, section 12.9.4. */
export function stringValue(token: Token): string {
  const inner = token.text.slice(1, -1);
  if (!inner.includes("\\")) return inner;
  return inner.replaceAll(/\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]+)\}|([\s\S]))/g, (...groups) => {
    const code = [groups[1], groups[2], groups[3]].find((digits) => typeof digits === "string");
    if (typeof code === "string") return characterOf(Number.parseInt(code, 16));
    const plain = String(groups[4]);
    return ESCAPES[plain] ?? plain;
  });
}
