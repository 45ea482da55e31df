import type { Condition, PolicyVersion, SetQualifier } from "./document.ts";
import type { Operator } from "./operators.ts";
import { OPERATORS } from "./operators.ts";
import type { ConditionKeys } from "./request.ts";
import type { VariableMatcher } from "./variables.ts";

/** Whether a condition holds for a request. */
export type CompiledCondition = (keys: ConditionKeys) => boolean;

/** The Null operator: `true` asks for a key that is absent, `false` for one that is there. */
function compileNull(condition: Condition): CompiledCondition {
  const wanted = condition.values.map((value) => value.toLowerCase() === "true");
  return (keys) => {
    const values = keys(condition.key);
    const absent = values === undefined || (typeof values !== "string" && values.length === 0);
    return wanted.includes(absent);
  };
}

/** One value of a request against all values of the policy: any of them, or for a negated operator none. */
type ValueTest = (value: string, keys: ConditionKeys) => boolean;

/**
 * A variable without a value matches nothing. So that it never grants, a negated operator that meets one holds only in
 * a Deny.
 */
function compileValues(matchers: readonly VariableMatcher[], negated: boolean, inDeny: boolean): ValueTest {
  return (value, keys) => {
    let unresolved = false;
    for (const matches of matchers) {
      const result = matches(value, keys);
      if (result === true) return !negated;
      if (result === undefined) unresolved = true;
    }
    return negated && (inDeny || !unresolved);
  };
}

/**
 * What holds when the key is not in the request: ...IfExists and ForAllValues hold, ForAnyValue does not, of the
 * others those that are negated do (IAM User Guide, "Condition operators", "multiple keys or values").
 */
function whenAbsent(condition: Condition, operator: Operator): boolean {
  if (condition.ifExists || condition.qualifier === "ForAllValues") return true;
  return condition.qualifier === undefined && operator.negated;
}

/** For set operators an empty text is an empty set. */
function valuesOf(given: string | readonly string[], qualifier: SetQualifier | undefined): readonly string[] {
  const values = typeof given === "string" ? [given] : given;
  return qualifier === undefined ? values : values.filter((value) => value !== "");
}

/**
 * Compiles a condition. Several request values without a set operator are treated as AWS treats them in practice: the
 * condition holds if any value matches, a negated one if none does.
 *
 * @throws Error for an operator or value that `parsePolicy` refuses.
 */
export function compileCondition(condition: Condition, version: PolicyVersion, inDeny: boolean): CompiledCondition {
  if (condition.operator === "Null") return compileNull(condition);
  const operator = OPERATORS[condition.operator];
  if (operator === undefined) throw new Error(`unknown condition operator ${condition.operator}`);
  const matchers = condition.values.map((value) => {
    const matcher = operator.compile(value, version);
    if (matcher === undefined) throw new Error(`${condition.operator} cannot take the value ${value}`);
    return matcher;
  });
  const test = compileValues(matchers, operator.negated, inDeny);
  const absent = whenAbsent(condition, operator);
  const every = condition.qualifier === "ForAllValues" || (condition.qualifier === undefined && operator.negated);
  return (keys) => {
    const given = keys(condition.key);
    if (typeof given === "string" && condition.qualifier === undefined) return test(given, keys);
    const values = given === undefined ? [] : valuesOf(given, condition.qualifier);
    if (values.length === 0) return absent;
    return every ? values.every((value) => test(value, keys)) : values.some((value) => test(value, keys));
  };
}
