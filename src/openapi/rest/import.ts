import type { GatewayResponse, Integration, Method, MethodResponse } from "@aws-sdk/client-api-gateway";
import { type BasePathMode, placedPath } from "../base-path.ts";
import type { Content, Definition, Operation } from "../definition.ts";
import { DocumentProblem, MalformedIntegration, below } from "../problem.ts";
import { resolve } from "../references.ts";
import { readTagValues } from "../tags.ts";
import { compact, numberAt, objectAt, textAt, textsAt } from "../values.ts";
import { readDocumentation } from "./documentation.ts";
import { type IntegrationPlace, readIntegration } from "./integration.ts";
import { Models } from "./models.ts";
import type { RestDefinition, RestDefinitionMethod } from "./rest-definition.ts";
import { methodSecurity, readAuthorizers } from "./security.ts";

const PREFIX = "x-amazon-apigateway-";

/** How a document is read (`parameters` of ImportRestApi and PutRestApi). */
export interface RestImportOptions {
  basePath: BasePathMode;
  /** `ignore=documentation` */
  ignoreDocumentation: boolean;
}

/** What the operations of a document have in common while they are read. */
interface Reading {
  definition: Definition;
  /** the whole document */
  root: unknown;
  models: Models;
  warnings: string[];
}

/**
 * Reads a REST API out of a document with API Gateway's extensions (developer guide, "OpenAPI extensions for API Gateway"). `root` is
 * the whole document, for integrations that it keeps under `components`.
 *
 * @throws DocumentProblem for what cannot be imported
 */
export function importRestApi(definition: Definition, root: unknown, options: RestImportOptions): RestDefinition {
  const warnings: string[] = [];
  const models = new Models(definition, warnings);
  const reading: Reading = { definition, root, models, warnings };
  const resources = definition.paths.map(({ path, operations }) => {
    const placed = placedPath(definition.basePath, path, options.basePath);
    return {
      path: placed,
      methods: operations.map((operation) => readMethod(reading, operation, placed)),
    };
  });
  return {
    api: readSettings(definition),
    models: models.list,
    validators: readValidators(definition),
    authorizers: readAuthorizers(definition),
    gatewayResponses: readGatewayResponses(definition),
    resources,
    documentation: options.ignoreDocumentation ? { version: null, parts: [] } : readDocumentation(definition, options),
    warnings,
  };
}

function readSettings({ title, description, version, extensions, endpoint, tags }: Definition): RestDefinition["api"] {
  const at = (name: string): string => below("", PREFIX + name);
  const value = (name: string): unknown => extensions[PREFIX + name];
  const text = (name: string): string | undefined => textAt(value(name), at(name));
  const disable = endpoint.value["disableExecuteApiEndpoint"];
  const source = text("api-key-source")?.toUpperCase();
  if (source !== undefined && source !== "AUTHORIZER" && source !== "HEADER") {
    throw new DocumentProblem(at("api-key-source"), `${source} is none of HEADER, AUTHORIZER`);
  }
  const types = textsAt(value("binary-media-types"), at("binary-media-types"));
  const policy = value("policy");
  const vpcEndpointIds = textsAt(endpoint.value["vpcEndpointIds"], below(endpoint.pointer, "vpcEndpointIds"));
  return compact({
    name: title || undefined,
    description,
    version,
    apiKeySource: source,
    binaryMediaTypes: types.length === 0 ? undefined : types,
    minimumCompressionSize: numberAt(value("minimum-compression-size"), at("minimum-compression-size")),
    policy: policy === undefined ? undefined : typeof policy === "string" ? policy : JSON.stringify(policy),
    disableExecuteApiEndpoint: typeof disable === "boolean" ? disable : undefined,
    // What is none of their values is refused with the whole API.
    securityPolicy: text("security-policy") as RestDefinition["api"]["securityPolicy"],
    endpointAccessMode: text("endpoint-access-mode") as RestDefinition["api"]["endpointAccessMode"],
    vpcEndpointIds: vpcEndpointIds.length === 0 ? undefined : vpcEndpointIds,
    tags: readTagValues(tags, "REST"),
  });
}

function readValidators({ extensions }: Definition): RestDefinition["validators"] {
  const pointer = below("", `${PREFIX}request-validators`);
  return Object.entries(objectAt(extensions[`${PREFIX}request-validators`], pointer)).map(([name, item]) => {
    const value = objectAt(item, below(pointer, name));
    return {
      name,
      validateRequestBody: value["validateRequestBody"] === true,
      validateRequestParameters: value["validateRequestParameters"] === true,
    };
  });
}

function readGatewayResponses({ extensions }: Definition): GatewayResponse[] {
  const pointer = below("", `${PREFIX}gateway-responses`);
  return Object.entries(objectAt(extensions[`${PREFIX}gateway-responses`], pointer)).map(([type, item]) => {
    const at = below(pointer, type);
    const value = objectAt(item, at);
    return compact({
      // The management API refuses what is none of the types.
      responseType: type as NonNullable<GatewayResponse["responseType"]>,
      statusCode: textAt(value["statusCode"], below(at, "statusCode")),
      responseParameters: texts(value["responseParameters"], below(at, "responseParameters")),
      responseTemplates: texts(value["responseTemplates"], below(at, "responseTemplates")),
    });
  });
}

function texts(value: unknown, pointer: string): Record<string, string> | undefined {
  if (value === undefined) return undefined;
  const entries = Object.entries(objectAt(value, pointer));
  return Object.fromEntries(entries.map(([key, item]) => [key, textAt(item, below(pointer, key)) ?? ""]));
}

function readMethod(
  { definition, root, models, warnings }: Reading,
  operation: Operation,
  path: string,
): RestDefinitionMethod {
  const hint = operation.operationId ?? `${operation.method.toLowerCase()}${path}`;
  const place = { path, method: operation.method, warnings };
  const { authorizationType, authorizerName, scopes, apiKeyRequired } = methodSecurity(
    operation,
    definition.securitySchemes,
    place,
  );
  const key = `${PREFIX}integration`;
  const written = operation.extensions[key];
  const method: Method = compact({
    httpMethod: operation.method,
    authorizationType,
    apiKeyRequired,
    authorizationScopes: scopes.length === 0 ? undefined : scopes,
    operationName: operation.operationId,
    requestParameters: requestParameters(operation, place),
    requestModels: modelsOf(operation.body?.contents ?? [], models, `${hint}Request`),
    methodResponses: methodResponses(operation, models, hint, place),
    methodIntegration:
      written === undefined
        ? undefined
        : integrationOf(root, written, { ...place, pointer: below(operation.pointer, key) }),
  });
  return { method, authorizerName, validatorName: validatorOf(definition, operation) };
}

function integrationOf(root: unknown, written: unknown, place: IntegrationPlace): Integration {
  try {
    const { value, pointer } = resolve(root, written, place.pointer);
    return readIntegration(value, { ...place, pointer });
  } catch (error) {
    throw error instanceof DocumentProblem ? new MalformedIntegration(place.path, error) : error;
  }
}

/** The operation's own validator, else the document's. */
function validatorOf({ extensions }: Definition, operation: Operation): string | null {
  const key = `${PREFIX}request-validator`;
  return textAt(operation.extensions[key] ?? extensions[key], below(operation.pointer, key)) ?? null;
}

interface Place {
  path: string;
  method: string;
  warnings: string[];
}

const PLACES: ReadonlyMap<string, string> = new Map([
  ["path", "path"],
  ["query", "querystring"],
  ["header", "header"],
]);

/** The parameters that the operation declares, and those of its path, declared or not. */
function requestParameters({ parameters }: Operation, place: Place): Record<string, boolean> | undefined {
  const ofPath = [...place.path.matchAll(/\{([^{}+]+)\+?\}/g)].map(([, name]): [string, boolean] => [
    `method.request.path.${name}`,
    true,
  ]);
  const declared = parameters.flatMap(({ name, in: where, required }): [string, boolean][] => {
    const known = PLACES.get(where);
    if (known !== undefined) return [[`method.request.${known}.${name}`, required]];
    place.warnings.push(
      `Parameter '${name}' in '${where}' of resource '${place.path}' and method '${place.method}' is not supported and was ignored`,
    );
    return [];
  });
  const entries = [...ofPath, ...declared];
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

function modelsOf(contents: Content[], models: Models, hint: string): Record<string, string> | undefined {
  // The same schema under several media types is one model.
  const named = new Map<unknown, string>();
  const entries = contents.flatMap(({ contentType, schema }): [string, string][] => {
    if (schema === undefined) return [];
    const name = named.get(schema) ?? models.nameOf(schema, hint);
    if (name === null) return [];
    named.set(schema, name);
    return [[contentType, name]];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

function methodResponses(
  { responses }: Operation,
  models: Models,
  hint: string,
  place: Place,
): Record<string, MethodResponse> | undefined {
  const entries = responses.flatMap(({ code, headers, contents }): [string, MethodResponse][] => {
    if (!/^\d{3}$/.test(code)) {
      place.warnings.push(
        `Response '${code}' of resource '${place.path}' and method '${place.method}' is no status code and was ignored`,
      );
      return [];
    }
    const parameters = headers.map(({ name }): [string, boolean] => [`method.response.header.${name}`, false]);
    const response: MethodResponse = compact({
      statusCode: code,
      responseParameters: parameters.length === 0 ? undefined : Object.fromEntries(parameters),
      responseModels: modelsOf(contents, models, `${hint}Response${code}`),
    });
    return [[code, response]];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
