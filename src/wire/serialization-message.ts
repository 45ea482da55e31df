// What AWS's JSON readers say of a value of the wrong kind. The older one was recorded from API Gateway's v1 and names Java's
// classes; the newer one was measured with malformed requests of a service of AWS's JSON 1.1, and names the kinds of JSON tokens.

import type { InputProblemKind, ValueKind } from "./input-problem.ts";

type WrongType = Extract<InputProblemKind, { kind: "wrongType" }>;

const TARGETS: Readonly<Partial<Record<ValueKind, string>>> = {
  boolean: "an Boolean",
  number: "an Integer",
  string: "a String",
};

/** "STRING_VALUE can not be converted to an Integer"; undefined where nothing was measured. */
export function tokenMessage({ expected, actual, value }: WrongType): string | undefined {
  if (actual === "object") return "Start of structure or map found where not expected.";
  if (actual === "list") return "Start of list found where not expected";
  if (actual === "null") return undefined;
  if (expected === "list") return "Expected list or null";
  if (expected === "object") return "Expected null";
  const target = TARGETS[expected];
  const token = actual === "boolean" ? String(value) : actual;
  return target && `${token.toUpperCase()}_VALUE can not be converted to ${target}`;
}

/** The Java classes that the older reader names. */
const CLASSES: Readonly<Partial<Record<ValueKind, string>>> = {
  boolean: "java.lang.Boolean",
  number: "com.amazon.coral.value.json.numbers.TruncatingBigNumber",
  string: "java.lang.String",
};
const CLASS_TARGETS: Readonly<Partial<Record<ValueKind, string>>> = {
  boolean: "Boolean",
  number: "Integer",
  string: "String",
};

/** "class java.lang.Boolean can not be converted to an String"; undefined where nothing was recorded. */
export function classMessage({ expected, actual }: WrongType): string | undefined {
  const from = CLASSES[actual];
  const to = CLASS_TARGETS[expected];
  return from && to && `class ${from} can not be converted to an ${to}`;
}
