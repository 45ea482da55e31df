import type { JsonValue } from "./value.ts";

/** A parsed JSONPath: plain data, so that a plan can store it (bigints and maps appear only in JSON literals of filters). */
export interface JsonPath {
  readonly steps: readonly Step[];
  /** Whether it can give at most one value: no wildcard, scan, slice, filter, or list of indexes. */
  readonly definite: boolean;
}

export type Step =
  | { readonly t: "properties"; readonly names: readonly string[] }
  | { readonly t: "indexes"; readonly at: readonly number[] }
  | { readonly t: "slice"; readonly from: number | null; readonly to: number | null }
  | { readonly t: "wildcard" }
  | { readonly t: "scan" }
  | { readonly t: "filter"; readonly test: Condition }
  | { readonly t: "call"; readonly name: FunctionName; readonly args: readonly Argument[] };

export const FUNCTION_NAMES = [
  "min",
  "max",
  "avg",
  "stddev",
  "sum",
  "concat",
  "length",
  "size",
  "append",
  "keys",
  "first",
  "last",
  "index",
] as const;
export type FunctionName = (typeof FUNCTION_NAMES)[number];

export type Argument =
  | { readonly t: "path"; readonly path: JsonPath; readonly relative: boolean }
  | { readonly t: "json"; readonly text: string };

export type Condition =
  | { readonly t: "and"; readonly all: readonly Condition[] }
  | { readonly t: "or"; readonly any: readonly Condition[] }
  | { readonly t: "not"; readonly of: Condition }
  | { readonly t: "exists"; readonly path: Operand & { t: "path" }; readonly wanted: boolean }
  | { readonly t: "compare"; readonly operator: Operator; readonly left: Operand; readonly right: Operand };

export const OPERATORS = [
  "==",
  "!=",
  "===",
  "!==",
  "<",
  "<=",
  ">",
  ">=",
  "=~",
  "IN",
  "NIN",
  "CONTAINS",
  "ALL",
  "SIZE",
  "EMPTY",
  "SUBSETOF",
  "ANYOF",
  "NONEOF",
] as const;
export type Operator = (typeof OPERATORS)[number];

export type Operand =
  | { readonly t: "path"; readonly path: JsonPath; readonly relative: boolean }
  | { readonly t: "string"; readonly text: string }
  | { readonly t: "json"; readonly text: string }
  | { readonly t: "pattern"; readonly source: string };

/** What is wrong with a path expression, and at which offset (0-based). */
export interface PathProblem {
  readonly message: string;
  readonly position: number;
}

/** Raised while parsing; {@link parsePath} turns it into a {@link PathProblem}. */
export class PathSyntaxError extends Error {
  readonly position: number;

  constructor(message: string, position: number) {
    super(message);
    this.position = position;
  }
}

/** A path that cannot be evaluated on this document: an aggregate of nothing, or more work than the limit. */
export class JsonPathError extends Error {}

/** What a path gave: `undefined` is Jayway's PathNotFoundException. */
export type PathResult = JsonValue | undefined;

/** Whether a list of steps gives at most one value (Jayway's PathToken.isPathDefinite). */
export function isDefinite(steps: readonly Step[]): boolean {
  return steps.every((step, i) => isDefiniteStep(step, i === steps.length - 1));
}

/** Jayway's isTokenDefinite: several properties count as definite only at the end, where they are merged to one object. */
export function isDefiniteStep(step: Step, last: boolean): boolean {
  if (step.t === "properties") return last || step.names.length === 1;
  if (step.t === "indexes") return step.at.length === 1;
  return step.t === "call";
}

/** What one evaluation may cost; shared by a path and all paths inside its filters and arguments. */
export interface Work {
  /** How many values may still be visited. */
  left: number;
}

/** What the paths inside filters and arguments are evaluated with. */
export interface Evaluation {
  readonly root: JsonValue;
  readonly work: Work;
  /** Evaluates a path on `value`, within the same root and work. */
  readonly read: (path: JsonPath, value: JsonValue) => PathResult;
}

/** Takes units of work. @throws JsonPathError when none is left */
export function spend(work: Work, units = 1): void {
  work.left -= units;
  if (work.left < 0) throw new JsonPathError("the path takes more work than is allowed");
}
