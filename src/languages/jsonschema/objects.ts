import { every, leaf, type Check, type Test } from "./check.ts";
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
export function hasMember(name: string): (value: Readonly<Record<string, unknown>>) => boolean {
  if (name in Object.prototype) return (value) => Object.hasOwn(value, name);
  return (value) => value[name] !== undefined;
}

function requiredCheck(place: Place): Check | undefined {
  const { required } = place.schema;
  if (required === undefined) return undefined;
  const names = nameList(required, place, ["required"]);
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
      for (const name of names) {
        if (!Object.hasOwn(value, name)) findings.add(pointer, `must have the property ${JSON.stringify(name)}`);
      }
    },
  };
}

function countCheck(place: Place): Check | undefined {
  const minimum = countKeyword(place, "minProperties") ?? 0;
  const maximum = countKeyword(place, "maxProperties") ?? Infinity;
  if (minimum === 0 && maximum === Infinity) return undefined;
  const test: Test = (value) => {
    if (!isObject(value)) return true;
    const count = Object.keys(value).length;
    return count >= minimum && count <= maximum;
  };
  const range = maximum === Infinity ? `${minimum} or more` : `${minimum} to ${maximum}`;
  return leaf(test, `must have ${range} properties`);
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
  return leaf(test, `must, with the property ${JSON.stringify(name)}, also have ${JSON.stringify(names)}`);
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
