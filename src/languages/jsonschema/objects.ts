import { every, leaf, shown, type Check, type Test } from "./check.ts";
import { countKeyword, malformed, nameList, type Keyword, type KeywordContext } from "./keyword.ts";
import { memberKeywords } from "./members.ts";
import { isObject, type Place } from "./schema.ts";

/** The keywords for objects (draft 4, validation, section 5.4). */
export const objectKeywords: Keyword = (place, context) => {
  const checks = [
    requiredCheck(place),
    memberKeywords(place, context),
    countCheck(place),
    dependenciesCheck(place, context),
  ].filter((check) => check !== undefined);
  return checks.length === 0 ? undefined : every(checks);
};

/**
 * A test for a member that an object has itself. Values come from JSON, which has no undefined; only names that every
 * object inherits, such as `toString`, need the slower question.
 */
function hasMember(name: string): (value: Readonly<Record<string, unknown>>) => boolean {
  if (name in Object.prototype) return (value) => Object.hasOwn(value, name);
  return (value) => value[name] !== undefined;
}

function requiredCheck(place: Place): Check | undefined {
  const { required } = place.schema;
  if (required === undefined) return undefined;
  const names = nameList(required, place, ["required"]);
  const sorted = names.toSorted();
  const special = names.filter((name) => name in Object.prototype);
  const usual = names.filter((name) => !(name in Object.prototype));
  return {
    test: (value) => {
      if (!isObject(value)) return true;
      for (const name of usual) if (value[name] === undefined) return false;
      for (const name of special) if (!Object.hasOwn(value, name)) return false;
      return true;
    },
    explain: (value, pointer, findings) => {
      if (!isObject(value)) return;
      const missing = sorted.filter((name) => !Object.hasOwn(value, name));
      if (missing.length === 0) return;
      findings.add(pointer, "required", `object has missing required properties (${shown(missing)})`);
    },
  };
}

function countCheck(place: Place): Check | undefined {
  const minimum = countKeyword(place, "minProperties") ?? 0;
  const maximum = countKeyword(place, "maxProperties") ?? Infinity;
  const few = leaf(
    (value) => !isObject(value) || Object.keys(value).length >= minimum,
    "minProperties",
    (value) => `object has too few properties (found ${countOf(value)} but schema requires at least ${minimum})`,
  );
  const many = leaf(
    (value) => !isObject(value) || Object.keys(value).length <= maximum,
    "maxProperties",
    (value) => `object has too many properties (found ${countOf(value)} but schema requires at most ${maximum})`,
  );
  const checks = [...(minimum > 0 ? [few] : []), ...(maximum < Infinity ? [many] : [])];
  return checks.length === 0 ? undefined : every(checks);
}

function countOf(value: unknown): number {
  return isObject(value) ? Object.keys(value).length : 0;
}

/** `dependencies`: what an object must be, or must have, when it has a member (section 5.4.5). */
function dependenciesCheck(place: Place, context: KeywordContext): Check | undefined {
  const { dependencies } = place.schema;
  if (dependencies === undefined) return undefined;
  if (!isObject(dependencies)) throw malformed(place, "dependencies", "must be an object");
  const checks = Object.entries(dependencies).map(([name, dependency]) => {
    const tokens = ["dependencies", name];
    return Array.isArray(dependency)
      ? namesDependency(name, nameList(dependency, place, tokens))
      : schemaDependency(name, context.compile(dependency, place, tokens, true));
  });
  return every(checks);
}

function namesDependency(name: string, names: readonly string[]): Check {
  const has = hasMember(name);
  const needed = names.map(hasMember);
  const test: Test = (value) => !isObject(value) || !has(value) || needed.every((hasNeeded) => hasNeeded(value));
  return leaf(test, "dependencies", (value) => {
    const missing = names.filter((needs) => !isObject(value) || !Object.hasOwn(value, needs));
    const lists = `(schema requires ${shown(names)}; missing: ${shown(missing)})`;
    return `property "${shown(name)}" of object has missing property dependencies ${lists}`;
  });
}

function schemaDependency(name: string, check: Check): Check {
  const has = hasMember(name);
  const applies = (value: unknown): boolean => isObject(value) && has(value);
  return {
    test: (value) => !applies(value) || check.test(value),
    explain: (value, pointer, findings) => {
      if (applies(value)) check.explain(value, pointer, findings);
    },
  };
}
