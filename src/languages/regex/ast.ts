import type { CharSet } from "./char-set.ts";

/** A parsed Java regular expression. Flags are already worked in: nothing outside the tree changes its meaning. */
export type Node =
  | { readonly t: "set"; readonly set: CharSet }
  | { readonly t: "sequence"; readonly items: readonly Node[] }
  | { readonly t: "choice"; readonly options: readonly Node[] }
  | { readonly t: "group"; readonly index: number; readonly body: Node }
  | { readonly t: "repeat"; readonly body: Node; readonly min: number; readonly max: number; readonly lazy: boolean }
  | { readonly t: "assert"; readonly what: Assertion }
  | { readonly t: "look"; readonly behind: boolean; readonly negative: boolean; readonly body: Node }
  | { readonly t: "reference"; readonly group: number };

/** Zero-width places; `end` is Java's `$`: before a final line terminator too. */
export type Assertion = "textStart" | "textEnd" | "end" | "lineStart" | "lineEnd" | "word" | "notWord";

/** A Java pattern that cannot be used: malformed, or with a feature that cannot be run safely. */
export interface PatternProblem {
  readonly message: string;
  /** Offset of the fault, 0-based. */
  readonly position: number;
  /** Whether Java refuses it too; otherwise it is this engine that cannot run it. */
  readonly malformed: boolean;
}

/** Raised while parsing; the compiler turns it into a {@link PatternProblem}. */
export class PatternSyntaxError extends Error {
  readonly position: number;

  constructor(message: string, position: number) {
    super(message);
    this.position = position;
  }
}

/** Raised while parsing for what Java takes, but this engine cannot run safely. */
export class PatternUnusable extends PatternSyntaxError {}

/** A whole pattern with its capturing groups. */
export interface ParsedPattern {
  readonly node: Node;
  readonly groups: number;
  readonly names: ReadonlyMap<string, number>;
}
