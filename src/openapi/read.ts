import {
  type Definition,
  ENDPOINT,
  INTEGRATIONS,
  type Operation,
  type PathItem,
  type Placed,
  type SecurityRequirement,
  type SecurityScheme,
} from "./definition.ts";
import { DocumentProblem, below } from "./problem.ts";
import { resolve } from "./references.ts";
import { versionTwo } from "./read-v2.ts";
import { versionThree } from "./read-v3.ts";
import { withSharedReferences } from "./shared-references.ts";
import { extensionsOf, firstServer, isObject, listAt, objectAt, type ObjectValue, textAt, textsAt } from "./values.ts";
import type { Version } from "./version.ts";

const METHODS = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];
const ANY_METHOD = "x-amazon-apigateway-any-method";

/**
 * Reads a document of OpenAPI 2.0, 3.0 or 3.1.
 *
 * @throws DocumentProblem for what is none, with the place
 */
export function readDefinition(value: unknown): Definition {
  if (!isObject(value)) throw new DocumentProblem("", "the document is no object");
  const version = versionOf(value);
  const info = objectAt(value["info"], "/info");
  const security = requirementsAt(value["security"], "/security");
  return {
    title: textAt(info["title"], "/info/title") ?? "",
    description: textAt(info["description"], "/info/description"),
    version: textAt(info["version"], "/info/version"),
    basePath: version.basePath(value),
    paths: Object.entries(objectAt(value["paths"], "/paths")).flatMap(([path, item]) =>
      path.startsWith("x-") ? [] : [readPath(value, version, path, item, security)],
    ),
    schemas: schemasOf(version.schemas(value)),
    securitySchemes: securitySchemesOf(value, version),
    integrations: integrationsOf(value),
    tags: listAt(value["tags"], "/tags").map((tag, index) => objectAt(tag, below("/tags", index))),
    extensions: extensionsOf(value),
    endpoint: endpointOf(value),
  };
}

function integrationsOf(document: ObjectValue): Placed {
  const pointer = below("/components", INTEGRATIONS);
  return { value: objectAt(objectAt(document["components"], "/components")[INTEGRATIONS], pointer), pointer };
}

function endpointOf(document: ObjectValue): Placed {
  const server = firstServer(document);
  const at = server[ENDPOINT] === undefined ? below("", ENDPOINT) : below("/servers/0", ENDPOINT);
  return { value: objectAt(server[ENDPOINT] ?? document[ENDPOINT], at), pointer: at };
}

function versionOf(document: ObjectValue): Version {
  const two = textAt(document["swagger"], "/swagger");
  const three = textAt(document["openapi"], "/openapi");
  if (two !== undefined && /^2(\.0)?$/.test(two)) return versionTwo;
  if (three !== undefined && /^3\.[01](\.\d+)?$/.test(three)) return versionThree;
  throw new DocumentProblem("", "neither swagger: 2.0 nor openapi: 3.0 or 3.1 stands in the document");
}

function readPath(
  document: ObjectValue,
  version: Version,
  path: string,
  item: unknown,
  security: SecurityRequirement[],
): PathItem {
  const found = resolve(document, item, below("/paths", path));
  const value = objectAt(found.value, found.pointer);
  const shared = {
    values: listAt(value["parameters"], below(found.pointer, "parameters")),
    pointer: below(found.pointer, "parameters"),
  };
  const operations = Object.entries(value).flatMap(([key, operation]): Operation[] => {
    const method = key === ANY_METHOD ? "ANY" : METHODS.includes(key.toLowerCase()) ? key.toUpperCase() : null;
    if (method === null) return [];
    const pointer = below(found.pointer, key);
    const at = { value: objectAt(operation, pointer), pointer, shared };
    return [readOperation(method, at, version.operation(document, at), security)];
  });
  const { [ANY_METHOD]: _any, ...extensions } = extensionsOf(value);
  return { path, pointer: found.pointer, operations, parameters: [], extensions };
}

function readOperation(
  method: string,
  { value, pointer }: { value: ObjectValue; pointer: string },
  parts: Pick<Operation, "parameters" | "body" | "responses">,
  security: SecurityRequirement[],
): Operation {
  const text = (key: string): string | undefined => textAt(value[key], below(pointer, key));
  return {
    method,
    pointer,
    operationId: text("operationId"),
    summary: text("summary"),
    description: text("description"),
    tags: textsAt(value["tags"], below(pointer, "tags")),
    ...parts,
    consumes: [],
    produces: [],
    security:
      value["security"] === undefined ? security : requirementsAt(value["security"], below(pointer, "security")),
    // API Gateway's own member of `x-amazon-apigateway-any-method`, though it does not begin with x-.
    extensions: { ...extensionsOf(value), ...(value["isDefaultRoute"] === true && { isDefaultRoute: true }) },
  };
}

function requirementsAt(value: unknown, pointer: string): SecurityRequirement[] {
  return listAt(value, pointer).map((item, index) => {
    const at = below(pointer, index);
    return Object.entries(objectAt(item, at)).map(([scheme, scopes]) => {
      const place = below(at, scheme);
      return { scheme, scopes: textsAt(scopes, place), pointer: place };
    });
  });
}

/** Schemas by name; references of OpenAPI 2.0 become those of 3. */
function schemasOf({ values, pointer }: { values: ObjectValue; pointer: string }): Map<string, unknown> {
  return new Map(
    Object.entries(values).map(([name, schema]) => {
      objectAt(schema, below(pointer, name));
      return [name, withSharedReferences(schema)];
    }),
  );
}

function securitySchemesOf(document: ObjectValue, version: Version): Map<string, SecurityScheme> {
  const { values, pointer } = version.securitySchemes(document);
  return new Map(
    Object.entries(values).map(([name, item]) => {
      const found = resolve(document, item, below(pointer, name));
      const written = objectAt(found.value, found.pointer);
      const text = (key: string): string | undefined => textAt(written[key], below(found.pointer, key));
      const scheme: SecurityScheme = {
        pointer: found.pointer,
        type: text("type") ?? "",
        name: text("name"),
        in: text("in"),
        description: text("description"),
        written,
        extensions: extensionsOf(written),
      };
      return [name, scheme];
    }),
  );
}
