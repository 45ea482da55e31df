import { isRecord } from "../languages/http/facts.ts";

/** The kinds of values, so that shapes can be compared: null stays, everything else becomes its type. */
export function shape(value: unknown): unknown {
  if (value === null) return null;
  if (!isRecord(value)) return Array.isArray(value) ? "list" : typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shape(inner)]));
}
