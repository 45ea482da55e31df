import { isJavaInteger, isJavaNumber, type JavaNumber, toNumber } from "../jsonpath/value.ts";
import { TemplateLimitExceeded } from "./errors.ts";
import type { Meter } from "./meter.ts";
import { textOf } from "./text.ts";
import { itemsOf, type Value } from "./value.ts";

const MAX_DEPTH = 100;

/**
 * Velocity 1.7's `==`: numbers by value, things of one class by equals, all else by their text, so that "1" == 1 and a
 * map equals the string that it prints.
 */
export function looseEquals(left: Value, right: Value, meter: Meter): boolean {
  if (typeof left === "string" && typeof right === "string") return left === right;
  if (left === null || right === null) return left === right;
  if (isJavaNumber(left) && isJavaNumber(right)) return compareNumbers(left, right) === 0;
  if (sameClass(left, right)) return javaEquals(left, right, meter);
  return textOf(left, meter) === textOf(right, meter);
}

function sameClass(left: Value, right: Value): boolean {
  if (left instanceof Map) return right instanceof Map;
  if (itemsOf(left) !== undefined) return itemsOf(right) !== undefined;
  return typeof left === typeof right && typeof left !== "object";
}

/** Orders two numbers: negative, zero or positive; NaN where one of them is no number. */
export function compareNumbers(left: JavaNumber, right: JavaNumber): number {
  if (isJavaInteger(left) && isJavaInteger(right)) return left < right ? -1 : left > right ? 1 : 0;
  const a = toNumber(left);
  const b = toNumber(right);
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Java's equals: an Integer never equals a Double, lists and maps by their members. */
export function javaEquals(left: Value, right: Value, meter: Meter, depth = 0): boolean {
  meter.charge(1);
  if (depth > MAX_DEPTH) throw new TemplateLimitExceeded("a list or map nests too deeply to be compared");
  if (left === right) return true;
  if (isJavaNumber(left) && isJavaNumber(right))
    return isJavaInteger(left) === isJavaInteger(right) && compareNumbers(left, right) === 0;
  if (left instanceof Map) return right instanceof Map && sameMaps(left, right, meter, depth);
  const a = itemsOf(left);
  const b = itemsOf(right);
  if (a === undefined || b === undefined || a.length !== b.length) return false;
  return a.every((item, i) => javaEquals(item, b[i] ?? null, meter, depth + 1));
}

function sameMaps(left: Map<Value, Value>, right: Map<Value, Value>, meter: Meter, depth: number): boolean {
  if (left.size !== right.size) return false;
  for (const [key, member] of left)
    if (!right.has(key) || !javaEquals(member, right.get(key) ?? null, meter, depth + 1)) return false;
  return true;
}

/** Java's String.hashCode. */
export function hashOfText(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
  return hash;
}

/** Java's hashCode of any value. */
export function hashOf(value: Value, meter: Meter, depth = 0): number {
  meter.charge(1);
  if (depth > MAX_DEPTH) throw new TemplateLimitExceeded("a list or map nests too deeply to be hashed");
  if (value === null) return 0;
  if (typeof value === "boolean") return value ? 1231 : 1237;
  if (typeof value === "number" && Number.isInteger(value)) return hashOfInteger(value);
  const items = itemsOf(value);
  if (items !== undefined)
    return items.reduce<number>((hash, item) => (Math.imul(hash, 31) + hashOf(item, meter, depth + 1)) | 0, 1);
  if (!(value instanceof Map)) return hashOfText(textOf(value, meter));
  let hash = 0;
  for (const [key, member] of value)
    hash = (hash + (hashOf(key, meter, depth + 1) ^ hashOf(member, meter, depth + 1))) | 0;
  return hash;
}

function hashOfInteger(value: number): number {
  if ((value | 0) === value) return value;
  const bits = BigInt.asUintN(64, BigInt(value));
  return Number(BigInt.asIntN(32, bits ^ (bits >> 32n)));
}
