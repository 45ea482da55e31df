import { cachedPath } from "../../languages/jsonpath/compile-path.ts";
import type { Expression, ExpressionPart } from "../../plan/expression.ts";
import type { MappingSide, Parsed } from "./parameter-key.ts";

const PLACEHOLDER = /\$\{([^{}]*)\}/g;
const CONTEXT_NAME = /^[\w.:-]+$/;
const VARIABLE_NAME = /^\w+$/;

/**
 * Parses the value of a parameter mapping of an HTTP API: one selection expression (`$request.header.name`), a text with
 * expressions in braces (`${request.path.a}-${context.requestId}`), or a static text. What begins with `$` and is none of
 * AWS's sources is refused, as at AWS.
 */
export function parseParameterValue(value: string, side: MappingSide): Parsed<Expression> {
  const parts: ExpressionPart[] = [];
  if (value.startsWith("$") && !value.startsWith("${")) {
    const source = parseSource(value.slice(1), side);
    return source ? { ok: true, value: [source] } : invalid(value);
  }
  let at = 0;
  for (const match of value.matchAll(PLACEHOLDER)) {
    const source = parseSource(match[1] ?? "", side);
    if (!source) return invalid(match[0]);
    if (match.index > at) parts.push({ kind: "text", text: value.slice(at, match.index) });
    parts.push(source);
    at = match.index + match[0].length;
  }
  if (at < value.length || parts.length === 0) parts.push({ kind: "text", text: value.slice(at) });
  return { ok: true, value: parts };
}

function invalid(text: string): Parsed<never> {
  return { ok: false, message: `Invalid mapping expression specified: ${text}` };
}

/** A source without its `$`: `request.header.x`, `context.requestId`. */
function parseSource(source: string, side: MappingSide): ExpressionPart | null {
  const [root = "", ...rest] = source.split(".");
  const name = rest.join(".");
  switch (root) {
    case "request":
      return requestSource(rest[0] ?? "", rest.slice(1).join("."), source);
    case "response":
      return side === "response" ? responseSource(rest[0] ?? "", rest.slice(1).join("."), source) : null;
    case "context":
      return CONTEXT_NAME.test(name) ? { kind: "context", name } : null;
    case "stageVariables":
      return VARIABLE_NAME.test(name) ? { kind: "stageVariable", name } : null;
    default:
      return null;
  }
}

function requestSource(place: string, name: string, source: string): ExpressionPart | null {
  switch (place) {
    case "header":
      return name === "" ? null : { kind: "header", name: name.toLowerCase() };
    case "querystring":
      return name === "" ? null : { kind: "querystring", name };
    case "path":
      if (source === "request.path") return { kind: "path" };
      return name === "" ? null : { kind: "pathParameter", name };
    default:
      return bodySource(source.slice("request.".length), (path) => ({ kind: "body", path }));
  }
}

function responseSource(place: string, name: string, source: string): ExpressionPart | null {
  if (place === "header") return name === "" ? null : { kind: "responseHeader", name: name.toLowerCase() };
  return bodySource(source.slice("response.".length), (path) => ({ kind: "responseBody", path }));
}

/** `body` or `body` with a JSON path; AWS has neither recursive descent nor filters here. */
function bodySource(text: string, make: (path: string | null) => ExpressionPart): ExpressionPart | null {
  if (text === "body") return make(null);
  if (!text.startsWith("body.") && !text.startsWith("body[")) return null;
  const path = `$${text.slice("body".length)}`;
  return path.includes("..") || path.includes("?") || !cachedPath(path).ok ? null : make(path);
}
