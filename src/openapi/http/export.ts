import type { Definition, Operation, Parameter, PathItem, SecurityScheme } from "../definition.ts";
import { writeTagValues } from "../tags.ts";
import { compact, type ObjectValue } from "../values.ts";
import { CORS, writeCors } from "./cors.ts";
import type { HttpDefinition, HttpDefinitionRoute } from "./http-definition.ts";
import { writeHttpIntegration } from "./integration.ts";
import { writeScheme } from "./security.ts";

const PREFIX = "x-amazon-apigateway-";
const SIGNATURE_SCHEME = "sigv4";

const EMPTY = { pointer: "", extensions: {} };

/** Writes an HTTP API as a document's definition; without extensions it says what clients need and no more. */
export function exportHttpApi(http: HttpDefinition, extended: boolean): Definition {
  const { api, routes } = http;
  const paths = new Map<string, PathItem>();
  for (const route of routes) {
    const path = pathOf(route);
    const item: PathItem = paths.get(path) ?? { ...EMPTY, path, operations: [], parameters: parametersOf(path) };
    item.operations.push(operationOf(http, route, extended));
    paths.set(path, item);
  }
  const extensions = compact({
    [CORS]: api.CorsConfiguration && writeCors(api.CorsConfiguration),
    [`${PREFIX}importexport-version`]: "1.0",
  });
  const endpoint = compact({
    disableExecuteApiEndpoint: api.DisableExecuteApiEndpoint || undefined,
    ipAddressType: api.IpAddressType === "dualstack" ? api.IpAddressType : undefined,
  });
  return {
    title: api.Name ?? "",
    description: api.Description,
    version: api.Version,
    basePath: "",
    paths: [...paths.values()],
    schemas: new Map(),
    securitySchemes: schemesOf(http, extended),
    integrations: { value: extended ? unusedIntegrations(http) : {}, pointer: "" },
    tags: extended ? writeTagValues(api.Tags) : [],
    extensions: extended ? extensions : {},
    endpoint: { value: extended ? endpoint : {}, pointer: "" },
  };
}

function schemesOf({ authorizers, routes }: HttpDefinition, extended: boolean): Map<string, SecurityScheme> {
  const schemes = new Map(
    authorizers.map((authorizer) => [authorizer.Name ?? "", writeScheme(authorizer, extended)] as const),
  );
  if (routes.some(({ route }) => route.AuthorizationType === "AWS_IAM")) {
    const authType = extended ? { [`${PREFIX}authtype`]: "awsSigv4" } : {};
    const written = { type: "apiKey", name: "Authorization", in: "header", ...authType };
    const scheme = { type: "apiKey", name: undefined, in: undefined, description: undefined, pointer: "" };
    schemes.set(SIGNATURE_SCHEME, { ...scheme, written, extensions: {} });
  }
  return schemes;
}

/** Integrations that no route leads to, by the names that AWS gives them. */
function unusedIntegrations({ integrations, routes }: HttpDefinition): ObjectValue {
  const used = new Set(routes.map(({ integrationName }) => integrationName));
  const unused = [...integrations].filter(([name]) => !used.has(name));
  return Object.fromEntries(
    unused.map(([name, integration]) => [`unusedIntegration_${name}`, writeHttpIntegration(integration)]),
  );
}

/** A path's variables, as AWS describes them. */
function parametersOf(path: string): Parameter[] {
  return [...path.matchAll(/\{([^{}]+)\}/g)].map(([, name = ""]) => ({
    name,
    in: "path",
    required: true,
    description: `Generated path parameter for ${name}`,
    schema: { type: "string" },
    pointer: "",
  }));
}

function pathOf({ route: { RouteKey = "" } }: HttpDefinitionRoute): string {
  return RouteKey === "$default" ? "/$default" : RouteKey.slice(RouteKey.indexOf(" ") + 1);
}

function operationOf(http: HttpDefinition, item: HttpDefinitionRoute, extended: boolean): Operation {
  const { route, integrationName, authorizerName } = item;
  const { RouteKey = "", AuthorizationScopes = [], AuthorizationType } = route;
  const integration = integrationName === null ? undefined : http.integrations.get(integrationName);
  const scheme = authorizerName ?? (AuthorizationType === "AWS_IAM" ? SIGNATURE_SCHEME : null);
  return {
    method: RouteKey === "$default" ? "ANY" : RouteKey.slice(0, RouteKey.indexOf(" ")),
    pointer: "",
    operationId: route.OperationName,
    summary: undefined,
    description: undefined,
    tags: [],
    parameters: [],
    body: null,
    consumes: [],
    produces: [],
    responses: [{ code: "default", description: `Default response for ${RouteKey}`, headers: [], contents: [] }],
    security: scheme === null ? [] : [[{ scheme, scopes: [...AuthorizationScopes], pointer: "" }]],
    extensions: extended
      ? compact({
          isDefaultRoute: RouteKey === "$default" || undefined,
          [`${PREFIX}integration`]: integration && writeHttpIntegration(integration),
        })
      : {},
  };
}
