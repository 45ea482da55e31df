/** Kinds of token that the scanner tells apart: as few as finding module syntax needs. */
export type TokenKind = "end" | "name" | "punctuator" | "string" | "template" | "number" | "pattern";

/** One token: `text` is its source, `start` and `end` its place, `newline` whether a line break stands before it. */
export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly newline: boolean;
}

/** An open bracket: its character, the token before it, and what it opens. */
export interface Frame {
  readonly open: string;
  readonly before: Token | undefined;
  /** For `(`: the token before the token before it, to tell `function f(` and `x.if(` from `if (`. */
  readonly beforeThat: Token | undefined;
  /** A brace that opens a function's body. */
  readonly functionBody: boolean;
  /** A brace that opens an object literal or a class: a slash after its end divides. */
  readonly expression: boolean;
}

const CONTROL = new Set(["if", "for", "while", "switch", "with", "catch"]);
const BEFORE_EXPRESSION = new Set(
  "return typeof instanceof in of new delete void throw case do else yield await default extends".split(" "),
);
const PUNCTUATORS = ["...", "=>", "==", "!=", "<=", ">=", "&&", "||", "??", "?.", "++", "--"];

/**
 * Splits JavaScript into tokens, without a grammar: comments are skipped, a slash is told from a regular expression by what
 * stands before it (ECMAScript, section 12.1), brackets are matched so that nesting is known.
 * Code that is not well-formed gives tokens of no meaning, never an endless loop; the engine reports its errors when it compiles it.
 */
export class Scanner {
  readonly source: string;
  readonly frames: Frame[] = [];
  #at = 0;
  #previous: Token | undefined;
  #beforePrevious: Token | undefined;
  #closed: Frame | undefined;
  #functions = 0;

  readonly #observe: (token: Token) => void;

  /** `observe` sees every token once, in order, whoever asked for it. */
  constructor(source: string, observe: (token: Token) => void) {
    this.source = source;
    this.#observe = observe;
    // A byte order mark is blank; a hashbang comment is allowed only at the very start (ECMAScript, section 12.5).
    if (source.startsWith("#!")) this.#at = lineEnd(source, 0);
  }

  /** How many brackets are open. */
  get depth(): number {
    return this.frames.length;
  }

  /** Whether the place is inside the body of a function (an arrow function's expression does not count). */
  get inFunction(): boolean {
    return this.#functions > 0;
  }

  /** The token before the one that `next` gave last. */
  get before(): Token | undefined {
    return this.#beforePrevious;
  }

  /** The bracket that the last token closed, if it closed one. */
  get closed(): Frame | undefined {
    return this.#closed;
  }

  /** Reads the next token; kind "end" at the end. */
  next(): Token {
    const from = this.#at;
    this.#skipBlank();
    const newline = hasLineBreak(this.source, from, this.#at);
    const start = this.#at;
    this.#closed = undefined;
    const kind = this.#readToken();
    const token: Token = { kind, text: this.source.slice(start, this.#at), start, end: this.#at, newline };
    this.#beforePrevious = this.#previous;
    this.#previous = token;
    this.#observe(token);
    return token;
  }

  /** The text of the next token without reading it; for one-character look-ahead. */
  peekCharacter(): string {
    const from = this.#at;
    this.#skipBlank();
    const character = this.source.charAt(this.#at);
    this.#at = from;
    return character;
  }

  #readToken(): TokenKind {
    const code = this.source.charCodeAt(this.#at);
    if (Number.isNaN(code)) return "end";
    if (isNamePart(code) && !isDigit(code)) return this.#readName();
    if (isDigit(code) || (code === 46 && isDigit(this.source.charCodeAt(this.#at + 1)))) return this.#readNumber();
    if (code === 34 || code === 39) return this.#readString(code);
    if (code === 96) return this.#readTemplate();
    if (code === 47 && this.#expressionMayStart()) return this.#readPattern();
    if (code === 125 && this.frames.at(-1)?.open === "${") return this.#resumeTemplate();
    return this.#readPunctuator();
  }

  #skipBlank(): void {
    const { source } = this;
    for (;;) {
      const code = source.charCodeAt(this.#at);
      if (isBlank(code)) this.#at++;
      else if (code === 47 && source.charCodeAt(this.#at + 1) === 47) this.#at = lineEnd(source, this.#at);
      else if (code === 47 && source.charCodeAt(this.#at + 1) === 42) {
        const end = source.indexOf("*/", this.#at + 2);
        this.#at = end === -1 ? source.length : end + 2;
      } else return;
    }
  }

  #readName(): TokenKind {
    const { source } = this;
    let at = this.#at;
    while (isNamePart(source.charCodeAt(at))) {
      at =
        source.charCodeAt(at) === 92 && source.charAt(at + 2) === "{"
          ? source.indexOf("}", at) + 1 || source.length
          : at + 1;
    }
    this.#at = at;
    return "name";
  }

  #readNumber(): TokenKind {
    const { source } = this;
    let at = this.#at;
    const hexadecimal = /^0[xXbBoO]/.test(source.slice(at, at + 2));
    for (;;) {
      const code = source.charCodeAt(at);
      const exponentSign = (code === 43 || code === 45) && !hexadecimal && /[eE]/.test(source.charAt(at - 1));
      if (!isNamePart(code) && code !== 46 && !exponentSign) break;
      at++;
    }
    this.#at = at;
    return "number";
  }

  #readString(quote: number): TokenKind {
    const { source } = this;
    let at = this.#at + 1;
    while (at < source.length && source.charCodeAt(at) !== quote && source.charCodeAt(at) !== 10) {
      at += source.charCodeAt(at) === 92 ? 2 : 1;
    }
    this.#at = Math.min(at + 1, source.length);
    return "string";
  }

  #readTemplate(): TokenKind {
    const { source } = this;
    let at = this.#at + 1;
    while (at < source.length) {
      const code = source.charCodeAt(at);
      if (code === 96) {
        this.#at = at + 1;
        return "template";
      }
      if (code === 36 && source.charCodeAt(at + 1) === 123) {
        this.#at = at + 2;
        this.#open("${");
        return "punctuator";
      }
      at += code === 92 ? 2 : 1;
    }
    this.#at = source.length;
    return "template";
  }

  #resumeTemplate(): TokenKind {
    this.#close();
    return this.#readTemplate();
  }

  #readPattern(): TokenKind {
    const { source } = this;
    let at = this.#at + 1;
    let inClass = false;
    for (; at < source.length; at++) {
      const code = source.charCodeAt(at);
      if (code === 10) break;
      if (code === 92) at++;
      else if (code === 91) inClass = true;
      else if (code === 93) inClass = false;
      else if (code === 47 && !inClass) {
        at++;
        break;
      }
    }
    while (isNamePart(source.charCodeAt(at))) at++;
    this.#at = Math.min(at, source.length);
    return "pattern";
  }

  #readPunctuator(): TokenKind {
    const { source } = this;
    const character = source.charAt(this.#at);
    if (character === "(" || character === "[" || character === "{") {
      this.#at++;
      this.#open(character);
    } else if (character === ")" || character === "]" || character === "}") {
      this.#at++;
      this.#close();
    } else {
      this.#at += PUNCTUATORS.find((text) => source.startsWith(text, this.#at))?.length ?? 1;
    }
    return "punctuator";
  }

  #open(open: string): void {
    const before = this.#previous;
    const functionBody = open === "{" && this.#opensFunction(before);
    const expression = open === "{" && !functionBody && this.#opensExpression(before);
    this.frames.push({ open, before, beforeThat: this.#beforePrevious, functionBody, expression });
    if (functionBody) this.#functions++;
  }

  #close(): void {
    this.#closed = this.frames.pop();
    if (this.#closed?.functionBody === true) this.#functions--;
    this.#lastClosed = this.#closed;
  }

  #lastClosed: Frame | undefined;

  #opensFunction(before: Token | undefined): boolean {
    if (before?.text === "=>") return true;
    return before?.text === ")" && before.kind === "punctuator" && !isControlParenthesis(this.#lastClosed);
  }

  #opensExpression(before: Token | undefined): boolean {
    if (before === undefined) return false;
    if (before.kind === "name")
      return BEFORE_EXPRESSION.has(before.text) && before.text !== "else" && before.text !== "do";
    if (before.kind !== "punctuator" || ");{}".includes(before.text)) return false;
    if (before.text !== ":") return true;
    const frame = this.frames.at(-1);
    return frame !== undefined && (frame.open !== "{" || frame.expression);
  }

  #expressionMayStart(): boolean {
    const before = this.#previous;
    if (before === undefined) return true;
    if (before.kind === "name") return BEFORE_EXPRESSION.has(before.text) && this.#beforePrevious?.text !== ".";
    if (before.kind !== "punctuator") return false;
    if (before.text === ")") return isControlParenthesis(this.#lastClosed);
    if (before.text === "}") return this.#lastClosed?.expression !== true;
    return before.text !== "]" && before.text !== "++" && before.text !== "--";
  }
}

function isControlParenthesis(frame: Frame | undefined): boolean {
  if (frame?.open !== "(" || frame.before?.kind !== "name") return false;
  if (frame.beforeThat?.text === ".") return false;
  return CONTROL.has(frame.before.text) || (frame.before.text === "await" && frame.beforeThat?.text === "for");
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

// Letters, digits, $, _, #, backslash escapes and everything beyond ASCII that is not blank.
function isNamePart(code: number): boolean {
  if (code < 128) {
    return (
      (code >= 97 && code <= 122) ||
      (code >= 65 && code <= 90) ||
      isDigit(code) ||
      code === 36 ||
      code === 95 ||
      code === 35 ||
      code === 92
    );
  }
  return !Number.isNaN(code) && !isBlank(code);
}

function isBlank(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13) || (code >= 160 && isWideBlank(code));
}

function isWideBlank(code: number): boolean {
  return (
    code === 160 ||
    code === 0xfeff ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x3000 ||
    (code >= 0x2000 && code <= 0x200a)
  );
}

function lineEnd(source: string, from: number): number {
  const end = source.indexOf("\n", from);
  return end === -1 ? source.length : end;
}

function hasLineBreak(source: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (source.charCodeAt(at) === 10) return true;
  return false;
}
