import { compileJavaPattern } from "./java-pattern.ts";

const MAX_CACHED = 200;
const cache = new Map<string, ReturnType<typeof compileJavaPattern>>();

/** {@link compileJavaPattern}, remembered for the last few hundred patterns. */
export function cachedPattern(source: string): ReturnType<typeof compileJavaPattern> {
  const known = cache.get(source);
  if (known !== undefined) return known;
  const compiled = compileJavaPattern(source);
  if (cache.size >= MAX_CACHED) cache.clear();
  cache.set(source, compiled);
  return compiled;
}
