import { parseQuery, type QueryPair } from "../../languages/http/query.ts";
import { isToken } from "../../languages/http/token.ts";
import { wellKnownCase } from "../../languages/http/header-case.ts";
import { cachedPath, type CompiledPath } from "../../languages/jsonpath/compile-path.ts";
import { JsonSyntaxError, parseJson } from "../../languages/jsonpath/parse-json.ts";
import { JsonPathError } from "../../languages/jsonpath/path.ts";
import { isJavaNumber, type JsonValue, numberText } from "../../languages/jsonpath/value.ts";
import { JsonTooLarge, writeJson } from "../../languages/jsonpath/write-json.ts";
import type { MappingSource } from "../../plan/rest-api.ts";
import { SilentMap } from "../../languages/vtl/silent-map.ts";
import { itemsOf, type Value } from "../../languages/vtl/value.ts";
import { contextReader } from "./context.ts";
import { headerReader } from "./request-headers.ts";
import type { Payload, RestExchange } from "./rest-exchange.ts";

/** A mapped value; several ones only of `multivaluequerystring`. Undefined: its source is missing, and nothing is mapped. */
export type MappedValue = string | readonly string[] | undefined;
export type ValueReader = (exchange: RestExchange) => MappedValue;

/** A body starts like JSON and is none, and a mapping looks into it: 400 of the request's, 500 of the response's. */
export class InvalidJson extends Error {}

/** Makes the reader of a mapping's source. */
export function compileSource(source: MappingSource): ValueReader {
  switch (source.kind) {
    case "static": {
      const { value } = source;
      return () => value;
    }
    case "requestParameter":
      return compileParameter(source.in, source.name);
    case "requestBody": {
      const select = compileBody(source.path);
      return (exchange) => select(requestPayload(exchange));
    }
    case "responseHeader": {
      const { name } = source;
      if (!isToken(name)) return () => undefined;
      const isMulti = source.in === "multivalueheader";
      return ({ backend }) => {
        const value = backend?.headers?.get(name) ?? undefined;
        return isMulti ? manyHeaders(name, value) : value;
      };
    }
    case "responseBody": {
      const select = compileBody(source.path);
      return ({ backend }) => select(backend?.body ?? null);
    }
    case "responseStatus":
      return ({ backend }) => (backend ? String(backend.status) : undefined);
    case "context": {
      const read = contextReader(source.name);
      return (exchange) => textOf(read(exchange));
    }
    case "stageVariable": {
      const { name } = source;
      return ({ variables }) => (Object.hasOwn(variables, name) ? variables[name] : undefined);
    }
    case "invalid":
      return () => undefined;
  }
}

const PARAMETER = /^method\.request\.(header|multivalueheader|querystring|multivaluequerystring|path)\.(.+)$/;

/** What `method.request.header.name` and the like name; null: it is none of these. */
export function requestParameter(name: string): Extract<MappingSource, { kind: "requestParameter" }> | null {
  const match = PARAMETER.exec(name);
  // The pattern has just these places.
  return match && { kind: "requestParameter", in: match[1] as ParameterPlace, name: match[2] ?? "" };
}

type ParameterPlace = Extract<MappingSource, { kind: "requestParameter" }>["in"];

function compileParameter(place: ParameterPlace, name: string): ValueReader {
  switch (place) {
    case "path":
      return ({ pathParameters }) =>
        pathParameters !== null && Object.hasOwn(pathParameters, name) ? pathParameters[name] : undefined;
    case "querystring":
      return (exchange) => lastOf(exchange, name);
    case "multivaluequerystring":
      return (exchange) => allOf(exchange, name);
    default: {
      const read = headerReader(name);
      return place === "header" ? read : (exchange) => manyHeaders(name, read(exchange));
    }
  }
}

/**
 * The platform hands over repeated fields as one, joined by a comma and a blank; AWS joins them by a comma. Well-known headers may hold
 * commas of their own, as dates do.
 */
function manyHeaders(name: string, value: string | undefined): string | undefined {
  const lower = name.toLowerCase();
  return wellKnownCase(lower) === lower ? value?.replaceAll(", ", ",") : value;
}

/** The request's query, decoded once. */
export function queryOf(exchange: RestExchange): readonly QueryPair[] {
  exchange.queryPairs ??= parseQuery(exchange.rawQuery);
  return exchange.queryPairs;
}

/** The last value of a name in the query, decoded. */
export function lastOf(exchange: RestExchange, name: string): string | undefined {
  return queryOf(exchange).findLast((pair) => pair.name === name)?.value;
}

function allOf(exchange: RestExchange, name: string): MappedValue {
  const values = queryOf(exchange).flatMap((pair) => (pair.name === name ? [pair.value] : []));
  return values.length < 2 ? values[0] : values;
}

const DECODER = new TextDecoder("utf-8", { fatal: false, ignoreBOM: true });
/** How a text begins that a mapping reads as JSON: it must be some then, and any other text is none (believed, by hand in AWS's console). */
const LOOKS_LIKE_JSON = /^[ \t\r\n]*[[{"']/;

/** A body as text; one that is empty or missing reads as `{}` (recorded). */
export function bodyText(body: Payload | null): string {
  if (body === null || body.length === 0) return "{}";
  return typeof body === "string" ? body : DECODER.decode(body);
}

/** The request's body, as it was read. */
export function requestPayload({ bodyText, body }: RestExchange): Payload | null {
  return bodyText ?? body;
}

function compileBody(path: string | null): (body: Payload | null) => string | undefined {
  if (path === null) return wholeBody;
  const compiled = cachedPath(path);
  if (!compiled.ok) return () => undefined;
  return (body) => select(compiled.path, bodyText(body));
}

function wholeBody(body: Payload | null): string {
  const text = bodyText(body);
  if (LOOKS_LIKE_JSON.test(text)) documentOf(text);
  return text;
}

/** As lenient as `$input.path`. Throws InvalidJson. */
function documentOf(text: string): JsonValue {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw new InvalidJson();
    throw error;
  }
}

function select(path: CompiledPath, text: string): string | undefined {
  const document = LOOKS_LIKE_JSON.test(text) ? documentOf(text) : text;
  try {
    const found = path.read(document);
    if (found === undefined || found === null) return undefined;
    return typeof found === "string" ? found : writeJson(found);
  } catch (error) {
    if (error instanceof JsonPathError || error instanceof JsonTooLarge) return undefined;
    throw error;
  }
}

/** A value where it is of no account whether a body is JSON: undefined then. */
export function readQuietly(read: ValueReader, exchange: RestExchange): MappedValue {
  try {
    return read(exchange);
  } catch (error) {
    if (error instanceof InvalidJson) return undefined;
    throw error;
  }
}

/** A context variable as text; maps have none. */
export function textOf(value: Value | undefined): string | undefined {
  if (isJavaNumber(value)) return numberText(value);
  return typeof value === "string" || typeof value === "boolean" ? String(value) : undefined;
}

/** What templates have put into a map of `$context.requestOverride` or `responseOverride`, as texts: of a list one for each element. */
export function overridesOf(override: SilentMap, place: string): [name: string, values: string[]][] {
  const map = override.entries.get(place);
  const found: [string, string[]][] = [];
  for (const [name, value] of map instanceof SilentMap ? map.entries : map instanceof Map ? map : []) {
    const values = (itemsOf(value) ?? [value]).map(textOf).filter((text) => text !== undefined);
    if (typeof name === "string" && values.length > 0) found.push([name, values]);
  }
  return found;
}
