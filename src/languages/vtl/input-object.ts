import { cachedPath } from "../jsonpath/compile-path.ts";
import { JsonSyntaxError, parseJson } from "../jsonpath/parse-json.ts";
import { JsonPathError } from "../jsonpath/path.ts";
import type { JsonValue } from "../jsonpath/value.ts";
import { TemplateError } from "./errors.ts";
import type { Meter } from "./meter.ts";
import { jsonOf } from "./text.ts";
import { HostObject, type Value } from "./value.ts";

/** The payload is asked for as JSON (`$input.json`, `$input.path`) and cannot be read as such, not even leniently. */
export class MalformedPayload extends TemplateError {}

/** The request parameters by where they came from. */
export interface InputParameters {
  /** all of one place */
  all(place: "path" | "querystring" | "header"): ReadonlyMap<string, string>;
  /** one by its name: of the path, the query or, in any case, the headers, whichever has it first */
  find(name: string): string | undefined;
}

/**
 * `$input` of API Gateway's mapping templates: `body`, `json(path)`, `path(path)`, `params()`, `params(name)`. An empty body
 * reads as `{}`. A body that is no JSON is one string to JSONPath.
 */
export class InputObject extends HostObject {
  private readonly body: string;
  private readonly parameters: InputParameters;
  private document: { readonly value: JsonValue } | undefined;

  constructor(body: string, parameters: InputParameters) {
    super();
    this.body = body === "" ? "{}" : body;
    this.parameters = parameters;
  }

  override get(name: string): Value | undefined {
    return name === "body" ? this.body : undefined;
  }

  override call(name: string, args: readonly Value[], meter: Meter): Value | undefined {
    const [argument] = args;
    if (name === "params") return args.length === 0 ? this.allParameters() : this.parameter(argument);
    if (name === "getBody" && args.length === 0) return this.body;
    if (typeof argument !== "string" || args.length !== 1) return undefined;
    if (name === "path") return this.read(argument, meter);
    if (name !== "json") return undefined;
    const value = this.read(argument, meter);
    return value === null ? '""' : jsonOf(value, meter, false);
  }

  // Where Jayway finds no such path the value is null, which a template cannot tell from a JSON null.
  private read(expression: string, meter: Meter): Value {
    const compiled = cachedPath(expression);
    if (!compiled.ok) throw new TemplateError(`InvalidPathException: ${compiled.problem.message}`);
    const document = this.parsed(meter);
    meter.charge(1);
    try {
      return compiled.path.read(document) ?? null;
    } catch (error) {
      if (error instanceof JsonPathError) throw new TemplateError(`JsonPathException: ${error.message}`);
      throw error;
    }
  }

  private parsed(meter: Meter): JsonValue {
    if (this.document === undefined) {
      meter.chargeText(this.body.length);
      this.document = { value: parsePayload(this.body) };
    }
    return this.document.value;
  }

  private allParameters(): Value {
    const places = ["path", "querystring", "header"] as const;
    return new Map<Value, Value>(places.map((place) => [place, new Map<Value, Value>(this.parameters.all(place))]));
  }

  private parameter(name: Value | undefined): Value | undefined {
    return typeof name === "string" ? this.parameters.find(name) : undefined;
  }
}

function parsePayload(text: string): JsonValue {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw new MalformedPayload(`the payload is no valid JSON: ${error.message}`);
    throw error;
  }
}
