import { parseJson } from "./parse-json.ts";
import { type Argument, type Evaluation, JsonPathError, type PathResult, type Step } from "./path.ts";
import { isJavaNumber, type JsonValue, toDouble, toNumber } from "./value.ts";

type Call = Step & { t: "call" };

/** Applies a function of Jayway's (min, max, avg, stddev, sum, concat, length, size, append, keys, first, last, index). */
export function callFunction(call: Call, value: JsonValue, inner: Evaluation): PathResult {
  if (call.name === "length" || call.name === "size") return lengthOf(call, value, inner);
  const args = call.args.map((argument) => valueOf(argument, value, inner));
  if (call.name === "keys") return value instanceof Map ? [...value.keys()] : null;
  if (call.name === "append") return Array.isArray(value) ? [...value, ...args] : value;
  if (call.name === "concat") return strings(value, args).join("");
  if (call.name === "first" || call.name === "last" || call.name === "index") return elementOf(call, value, args);
  return aggregate(call.name, numbers(value, args));
}

function valueOf(argument: Argument, value: JsonValue, inner: Evaluation): JsonValue {
  if (argument.t === "json") return parseJson(argument.text);
  return inner.read(argument.path, argument.relative ? value : inner.root) ?? null;
}

// With a path as argument Jayway counts what lies one level below the path's values.
function lengthOf(call: Call, value: JsonValue, inner: Evaluation): PathResult {
  const argument = call.args[0];
  if (argument?.t === "path") {
    const steps = [...argument.path.steps, { t: "wildcard" } as const];
    const below = inner.read({ steps, definite: false }, argument.relative ? value : inner.root);
    if (Array.isArray(below)) return below.length;
  }
  if (Array.isArray(value)) return value.length;
  return value instanceof Map ? value.size : null;
}

function flat(values: readonly JsonValue[]): JsonValue[] {
  return values.flatMap((value) => (Array.isArray(value) ? value : [value]));
}

function strings(value: JsonValue, args: readonly JsonValue[]): string[] {
  const own = Array.isArray(value) ? value : [];
  return [...own, ...flat(args)].filter((item) => typeof item === "string");
}

function numbers(value: JsonValue, args: readonly JsonValue[]): number[] {
  const own = Array.isArray(value) ? value : [];
  return [...own, ...flat(args)].filter(isJavaNumber).map(toNumber);
}

function elementOf(call: Call, value: JsonValue, args: readonly JsonValue[]): PathResult {
  if (!Array.isArray(value)) throw new JsonPathError(`${call.name}() needs a list`);
  const wanted = args[0];
  const index = call.name === "first" ? 0 : call.name === "last" ? -1 : indexOf(wanted);
  const element = value[index < 0 ? value.length + index : index];
  if (element === undefined) throw new JsonPathError(`${call.name}(): there is no element ${index}`);
  return element;
}

function indexOf(wanted: JsonValue | undefined): number {
  if (wanted === undefined || !isJavaNumber(wanted)) throw new JsonPathError("index() needs a number");
  return Math.trunc(toNumber(wanted));
}

function aggregate(name: Call["name"], items: readonly number[]): JsonValue {
  if (items.length === 0) throw new JsonPathError(`${name}() was given no numbers`);
  const sum = items.reduce((total, item) => total + item, 0);
  if (name === "sum") return toDouble(sum);
  if (name === "min") return toDouble(items.reduce((least, item) => Math.min(least, item), Infinity));
  if (name === "max") return toDouble(items.reduce((most, item) => Math.max(most, item), -Infinity));
  const mean = sum / items.length;
  if (name === "avg") return toDouble(mean);
  const squares = items.reduce((total, item) => total + item * item, 0);
  return toDouble(Math.sqrt(squares / items.length - mean * mean));
}
