import { isJavaInteger, type JavaNumber, toDouble, toInteger, toNumber } from "../jsonpath/value.ts";
import type { MathOperator } from "./ast.ts";
import { TemplateLimitExceeded } from "./errors.ts";

/** Bits of an integer beyond which a template is thought to run away. */
const MAX_BITS = 4_096n;
const MAX_INTEGER = 1n << MAX_BITS;

/**
 * Java's arithmetic as Velocity's MathUtils does it: two integers give an integer (it grows to Long and BigInteger and never
 * overflows; division truncates), a double makes the result a double. Division and remainder by zero have no value.
 */
export function calculate(operator: MathOperator, left: JavaNumber, right: JavaNumber): JavaNumber | null {
  if (isJavaInteger(left) && isJavaInteger(right)) return calculateIntegers(operator, left, right);
  const a = toNumber(left);
  const b = toNumber(right);
  if (operator === "+") return toDouble(a + b);
  if (operator === "-") return toDouble(a - b);
  if (operator === "*") return toDouble(a * b);
  if (b === 0) return null;
  return toDouble(operator === "/" ? a / b : a % b);
}

function calculateIntegers(operator: MathOperator, left: number | bigint, right: number | bigint): JavaNumber | null {
  if ((operator === "/" || operator === "%") && Number(right) === 0) return null;
  if (typeof left === "number" && typeof right === "number") {
    const result = calculateSafely(operator, left, right);
    if (Number.isSafeInteger(result)) return result === 0 ? 0 : result;
  }
  const result = calculateBig(operator, BigInt(left), BigInt(right));
  if (result > MAX_INTEGER || result < -MAX_INTEGER)
    throw new TemplateLimitExceeded("a number grows beyond all bounds");
  return toInteger(result);
}

function calculateSafely(operator: MathOperator, a: number, b: number): number {
  if (operator === "+") return a + b;
  if (operator === "-") return a - b;
  if (operator === "*") return a * b;
  return operator === "/" ? Math.trunc(a / b) : a % b;
}

function calculateBig(operator: MathOperator, a: bigint, b: bigint): bigint {
  if (operator === "+") return a + b;
  if (operator === "-") return a - b;
  if (operator === "*") return a * b;
  return operator === "/" ? a / b : a % b;
}
