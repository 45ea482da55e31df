import { every, type Check, type Test } from "./check.ts";
import { malformed, type Keyword, type KeywordContext } from "./keyword.ts";
import type { Place } from "./schema.ts";

/** `allOf`, `anyOf`, `oneOf` and `not` (draft 4, validation, section 5.5). */
export const combinationKeywords: Keyword = (place, context) => {
  const checks = [
    allOfCheck(place, context),
    anyOfCheck(place, context),
    oneOfCheck(place, context),
    notCheck(place, context),
  ].filter((check) => check !== undefined);
  return checks.length === 0 ? undefined : every(checks);
};

function schemaList(place: Place, context: KeywordContext, keyword: string): readonly Check[] | undefined {
  const value = place.schema[keyword];
  if (value === undefined) return undefined;
  if (!Array.isArray(value) || value.length === 0)
    throw malformed(place, keyword, "must be a list of at least one schema");
  return value.map((schema, index) => context.compile(schema, place, [keyword, index], true));
}

function allOfCheck(place: Place, context: KeywordContext): Check | undefined {
  const checks = schemaList(place, context, "allOf");
  if (checks === undefined) return undefined;
  const { test } = every(checks);
  const explain: Check["explain"] = (value, pointer, findings) => {
    const count = checks.filter((check) => check.test(value)).length;
    if (count === checks.length) return;
    const matched = `(matched only ${count} out of ${checks.length})`;
    findings.add(pointer, "allOf", `instance failed to match all required schemas ${matched}`);
  };
  return counted({ test, explain }, checks.length, context);
}

/** Charges the alternatives of a combination, since their number times the document's size is what validation costs. */
function counted(check: Check, cost: number, { effort }: KeywordContext): Check {
  const test: Test = (value) => {
    effort.spend(cost);
    return check.test(value);
  };
  return { test, explain: check.explain };
}

function anyOfCheck(place: Place, context: KeywordContext): Check | undefined {
  const checks = schemaList(place, context, "anyOf");
  if (checks === undefined) return undefined;
  const tests = checks.map((check) => check.test);
  const test: Test = (value) => {
    for (const each of tests) if (each(value)) return true;
    return false;
  };
  const explain: Check["explain"] = (value, pointer, findings) => {
    const message = `instance failed to match at least one required schema among ${tests.length}`;
    if (!test(value)) findings.add(pointer, "anyOf", message);
  };
  return counted({ test, explain }, tests.length, context);
}

function oneOfCheck(place: Place, context: KeywordContext): Check | undefined {
  const checks = schemaList(place, context, "oneOf");
  if (checks === undefined) return undefined;
  const tests = checks.map((check) => check.test);
  const test: Test = (value) => {
    let matched = false;
    for (const each of tests) {
      if (!each(value)) continue;
      if (matched) return false;
      matched = true;
    }
    return matched;
  };
  const explain: Check["explain"] = (value, pointer, findings) => {
    const count = tests.filter((each) => each(value)).length;
    if (count === 1) return;
    const matched = `(matched ${count} out of ${tests.length})`;
    findings.add(pointer, "oneOf", `instance failed to match exactly one schema ${matched}`);
  };
  return counted({ test, explain }, tests.length, context);
}

function notCheck(place: Place, context: KeywordContext): Check | undefined {
  if (place.schema["not"] === undefined) return undefined;
  const { test } = context.compile(place.schema["not"], place, ["not"], true);
  return {
    test: (value) => !test(value),
    explain: (value, pointer, findings) => {
      if (test(value)) findings.add(pointer, "not", "instance matched a schema which it should not have");
    },
  };
}
