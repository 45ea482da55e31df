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
    checks.push(
      leaf((value) => !Array.isArray(value) || value.length >= minimum, `must have ${minimum} items or more`),
    );
  }
  if (maximum !== undefined) {
    checks.push(
      leaf((value) => !Array.isArray(value) || value.length <= maximum, `must have ${maximum} items or fewer`),
    );
  }
  const items = itemsCheck(place, context);
  if (items !== undefined) checks.push(items);
  if (flagKeyword(place, "uniqueItems")) {
    checks.push(leaf((value) => !Array.isArray(value) || areUnique(value), "must not have an item twice"));
  }
  return checks.length === 0 ? undefined : every(checks);
};

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
      for (let i = 0; i < value.length && !findings.full; i++) {
        if (passes(value[i], i)) continue;
        const check = checks[i] ?? rest;
        const at = childPointer(pointer, i);
        if (typeof check === "object") check.explain(value[i], at, findings);
        else findings.add(at, `must not be there: ${checks.length} items are allowed`);
      }
    },
  };
}
