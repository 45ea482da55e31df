import { hashOf, javaEquals } from "./compare.ts";
import type { Meter } from "./meter.ts";
import { textOf } from "./text.ts";
import { HostObject, JavaList, type Value } from "./value.ts";

/** A method of java.util.Map; undefined where no overload takes these arguments. */
export type MapMethod = (map: Map<Value, Value>, args: readonly Value[], meter: Meter) => Value | undefined;

/** A java.util.Map.Entry: `$entry.key`, `$entry.value`. */
class EntryObject extends HostObject {
  private readonly map: Map<Value, Value>;
  private readonly key: Value;

  constructor(map: Map<Value, Value>, key: Value) {
    super();
    this.map = map;
    this.key = key;
  }

  override get(name: string): Value | undefined {
    if (name === "key") return this.key;
    return name === "value" ? this.map.get(this.key) : undefined;
  }

  override call(name: string, args: readonly Value[]): Value | undefined {
    if (name === "getKey") return this.key;
    if (name === "getValue") return this.map.get(this.key);
    if (name !== "setValue" || args.length !== 1) return undefined;
    const before = this.map.get(this.key);
    this.map.set(this.key, args[0] ?? null);
    return before;
  }

  override toText(meter: Meter): string {
    return `${textOf(this.key, meter)}=${textOf(this.map.get(this.key) ?? null, meter)}`;
  }
}

function none(use: (map: Map<Value, Value>, meter: Meter) => Value): MapMethod {
  return (map, args, meter) => (args.length === 0 ? use(map, meter) : undefined);
}

function one(use: (map: Map<Value, Value>, arg: Value, meter: Meter) => Value | undefined): MapMethod {
  return (map, args, meter) => (args.length === 1 ? use(map, args[0] ?? null, meter) : undefined);
}

function listOf(map: Map<Value, Value>, meter: Meter, items: Iterable<Value>): JavaList {
  meter.charge(1 + map.size);
  return new JavaList([...items]);
}

function put(map: Map<Value, Value>, args: readonly Value[], meter: Meter): Value | undefined {
  if (args.length !== 2) return undefined;
  const [key = null, value = null] = args;
  const before = map.get(key) ?? null;
  map.set(key, value);
  meter.elements(map.size);
  return before;
}

function putIfAbsent(map: Map<Value, Value>, args: readonly Value[], meter: Meter): Value | undefined {
  const before = map.get(args[0] ?? null) ?? null;
  if (args.length !== 2) return undefined;
  return before === null ? put(map, args, meter) : before;
}

function putAll(map: Map<Value, Value>, arg: Value, meter: Meter): Value | undefined {
  if (!(arg instanceof Map)) return undefined;
  meter.charge(1 + arg.size);
  for (const [key, value] of arg) map.set(key, value);
  meter.elements(map.size);
  return "";
}

function remove(map: Map<Value, Value>, arg: Value): Value {
  const before = map.get(arg) ?? null;
  map.delete(arg);
  return before;
}

function containsValue(map: Map<Value, Value>, arg: Value, meter: Meter): Value {
  for (const value of map.values()) if (javaEquals(value, arg, meter)) return true;
  return false;
}

function entries(map: Map<Value, Value>, meter: Meter): Value {
  meter.charge(1 + map.size);
  return new JavaList(Array.from(map.keys(), (key) => new EntryObject(map, key)));
}

function clone(map: Map<Value, Value>, meter: Meter): Value {
  meter.charge(1 + map.size);
  return new Map(map);
}

/** The methods of java.util.LinkedHashMap by name. */
export const MAP_METHODS: ReadonlyMap<string, MapMethod> = new Map<string, MapMethod>([
  ["size", none((map) => map.size)],
  ["isEmpty", none((map) => map.size === 0)],
  ["get", one((map, arg) => map.get(arg) ?? null)],
  ["getOrDefault", (map, args) => (map.has(args[0] ?? null) ? map.get(args[0] ?? null) : args[1])],
  ["put", put],
  ["putIfAbsent", putIfAbsent],
  ["replace", (map, args, meter) => (map.has(args[0] ?? null) ? put(map, args, meter) : null)],
  ["putAll", one(putAll)],
  ["remove", one(remove)],
  ["clear", none((map) => (map.clear(), ""))],
  ["clone", none(clone)],
  ["containsKey", one((map, arg) => map.has(arg))],
  ["containsValue", one(containsValue)],
  ["keySet", none((map, meter) => listOf(map, meter, map.keys()))],
  ["values", none((map, meter) => listOf(map, meter, map.values()))],
  ["entrySet", none(entries)],
  ["equals", one((map, arg, meter) => javaEquals(map, arg, meter))],
  ["hashCode", none((map, meter) => hashOf(map, meter))],
  ["toString", none((map, meter) => textOf(map, meter))],
]);
