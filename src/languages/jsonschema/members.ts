import { childPointer, shown, type Check, type Findings, type Test } from "./check.ts";
import { malformed, type KeywordContext } from "./keyword.ts";
import type { Matcher } from "./pattern.ts";
import { isObject, type Place, type SchemaObject } from "./schema.ts";

/** From this many named properties on, an object's members are looked up one by one instead of every name being asked for. */
const MANY = 32;

interface PatternMember {
  readonly matches: Matcher;
  readonly check: Check;
}

/** What a schema says of the members of an object. `additional` is for members with neither name nor pattern. */
interface Members {
  readonly named: ReadonlyMap<string, Check>;
  readonly patterns: readonly PatternMember[];
  readonly additional: Check | boolean;
}

/** `properties`, `patternProperties` and `additionalProperties` (draft 4, validation, section 5.4.4). */
export function memberKeywords(place: Place, context: KeywordContext): Check | undefined {
  const { additionalProperties } = place.schema;
  const named = mapKeyword(place, "properties");
  const patterned = mapKeyword(place, "patternProperties");
  if (named === undefined && patterned === undefined && additionalProperties === undefined) return undefined;
  const members: Members = {
    named: new Map(
      Object.entries(named ?? {}).map(([name, schema]) => [
        name,
        context.compile(schema, place, ["properties", name], false),
      ]),
    ),
    patterns: Object.entries(patterned ?? {}).map(([source, schema]) => ({
      matches: context.pattern(source, childPointer(childPointer(place.pointer, "patternProperties"), source)),
      check: context.compile(schema, place, ["patternProperties", source], false),
    })),
    additional: additionalCheck(place, context),
  };
  return {
    test: membersTest(members),
    explain: (value, pointer, findings) => explain(members, value, pointer, findings),
  };
}

function mapKeyword(place: Place, keyword: string): SchemaObject | undefined {
  const value = place.schema[keyword];
  if (value === undefined || isObject(value)) return value;
  throw malformed(place, keyword, "must be an object whose values are schemas");
}

function additionalCheck(place: Place, context: KeywordContext): Check | boolean {
  const { additionalProperties } = place.schema;
  if (additionalProperties === undefined) return true;
  if (typeof additionalProperties === "boolean") return additionalProperties;
  if (isObject(additionalProperties))
    return context.compile(additionalProperties, place, ["additionalProperties"], false);
  throw malformed(place, "additionalProperties", "must be true, false or a schema");
}

function membersTest(members: Members): Test {
  const { named, patterns, additional } = members;
  if (patterns.length > 0) return (value) => !isObject(value) || everyMember(members, value);
  if (additional === true) return named.size < MANY ? fewNamedTest(named) : manyNamedTest(named);
  return closedTest(named, additional);
}

/** Asks the object for each name: the cost is that of the schema. */
function fewNamedTest(named: ReadonlyMap<string, Check>): Test {
  const special = [...named].filter(([name]) => name in Object.prototype);
  if (special.length > 0) return manyNamedTest(named);
  const names = [...named.keys()];
  const tests = [...named.values()].map((check) => check.test);
  return (value) => {
    if (!isObject(value)) return true;
    for (let i = 0; i < names.length; i++) {
      const name = names[i];
      const test = tests[i];
      if (name === undefined || test === undefined) break;
      const member = value[name];
      if (member !== undefined && !test(member)) return false;
    }
    return true;
  };
}

/** Looks each member up: the cost is that of the object. */
function manyNamedTest(named: ReadonlyMap<string, Check>): Test {
  return (value) => {
    if (!isObject(value)) return true;
    for (const name in value) {
      const check = named.get(name);
      if (check !== undefined && !check.test(value[name])) return false;
    }
    return true;
  };
}

/** No patterns, and a rule for the members without a name. */
function closedTest(named: ReadonlyMap<string, Check>, additional: Check | false): Test {
  return (value) => {
    if (!isObject(value)) return true;
    for (const name in value) {
      const check = named.get(name) ?? additional;
      if (check === false || !check.test(value[name])) return false;
    }
    return true;
  };
}

function everyMember(members: Members, value: SchemaObject): boolean {
  for (const name in value) if (!memberPasses(members, name, value[name])) return false;
  return true;
}

function memberPasses({ named, patterns, additional }: Members, name: string, value: unknown): boolean {
  const check = named.get(name);
  let covered = check !== undefined;
  if (check !== undefined && !check.test(value)) return false;
  for (const pattern of patterns) {
    if (!pattern.matches(name)) continue;
    covered = true;
    if (!pattern.check.test(value)) return false;
  }
  if (covered || additional === true) return true;
  return additional !== false && additional.test(value);
}

function explain(members: Members, value: unknown, pointer: string, findings: Findings): void {
  if (!isObject(value)) return;
  const unwanted = members.additional === false ? Object.keys(value).filter((name) => !isCovered(members, name)) : [];
  if (unwanted.length > 0) {
    const message = `object instance has properties which are not allowed by the schema: ${shown(unwanted.toSorted())}`;
    findings.add(pointer, "additionalProperties", message);
  }
  for (const name in value) {
    if (findings.full) return;
    if (!memberPasses(members, name, value[name])) explainMember(members, name, value[name], pointer, findings);
  }
}

function isCovered({ named, patterns }: Members, name: string): boolean {
  return named.has(name) || patterns.some((pattern) => pattern.matches(name));
}

function explainMember(members: Members, name: string, value: unknown, pointer: string, findings: Findings): void {
  const at = childPointer(pointer, name);
  const checks = members.patterns.filter((pattern) => pattern.matches(name)).map((pattern) => pattern.check);
  const check = members.named.get(name);
  if (check !== undefined) checks.unshift(check);
  if (checks.length === 0 && typeof members.additional === "object") checks.push(members.additional);
  for (const each of checks) each.explain(value, at, findings);
}
