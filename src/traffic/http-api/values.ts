import { decodePercent, encodePath } from "../../languages/http/percent-encoding.ts";
import { parseQuery } from "../../languages/http/query.ts";
import { JsonPathError } from "../../languages/jsonpath/path.ts";
import { type CompiledPath, cachedPath } from "../../languages/jsonpath/compile-path.ts";
import { JsonSyntaxError, parseJson } from "../../languages/jsonpath/parse-json.ts";
import { JsonTooLarge, writeJson } from "../../languages/jsonpath/write-json.ts";
import type { Expression, ExpressionPart } from "../../plan/expression.ts";
import type { Exchange } from "../exchange.ts";
import { contextReader } from "./context.ts";
import { stagePath } from "./stage-path.ts";

/** Reads a value; `answer` is the backend's, null on the way there. Undefined where its source is missing. */
export type ValueReader = (exchange: Exchange, answer: Response | null) => string | undefined;

/**
 * What a value is for. In a path, what came in a path stays as it was sent, and everything else is encoded; as text, what came
 * in a path is decoded ("API Gateway decodes URL-encoded request parameters before passing them to your backend integration").
 */
export type ValueUse = "text" | "path";

/** Makes one reader of an expression. A single part whose source is missing makes the value missing; in a longer one it is empty. */
export function compileExpression(expression: Expression, use: ValueUse): ValueReader {
  const readers = expression.map((part) => compilePart(part, use));
  const [first] = readers;
  if (!first) return () => "";
  if (readers.length === 1) return first;
  return (exchange, answer) => {
    let text = "";
    for (const read of readers) text += read(exchange, answer) ?? "";
    return text;
  };
}

/** The text of an expression that has no other parts; null where it must be read from a request. */
export function staticText(expression: Expression): string | null {
  let text = "";
  for (const part of expression) {
    if (part.kind !== "text") return null;
    text += part.text;
  }
  return text;
}

/** Whether an expression reads the request's body. */
export function readsBody(expression: Expression): boolean {
  return expression.some(({ kind }) => kind === "body");
}

/** Whether an expression reads the body of the backend's answer. */
export function readsBackendBody(expression: Expression): boolean {
  return expression.some(({ kind }) => kind === "responseBody");
}

function compilePart(part: ExpressionPart, use: ValueUse): ValueReader {
  const { kind } = part;
  switch (kind) {
    case "text":
      return () => part.text;
    case "path":
      return use === "path" ? ({ path }) => path : ({ path }) => decodePercent(path);
    case "stagePath":
      return stagePath;
    case "pathParameter":
      return use === "path"
        ? ({ pathParameters }) => pathParameters?.[part.name]
        : ({ pathParameters }) => decoded(pathParameters?.[part.name]);
    default: {
      const read = compileSource(part);
      if (use === "text" || kind === "stageVariable") return read;
      return (exchange, answer) => {
        const value = read(exchange, answer);
        return value === undefined ? undefined : encodePath(value);
      };
    }
  }
}

function compileSource(
  part: Exclude<ExpressionPart, { kind: "text" | "path" | "stagePath" | "pathParameter" }>,
): ValueReader {
  switch (part.kind) {
    case "header":
      return ({ request }) => request.headers.get(part.name) ?? undefined;
    case "querystring":
      return ({ rawQuery }) => queryValues(rawQuery, part.name);
    case "stageVariable":
      return ({ variables }) => (Object.hasOwn(variables, part.name) ? variables[part.name] : undefined);
    case "context":
      return contextReader(part.name);
    case "body": {
      const select = bodySelector(part.path);
      return ({ body }) => select(body);
    }
    case "responseHeader":
      return (_exchange, answer) => answer?.headers.get(part.name) ?? undefined;
    case "responseBody": {
      const select = bodySelector(part.path);
      return ({ backendBody }) => select(backendBody);
    }
  }
}

function decoded(value: string | undefined): string | undefined {
  return value === undefined ? undefined : decodePercent(value);
}

/** All values of a name, joined by commas. */
function queryValues(rawQuery: string, name: string): string | undefined {
  if (rawQuery === "") return undefined;
  const values = parseQuery(rawQuery).filter((pair) => pair.name === name);
  return values.length === 0 ? undefined : values.map(({ value }) => value).join(",");
}

/** AWS cuts a body here before it looks for a JSON path in it; what it finds then is no JSON any more, so the value is missing. */
const SELECTABLE_BYTES = 100 * 1024;

function bodySelector(path: string | null): (body: Uint8Array | null) => string | undefined {
  if (path === null) return (body) => (body === null ? undefined : bodyText(body));
  const compiled = cachedPath(path);
  if (!compiled.ok) throw new Error(`the plan holds the JSON path ${path}, which does not parse`);
  return (body) =>
    body === null || body.length > SELECTABLE_BYTES ? undefined : select(compiled.path, bodyText(body));
}

function select(path: CompiledPath, text: string): string | undefined {
  try {
    const found = path.read(parseJson(text));
    if (found === undefined || found === null) return undefined;
    return typeof found === "string" ? found : writeJson(found);
  } catch (error) {
    if (error instanceof JsonSyntaxError || error instanceof JsonPathError || error instanceof JsonTooLarge)
      return undefined;
    throw error;
  }
}

function bodyText(body: Uint8Array): string {
  return new TextDecoder("utf-8", { fatal: false, ignoreBOM: true }).decode(body);
}
