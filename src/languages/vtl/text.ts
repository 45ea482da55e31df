import { isJavaNumber, numberText } from "../jsonpath/value.ts";
import { JsonTooLarge, writeJson } from "../jsonpath/write-json.ts";
import { TemplateLimitExceeded } from "./errors.ts";
import type { Meter } from "./meter.ts";
import { Block, HostObject, JavaList, type Value } from "./value.ts";

const MAX_DEPTH = 100;

/** What Java's toString gives for a value: `{a=b}` for maps, `[a, b]` for lists of the template, JSON for JSON's lists. */
export function textOf(value: Value, meter: Meter): string {
  if (typeof value === "string") return value;
  if (value === null || typeof value === "boolean") return String(value);
  if (isJavaNumber(value)) return numberText(value);
  if (value instanceof HostObject) return value.toText(meter);
  if (value instanceof Block) return value.toText() ?? value.literal;
  const printer: Printer = { text: "", meter };
  print(printer, value, 0);
  meter.chargeText(printer.text.length);
  return printer.text;
}

interface Printer {
  text: string;
  readonly meter: Meter;
}

function print(printer: Printer, value: Value, depth: number): void {
  if (depth > MAX_DEPTH) throw new TemplateLimitExceeded("a list or map nests too deeply to be printed");
  if (printer.text.length > printer.meter.limits.characters) printer.meter.failLength();
  if (Array.isArray(value)) printer.text += jsonOf(value, printer.meter);
  else if (value instanceof Map) printMap(printer, value, depth);
  else if (value instanceof JavaList) printList(printer, value, depth);
  else printer.text += textOf(value, printer.meter);
}

function printMap(printer: Printer, map: ReadonlyMap<Value, Value>, depth: number): void {
  let separator = "{";
  for (const [key, member] of map) {
    printer.text += separator;
    separator = ", ";
    if (key === map) printer.text += "(this Map)";
    else print(printer, key, depth + 1);
    printer.text += "=";
    if (member === map) printer.text += "(this Map)";
    else print(printer, member, depth + 1);
  }
  printer.text += separator === "{" ? "{}" : "}";
}

function printList(printer: Printer, list: JavaList, depth: number): void {
  let separator = "[";
  for (const item of list.items) {
    printer.text += separator;
    separator = ", ";
    if (item === list) printer.text += "(this Collection)";
    else print(printer, item, depth + 1);
  }
  printer.text += separator === "[" ? "[]" : "]";
}

/**
 * A value as compact JSON, as json-smart writes it. A list that prints itself escapes slashes (`slash`), which
 * `$input.json()` does not.
 */
export function jsonOf(value: Value, meter: Meter, slash = true): string {
  try {
    return meter.text(writeJson(toJson(value, meter), { slash }, meter.limits.characters, foreign(meter)));
  } catch (error) {
    if (error instanceof JsonTooLarge) throw new TemplateLimitExceeded(error.message);
    throw error;
  }
}

type Json = Parameters<typeof writeJson>[0];

function foreign(meter: Meter): (value: unknown) => Json {
  return (value) => (isForeign(value) ? toJson(value, meter) : null);
}

function isForeign(value: unknown): value is JavaList | HostObject | Block {
  return value instanceof JavaList || value instanceof HostObject || value instanceof Block;
}

// Containers are handed on as they are: the writer asks again for what it does not know inside of them.
function toJson(value: Value, meter: Meter): Json {
  if (value instanceof JavaList) return toJsonList(value.items);
  if (value instanceof HostObject || value instanceof Block) return textOf(value, meter);
  return toJsonList(value);
}

function toJsonList(value: Exclude<Value, JavaList | HostObject | Block>): Json {
  // The writer takes keys of any kind by their text, and gives foreign members back to be converted.
  return value as Json;
}
