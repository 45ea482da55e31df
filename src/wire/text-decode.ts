// Values that travel as text: in a path, a query, a header or a form.

import { decodeBase64 } from "./base64.ts";
import { InputProblem } from "./input-problem.ts";
import type { ValueKind } from "./input-problem.ts";
import type { Type } from "./schema.ts";
import { parseTimestamp } from "./timestamps.ts";

/** Reads a scalar; an empty number, boolean or timestamp is absent. `member` names the value in errors. */
export function decodeText(type: Type, text: string | undefined, member: string): unknown {
  if (text === undefined || type.kind === "string") return text;
  if (text === "" && type.kind !== "blob") return undefined;
  const value = parseText(type, text);
  if (value !== undefined) return value;
  const expected = EXPECTED[type.kind] ?? "string";
  throw new InputProblem(member, { kind: "wrongType", expected, actual: "string", value: text });
}

const EXPECTED: Readonly<Record<string, ValueKind>> = {
  number: "number",
  boolean: "boolean",
  timestamp: "timestamp",
  blob: "blob",
};

/** Decimal digits, and nothing else that JavaScript would take for a number: no 0x10, no blanks. */
const NUMBER = /^[+-]?\d+(?:\.\d+)?$/;

function parseText(type: Type, text: string): unknown {
  if (type.kind === "number") return NUMBER.test(text) ? Number(text) : undefined;
  if (type.kind === "boolean") return text === "true" ? true : text === "false" ? false : undefined;
  if (type.kind === "timestamp") return parseTimestamp(text);
  return type.kind === "blob" ? decodeBase64(text) : undefined;
}
