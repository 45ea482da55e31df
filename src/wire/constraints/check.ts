// Checks a decoded input against what is required and against the service's constraints.

import type { Member, Structure, Type } from "../schema.ts";
import { REQUIRED, rulesOf } from "./constraint.ts";
import type { Constraint, Rule, ServiceConstraints } from "./constraint.ts";

/** The place of a value in an input: member names as the SDK spells them, indices of lists from 0. */
export type Path = readonly (string | number)[];

/** One rule that an input breaks. */
export interface Violation {
  readonly path: Path;
  /** Whether the outermost member travels in the body, rather than in the path, the query or a header. */
  readonly inBody: boolean;
  /** The value at the path; undefined when it is missing. */
  readonly value: unknown;
  readonly rule: Rule;
  /** What broke the rule: the value itself, an item of a list, or a map's key or value. */
  readonly subject: "value" | "item" | "mapKey" | "mapValue";
  /** All rules of the items, keys or values, which AWS lists together. */
  readonly siblings: readonly Rule[];
}

interface Checking {
  readonly constraints: ServiceConstraints;
  readonly inBody: boolean;
  readonly found: Violation[];
}

type Fields = Readonly<Record<string, unknown>>;

/** Every violation of an input, the body's first, as AWS lists them. */
export function checkInput(structure: Structure, input: Fields, constraints: ServiceConstraints): Violation[] {
  const found: Violation[] = [];
  const isBody = ({ place }: Member): boolean => place === "body";
  for (const inBody of [true, false]) {
    const members = structure.members.filter((member) => isBody(member) === inBody);
    checkMembers({ name: structure.name, members }, input, [], { constraints, inBody, found });
  }
  return found;
}

function checkMembers(structure: Structure, fields: Fields, path: Path, checking: Checking): void {
  const { everywhere, structures } = checking.constraints;
  const own = structures[structure.name];
  for (const { name, type, required } of structure.members) {
    const value = fields[name];
    const at = [...path, name];
    if (value !== undefined) checkValue(type, own?.[name] ?? everywhere[name] ?? {}, value, at, checking);
    else if (required) report([REQUIRED], value, at, checking);
  }
}

function checkValue(type: Type, constraint: Constraint, value: unknown, path: Path, checking: Checking): void {
  report(rulesOf(constraint), value, path, checking);
  if (type.kind === "structure") checkMembers(type.structure(), fieldsOf(value), path, checking);
  if (type.kind === "list" && Array.isArray(value)) checkItems(type.item, constraint.item ?? {}, value, path, checking);
  if (type.kind === "map") checkEntries(type.value, constraint, fieldsOf(value), path, checking);
}

function checkItems(
  type: Type,
  constraint: Constraint,
  items: readonly unknown[],
  path: Path,
  checking: Checking,
): void {
  const rules = rulesOf(constraint);
  const broken = rules.find((rule) => items.some((item) => !rule.holds(item)));
  if (broken !== undefined) add(broken, items, path, checking, "item", rules);
  for (const [index, item] of items.entries()) checkValue(type, {}, item, [...path, index], checking);
}

function checkEntries(type: Type, constraint: Constraint, fields: Fields, path: Path, checking: Checking): void {
  const keyRules = rulesOf(constraint.key ?? {});
  const badKey = keyRules.find((rule) => Object.keys(fields).some((key) => !rule.holds(key)));
  if (badKey !== undefined) add(badKey, fields, path, checking, "mapKey", keyRules);
  const valueRules = rulesOf(constraint.value ?? {});
  const badValue = valueRules.find((rule) => Object.values(fields).some((value) => !rule.holds(value)));
  if (badValue !== undefined) add(badValue, fields, path, checking, "mapValue", valueRules);
  for (const [key, value] of Object.entries(fields)) checkValue(type, {}, value, [...path, key], checking);
}

function report(rules: readonly Rule[], value: unknown, path: Path, checking: Checking): void {
  for (const rule of rules) if (!rule.holds(value)) add(rule, value, path, checking, "value", [rule]);
}

function add(
  rule: Rule,
  value: unknown,
  path: Path,
  { found, inBody }: Checking,
  subject: Violation["subject"],
  siblings: readonly Rule[],
): void {
  found.push({ path, inBody, value, rule, subject, siblings });
}

function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
