import type { Definition, Operation, PathItem, SecurityScheme } from "../definition.ts";
import { writeTagValues } from "../tags.ts";
import { compact } from "../values.ts";
import { CORS, writeCors } from "./cors.ts";
import type { HttpDefinition, HttpDefinitionRoute } from "./http-definition.ts";
import { writeHttpIntegration } from "./integration.ts";
import { writeScheme } from "./security.ts";

const PREFIX = "x-amazon-apigateway-";
const SIGNATURE_SCHEME = "sigv4";

/** Writes an HTTP API as a document's definition; without extensions it says what clients need and no more. */
export function exportHttpApi(http: HttpDefinition, extended: boolean): Definition {
  const { api, routes } = http;
  const paths = new Map<string, PathItem>();
  for (const route of routes) {
    const path = pathOf(route);
    const item = paths.get(path) ?? { path, pointer: "", operations: [], extensions: {} };
    item.operations.push(operationOf(http, route, extended));
    paths.set(path, item);
  }
  const extensions = compact({
    [CORS]: api.CorsConfiguration && writeCors(api.CorsConfiguration),
    [`${PREFIX}endpoint-configuration`]: api.DisableExecuteApiEndpoint
      ? { disableExecuteApiEndpoint: true }
      : undefined,
    [`${PREFIX}importexport-version`]: "1.0",
  });
  return {
    title: api.Name ?? "",
    description: api.Description,
    version: api.Version,
    basePath: "",
    paths: [...paths.values()],
    schemas: new Map(),
    securitySchemes: schemesOf(http, extended),
    tags: extended ? writeTagValues(api.Tags) : [],
    extensions: extended ? extensions : {},
  };
}

function schemesOf({ authorizers, routes }: HttpDefinition, extended: boolean): Map<string, SecurityScheme> {
  const schemes = new Map(
    authorizers.map((authorizer) => [authorizer.Name ?? "", writeScheme(authorizer, extended)] as const),
  );
  if (routes.some(({ route }) => route.AuthorizationType === "AWS_IAM")) {
    const authType = extended ? { [`${PREFIX}authtype`]: "awsSigv4" } : {};
    const written = { type: "apiKey", name: "Authorization", in: "header", ...authType };
    const scheme = { type: "apiKey", name: undefined, in: undefined, description: undefined };
    schemes.set(SIGNATURE_SCHEME, { ...scheme, written, extensions: {} });
  }
  return schemes;
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
    parameters: [...pathOf(item).matchAll(/\{([^{}+]+)\+?\}/g)].map(([, name = ""]) => ({
      name,
      in: "path",
      required: true,
      description: undefined,
      schema: { type: "string" },
      pointer: "",
    })),
    body: null,
    consumes: [],
    produces: [],
    responses: [{ code: "default", description: `Default response for ${RouteKey}`, headers: [], contents: [] }],
    security: scheme === null ? [] : [[{ scheme, scopes: [...AuthorizationScopes] }]],
    extensions: extended && integration ? { [`${PREFIX}integration`]: writeHttpIntegration(integration) } : {},
  };
}
