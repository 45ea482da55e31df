import { isJavaInteger, isJavaNumber, toNumber } from "../jsonpath/value.ts";
import { hashOf } from "./compare.ts";
import { TemplateError } from "./errors.ts";
import type { Meter } from "./meter.ts";
import { textOf } from "./text.ts";
import type { Value } from "./value.ts";

// Bounded, so that no run of zeros is read as flags and as a width in all ways.
const SPECIFIER = /%(?:(\d{1,9})\$)?([-#+ 0,(]{0,8})(\d{1,9})?(?:\.(\d{1,9}))?([a-zA-Z%])/g;
const MAX_WIDTH = 1_000;

interface Spec {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | undefined;
  readonly conversion: string;
}

/** String.format with the conversions s d x o f e b c h n % (java.util.Formatter), in the root locale. */
export function formatText(pattern: string, values: readonly Value[], meter: Meter): string {
  let next = 0;
  let made = 0;
  const bounded = (text: string): string => {
    made += text.length;
    if (made > meter.limits.characters) meter.failLength();
    return text;
  };
  return pattern.replace(
    SPECIFIER,
    (whole, position?: string, flags = "", width?: string, precision?: string, c = "") => {
      const spec: Spec = {
        flags,
        width: Math.min(Number(width ?? 0), MAX_WIDTH),
        precision: precision === undefined ? undefined : Math.min(Number(precision), 100),
        conversion: c,
      };
      if (c === "n") return "\n";
      if (c === "%") return bounded(pad("%", spec));
      const index = position === undefined ? next++ : Number(position) - 1;
      if (index >= values.length)
        throw new TemplateError(`MissingFormatArgumentException: format specifier '${whole}'`);
      return bounded(pad(convert(spec, values[index] ?? null, meter), spec));
    },
  );
}

function pad(text: string, spec: Spec): string {
  return spec.flags.includes("-") ? text.padEnd(spec.width) : text.padStart(spec.width);
}

function convert(spec: Spec, value: Value, meter: Meter): string {
  const lower = spec.conversion.toLowerCase();
  const text = convertLower(spec, lower, value, meter);
  return lower === spec.conversion ? text : text.toUpperCase();
}

function convertLower(spec: Spec, conversion: string, value: Value, meter: Meter): string {
  if (conversion === "s") return textOf(value, meter).slice(0, spec.precision);
  if (conversion === "b") return String(typeof value === "boolean" ? value : value !== null);
  if (conversion === "h") return (hashOf(value, meter) >>> 0).toString(16);
  if (value === null) return "null";
  if (conversion === "c" && typeof value === "string" && value.length === 1) return value;
  if (!isJavaNumber(value)) throw wrongArgument(spec, value, meter);
  if (conversion === "f") return signed(spec, toNumber(value), (size) => size.toFixed(spec.precision ?? 6));
  if (conversion === "e") return signed(spec, toNumber(value), (size) => exponential(size, spec.precision ?? 6));
  if (!isJavaInteger(value)) throw wrongArgument(spec, value, meter);
  if (conversion === "d") return signed(spec, value, String);
  if (conversion === "c") return characterOf(Number(value));
  if (conversion === "x" || conversion === "o") return radix(value, conversion === "x" ? 16 : 8, spec);
  throw new TemplateError(`UnknownFormatConversionException: conversion '${spec.conversion}'`);
}

function wrongArgument(spec: Spec, value: Value, meter: Meter): TemplateError {
  return new TemplateError(`IllegalFormatConversionException: ${spec.conversion} cannot show ${textOf(value, meter)}`);
}

function characterOf(point: number): string {
  if (point < 0 || point > 0x10ffff) throw new TemplateError(`IllegalFormatCodePointException: Code point = ${point}`);
  return String.fromCodePoint(point);
}

function exponential(size: number, precision: number): string {
  return size.toExponential(precision).replace(/e([+-])(\d)$/, "e$10$2");
}

function radix(value: number | bigint, base: number, spec: Spec): string {
  const bits = value < -0x80000000 || value > 0x7fffffff ? 64 : 32;
  const text = BigInt.asUintN(bits, BigInt(value)).toString(base);
  return spec.flags.includes("0") ? text.padStart(spec.width, "0") : text;
}

function signed<T extends number | bigint>(spec: Spec, value: T, show: (size: T) => string): string {
  const negative = value < 0;
  // Both kinds of numbers can be negated; the compiler cannot see it for a type that is either.
  const size = (negative ? -value : value) as T;
  let digits = show(size);
  if (spec.flags.includes(",")) digits = digits.replace(/\B(?=(?:\d{3})+(?!\d))/g, ",");
  const sign = negative ? "-" : spec.flags.includes("+") ? "+" : spec.flags.includes(" ") ? " " : "";
  if (negative && spec.flags.includes("(")) return `(${digits})`;
  if (spec.flags.includes("0")) digits = digits.padStart(spec.width - sign.length, "0");
  return sign + digits;
}
