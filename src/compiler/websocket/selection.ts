import type { MappingSource } from "../../plan/rest-api.ts";
import { jsonPath } from "../rest/mapping.ts";
import type { Selection } from "../../plan/websocket-api.ts";

const REFERENCE = /\$\{([^{}]+)\}|\$((?:request|integration|context|stageVariables)\.[\w$.[\]*'-]+)/g;

/**
 * Parses a selection expression: `$request.body.action`, `${request.body.service}/${request.body.action}`, `\$default`. Undefined
 * where there is none.
 */
export function parseSelection(expression: string | undefined): Selection | null {
  if (expression === undefined || expression === "") return null;
  const text = expression.replaceAll("\\$", "\u0000");
  const parts: Selection = [];
  let at = 0;
  const push = (literal: string): void => {
    if (literal !== "") parts.push({ kind: "text", text: literal.replaceAll("\u0000", "$") });
  };
  for (const match of text.matchAll(REFERENCE)) {
    push(text.slice(at, match.index));
    parts.push({ kind: "source", source: parseSource(match[1] ?? match[2] ?? "") });
    at = match.index + match[0].length;
  }
  push(text.slice(at));
  return parts;
}

type ParameterPlace = "header" | "multivalueheader" | "querystring" | "multivaluequerystring";

const REQUEST = /^(?:route\.)?request\.(header|multivalueheader|querystring|multivaluequerystring)\.(.+)$/;
const BODY = /^(?:route\.)?request\.body(?:\.(.+))?$/;
const RESPONSE_HEADER = /^integration\.response\.(header|multivalueheader)\.(.+)$/;
const RESPONSE_BODY = /^integration\.response\.body(?:\.(.+))?$/;

/**
 * What an expression of WebSocket APIs names (developer guide, "WebSocket API mapping template reference"): of the request a header, a query parameter, the body or
 * a part of it; of the backend's answer its status, a header, the body; the context; a stage variable.
 */
export function parseSource(name: string): MappingSource {
  const request = REQUEST.exec(name);
  // The pattern has just these places.
  if (request) return { kind: "requestParameter", in: request[1] as ParameterPlace, name: request[2] ?? "" };
  const body = BODY.exec(name);
  if (body) return { kind: "requestBody", path: jsonPath(body[1]) };
  const header = RESPONSE_HEADER.exec(name);
  if (header) return { kind: "responseHeader", in: header[1] as "header" | "multivalueheader", name: header[2] ?? "" };
  if (name === "integration.response.statuscode") return { kind: "responseStatus" };
  const answer = RESPONSE_BODY.exec(name);
  if (answer) return { kind: "responseBody", path: jsonPath(answer[1]) };
  if (name.startsWith("context.")) return { kind: "context", name: name.slice("context.".length) };
  if (name.startsWith("stageVariables.")) return { kind: "stageVariable", name: name.slice("stageVariables.".length) };
  return { kind: "invalid", text: name };
}
