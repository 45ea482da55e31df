import {
  isJavaInteger,
  isJavaNumber,
  type JavaNumber,
  numberText,
  toDouble,
  toInteger,
  toNumber,
} from "../jsonpath/value.ts";
import { compareNumbers, hashOf, javaEquals } from "./compare.ts";
import { TemplateError } from "./errors.ts";
import type { Meter } from "./meter.ts";
import type { Value } from "./value.ts";

/** A method of Integer, Long or Double, static ones included; undefined where no overload takes these arguments. */
export type NumberMethod = (number: JavaNumber, args: readonly Value[], meter: Meter) => Value | undefined;

function none(use: (number: JavaNumber, meter: Meter) => Value): NumberMethod {
  return (number, args, meter) => (args.length === 0 ? use(number, meter) : undefined);
}

// The narrowing conversions of Java: integers keep their low bits, doubles are cut off and kept within the range.
function narrow(number: JavaNumber, bits: number): Value {
  if (isJavaInteger(number)) return toInteger(BigInt.asIntN(bits, BigInt(number)));
  const cut = Math.trunc(toNumber(number));
  if (Number.isNaN(cut)) return 0;
  const limit = 2 ** (Math.max(bits, 32) - 1);
  const kept = Math.min(Math.max(cut, -limit), limit);
  const exact = kept === limit ? BigInt(limit) - 1n : BigInt(kept);
  return toInteger(BigInt.asIntN(bits, exact));
}

/** Integer.parseInt and its like: an optional sign and digits of the radix. @throws TemplateError */
function parseInteger(text: string, radix: number, bits: number): Value {
  const digits = /^[+-]?([0-9a-z]+)$/i.exec(text)?.[1];
  const size = digits === undefined ? undefined : digitsOf(digits.toLowerCase(), radix);
  if (size === undefined) throw new TemplateError(`NumberFormatException: For input string: "${text.slice(0, 100)}"`);
  const value = text.startsWith("-") ? -size : size;
  if (BigInt.asIntN(bits, value) !== value)
    throw new TemplateError(`NumberFormatException: For input string: "${text}" (out of range)`);
  return toInteger(value);
}

function digitsOf(digits: string, radix: number): bigint | undefined {
  if (digits.length > 100 || radix < 2 || radix > 36) return undefined;
  let value = 0n;
  for (const digit of digits) {
    const amount = Number.parseInt(digit, 36);
    if (amount >= radix) return undefined;
    value = value * BigInt(radix) + BigInt(amount);
  }
  return value;
}

function parseDouble(text: string): Value {
  const trimmed = text.trim();
  if (!/^[+-]?(?:\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|NaN|Infinity)[dDfF]?$/.test(trimmed))
    throw new TemplateError(`NumberFormatException: For input string: "${text.slice(0, 100)}"`);
  return toDouble(Number(trimmed.replace(/[dDfF]$/, "")));
}

function parsing(bits: number): NumberMethod {
  return (_number, args) => {
    const [text, radix = 10] = args;
    return typeof text === "string" && typeof radix === "number" ? parseInteger(text, radix, bits) : undefined;
  };
}

// valueOf is a static of the number's own class: a Double parses doubles.
function valueOf(number: JavaNumber, args: readonly Value[]): Value | undefined {
  const [argument, radix = 10] = args;
  if (isJavaNumber(argument)) return argument;
  if (typeof argument !== "string" || typeof radix !== "number") return undefined;
  return isJavaInteger(number) ? parseInteger(argument, radix, 32) : parseDouble(argument);
}

function toText(number: JavaNumber, args: readonly Value[]): Value | undefined {
  const [other = number, radix = 10] = args;
  if (!isJavaNumber(other) || typeof radix !== "number") return undefined;
  return isJavaInteger(other) && radix >= 2 && radix <= 36 ? other.toString(radix) : numberText(other);
}

function unsigned(base: number): NumberMethod {
  return (_number, args) => {
    const [value] = args;
    if (!isJavaNumber(value) || !isJavaInteger(value)) return undefined;
    return BigInt.asUintN(value < -0x80000000 || value > 0x7fffffff ? 64 : 32, BigInt(value)).toString(base);
  };
}

function pair(use: (a: JavaNumber, b: JavaNumber) => Value): NumberMethod {
  return (_number, args) => {
    const [a, b] = args;
    return isJavaNumber(a) && isJavaNumber(b) ? use(a, b) : undefined;
  };
}

function sum(a: JavaNumber, b: JavaNumber): Value {
  if (isJavaInteger(a) && isJavaInteger(b)) return narrow(toInteger(BigInt(a) + BigInt(b)), 32);
  return toDouble(toNumber(a) + toNumber(b));
}

/** The methods of Java's number classes by name. */
export const NUMBER_METHODS: ReadonlyMap<string, NumberMethod> = new Map<string, NumberMethod>([
  ["intValue", none((number) => narrow(number, 32))],
  ["longValue", none((number) => narrow(number, 64))],
  ["shortValue", none((number) => narrow(number, 16))],
  ["byteValue", none((number) => narrow(number, 8))],
  ["doubleValue", none((number) => toDouble(toNumber(number)))],
  ["floatValue", none((number) => toDouble(Math.fround(toNumber(number))))],
  ["hashCode", none((number, meter) => hashOf(number, meter))],
  ["isNaN", none((number) => Number.isNaN(toNumber(number)))],
  ["isInfinite", none((number) => Math.abs(toNumber(number)) === Infinity)],
  ["toString", toText],
  ["equals", (number, args, meter) => javaEquals(number, args[0] ?? null, meter)],
  ["compareTo", (number, args) => (isJavaNumber(args[0]) ? compareNumbers(number, args[0]) : undefined)],
  ["compare", pair(compareNumbers)],
  ["max", pair((a, b) => (compareNumbers(a, b) >= 0 ? a : b))],
  ["min", pair((a, b) => (compareNumbers(a, b) <= 0 ? a : b))],
  ["sum", pair(sum)],
  ["parseInt", parsing(32)],
  ["parseLong", parsing(64)],
  ["parseDouble", (_number, args) => (typeof args[0] === "string" ? parseDouble(args[0]) : undefined)],
  ["parseFloat", (_number, args) => (typeof args[0] === "string" ? parseDouble(args[0]) : undefined)],
  ["valueOf", valueOf],
  ["toHexString", unsigned(16)],
  ["toBinaryString", unsigned(2)],
  ["toOctalString", unsigned(8)],
]);
