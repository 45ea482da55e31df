import type { Authorizer, Method } from "@aws-sdk/client-api-gateway";
import type { Content, Definition, Operation, SecurityRequirement, SecurityScheme } from "../definition.ts";
import { SCHEMA_PREFIX } from "../definition.ts";
import { compact, type ObjectValue } from "../values.ts";
import { documentedOperation, writeDocumentation } from "./export-documentation.ts";
import { writeIntegration } from "./export-integration.ts";
import type { RestDefinition, RestDefinitionMethod } from "./rest-definition.ts";
import { documentSchema } from "./schemas.ts";

const PREFIX = "x-amazon-apigateway-";
const API_KEY_SCHEME = "api_key";
const SIGNATURE_SCHEME = "sigv4";

/** Which of API Gateway's extensions a document holds (GetExport, `parameters.extensions`). */
export interface ExportExtensions {
  integrations: boolean;
  authorizers: boolean;
  /** all of them */
  apigateway: boolean;
}

/** Writes a REST API as a document's definition. */
export function exportRestApi(rest: RestDefinition, extensions: ExportExtensions): Definition {
  const documented = writeDocumentation(rest);
  return {
    title: rest.api.name ?? "",
    description: documented.description ?? rest.api.description,
    version: rest.api.version,
    basePath: "",
    paths: rest.resources.map(({ path, methods }) => ({
      path,
      pointer: "",
      parameters: [],
      extensions: {},
      operations: methods.map((method) =>
        documentedOperation(writeOperation(method, extensions), path, documented.said),
      ),
    })),
    schemas: new Map(rest.models.map(({ name, schema }) => [name, documentSchema(JSON.parse(schema))])),
    securitySchemes: writeSchemes(rest, extensions),
    integrations: { value: {}, pointer: "" },
    tags: [],
    extensions: extensions.apigateway ? writeExtensions(rest, documented.extension) : {},
    endpoint: { value: extensions.apigateway ? endpoint(rest.api) : {}, pointer: "" },
  };
}

function writeExtensions(rest: RestDefinition, documentation: ObjectValue | undefined): ObjectValue {
  const { api, gatewayResponses, validators } = rest;
  const responses = gatewayResponses.map(({ responseType = "", statusCode, responseParameters, responseTemplates }) => [
    responseType,
    compact({ statusCode, responseParameters, responseTemplates }),
  ]);
  const checks = validators.map(({ name, ...flags }) => [name, flags]);
  return compact({
    [`${PREFIX}gateway-responses`]: responses.length === 0 ? undefined : Object.fromEntries(responses),
    [`${PREFIX}request-validators`]: checks.length === 0 ? undefined : Object.fromEntries(checks),
    [`${PREFIX}binary-media-types`]: api.binaryMediaTypes?.length ? api.binaryMediaTypes : undefined,
    [`${PREFIX}minimum-compression-size`]: api.minimumCompressionSize,
    [`${PREFIX}api-key-source`]: api.apiKeySource === "AUTHORIZER" ? "AUTHORIZER" : undefined,
    [`${PREFIX}policy`]: api.policy === undefined ? undefined : (JSON.parse(api.policy) as unknown),
    [`${PREFIX}documentation`]: documentation,
    [`${PREFIX}security-policy`]: api.securityPolicy,
    [`${PREFIX}endpoint-access-mode`]: api.endpointAccessMode,
  });
}

function endpoint({ disableExecuteApiEndpoint, vpcEndpointIds }: RestDefinition["api"]): ObjectValue {
  return compact({ disableExecuteApiEndpoint: disableExecuteApiEndpoint || undefined, vpcEndpointIds });
}

function writeOperation(
  { method, authorizerName, validatorName }: RestDefinitionMethod,
  extensions: ExportExtensions,
): Operation {
  const { methodIntegration: integration } = method;
  const templates = Object.values(integration?.integrationResponses ?? {}).flatMap(({ responseTemplates }) =>
    Object.keys(responseTemplates ?? {}),
  );
  const withIntegration = (extensions.integrations || extensions.apigateway) && integration !== undefined;
  return {
    method: method.httpMethod ?? "",
    pointer: "",
    operationId: method.operationName,
    summary: undefined,
    description: undefined,
    tags: [],
    parameters: parametersOf(method),
    body: bodyOf(method),
    consumes: Object.keys(integration?.requestTemplates ?? {}),
    produces: templates,
    responses: responsesOf(method),
    security: securityOf(method, authorizerName),
    extensions: compact({
      [`${PREFIX}request-validator`]: extensions.apigateway ? (validatorName ?? undefined) : undefined,
      [`${PREFIX}integration`]: withIntegration ? writeIntegration(integration) : undefined,
    }),
  };
}

const PLACES = { path: "path", querystring: "query", header: "header" } as const;

function parametersOf({ requestParameters = {} }: Method): Operation["parameters"] {
  return Object.entries(requestParameters).flatMap(([full, required]) => {
    const match = /^method\.request\.(path|querystring|header)\.(.+)$/.exec(full);
    if (!match) return [];
    // The pattern has just these three.
    const place = PLACES[match[1] as keyof typeof PLACES];
    const schema = { type: "string" };
    return [{ name: match[2] ?? "", in: place, required, description: undefined, schema, pointer: "" }];
  });
}

function contentsOf(models: Record<string, string> | undefined): Content[] {
  return Object.entries(models ?? {}).map(([contentType, model]) => ({
    contentType,
    schema: { $ref: SCHEMA_PREFIX + model },
  }));
}

function bodyOf({ requestModels }: Method): Operation["body"] {
  const contents = contentsOf(requestModels);
  const [first] = Object.values(requestModels ?? {});
  return first === undefined ? null : { name: first, description: undefined, required: true, contents };
}

function responsesOf({ methodResponses = {} }: Method): Operation["responses"] {
  return Object.entries(methodResponses).map(([code, { responseParameters = {}, responseModels }]) => ({
    code,
    description: undefined,
    headers: Object.keys(responseParameters).map((full) => ({
      name: full.replace(/^method\.response\.header\./, ""),
      description: undefined,
      schema: { type: "string" },
    })),
    contents: contentsOf(responseModels),
  }));
}

function securityOf(method: Method, authorizerName: string | null): SecurityRequirement[] {
  const requirements: SecurityRequirement[] = [];
  if (authorizerName !== null) {
    requirements.push([{ scheme: authorizerName, scopes: [...(method.authorizationScopes ?? [])], pointer: "" }]);
  }
  if (method.authorizationType === "AWS_IAM")
    requirements.push([{ scheme: SIGNATURE_SCHEME, scopes: [], pointer: "" }]);
  if (method.apiKeyRequired) requirements.push([{ scheme: API_KEY_SCHEME, scopes: [], pointer: "" }]);
  return requirements;
}

function writeSchemes(rest: RestDefinition, extensions: ExportExtensions): Map<string, SecurityScheme> {
  const schemes = new Map<string, SecurityScheme>();
  const methods = rest.resources.flatMap(({ methods }) => methods.map(({ method }) => method));
  const add = (name: string, written: ObjectValue): void => {
    const text = (key: string): string => String(written[key] ?? "");
    const scheme = { type: text("type"), name: text("name"), in: text("in"), description: undefined, pointer: "" };
    schemes.set(name, { ...scheme, written, extensions: {} });
  };
  const withAuthorizers = extensions.authorizers || extensions.apigateway;
  for (const authorizer of rest.authorizers) add(authorizer.name ?? "", authorizerScheme(authorizer, withAuthorizers));
  if (methods.some(({ authorizationType }) => authorizationType === "AWS_IAM")) {
    const type = extensions.apigateway || extensions.authorizers ? { [`${PREFIX}authtype`]: "awsSigv4" } : {};
    add(SIGNATURE_SCHEME, { type: "apiKey", name: "Authorization", in: "header", ...type });
  }
  if (methods.some(({ apiKeyRequired }) => apiKeyRequired)) {
    add(API_KEY_SCHEME, { type: "apiKey", name: "x-api-key", in: "header" });
  }
  return schemes;
}

function authorizerScheme(authorizer: Omit<Authorizer, "id">, extended: boolean): ObjectValue {
  const { name: _name, type = "TOKEN", authType, identitySource = "", ...settings } = authorizer;
  const header = /^method\.request\.header\.([^,\s]+)$/.exec(identitySource)?.[1];
  const scheme = { type: "apiKey", name: header ?? "Unused", in: "header" };
  if (!extended) return scheme;
  return {
    ...scheme,
    ...(authType !== undefined && { [`${PREFIX}authtype`]: authType }),
    [`${PREFIX}authorizer`]: compact({
      ...settings,
      // A token's header is told by the scheme's name; AWS writes it only where it is more than one header.
      identitySource: header === undefined || type === "REQUEST" ? identitySource || undefined : undefined,
      type: type.toLowerCase(),
    }),
  };
}
