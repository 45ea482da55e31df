import type { MappingSource, ParameterMapping } from "../../plan/rest-api.ts";

const STATIC = /^'([^']*)'$/;
const REQUEST = /^method\.request\.(header|multivalueheader|querystring|multivaluequerystring|path)\.(.+)$/;
const REQUEST_BODY = /^method\.request\.body(?:\.(.+))?$/;
const RESPONSE = /^integration\.response\.(header|multivalueheader)\.(.+)$/;
const RESPONSE_BODY = /^integration\.response\.body(?:\.(.+))?$/;
const CONTEXT = /^context\.(.+)$/;
const STAGE_VARIABLE = /^stageVariables\.(.+)$/;

/**
 * Parses the source of a parameter mapping (API Gateway developer guide, "API request and response data mapping reference"):
 * `'static'`, `method.request.header.name`, `integration.response.body.$.path`, `context.x`, `stageVariables.x`. Names are case sensitive.
 */
export function parseMappingSource(text: string): MappingSource {
  const literal = STATIC.exec(text);
  if (literal) return { kind: "static", value: literal[1] ?? "" };
  const request = REQUEST.exec(text);
  // The patterns have just these places.
  if (request) return { kind: "requestParameter", in: request[1] as RequestPlace, name: request[2] ?? "" };
  const response = RESPONSE.exec(text);
  if (response)
    return { kind: "responseHeader", in: response[1] as "header" | "multivalueheader", name: response[2] ?? "" };
  return parseBodyOrContext(text);
}

type RequestPlace = Extract<MappingSource, { kind: "requestParameter" }>["in"];

function parseBodyOrContext(text: string): MappingSource {
  const requestBody = REQUEST_BODY.exec(text);
  if (requestBody) return { kind: "requestBody", path: jsonPath(requestBody[1]) };
  const responseBody = RESPONSE_BODY.exec(text);
  if (responseBody) return { kind: "responseBody", path: jsonPath(responseBody[1]) };
  const context = CONTEXT.exec(text);
  if (context) return { kind: "context", name: context[1] ?? "" };
  const stageVariable = STAGE_VARIABLE.exec(text);
  if (stageVariable) return { kind: "stageVariable", name: stageVariable[1] ?? "" };
  return { kind: "invalid", text };
}

/** `body.$.a.b` and `body.a.b` both name a place in the document. */
export function jsonPath(rest: string | undefined): string | null {
  if (rest === undefined) return null;
  return rest.startsWith("$") ? rest : `$.${rest}`;
}

const REQUEST_TARGET = /^integration\.request\.(header|querystring|path)\.(.+)$/;
const RESPONSE_TARGET = /^method\.response\.header\.(.+)$/;

/** Parses requestParameters of an integration: `integration.request.header.name` → source. What is no target is left out. */
export function parseRequestMappings(parameters: Record<string, string>): ParameterMapping[] {
  return Object.entries(parameters).flatMap(([target, source]) => {
    const match = REQUEST_TARGET.exec(target);
    if (!match) return [];
    return [
      { in: match[1] as "header" | "querystring" | "path", name: match[2] ?? "", source: parseMappingSource(source) },
    ];
  });
}

/** Parses responseParameters of an integration response: `method.response.header.name` → source. */
export function parseResponseMappings(parameters: Record<string, string>): ParameterMapping[] {
  return Object.entries(parameters).flatMap(([target, source]) => {
    const match = RESPONSE_TARGET.exec(target);
    return match ? [{ in: "responseHeader" as const, name: match[1] ?? "", source: parseMappingSource(source) }] : [];
  });
}
