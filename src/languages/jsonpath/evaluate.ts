import { accepts } from "./conditions.ts";
import { callFunction } from "./functions.ts";
import {
  type Evaluation,
  isDefiniteStep,
  type JsonPath,
  type PathResult,
  spend,
  type Step,
  type Work,
} from "./path.ts";
import type { JsonValue } from "./value.ts";

/** Visited values allowed when the caller names no limit: some 50 ms. */
export const DEFAULT_WORK = 1_000_000;

interface Run {
  readonly path: JsonPath;
  readonly work: Work;
  readonly inner: Evaluation;
  readonly results: JsonValue[];
  missing: boolean;
}

/**
 * Evaluates a path on `value` (for `@` paths the current element), `root` being the document.
 * @returns the value of a definite path, the list of an indefinite one, or undefined where Jayway finds no such path:
 * a missing property of a definite path, or a property of what is no object as long as the path so far is definite
 * @throws JsonPathError when the work is used up, or an aggregate function has nothing to work on
 */
export function evaluate(path: JsonPath, value: JsonValue, root: JsonValue, work: Work): PathResult {
  const inner: Evaluation = { root, work, read: (other, element) => evaluate(other, element, root, work) };
  const run: Run = { path, work, inner, results: [], missing: false };
  visit(run, 0, value, true);
  if (run.missing) return undefined;
  return path.definite ? run.results.at(-1) : run.results;
}

// `definite`: whether all steps so far are definite; only then is a mismatch Jayway's "path not found".
function visit(run: Run, at: number, value: JsonValue, definite: boolean): void {
  spend(run.work);
  if (run.missing) return;
  const step = run.path.steps[at];
  if (step === undefined) {
    run.results.push(value);
    return;
  }
  apply(run, step, at, value, definite);
}

function apply(run: Run, step: Step, at: number, value: JsonValue, definite: boolean): void {
  const after = definite && isDefiniteStep(step, at === run.path.steps.length - 1);
  if (step.t === "properties") visitProperties(run, step.names, at, value, definite, after);
  else if (step.t === "indexes" || step.t === "slice") visitElements(run, step, at, value, definite, after);
  else if (step.t === "wildcard") visitAll(run, at, value);
  else if (step.t === "scan") scan(run, at, value);
  else if (step.t === "filter") visitAccepted(run, step, at, value, definite);
  else visitCall(run, step, at, value, after);
}

function visitProperties(
  run: Run,
  names: readonly string[],
  at: number,
  value: JsonValue,
  definite: boolean,
  after: boolean,
): void {
  if (!(value instanceof Map)) {
    if (definite) run.missing = true;
    return;
  }
  const leaf = at === run.path.steps.length - 1;
  if (names.length > 1 && leaf) return visit(run, at + 1, pick(value, names), after);
  for (const name of names) {
    const member = value.get(name);
    if (member !== undefined) visit(run, at + 1, member, after);
    else if (after && !leaf) run.missing = true;
  }
}

function pick(object: ReadonlyMap<string, JsonValue>, names: readonly string[]): JsonValue {
  const picked = new Map<string, JsonValue>();
  for (const name of names) {
    const member = object.get(name);
    if (member !== undefined) picked.set(name, member);
  }
  return picked;
}

function visitElements(
  run: Run,
  step: Step & { t: "indexes" | "slice" },
  at: number,
  value: JsonValue,
  definite: boolean,
  after: boolean,
): void {
  if (!Array.isArray(value)) {
    if (definite) run.missing = true;
    return;
  }
  if (step.t === "slice") return visitSlice(run, step, at, value);
  for (const index of step.at) visitElement(run, index, at, value, after);
}

function visitElement(run: Run, index: number, at: number, list: readonly JsonValue[], after: boolean): void {
  const element = list[index < 0 ? list.length + index : index];
  if (element !== undefined) visit(run, at + 1, element, after);
}

// Jayway's slices: [from:to] takes a negative `from` as it is, so that the elements before index 0 count from the end.
function visitSlice(run: Run, step: Step & { t: "slice" }, at: number, list: readonly JsonValue[]): void {
  const { length } = list;
  if (length === 0) return;
  let from = step.from ?? 0;
  let to = step.to ?? length;
  if (step.to === null) from = Math.max(0, from < 0 ? length + from : from);
  if (step.from === null && to < 0) to += length;
  if (from < -length) from = -length;
  for (let i = from; i < Math.min(length, to); i++) visitElement(run, i, at, list, false);
}

function visitAll(run: Run, at: number, value: JsonValue): void {
  if (!Array.isArray(value) && !(value instanceof Map)) return;
  for (const element of value.values()) visit(run, at + 1, element, false);
}

function visitAccepted(run: Run, step: Step & { t: "filter" }, at: number, value: JsonValue, definite: boolean): void {
  if (value instanceof Map) {
    if (accepts(step.test, value, run.inner)) visit(run, at + 1, value, false);
  } else if (Array.isArray(value)) {
    for (const element of value) if (accepts(step.test, element, run.inner)) visit(run, at + 1, element, false);
  } else if (definite) {
    run.missing = true;
  }
}

// `..` applies the next step to every object and list below (and at) the value, outermost first.
function scan(run: Run, at: number, value: JsonValue): void {
  spend(run.work);
  if (!Array.isArray(value) && !(value instanceof Map)) return;
  const next = run.path.steps[at + 1];
  if (next !== undefined && isScanned(run, next, at + 1, value)) apply(run, next, at + 1, value, false);
  for (const element of value.values()) scan(run, at, element);
}

// Several names at the end of a path are merged to one object, and then all of them must be there.
function isScanned(run: Run, next: Step, at: number, value: JsonValue[] | Map<string, JsonValue>): boolean {
  if (next.t === "properties") {
    if (!(value instanceof Map)) return false;
    return !isDefiniteStep(next, at === run.path.steps.length - 1) || next.names.every((name) => value.has(name));
  }
  if (next.t === "indexes" || next.t === "slice") return Array.isArray(value);
  if (next.t === "filter") return accepts(next.test, value, run.inner);
  return next.t === "wildcard";
}

function visitCall(run: Run, step: Step & { t: "call" }, at: number, value: JsonValue, after: boolean): void {
  const result = callFunction(step, value, run.inner);
  if (result === undefined) {
    run.missing = true;
    return;
  }
  visit(run, at + 1, result, after);
}
