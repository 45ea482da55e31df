import { DocumentProblem, below } from "./problem.ts";

export type ObjectValue = Record<string, unknown>;

export function isObject(value: unknown): value is ObjectValue {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An object, empty where there is none. @throws DocumentProblem for anything else */
export function objectAt(value: unknown, pointer: string): ObjectValue {
  if (value === undefined || value === null) return {};
  if (!isObject(value)) throw new DocumentProblem(pointer, "an object is expected here");
  return value;
}

/** A list, empty where there is none. @throws DocumentProblem for anything else */
export function listAt(value: unknown, pointer: string): unknown[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new DocumentProblem(pointer, "a list is expected here");
  return value;
}

/** Text, numbers and booleans written as text; undefined where there is none. @throws DocumentProblem for anything else */
export function textAt(value: unknown, pointer: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw new DocumentProblem(pointer, "a text is expected here");
}

/** A number, written as one or as text; undefined where there is none. @throws DocumentProblem for anything else */
export function numberAt(value: unknown, pointer: string): number | undefined {
  const text = textAt(value, pointer);
  if (text === undefined || text === "") return undefined;
  const number = Number(text);
  if (!Number.isFinite(number)) throw new DocumentProblem(pointer, "a number is expected here");
  return number;
}

/** The texts of a list. @throws DocumentProblem for anything else */
export function textsAt(value: unknown, pointer: string): string[] {
  return listAt(value, pointer).flatMap((item, index) => textAt(item, below(pointer, index)) ?? []);
}

/** The first server of a document of OpenAPI 3. What is no list has none: there is a warning for it. */
export function firstServer({ servers }: ObjectValue): ObjectValue {
  return objectAt(Array.isArray(servers) ? servers[0] : undefined, "/servers/0");
}

/** The members of an object that extend OpenAPI (`x-…`). */
export function extensionsOf(value: ObjectValue): ObjectValue {
  return Object.fromEntries(Object.entries(value).filter(([key]) => key.startsWith("x-")));
}

/** An object without its undefined members. */
export function compact<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined> };
}
