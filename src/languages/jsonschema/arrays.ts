import { childPointer, every, leaf, type Check } from "./check.ts";
import { areUnique } from "./equality.ts";
import { countKeyword, flagKeyword, malformed, type Keyword, type KeywordContext } from "./keyword.ts";
import { isObject, type Place } from "./schema.ts";

/** `items`, `additionalItems`, `minItems`, `maxItems` and `uniqueItems` (draft 4, validation, section 5.3). */
export const arrayKeywords: Keyword = (place, context) => {
  const checks: Check[] = [];
  const minimum = countKeyword(place, "minItems");
  const maximum = countKeyword(place, "maxItems");
  if (minimum !== undefined && minimum > 0) {
    const say = (value: unknown): string =>
      `array is too short: must have at least ${minimum} elements but instance has ${lengthOf(value)} elements`;
    checks.push(leaf((value) => !Array.isArray(value) || value.length >= minimum, "minItems", say));
  }
  if (maximum !== undefined) {
    const say = (value: unknown): string =>
      `array is too long: must have at most ${maximum} elements but instance has ${lengthOf(value)} elements`;
    checks.push(leaf((value) => !Array.isArray(value) || value.length <= maximum, "maxItems", say));
  }
  const items = itemsCheck(place, context);
  if (items !== undefined) checks.push(items);
  if (flagKeyword(place, "uniqueItems")) {
    const say = (): string => "array must not contain duplicate elements";
    checks.push(leaf((value) => !Array.isArray(value) || areUnique(value), "uniqueItems", say));
  }
  return checks.length === 0 ? undefined : every(checks);
};

function lengthOf(value: unknown): number {
  return Array.isArray(value) ? value.length : 0;
}

function itemsCheck(place: Place, context: KeywordContext): Check | undefined {
  const { items, additionalItems } = place.schema;
  if (additionalItems !== undefined && typeof additionalItems !== "boolean" && !isObject(additionalItems)) {
    throw malformed(place, "additionalItems", "must be true, false or a schema");
  }
  const rest = isObject(additionalItems)
    ? context.compile(additionalItems, place, ["additionalItems"], false)
    : additionalItems;
  // Without `items`, and with one schema for all items, `additionalItems` says nothing (section 5.3.1.2).
  if (items === undefined) return undefined;
  if (Array.isArray(items)) {
    const checks = items.map((item, index) => context.compile(item, place, ["items", index], false));
    return tupleCheck(checks, rest);
  }
  if (!isObject(items)) throw malformed(place, "items", "must be a schema or a list of schemas");
  return listCheck(context.compile(items, place, ["items"], false));
}

function listCheck(item: Check): Check {
  const { test } = item;
  return {
    test: (value) => {
      if (!Array.isArray(value)) return true;
      for (let i = 0; i < value.length; i++) if (!test(value[i])) return false;
      return true;
    },
    explain: (value, pointer, findings) => {
      if (!Array.isArray(value)) return;
      for (let i = 0; i < value.length && !findings.full; i++) {
        if (!test(value[i])) item.explain(value[i], childPointer(pointer, i), findings);
      }
    },
  };
}

function tupleCheck(checks: readonly Check[], rest: Check | boolean | undefined): Check {
  const open = rest === undefined || rest === true;
  const passes = (value: unknown, index: number): boolean => {
    const check = checks[index];
    if (check !== undefined) return check.test(value);
    return open || (rest !== false && rest.test(value));
  };
  return {
    test: (value) => {
      if (!Array.isArray(value)) return true;
      const end = open ? Math.min(checks.length, value.length) : value.length;
      for (let i = 0; i < end; i++) if (!passes(value[i], i)) return false;
      return true;
    },
    explain: (value, pointer, findings) => {
      if (!Array.isArray(value)) return;
      const { length } = value;
      if (rest === false && length > checks.length) {
        const message = `schema only allows ${checks.length} elements in array but instance has ${length} elements`;
        findings.add(pointer, "additionalItems", message);
      }
      for (let i = 0; i < length && !findings.full; i++) {
        const check = checks[i] ?? rest;
        if (typeof check === "object" && !passes(value[i], i))
          check.explain(value[i], childPointer(pointer, i), findings);
      }
    },
  };
}
