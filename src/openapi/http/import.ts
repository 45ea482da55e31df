import type { Api } from "@aws-sdk/client-apigatewayv2";
import { type BasePathMode, placedPath } from "../base-path.ts";
import type { Definition, Operation } from "../definition.ts";
import { below } from "../problem.ts";
import { resolve } from "../references.ts";
import { readTagValues } from "../tags.ts";
import { compact, objectAt, textAt } from "../values.ts";
import { CORS, readCors } from "./cors.ts";
import type { HttpDefinition, HttpDefinitionRoute } from "./http-definition.ts";
import { readHttpIntegration } from "./integration.ts";
import { readHttpAuthorizers, routeSecurity } from "./security.ts";

const INTEGRATION = "x-amazon-apigateway-integration";
const DEFAULT_ROUTE = "$default";

/**
 * Reads an HTTP API out of a document with API Gateway's extensions (developer guide, "Working with OpenAPI definitions for HTTP
 * APIs"). `root` is the whole document, for integrations that it keeps under `components`.
 *
 * @throws DocumentProblem for what cannot be imported
 */
export function importHttpApi(definition: Definition, root: unknown, basePath: BasePathMode): HttpDefinition {
  const integrations: HttpDefinition["integrations"] = new Map();
  const warnings: string[] = [];
  const routes = definition.paths.flatMap(({ path, operations }) =>
    operations.map((operation): HttpDefinitionRoute => {
      const isDefault = path.replace(/^\//, "") === DEFAULT_ROUTE || operation.extensions["isDefaultRoute"] === true;
      const placed = placedPath(definition.basePath, path, basePath);
      const RouteKey = isDefault ? DEFAULT_ROUTE : `${operation.method} ${placed}`;
      const { authorizerName, ...security } = routeSecurity(operation, definition.securitySchemes);
      const named = operation.operationId === undefined ? {} : { OperationName: operation.operationId };
      const integrationName = integrationOf(operation, root, integrations);
      if (integrationName === null) warnings.push(`Route '${RouteKey}' has no integration: ${INTEGRATION} is missing`);
      return { route: { RouteKey, ...security, ...named }, authorizerName, integrationName };
    }),
  );
  const { value: kept, pointer } = definition.integrations;
  for (const name of Object.keys(kept)) readOnce(kept[name], below(pointer, name), integrations);
  return {
    api: readSettings(definition),
    authorizers: readHttpAuthorizers(definition),
    integrations,
    routes,
    warnings,
  };
}

/** The name of the operation's integration; one under `components` is shared by all that refer to it. */
function integrationOf(
  operation: Operation,
  root: unknown,
  integrations: HttpDefinition["integrations"],
): string | null {
  const written = operation.extensions[INTEGRATION];
  if (written === undefined) return null;
  const { value, pointer } = resolve(root, written, below(operation.pointer, INTEGRATION));
  readOnce(value, pointer, integrations);
  return pointer;
}

function readOnce(value: unknown, pointer: string, integrations: HttpDefinition["integrations"]): void {
  if (!integrations.has(pointer)) integrations.set(pointer, readHttpIntegration(objectAt(value, pointer), pointer));
}

function readSettings({
  title,
  description,
  version,
  extensions,
  endpoint: { value, pointer },
  tags,
}: Definition): HttpDefinition["api"] {
  return compact({
    Name: title || undefined,
    Description: description,
    Version: version,
    CorsConfiguration: readCors(extensions[CORS]),
    DisableExecuteApiEndpoint: value["disableExecuteApiEndpoint"] === true ? true : undefined,
    // What is no such type is refused with the whole API.
    IpAddressType: textAt(value["ipAddressType"], below(pointer, "ipAddressType")) as Api["IpAddressType"],
    Tags: readTagValues(tags, "HTTP"),
  });
}
