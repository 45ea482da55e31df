import { isJavaInteger, isJavaNumber } from "../jsonpath/value.ts";
import { type JavaPattern, PatternLimitExceeded, ReplacementError } from "../regex/java-pattern.ts";
import { cachedPattern } from "../regex/pattern-cache.ts";
import { hashOfText } from "./compare.ts";
import { TemplateError, TemplateLimitExceeded } from "./errors.ts";
import { formatText } from "./format.ts";
import type { Meter } from "./meter.ts";
import { textOf } from "./text.ts";
import { itemsOf, JavaList, type Value } from "./value.ts";

/** A method of java.lang.String; undefined where no overload takes these arguments (then it prints nothing). */
export type StringMethod = (text: string, args: readonly Value[], meter: Meter) => Value | undefined;

function isInteger(value: Value | undefined): value is number {
  return isJavaNumber(value) && isJavaInteger(value) && typeof value === "number";
}

function withText(use: (text: string, other: string, meter: Meter) => Value): StringMethod {
  return (text, args, meter) => {
    const [other] = args;
    if (args.length !== 1 || typeof other !== "string") return undefined;
    meter.chargeText(other.length);
    return use(text, other, meter);
  };
}

function plain(use: (text: string) => Value): StringMethod {
  return (text, args) => (args.length === 0 ? use(text) : undefined);
}

function outOfBounds(text: string, index: number): TemplateError {
  return new TemplateError(`StringIndexOutOfBoundsException: index ${index}, length ${text.length}`);
}

function substring(text: string, args: readonly Value[]): Value | undefined {
  const [begin, end = text.length] = args;
  if (!isInteger(begin) || !isInteger(end)) return undefined;
  if (begin < 0 || begin > end) throw outOfBounds(text, begin);
  if (end > text.length) throw outOfBounds(text, end);
  return text.slice(begin, end);
}

function charAt(text: string, args: readonly Value[]): Value | undefined {
  const [index] = args;
  if (!isInteger(index)) return undefined;
  if (index < 0 || index >= text.length) throw outOfBounds(text, index);
  return text.charAt(index);
}

function codePointAt(text: string, args: readonly Value[]): Value | undefined {
  const [index] = args;
  if (!isInteger(index)) return undefined;
  const point = index < 0 ? undefined : text.codePointAt(index);
  if (point === undefined) throw outOfBounds(text, index);
  return point;
}

function needle(value: Value | undefined): string | undefined {
  if (typeof value === "string") return value;
  return isInteger(value) && value >= 0 && value <= 0x10ffff ? String.fromCodePoint(value) : undefined;
}

function indexOf(text: string, args: readonly Value[]): Value | undefined {
  const sought = needle(args[0]);
  const from = args[1] ?? 0;
  return sought === undefined || !isInteger(from) ? undefined : text.indexOf(sought, from);
}

function lastIndexOf(text: string, args: readonly Value[]): Value | undefined {
  const sought = needle(args[0]);
  const from = args[1] ?? text.length;
  if (sought === undefined || !isInteger(from)) return undefined;
  return from < 0 ? -1 : text.lastIndexOf(sought, from);
}

function startsWith(text: string, args: readonly Value[]): Value | undefined {
  const [prefix, from = 0] = args;
  if (typeof prefix !== "string" || !isInteger(from)) return undefined;
  return from >= 0 && from <= text.length && text.startsWith(prefix, from);
}

function compareTo(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const difference = a.charCodeAt(i) - b.charCodeAt(i);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

function replace(text: string, args: readonly Value[], meter: Meter): Value | undefined {
  const [from, to] = args;
  if (typeof from !== "string" || typeof to !== "string") return undefined;
  const growth = from === "" ? text.length + 1 : text.length / from.length;
  if (text.length + growth * to.length > meter.limits.characters) {
    const count = from === "" ? text.length + 1 : text.split(from).length - 1;
    if (text.length + count * (to.length - from.length) > meter.limits.characters) meter.failLength();
  }
  // A text without dollar signs can be handed on as it is, which is much faster than a function.
  return to.includes("$") ? text.replaceAll(from, () => to) : text.replaceAll(from, to);
}

function repeat(text: string, args: readonly Value[], meter: Meter): Value | undefined {
  const [count] = args;
  if (!isInteger(count)) return undefined;
  if (count < 0) throw new TemplateError(`IllegalArgumentException: count is negative: ${count}`);
  if (count * text.length > meter.limits.characters) meter.failLength();
  return text.repeat(count);
}

function usePattern<T>(source: string, use: (pattern: JavaPattern) => T): T {
  const compiled = cachedPattern(source);
  if (!compiled.ok)
    throw new TemplateError(
      `PatternSyntaxException: ${compiled.problem.message} near index ${compiled.problem.position}`,
    );
  try {
    return use(compiled.pattern);
  } catch (error) {
    if (error instanceof PatternLimitExceeded) throw new TemplateLimitExceeded(error.message);
    if (error instanceof ReplacementError) throw new TemplateError(`IllegalArgumentException: ${error.message}`);
    throw error;
  }
}

function replacing(method: "replaceAll" | "replaceFirst"): StringMethod {
  return (text, args, meter) => {
    const [source, replacement] = args;
    if (typeof source !== "string" || typeof replacement !== "string" || args.length !== 2) return undefined;
    meter.charge(text.length >> 3);
    return usePattern(source, (pattern) => pattern[method](text, replacement, meter.limits.characters));
  };
}

function split(text: string, args: readonly Value[], meter: Meter): Value | undefined {
  const [source, limit = 0] = args;
  if (typeof source !== "string" || !isInteger(limit)) return undefined;
  meter.charge(text.length >> 3);
  const { elements } = meter.limits;
  return new JavaList(usePattern(source, (pattern) => pattern.split(text, limit, elements)));
}

function valueOf(_text: string, args: readonly Value[], meter: Meter): Value | undefined {
  return args.length === 1 ? textOf(args[0] ?? null, meter) : undefined;
}

function join(_text: string, args: readonly Value[], meter: Meter): Value | undefined {
  const [separator, ...rest] = args;
  const items = rest.length === 1 ? (itemsOf(rest[0]) ?? rest) : rest;
  if (typeof separator !== "string") return undefined;
  let joined = "";
  for (const [index, item] of items.entries())
    joined = meter.text(joined + (index === 0 ? "" : separator) + textOf(item, meter));
  return joined;
}

function format(_text: string, args: readonly Value[], meter: Meter): Value | undefined {
  const [pattern, ...values] = args;
  return typeof pattern === "string" ? meter.text(formatText(pattern, values, meter)) : undefined;
}

function strip(text: string): string {
  return text.replace(/^[\s\u001c-\u001f]+/u, "").trimEnd();
}

// String.trim removes all characters up to U+0020 at both ends.
function trim(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && text.charCodeAt(from) <= 32) from++;
  while (to > from && text.charCodeAt(to - 1) <= 32) to--;
  return text.slice(from, to);
}

function regionOf(text: string): Value {
  return new JavaList(Array.from({ length: text.length }, (_, i) => text.charAt(i)));
}

/** The methods of java.lang.String by name. */
export const STRING_METHODS: ReadonlyMap<string, StringMethod> = new Map<string, StringMethod>([
  ["length", plain((text) => text.length)],
  ["isEmpty", plain((text) => text === "")],
  ["isBlank", plain((text) => text.trim() === "")],
  ["toString", plain((text) => text)],
  ["intern", plain((text) => text)],
  ["trim", plain(trim)],
  ["strip", plain(strip)],
  ["stripLeading", plain((text) => text.trimStart())],
  ["stripTrailing", plain((text) => text.trimEnd())],
  ["toUpperCase", plain((text) => text.toUpperCase())],
  ["toLowerCase", plain((text) => text.toLowerCase())],
  ["hashCode", plain(hashOfText)],
  ["toCharArray", (text, args, meter) => (meter.elements(text.length), args.length === 0 ? regionOf(text) : undefined)],
  ["substring", substring],
  ["subSequence", (text, args) => (args.length === 2 ? substring(text, args) : undefined)],
  ["charAt", charAt],
  ["codePointAt", codePointAt],
  ["indexOf", indexOf],
  ["lastIndexOf", lastIndexOf],
  ["startsWith", startsWith],
  ["endsWith", withText((text, other) => text.endsWith(other))],
  ["contains", withText((text, other) => text.includes(other))],
  ["concat", withText((text, other, meter) => meter.text(text + other))],
  ["equalsIgnoreCase", withText((text, other) => text.toUpperCase() === other.toUpperCase())],
  ["contentEquals", withText((text, other) => text === other)],
  ["compareTo", withText(compareTo)],
  ["compareToIgnoreCase", withText((text, other) => compareTo(text.toLowerCase(), other.toLowerCase()))],
  ["equals", (text, args) => (args.length === 1 ? text === args[0] : undefined)],
  ["replace", replace],
  ["replaceAll", replacing("replaceAll")],
  ["replaceFirst", replacing("replaceFirst")],
  ["matches", withText((text, source) => usePattern(source, (pattern) => pattern.matches(text)))],
  ["split", split],
  ["repeat", repeat],
  ["valueOf", valueOf],
  ["join", join],
  ["format", format],
]);
