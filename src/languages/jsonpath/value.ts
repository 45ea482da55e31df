/**
 * The values of a JSON document as a Java program sees them. Kept apart from plain JSON.parse output because Java tells
 * 1 from 1.0, keeps integers of any size, and keeps the members of an object in the order of the text (also "10" and "2").
 */

/**
 * A Java double without a fraction (1.0, 1e10, infinity). A double with a fraction is a plain JS number, and a JS number
 * without fraction is a Java integer; beyond 2^53 integers are bigints.
 */
export class JavaDouble {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

/** Any Java number: integers as number or bigint (beyond 2^53), doubles as number (with fraction) or {@link JavaDouble}. */
export type JavaNumber = number | bigint | JavaDouble;

/** A JSON object in the order of its text. */
export type JsonObject = Map<string, JsonValue>;

/** A JSON value with Java's kinds of numbers. */
export type JsonValue = null | boolean | string | JavaNumber | JsonValue[] | JsonObject;

/** The double `x` in its representation: a plain number when it has a fraction or is not a number. */
export function toDouble(x: number): number | JavaDouble {
  return Number.isInteger(x) || x === Infinity || x === -Infinity ? new JavaDouble(x) : x;
}

/** The integer `x` in its representation: a plain number when it is safe. */
export function toInteger(x: bigint): number | bigint {
  return x >= BigInt(Number.MIN_SAFE_INTEGER) && x <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(x) : x;
}

/** Whether a value is one of Java's numbers. */
export function isJavaNumber(value: unknown): value is JavaNumber {
  return typeof value === "number" || typeof value === "bigint" || value instanceof JavaDouble;
}

/** Whether a Java number is of an integer class (Integer, Long, BigInteger). */
export function isJavaInteger(value: JavaNumber): value is number | bigint {
  return typeof value === "bigint" || (typeof value === "number" && Number.isInteger(value));
}

/** The value of any Java number as a JS double. */
export function toNumber(value: JavaNumber): number {
  return typeof value === "number" ? value : value instanceof JavaDouble ? value.value : Number(value);
}

/** Java's Double.toString: plain between 1e-3 and 1e7, else with an exponent; always with a fraction digit. */
function doubleText(x: number): string {
  if (!Number.isFinite(x)) return Number.isNaN(x) ? "NaN" : x > 0 ? "Infinity" : "-Infinity";
  if (x === 0) return Object.is(x, -0) ? "-0.0" : "0.0";
  const size = Math.abs(x);
  if (size >= 1e-3 && size < 1e7) return Number.isInteger(x) ? `${x}.0` : String(x);
  const [digits = "", exponent = "0"] = x.toExponential().split("e");
  return `${digits.includes(".") ? digits : `${digits}.0`}E${Number(exponent)}`;
}

/** Java's toString of a number. */
export function numberText(value: JavaNumber): string {
  if (value instanceof JavaDouble) return doubleText(value.value);
  if (typeof value === "bigint" || Number.isInteger(value)) return String(value);
  return doubleText(value);
}

/** Plain JSON.parse output (or any plain data) as a {@link JsonValue}. Unknown kinds (functions, symbols) become null. */
export function fromPlain(value: unknown): JsonValue {
  if (value === null || typeof value === "boolean" || typeof value === "string" || typeof value === "bigint")
    return value;
  if (typeof value === "number") return value;
  if (value instanceof JavaDouble) return value;
  if (Array.isArray(value)) return value.map(fromPlain);
  if (typeof value !== "object") return null;
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  return new Map(entries.map(([key, member]) => [String(key), fromPlain(member)]));
}

/** A {@link JsonValue} as plain data: maps as objects, all numbers as JS numbers (integers beyond 2^53 lose digits). */
export function toPlain(value: JsonValue): unknown {
  if (Array.isArray(value)) return value.map(toPlain);
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, member]) => [key, toPlain(member)]));
  return value instanceof JavaDouble || typeof value === "bigint" ? toNumber(value) : value;
}
