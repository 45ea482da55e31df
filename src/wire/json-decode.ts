// From JSON to an input's members, as the schema types them. Null and absent are the same, but in a list null is no item; unknown keys are ignored.

import { decodeBase64 } from "./base64.ts";
import { InputProblem } from "./input-problem.ts";
import type { ValueKind } from "./input-problem.ts";
import { nestsTooDeep, TOO_DEEP } from "./nesting.ts";
import type { Structure, Type } from "./schema.ts";
import { parseTimestamp } from "./timestamps.ts";

type JsonObject = Readonly<Record<string, unknown>>;

/** Parses a body; an empty one is an empty object, but null is none. */
export function parseJsonObject(body: Uint8Array): JsonObject {
  if (body.length === 0) return {};
  const value = parseJson(new TextDecoder().decode(body));
  if (nestsTooDeep(value)) throw new InputProblem("", { kind: "malformed", detail: TOO_DEEP });
  if (!isJsonObject(value)) throw wrongType("", "object", value);
  return value;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InputProblem("", { kind: "malformed", detail: cause instanceof Error ? cause.message : String(cause) });
  }
}

const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What a map's entry with the value null is: not there, or an empty text. */
export type NullEntries = "absent" | "empty";

/** Reads the body members of a structure. `at` is the structure's own place in the input, empty at the top. */
export function decodeJsonStructure(
  structure: Structure,
  json: JsonObject,
  at: string,
  nulls: NullEntries = "absent",
): Record<string, unknown> {
  const decoded: [string, unknown][] = [];
  for (const { name, type, place, wire } of structure.members) {
    if (place !== "body") continue;
    const path = at === "" ? name : `${at}.${name}`;
    const value = Object.hasOwn(json, wire) ? json[wire] : undefined;
    if (value !== undefined && value !== null) decoded.push([name, decodeJson(type, value, path, nulls)]);
  }
  return Object.fromEntries(decoded);
}

/** Reads one value of a type. `at` names the member in errors. */
export function decodeJson(type: Type, value: unknown, at: string, nulls: NullEntries = "absent"): unknown {
  switch (type.kind) {
    case "string":
    case "number":
    case "boolean":
      if (typeof value !== type.kind) throw wrongType(at, type.kind, value);
      return value;
    case "timestamp":
      return decodeTimestamp(value, at);
    case "blob":
    case "streamingBlob":
      return decodeBlob(value, at);
    case "list":
      if (!Array.isArray(value)) throw wrongType(at, "list", value);
      return decodeList(type.item, value, at, nulls);
    case "map":
      if (!isJsonObject(value)) throw wrongType(at, "object", value);
      return decodeMap(type.value, value, at, nulls);
    case "structure":
      if (!isJsonObject(value)) throw wrongType(at, "object", value);
      return decodeJsonStructure(type.structure(), value, at, nulls);
    case "eventStream": // only answers have them
      throw wrongType(at, "null", value);
  }
}

function decodeTimestamp(value: unknown, at: string): Date {
  const date = typeof value === "number" || typeof value === "string" ? parseTimestamp(value) : undefined;
  if (date === undefined) throw wrongType(at, "timestamp", value);
  return date;
}

function decodeBlob(value: unknown, at: string): Uint8Array {
  const bytes = typeof value === "string" ? decodeBase64(value) : undefined;
  if (bytes === undefined) throw wrongType(at, "blob", value);
  return bytes;
}

function decodeList(item: Type, values: readonly unknown[], at: string, nulls: NullEntries): unknown[] {
  return values.map((value, position) => decodeJson(item, value, `${at}[${position}]`, nulls));
}

/** The entries are defined, not assigned, so that a key `__proto__` is a key like any other. */
function decodeMap(valueType: Type, values: JsonObject, at: string, nulls: NullEntries): Record<string, unknown> {
  const empty = nulls === "empty" && valueType.kind === "string" ? "" : null;
  const entries = Object.entries(values).map(([key, value]) => [key, value ?? empty] as const);
  const given = entries.filter(([, value]) => value !== null);
  return Object.fromEntries(given.map(([key, value]) => [key, decodeJson(valueType, value, `${at}.${key}`, nulls)]));
}

function wrongType(member: string, expected: ValueKind, value: unknown): InputProblem {
  return new InputProblem(member, { kind: "wrongType", expected, actual: kindOf(value), value });
}

function kindOf(value: unknown): ValueKind {
  if (value === null) return "null";
  if (Array.isArray(value)) return "list";
  const kind = typeof value;
  return kind === "string" || kind === "number" || kind === "boolean" ? kind : "object";
}
