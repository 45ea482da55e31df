// Violations in the words of AWS's services.

import type { Path, Violation } from "./check.ts";
import { javaNumber } from "./constraint.ts";

/**
 * "2 validation errors detected: Value 'x' at 'statusCode' failed to satisfy constraint: …; …": the form that most of AWS's
 * services share. `prefix` stands before members of the body: API Gateway's v1 writes `createRestApiInput.`. IAM hides the values.
 */
export function validationMessage(violations: readonly Violation[], prefix: string, hideValues = false): string {
  const count = violations.length === 1 ? "1 validation error" : `${violations.length} validation errors`;
  return `${count} detected: ${violations.map((one) => sentence(one, prefix, hideValues)).join("; ")}`;
}

/** IAM does not tell the values ("Value at 'status' failed …"), and has sentences of its own for names and paths, told when nothing else is wrong. */
export function iamMessage(violations: readonly Violation[]): string {
  const others = violations.filter((one) => iamSentence(one) === null);
  const [first] = violations;
  return (others.length === 0 && first && iamSentence(first)) || validationMessage(others, "", true);
}

const NAME_PATTERN = "[\\w+=,.@-]+";

function iamSentence({ path, rule }: Violation): string | null {
  const [member, ...deeper] = path;
  if (rule.kind !== "pattern" || deeper.length > 0) return null;
  const invalid = `The specified value for ${lowerFirst(String(member))} is invalid. It must`;
  if (rule.text.endsWith(`: ${NAME_PATTERN}`))
    return `${invalid} contain only alphanumeric characters and/or the following: +=,.@_-`;
  if (member === "Path")
    return `${invalid} begin and end with / and contain only alphanumeric characters and/or / characters.`;
  return null;
}

function sentence(violation: Violation, prefix: string, hideValues: boolean): string {
  const { path, inBody, value } = violation;
  // Measured of Lambda: the values of what may be secret are not told.
  const isHidden = hideValues || path[0] === "Environment";
  const shown = isHidden ? "" : value === undefined ? " null" : ` '${javaText(value, violation.rule.double)}'`;
  const place = `${inBody ? prefix : ""}${javaPath(path)}`;
  return `Value${shown} at '${place}' failed to satisfy constraint: ${constraintText(violation)}`;
}

function constraintText({ rule, subject, siblings }: Violation): string {
  if (subject === "value") return rule.text;
  const all = `[${siblings.map((one) => one.text).join(", ")}]`;
  if (subject === "item") return `Member must satisfy constraint: ${all}`;
  return subject === "mapKey"
    ? `Map keys must satisfy constraint: ${all}`
    : `Map value must satisfy constraint: ${all}`;
}

/** `patchOperations.1.member.op`: Java's casing, items counted from 1. */
function javaPath(path: Path): string {
  return path.map((part) => (typeof part === "number" ? `${part + 1}.member` : lowerFirst(part))).join(".");
}

export const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

/** A value as Java's toString prints it: `[a, b]`, `{k=v}`. */
function javaText(value: unknown, double?: true): string {
  if (Array.isArray(value)) return `[${value.map((one) => javaText(one, double)).join(", ")}]`;
  if (typeof value === "number") return javaNumber(value, double);
  if (typeof value !== "object" || value === null) return String(value);
  return `{${Object.entries(value)
    .map(([key, one]) => `${key}=${javaText(one, double)}`)
    .join(", ")}}`;
}

/** API Gateway's v2 words its own: "Invalid protocol specified. Must be one of [HTTP, WEBSOCKET]". */
export function v2Sentence({ path, rule, value }: Violation): string {
  const member = memberPath(path);
  if (rule.kind === "required") return `${member} is a required parameter`;
  if (rule.kind === "enum")
    return `Invalid ${noun(path)} specified. Must be one of [${rule.options?.toSorted().join(", ") ?? ""}]`;
  return `Invalid value '${javaText(value)}' for ${member}: ${rule.text}`;
}

/** `CorsConfiguration.AllowOrigins[0]` */
function memberPath(path: Path): string {
  return path
    .map((part, position) => (typeof part === "number" ? `[${part}]` : position === 0 ? part : `.${part}`))
    .join("");
}

/** `ProtocolType` is called protocol, `IntegrationType` integration type. */
function noun(path: Path): string {
  const name = path.findLast((part) => typeof part === "string") ?? "";
  if (name === "ProtocolType") return "protocol";
  return String(name)
    .replace(/\B[A-Z]/g, (letter) => ` ${letter}`)
    .toLowerCase();
}
