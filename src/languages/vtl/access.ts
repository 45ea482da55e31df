import { isJavaNumber } from "../jsonpath/value.ts";
import { TemplateError } from "./errors.ts";
import { checkedIndex, LIST_METHODS } from "./list-methods.ts";
import { MAP_METHODS } from "./map-methods.ts";
import type { Meter } from "./meter.ts";
import { NUMBER_METHODS } from "./number-methods.ts";
import { STRING_METHODS } from "./string-methods.ts";
import { textOf } from "./text.ts";
import { HostObject, itemsOf, type Value } from "./value.ts";

/** Reads `$target.name`: a key of a map, a property of a host object; `empty` of strings and lists (isEmpty). */
export function getProperty(target: Value, name: string): Value | undefined {
  if (target instanceof Map) return target.get(name);
  if (target instanceof HostObject) return target.get(name);
  if (name !== "empty") return undefined;
  return typeof target === "string" ? target === "" : itemsOf(target) && itemsOf(target)?.length === 0;
}

/** Assigns `$target.name`; what cannot be assigned is left alone, as in Velocity. */
export function setProperty(target: Value, name: string, value: Value, meter: Meter): void {
  if (target instanceof Map) {
    target.set(name, value);
    meter.elements(target.size);
  } else if (target instanceof HostObject) target.set(name, value);
}

/** Reads `$target[index]`: get(index) of lists and maps; a negative index of a list counts from its end. */
export function getIndex(target: Value, index: Value, meter: Meter): Value | undefined {
  if (target instanceof Map) return target.get(index);
  const items = itemsOf(target);
  if (items !== undefined) {
    const at = checkedIndex(items, fromEnd(items, index));
    return at === undefined ? undefined : (items[at] ?? null);
  }
  if (target instanceof HostObject) return target.call("get", [index], meter);
  if (typeof index === "number" && index < 0)
    throw new TemplateError("a negative index needs an object with a size() method");
  return undefined;
}

function fromEnd(items: readonly Value[], index: Value): Value {
  return typeof index === "number" && index < 0 ? items.length + index : index;
}

/** Assigns `$target[index]`: set(index, value) of lists, put(index, value) of maps. */
export function setIndex(target: Value, index: Value, value: Value, meter: Meter): void {
  if (target instanceof Map) {
    target.set(index, value);
    meter.elements(target.size);
    return;
  }
  const items = itemsOf(target);
  if (items !== undefined) {
    const at = checkedIndex(items, fromEnd(items, index));
    if (at !== undefined) items[at] = value;
  } else if (target instanceof HostObject && typeof index === "string") target.set(index, value);
}

/** Calls `$target.name(args)`; undefined when the object has no such method. */
export type Caller = (target: Value, args: readonly Value[], meter: Meter) => Value | undefined;

/** The caller for a method's name: which methods it may be is looked up once. */
export function callerOf(name: string): Caller {
  const ofString = STRING_METHODS.get(name);
  const ofList = LIST_METHODS.get(name);
  const ofMap = MAP_METHODS.get(name);
  const ofNumber = NUMBER_METHODS.get(name);
  return (target, args, meter) => {
    if (typeof target === "string") {
      meter.chargeText(target.length);
      return ofString?.(target, args, meter);
    }
    meter.charge(1);
    if (target instanceof HostObject) return target.call(name, args, meter);
    if (target instanceof Map) return ofMap?.(target, args, meter);
    const items = itemsOf(target);
    if (items !== undefined) return ofList?.(items, args, meter, target);
    if (isJavaNumber(target)) return ofNumber?.(target, args, meter);
    return typeof target === "boolean" ? callBoolean(target, name, args, meter) : undefined;
  };
}

function callBoolean(target: boolean, name: string, args: readonly Value[], meter: Meter): Value | undefined {
  const [other = null] = args;
  if (name === "toString") return args.length === 0 ? String(target) : textOf(other, meter);
  if (name === "booleanValue") return target;
  if (name === "equals") return target === other;
  if (name === "hashCode") return target ? 1231 : 1237;
  if (name === "compareTo" && typeof other === "boolean") return Number(target) - Number(other);
  const parses = name === "parseBoolean" || name === "valueOf";
  return parses ? textOf(other, meter).toLowerCase() === "true" : undefined;
}
