import { isObject } from "../values.ts";

/** Members of OpenAPI that say nothing to an HTTP API: it validates no requests and maps no responses. */
const OF_COMPONENTS = [
  "schemas",
  "responses",
  "parameters",
  "examples",
  "requestBodies",
  "headers",
  "links",
  "callbacks",
];
const OF_OPERATION = new Set(["parameters", "requestBody", "responses", "callbacks"]);
const METHODS = new Set(["get", "put", "post", "delete", "options", "head", "patch", "x-amazon-apigateway-any-method"]);

/**
 * What the import of an HTTP API passes over, in AWS's words (`importInfo` of ImportApi): members that are valid and that HTTP APIs do
 * not support (developer guide, "Import validation information").
 */
export function ignoredKeys(document: unknown): string[] {
  const { components, paths } = isObject(document) ? document : {};
  return [
    ...membersOf(components).flatMap(([key]) => (OF_COMPONENTS.includes(key) ? [info("components", key)] : [])),
    ...membersOf(paths).flatMap(([path, item]) =>
      membersOf(item)
        .filter(([method]) => METHODS.has(method))
        .flatMap(([method, operation]) =>
          membersOf(operation).flatMap(([key]) =>
            OF_OPERATION.has(key) ? [info(`paths.${path}.${method}`, key)] : [],
          ),
        ),
    ),
  ];
}

function membersOf(value: unknown): [string, unknown][] {
  return isObject(value) ? Object.entries(value) : [];
}

function info(place: string, key: string): string {
  return `${place}: key [${key}] will be ignored by API Gateway`;
}
