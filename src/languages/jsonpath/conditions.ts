import { PatternLimitExceeded } from "../regex/java-pattern.ts";
import { cachedPattern } from "../regex/pattern-cache.ts";
import { parseJson } from "./parse-json.ts";
import { type Condition, type Evaluation, JsonPathError, type Operand, type Operator, spend } from "./path.ts";
import { isJavaNumber, JavaDouble, type JsonValue, numberText, toNumber } from "./value.ts";

interface Scope {
  readonly element: JsonValue;
  readonly inner: Evaluation;
}

/** Whether an element fulfils a filter's condition, by the rules of Jayway's EvaluatorFactory. */
export function accepts(test: Condition, element: JsonValue, inner: Evaluation): boolean {
  return holds(test, { element, inner });
}

function holds(test: Condition, scope: Scope): boolean {
  spend(scope.inner.work);
  if (test.t === "and") return test.all.every((part) => holds(part, scope));
  if (test.t === "or") return test.any.some((part) => holds(part, scope));
  if (test.t === "not") return !holds(test.of, scope);
  if (test.t === "exists") return (pathValue(test.path, scope) !== undefined) === test.wanted;
  return compare(test.operator, test.left, test.right, scope);
}

function pathValue(operand: Operand & { t: "path" }, scope: Scope): JsonValue | undefined {
  return scope.inner.read(operand.path, operand.relative ? scope.element : scope.inner.root);
}

function valueOf(operand: Operand, scope: Scope): JsonValue | undefined {
  if (operand.t === "path") return pathValue(operand, scope);
  if (operand.t === "json") return parseJson(operand.text);
  return operand.t === "string" ? operand.text : undefined;
}

function compare(operator: Operator, leftOperand: Operand, rightOperand: Operand, scope: Scope): boolean {
  if (operator === "=~") return matchesPattern(leftOperand, rightOperand, scope);
  const left = valueOf(leftOperand, scope);
  const right = valueOf(rightOperand, scope);
  if (operator === "==") return equal(left, right);
  if (operator === "!=") return !equal(left, right);
  if (operator === "===") return kind(left) === kind(right) && equal(left, right);
  if (operator === "!==") return kind(left) !== kind(right) || !equal(left, right);
  if (operator === "<" || operator === "<=" || operator === ">" || operator === ">=")
    return ordered(operator, left, right);
  return related(operator, left, right, scope);
}

function related(operator: Operator, left: JsonValue | undefined, right: JsonValue | undefined, scope: Scope): boolean {
  const has = (list: JsonValue | undefined, item: JsonValue | undefined): boolean => holdsItem(list, item, scope);
  if (operator === "SIZE") return isJavaNumber(right) && sizeOf(left) === Math.trunc(toNumber(right));
  if (operator === "EMPTY") return isEmpty(left) === right;
  if (operator === "CONTAINS")
    return typeof left === "string" && typeof right === "string" ? left.includes(right) : has(left, right);
  if (operator === "IN") return has(right, left);
  if (operator === "NIN") return !has(right, left);
  if (!Array.isArray(left) || !Array.isArray(right)) return false;
  if (operator === "ALL") return right.every((item) => has(left, item));
  if (operator === "SUBSETOF") return left.every((item) => has(right, item));
  const any = left.some((item) => has(right, item));
  return operator === "ANYOF" ? any : !any;
}

function sizeOf(value: JsonValue | undefined): number | undefined {
  return typeof value === "string" || Array.isArray(value) ? value.length : undefined;
}

function isEmpty(value: JsonValue | undefined): boolean | undefined {
  if (typeof value === "string" || Array.isArray(value)) return value.length === 0;
  return value instanceof Map ? value.size === 0 : undefined;
}

function holdsItem(list: JsonValue | undefined, item: JsonValue | undefined, { inner }: Scope): boolean {
  if (!Array.isArray(list)) return false;
  spend(inner.work, list.length);
  return list.some((element) => equal(element, item));
}

function kind(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return String(value);
  if (isJavaNumber(value)) return "number";
  return Array.isArray(value) || value instanceof Map ? "json" : typeof value;
}

// A string and a number are equal when the string reads as that number (Jayway's NumberNode and StringNode).
function equal(left: JsonValue | undefined, right: JsonValue | undefined): boolean {
  if (left === undefined || right === undefined) return false;
  if (typeof left === "string" && isJavaNumber(right)) return left === numberText(right);
  if (isJavaNumber(left) && typeof right === "string") return right.trim() !== "" && Number(right) === toNumber(left);
  return same(left, right);
}

function same(left: JsonValue, right: JsonValue): boolean {
  if (isJavaNumber(left) && isJavaNumber(right))
    return left instanceof JavaDouble || right instanceof JavaDouble
      ? toNumber(left) === toNumber(right)
      : left === right;
  if (Array.isArray(left) && Array.isArray(right))
    return left.length === right.length && left.every((item, i) => same(item, right[i] ?? null));
  if (left instanceof Map && right instanceof Map)
    return (
      left.size === right.size && [...left].every(([key, item]) => right.has(key) && same(item, right.get(key) ?? null))
    );
  return left === right;
}

function ordered(operator: string, left: JsonValue | undefined, right: JsonValue | undefined): boolean {
  const order = orderOf(left, right);
  if (order === undefined) return false;
  if (operator === "<") return order < 0;
  if (operator === "<=") return order <= 0;
  return operator === ">" ? order > 0 : order >= 0;
}

function orderOf(left: JsonValue | undefined, right: JsonValue | undefined): number | undefined {
  if (isJavaNumber(left) && isJavaNumber(right)) return toNumber(left) - toNumber(right);
  if (typeof left === "string" && typeof right === "string") return left < right ? -1 : left > right ? 1 : 0;
  return undefined;
}

function matchesPattern(left: Operand, right: Operand, scope: Scope): boolean {
  const pattern = left.t === "pattern" ? left : right.t === "pattern" ? right : undefined;
  const other = pattern === left ? right : left;
  if (pattern === undefined || other.t === "pattern") return false;
  const compiled = cachedPattern(pattern.source);
  if (!compiled.ok)
    throw new JsonPathError(`the pattern /${pattern.source}/ cannot be used: ${compiled.problem.message}`);
  const value = valueOf(other, scope);
  const inputs = Array.isArray(value) ? value : [value];
  try {
    return inputs.some((input) => compiled.pattern.matches(patternInput(input)));
  } catch (error) {
    if (!(error instanceof PatternLimitExceeded)) throw error;
    throw new JsonPathError(`the pattern /${pattern.source}/: ${error.message}`);
  }
}

function patternInput(value: JsonValue | undefined): string {
  return typeof value === "string" || typeof value === "boolean" ? String(value) : "";
}
