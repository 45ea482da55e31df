import { hashOf, javaEquals } from "./compare.ts";
import { TemplateError } from "./errors.ts";
import { IteratorObject } from "./iterator.ts";
import type { Meter } from "./meter.ts";
import { jsonOf, textOf } from "./text.ts";
import { itemsOf, JavaList, type Value } from "./value.ts";

/** A method of java.util.List on the items of `list`; undefined where no overload takes these arguments. */
export type ListMethod = (items: Value[], args: readonly Value[], meter: Meter, list: Value) => Value | undefined;

/** A position in a list. @throws TemplateError when the list has no such element */
export function checkedIndex(
  items: readonly Value[],
  index: Value | undefined,
  size = items.length,
): number | undefined {
  if (typeof index !== "number" || !Number.isInteger(index)) return undefined;
  if (index < 0 || index >= size)
    throw new TemplateError(`IndexOutOfBoundsException: Index: ${index}, Size: ${items.length}`);
  return index;
}

function find(items: readonly Value[], sought: Value | undefined, meter: Meter): number {
  meter.charge(1 + (items.length >> 2));
  return items.findIndex((item) => javaEquals(item, sought ?? null, meter));
}

function one(use: (items: Value[], arg: Value, meter: Meter) => Value | undefined): ListMethod {
  return (items, args, meter) => (args.length === 1 ? use(items, args[0] ?? null, meter) : undefined);
}

function none(use: (items: Value[], meter: Meter, list: Value) => Value): ListMethod {
  return (items, args, meter, list) => (args.length === 0 ? use(items, meter, list) : undefined);
}

function add(items: Value[], args: readonly Value[], meter: Meter): Value | undefined {
  meter.elements(items.length + 1);
  const [first = null, second = null] = args;
  if (args.length === 1) {
    items.push(first);
    return true;
  }
  const at = args.length === 2 ? checkedIndex(items, first, items.length + 1) : undefined;
  if (at === undefined) return undefined;
  meter.charge(1 + (items.length >> 4));
  items.splice(at, 0, second);
  return "";
}

function collection(value: Value): readonly Value[] | undefined {
  return value instanceof Map ? undefined : itemsOf(value);
}

function addAll(items: Value[], args: readonly Value[], meter: Meter): Value | undefined {
  const more = collection(args.at(-1) ?? null);
  const at = args.length === 2 ? checkedIndex(items, args[0], items.length + 1) : items.length;
  if (more === undefined || at === undefined || args.length > 2) return undefined;
  meter.elements(items.length + more.length);
  meter.charge(1 + more.length + (items.length >> 4));
  const added = [...more, ...items.splice(at)];
  for (const item of added) items.push(item);
  return more.length > 0;
}

function remove(items: Value[], arg: Value, meter: Meter): Value {
  const index = checkedIndex(items, arg);
  if (index !== undefined) return items.splice(index, 1)[0] ?? null;
  const found = find(items, arg, meter);
  if (found >= 0) items.splice(found, 1);
  return found >= 0;
}

function keep(items: Value[], arg: Value, meter: Meter, wanted: boolean): Value | undefined {
  const other = collection(arg);
  if (other === undefined) return undefined;
  const kept = items.filter((item) => find(other, item, meter) >= 0 === wanted);
  const changed = kept.length !== items.length;
  items.length = 0;
  for (const item of kept) items.push(item);
  return changed;
}

function set(items: Value[], args: readonly Value[]): Value | undefined {
  const [index, value = null] = args;
  const at = checkedIndex(items, index);
  if (at === undefined || args.length !== 2) return undefined;
  const before = items[at] ?? null;
  items[at] = value;
  return before;
}

function subList(items: Value[], args: readonly Value[], meter: Meter): Value | undefined {
  const from = checkedIndex(items, args[0], items.length + 1);
  const to = checkedIndex(items, args[1], items.length + 1);
  if (from === undefined || to === undefined) return undefined;
  if (from > to) throw new TemplateError(`IllegalArgumentException: fromIndex(${from}) > toIndex(${to})`);
  meter.charge(1 + to - from);
  return new JavaList(items.slice(from, to));
}

function lastIndexOf(items: Value[], arg: Value, meter: Meter): Value {
  meter.charge(1 + (items.length >> 2));
  return items.findLastIndex((item) => javaEquals(item, arg, meter));
}

/** What copies a list costs its length. */
function copying(use: (items: readonly Value[]) => Value): ListMethod {
  return none((items, meter) => {
    meter.charge(1 + items.length);
    return use(items);
  });
}

function clone(items: readonly Value[], meter: Meter, list: Value): Value {
  meter.charge(1 + items.length);
  return list instanceof JavaList ? new JavaList([...items]) : [...items];
}

/** The methods of java.util.ArrayList by name. */
export const LIST_METHODS: ReadonlyMap<string, ListMethod> = new Map<string, ListMethod>([
  ["size", none((items) => items.length)],
  ["isEmpty", none((items) => items.length === 0)],
  ["get", one((items, arg) => itemAt(items, arg))],
  ["set", set],
  ["add", add],
  ["addAll", addAll],
  ["remove", one(remove)],
  ["removeAll", one((items, arg, meter) => keep(items, arg, meter, false))],
  ["retainAll", one((items, arg, meter) => keep(items, arg, meter, true))],
  ["clear", none((items) => (items.splice(0), ""))],
  ["contains", one((items, arg, meter) => find(items, arg, meter) >= 0)],
  ["containsAll", one((items, arg, meter) => collection(arg)?.every((item) => find(items, item, meter) >= 0))],
  ["indexOf", one(find)],
  ["lastIndexOf", one(lastIndexOf)],
  ["subList", subList],
  ["clone", none(clone)],
  ["toArray", copying((items) => new JavaList([...items]))],
  ["iterator", copying((items) => new IteratorObject(items))],
  ["listIterator", copying((items) => new IteratorObject(items))],
  ["equals", (_items, args, meter, list) => javaEquals(list, args[0] ?? null, meter)],
  ["hashCode", none((_items, meter, list) => hashOf(list, meter))],
  ["toString", none((_items, meter, list) => textOf(list, meter))],
  ["toJSONString", none((items, meter) => jsonOf(items, meter))],
]);

function itemAt(items: readonly Value[], arg: Value): Value | undefined {
  const index = checkedIndex(items, arg);
  return index === undefined ? undefined : (items[index] ?? null);
}
