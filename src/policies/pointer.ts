import type { PolicyProblem, PolicyRule } from "./document.ts";

/** Collects what is wrong with a document, each with its place as a JSON pointer (RFC 6901). */
export type Problems = {
  readonly found: PolicyProblem[];
  readonly add: (pointer: string, message: string, rule?: PolicyRule) => void;
};

/** Starts an empty list of problems. */
export function problems(): Problems {
  const found: PolicyProblem[] = [];
  return { found, add: (pointer, message, rule) => void found.push({ pointer, message, ...(rule && { rule }) }) };
}

/** Appends a name to a pointer, escaped. */
export function child(pointer: string, name: string | number): string {
  return `${pointer}/${String(name).replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

/** A JSON object, told from arrays and null. */
export type JsonObject = { readonly [name: string]: unknown };

/** Whether a JSON value is an object. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Takes a value that may stand alone or in a list, with the pointer of each. */
export function listed(value: unknown, pointer: string): readonly (readonly [unknown, string])[] {
  if (!Array.isArray(value)) return [[value, pointer]];
  return value.map((item: unknown, index) => [item, child(pointer, index)]);
}

/** A list of texts, in which null says nothing (so at AWS); anything else in it is a problem. */
export function strings(value: unknown, pointer: string, report: Problems): readonly string[] {
  const texts: string[] = [];
  for (const [item, at] of listed(value, pointer)) {
    if (typeof item === "string") texts.push(item);
    else if (item !== null || !Array.isArray(value)) report.add(at, "must be a string", "syntax");
  }
  return texts;
}
