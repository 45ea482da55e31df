import type { JsonTemplate, ParameterShape, ServiceParameter } from "../../../plan/service-call.ts";
import type { Exchange } from "../../exchange.ts";
import { compileExpression } from "../values.ts";

/** A parameter's value as it goes to the service: attributes are maps of maps of texts. */
export type ParameterValue = string | number | string[] | Record<string, Record<string, string>>;

/** A request without the value of a parameter, or with one that the service cannot take: AWS answers it with 400. */
export class Unresolvable extends Error {}

/** Makes the values of a call, by the service's own names for them. Throws Unresolvable. */
export type ParameterReader = (exchange: Exchange) => Record<string, ParameterValue>;

/** Compiles parameters. One that is mapped and has no value, or an empty one, fails the call, even if it is optional (recorded). */
export function compileServiceValues(parameters: readonly ServiceParameter[]): ParameterReader {
  const readers = parameters.map((parameter) => [parameter.member, compileValue(parameter)] as const);
  return (exchange) => Object.fromEntries(readers.map(([member, read]) => [member, read(exchange)]));
}

function compileValue({ name, source, shape, value }: ServiceParameter): (exchange: Exchange) => ParameterValue {
  const unresolvable = (): Unresolvable => new Unresolvable(`Unable to resolve property ${name} from source ${source}`);
  const shaped = (made: unknown): ParameterValue => {
    const result = made === undefined || made === "" ? null : SHAPES[shape](made);
    if (result === null) throw unresolvable();
    return result;
  };
  if (value.kind === "template") {
    const fill = compileTemplate(value.template, unresolvable);
    return (exchange) => shaped(fill(exchange));
  }
  const read = compileExpression(value.expression, "text");
  return (exchange) => shaped(read(exchange, null));
}

function compileTemplate(template: JsonTemplate, missing: () => Unresolvable): (exchange: Exchange) => unknown {
  switch (template.kind) {
    case "constant":
      return () => template.value;
    case "text": {
      const read = compileExpression(template.text, "text");
      return (exchange) => {
        const text = read(exchange, null);
        if (text === undefined) throw missing();
        return text;
      };
    }
    case "list": {
      const items = template.items.map((item) => compileTemplate(item, missing));
      return (exchange) => items.map((fill) => fill(exchange));
    }
    case "map": {
      const entries = template.entries.map(([key, item]) => [key, compileTemplate(item, missing)] as const);
      return (exchange) => Object.fromEntries(entries.map(([key, fill]) => [key, fill(exchange)]));
    }
  }
}

/** What is made of a text, or of a filled template; null: nothing that the service takes. */
const SHAPES: Record<ParameterShape, (made: unknown) => ParameterValue | null> = {
  text: scalar,
  time: (made) => seconds(String(made)),
  texts: (made) => texts(typeof made === "string" && made.startsWith("[") ? jsonOf(made) : made),
  attributes: (made) => attributes(typeof made === "string" ? jsonOf(made) : made),
};

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function scalar(value: unknown): string | null {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : null;
}

/** The year 10000 in seconds: what is later is told in milliseconds, as by `$context.requestTimeEpoch`. */
const MILLIS_FROM = 253_402_300_800;

/** Seconds since the epoch, from a number or a date of ISO 8601. */
function seconds(text: string): number | null {
  const value = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : Date.parse(text) / 1000;
  if (Number.isNaN(value)) return null;
  return value >= MILLIS_FROM ? value / 1000 : value;
}

/** A list, or what commas divide, as in the value of a repeated header. */
function texts(value: unknown): string[] | null {
  const items: unknown[] = typeof value === "string" ? value.split(",").map((item) => item.trim()) : [value].flat();
  const read = items.flatMap((item) => scalar(item) ?? []);
  return read.length === items.length ? read : null;
}

/** SQS's message attributes: `{"name": {"DataType": "String", "StringValue": "…"}}`. */
function attributes(value: unknown): Record<string, Record<string, string>> | null {
  return isMap(value) ? mapped(value, (fields) => (isMap(fields) ? mapped(fields, scalar) : null)) : null;
}

/** A map of what is made of each value; null where one of them is null. */
function mapped<T>(map: Record<string, unknown>, make: (value: unknown) => T | null): Record<string, T> | null {
  const entries = Object.entries(map).flatMap(([key, value]): [string, T][] => {
    const made = make(value);
    return made === null ? [] : [[key, made]];
  });
  return entries.length === Object.keys(map).length ? Object.fromEntries(entries) : null;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
