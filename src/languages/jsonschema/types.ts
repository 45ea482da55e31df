import { childPointer, leaf, shown, type Check, type Test } from "./check.ts";
import { areUnique, memberTest } from "./equality.ts";
import { malformed, type Keyword } from "./keyword.ts";
import { isObject, SchemaProblem, type Place } from "./schema.ts";

/**
 * Draft 4's seven types (core, section 3.5). A value comes from JSON.parse, which does not tell 1.0 from 1: both are
 * integers here, while draft 4 (and with it AWS's validator, which keeps the text of a number) calls only 1 one.
 */
const TYPE_TESTS: Readonly<Record<string, Test>> = {
  array: Array.isArray,
  boolean: (value) => typeof value === "boolean",
  integer: Number.isInteger,
  null: (value) => value === null,
  number: (value) => typeof value === "number",
  object: isObject,
  string: (value) => typeof value === "string",
};

/** `type`: one name, or a list of them. */
export const typeKeyword: Keyword = (place) => {
  const value = place.schema["type"];
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) return typeCheck(typeTest(value, place), value);
  if (value.length === 0) throw malformed(place, "type", "must name at least one type");
  if (!areUnique(value)) throw malformed(place, "type", "names a type twice");
  const [first, second, ...others] = value.map((name) => typeTest(name, place));
  if (first === undefined) throw malformed(place, "type", "must name at least one type");
  if (second === undefined) return typeCheck(first, value);
  if (others.length === 0) return typeCheck((item) => first(item) || second(item), value);
  return typeCheck((item) => first(item) || second(item) || others.some((test) => test(item)), value);
};

function typeTest(name: unknown, place: Place): Test {
  const test = typeof name === "string" && Object.hasOwn(TYPE_TESTS, name) ? TYPE_TESTS[name] : undefined;
  if (test !== undefined) return test;
  throw new SchemaProblem(
    childPointer(place.pointer, "type"),
    `type must be one of ${Object.keys(TYPE_TESTS).join(", ")}, or a list of them`,
  );
}

function typeCheck(test: Test, names: unknown): Check {
  const all = new Set([names].flat());
  // Every integer is a number.
  if (all.has("number")) all.add("integer");
  const allowed = JSON.stringify([...all].toSorted());
  return leaf(
    test,
    "type",
    (value) => `instance type (${typeName(value)}) does not match any allowed primitive type (allowed: ${allowed})`,
  );
}

/** The type of a JSON value in draft 4's words, the narrowest one. */
export function typeName(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value;
}

/** `enum`: a list of values, none of them twice and at least one. */
export const enumKeyword: Keyword = (place) => {
  const allowed = place.schema["enum"];
  if (allowed === undefined) return undefined;
  if (!Array.isArray(allowed)) throw malformed(place, "enum", "must be a list of values");
  if (allowed.length === 0) throw malformed(place, "enum", "must have at least one value");
  if (!areUnique(allowed)) throw malformed(place, "enum", "has a value twice");
  return leaf(memberTest(allowed), "enum", (value) => {
    const instance = typeof value === "string" ? `"${shown(value)}"` : shown(value);
    return `instance value (${instance}) not found in enum (possible values: ${shown(allowed)})`;
  });
};
