import type { Position, TemplateNode } from "./ast.ts";

/** A template that Velocity would refuse to parse. */
export class TemplateSyntaxError extends Error {
  readonly position: Position;

  constructor(message: string, position: Position) {
    super(message);
    this.position = position;
  }
}

/** Parses the inside of a double-quoted string as a template of its own. */
export type ParseNested = (text: string, outer: Cursor, position: Position) => TemplateNode[];

const MAX_DEPTH = 60;

/** Where the parser stands in a source text. */
export class Cursor {
  readonly text: string;
  readonly parseNested: ParseNested;
  /** Whether this is the inside of a string: then `$` and `#` may be its last character. */
  readonly nested: boolean;
  at = 0;
  private depth: number;
  private readonly fixed: Position | undefined;
  private lineStarts: number[] | undefined;

  constructor(text: string, parseNested: ParseNested, outer?: Cursor, position?: Position) {
    this.text = text;
    this.parseNested = parseNested;
    this.nested = outer !== undefined;
    this.depth = outer === undefined ? 0 : outer.depth;
    this.fixed = position;
  }

  /** Whether all text is read. */
  get done(): boolean {
    return this.at >= this.text.length;
  }

  /** The character at the cursor ("" at the end). */
  get char(): string {
    return this.text.charAt(this.at);
  }

  /** Matches a sticky pattern at the cursor, and moves past it. */
  take(sticky: RegExp): RegExpExecArray | undefined {
    const match = this.peek(sticky);
    if (match !== undefined) this.at += match[0].length;
    return match;
  }

  /** Matches a sticky pattern at the cursor without moving. */
  peek(sticky: RegExp): RegExpExecArray | undefined {
    sticky.lastIndex = this.at;
    return sticky.exec(this.text) ?? undefined;
  }

  /** Skips blanks and line breaks. */
  skipBlanks(): void {
    this.take(BLANKS);
  }

  /** Skips blanks, then reads `word` or fails. */
  expect(word: string, what: string): void {
    this.skipBlanks();
    if (!this.text.startsWith(word, this.at)) throw this.error(`expected '${word}' ${what}`);
    this.at += word.length;
  }

  /** Runs `parse` one level deeper; nesting is bounded so that no template can exhaust the stack. */
  nest<T>(parse: () => T): T {
    if (++this.depth > MAX_DEPTH) throw this.error("the template nests too deeply");
    const result = parse();
    this.depth--;
    return result;
  }

  /** A syntax error at the cursor, or at `offset`. */
  error(message: string, offset = this.at): TemplateSyntaxError {
    return new TemplateSyntaxError(message, this.position(offset));
  }

  /** Line and column of an offset; inside a string, those of the string. */
  position(offset = this.at): Position {
    if (this.fixed !== undefined) return this.fixed;
    this.lineStarts ??= startsOfLines(this.text);
    let low = 0;
    let high = this.lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return [low + 1, offset - (this.lineStarts[low] ?? 0) + 1];
  }
}

const BLANKS = /[ \t\r\n]+/y;

function startsOfLines(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}
