import { DEFAULT_WORK, evaluate } from "./evaluate.ts";
import { parsePath } from "./parse-path.ts";
import type { JsonPath, PathProblem, PathResult, Work } from "./path.ts";
import type { JsonValue } from "./value.ts";

/** A path ready to be read. */
export interface CompiledPath {
  /** The path as data, for plans. */
  readonly path: JsonPath;
  /**
   * Reads the path from a document.
   * @returns the value, a list for indefinite paths, undefined when a definite path is not there
   * @throws JsonPathError when the work is used up or an aggregate has nothing to work on
   */
  readonly read: (document: JsonValue, work?: Work) => PathResult;
}

/** Turns parsed path data into a reader. Paths of single properties only, the usual ones, take a short way. */
function bindPath(path: JsonPath): CompiledPath {
  const names = path.steps.map((step) =>
    step.t === "properties" && step.names.length === 1 ? step.names[0] : undefined,
  );
  const read = names.every((name) => name !== undefined)
    ? (document: JsonValue) => readNames(names, document)
    : (document: JsonValue, work: Work = { left: DEFAULT_WORK }) => evaluate(path, document, document, work);
  return { path, read };
}

function readNames(names: readonly string[], document: JsonValue): PathResult {
  let value: PathResult = document;
  for (const name of names) {
    if (!(value instanceof Map)) return undefined;
    value = value.get(name);
  }
  return value;
}

/** Parses and binds a JSONPath expression (Jayway's dialect). */
export function compilePath(
  expression: string,
): { ok: true; path: CompiledPath } | { ok: false; problem: PathProblem } {
  const parsed = parsePath(expression);
  return parsed.ok ? { ok: true, path: bindPath(parsed.path) } : parsed;
}

const MAX_CACHED = 500;
const cache = new Map<string, ReturnType<typeof compilePath>>();

/** {@link compilePath}, remembered for the last few hundred expressions. */
export function cachedPath(expression: string): ReturnType<typeof compilePath> {
  const known = cache.get(expression);
  if (known !== undefined) return known;
  const compiled = compilePath(expression);
  if (cache.size >= MAX_CACHED) cache.clear();
  cache.set(expression, compiled);
  return compiled;
}
