import type { IntegrationResponse, Method, MethodResponse } from "@aws-sdk/client-api-gateway";
import { isMalformedPattern } from "../../compiler/rest/integration.ts";
import { parseMappingSource } from "../../compiler/rest/mapping.ts";
import type { Fault } from "../../wire/fault.ts";
import { badRequest } from "../../wire/faults.ts";

type Source = ReturnType<typeof parseMappingSource>;

/** AWS's report of what its validation finds, all at once. */
function validationResult(errors: readonly string[], prefix = "Invalid mapping expression specified: "): Fault {
  return badRequest(`${prefix}Validation Result: warnings : [], errors : [${errors.join(", ")}]`);
}

const invalidExpression = (text: string): string => `Invalid mapping expression specified: ${text}`;
const invalidParameter = (text: string): string => `Invalid mapping expression parameter specified: ${text}`;

function refuse(errors: readonly string[]): void {
  if (errors.length > 0) throw validationResult(errors);
}

const METHOD_PARAMETER = /^method\.request\.(?:(?:multivalue)?(?:header|querystring)|path)\.(\S+)$/;

const PARAMETER_NAME = /^[a-zA-Z0-9._$-]+$/;

/** A method's requestParameters: their names must be expressions, and unique whatever their place (PutMethod, requestParameters). */
export function checkMethodParameters(parameters: Record<string, boolean>): void {
  const names = Object.keys(parameters);
  const plain = names.map((name) => METHOD_PARAMETER.exec(name)?.[1] ?? null);
  refuse(
    plain.flatMap((name, index) => {
      if (name === null) return [invalidExpression(names[index] ?? "")];
      return PARAMETER_NAME.test(name)
        ? []
        : [`Parameter name should match the following regular expression: ${PARAMETER_NAME.source}`];
    }),
  );
  if (new Set(plain).size < plain.length) {
    throw badRequest("Parameter names must be unique across querystring, header and path");
  }
}

const REQUEST_TARGET = /^integration\.request\.(?:(?:multivalue)?(?:header|querystring)|path)\.\S+$/;
const REQUEST_KINDS: ReadonlySet<Source["kind"]> = new Set([
  "static",
  "requestParameter",
  "requestBody",
  "context",
  "stageVariable",
]);

/** An integration's requestParameters: what is mapped from the method's request must be declared by the method. */
export function checkRequestMappings(mappings: Record<string, string>, method: Method): void {
  const declared = method.requestParameters ?? {};
  refuse(
    Object.entries(mappings).flatMap(([target, text]) => {
      const source = parseMappingSource(text);
      if (!REQUEST_TARGET.test(target)) return [invalidExpression(target)];
      if (!REQUEST_KINDS.has(source.kind)) return [invalidExpression(text)];
      return source.kind === "requestParameter" && !isDeclared(text, declared) ? [invalidParameter(text)] : [];
    }),
  );
}

/** A header that is declared once may be mapped as a list too. */
function isDeclared(text: string, declared: Record<string, boolean>): boolean {
  return [text, text.replace(".multivalue", ".")].some((name) => Object.hasOwn(declared, name));
}

const RESPONSE_PARAMETER = /^method\.response\.(?:multivalue)?header\.\S+$/;

/** A method response's responseParameters. */
export function checkResponseParameters(parameters: Record<string, boolean>): void {
  const names = Object.keys(parameters);
  refuse(names.filter((name) => !RESPONSE_PARAMETER.test(name)).map(invalidExpression));
}

const RESPONSE_KINDS: ReadonlySet<Source["kind"]> = new Set([
  "static",
  "responseHeader",
  "responseBody",
  "context",
  "stageVariable",
]);

/** An integration response's responseParameters: the method response of the same status must declare them. */
function checkResponseMappings(mappings: Record<string, string>, response: MethodResponse | undefined): void {
  const entries = Object.entries(mappings);
  if (entries.length > 0 && !response) throw validationResult(["No method response exists for method."]);
  const declared = response?.responseParameters ?? {};
  refuse(
    entries.flatMap(([target, text]) => {
      if (!RESPONSE_PARAMETER.test(target)) return [invalidExpression(target)];
      if (!RESPONSE_KINDS.has(parseMappingSource(text).kind)) return [invalidExpression(text)];
      return isDeclared(target, declared) ? [] : [invalidParameter(target)];
    }),
  );
}

/** What AWS refuses of an integration response. */
export function checkIntegrationResponse(
  { selectionPattern = "", responseParameters = {}, responseTemplates = {} }: IntegrationResponse,
  response: MethodResponse | undefined,
): void {
  if (isMalformedPattern(selectionPattern)) throw badRequest("Invalid regex pattern specified");
  checkResponseMappings(responseParameters, response);
  checkContentTypes(responseTemplates);
}

const GATEWAY_PARAMETER = /^gatewayresponse\.header\.\S+$/;
const GATEWAY_KINDS: ReadonlySet<Source["kind"]> = new Set(["static", "requestParameter", "context", "stageVariable"]);

/** A gateway response's responseParameters. */
export function checkGatewayParameters(mappings: Record<string, string>): void {
  refuse(
    Object.entries(mappings).flatMap(([target, text]) => {
      if (!GATEWAY_PARAMETER.test(target)) return [invalidExpression(target)];
      return GATEWAY_KINDS.has(parseMappingSource(text).kind) ? [] : [invalidExpression(text)];
    }),
  );
}

const CONTENT_TYPE = /^[^\s/]+\/[^\s/][^/]*$/;

/** The content types that templates stand under; `$default` is for every other one. */
export function checkContentTypes(templates: Record<string, unknown>): void {
  const invalid = Object.keys(templates).filter((type) => type !== "$default" && !CONTENT_TYPE.test(type));
  if (invalid.length > 0) {
    throw validationResult(
      invalid.map((type) => `Invalid content type specified: ${type}`),
      "",
    );
  }
}
