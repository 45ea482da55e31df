import {
  type Content,
  type Definition,
  ENDPOINT,
  INTEGRATIONS,
  type Operation,
  type Parameter,
  SCHEMA_PREFIX,
} from "./definition.ts";
import { compact, isObject, type ObjectValue } from "./values.ts";

/** Where the API of an exported document answers. */
export interface Server {
  /** `http` or `https` */
  scheme: string;
  /** with its port */
  host: string;
  /** `/prod`; empty for the default stage */
  basePath: string;
}

/** A definition as a document of OpenAPI 2.0. */
export function writeV2(definition: Definition, server: Server): ObjectValue {
  const { title, description, version, schemas, securitySchemes, tags, extensions } = definition;
  return compact({
    swagger: "2.0",
    info: compact({ description, version, title }),
    host: server.host,
    basePath: server.basePath === "" ? undefined : server.basePath,
    schemes: [server.scheme],
    tags: tags.length === 0 ? undefined : tags,
    paths: writePaths(definition, operationV2),
    securityDefinitions: named(securitySchemes, ({ written }) => written),
    definitions: named(schemas, withDefinitions),
    ...extensions,
    ...endpointOf(definition),
  });
}

/** Where a document keeps it: with its first server, or by itself where it has none. */
function endpointOf({ endpoint: { value } }: Definition): ObjectValue {
  return Object.keys(value).length === 0 ? {} : { [ENDPOINT]: value };
}

/** A definition as a document of OpenAPI 3.0.1, which is what AWS writes. */
export function writeV3(definition: Definition, server: Server): ObjectValue {
  const { title, description, version, schemas, securitySchemes, integrations, tags, extensions } = definition;
  const url = `${server.scheme}://${server.host}/{basePath}`;
  const variables = { basePath: { default: server.basePath.slice(1) } };
  return compact({
    openapi: "3.0.1",
    info: compact({ title, description, version }),
    servers: [{ url, variables, ...endpointOf(definition) }],
    tags: tags.length === 0 ? undefined : tags,
    paths: writePaths(definition, operationV3),
    components: compact({
      schemas: named(schemas, (schema) => schema),
      securitySchemes: named(securitySchemes, ({ written }) => written),
      [INTEGRATIONS]: Object.keys(integrations.value).length === 0 ? undefined : integrations.value,
    }),
    ...extensions,
  });
}

function named<T>(entries: ReadonlyMap<string, T>, write: (value: T) => unknown): ObjectValue | undefined {
  if (entries.size === 0) return undefined;
  return Object.fromEntries([...entries].map(([name, value]) => [name, write(value)]));
}

function writePaths({ paths }: Definition, write: (operation: Operation) => ObjectValue): ObjectValue {
  return Object.fromEntries(
    paths
      .filter(({ operations }) => operations.length > 0)
      .map(({ path, operations, parameters, extensions }) => [
        path,
        {
          ...Object.fromEntries(operations.map((operation) => [key(operation), write(operation)])),
          ...(parameters.length > 0 && { parameters: parameters.map(parameterV3) }),
          ...extensions,
        },
      ]),
  );
}

function key({ method }: Operation): string {
  return method === "ANY" ? "x-amazon-apigateway-any-method" : method.toLowerCase();
}

function common({ tags, summary, description, operationId }: Operation): ObjectValue {
  return { tags: tags.length === 0 ? undefined : tags, summary, description, operationId };
}

function security({ security }: Operation): ObjectValue[] | undefined {
  if (security.length === 0) return undefined;
  return security.map((requirement) => Object.fromEntries(requirement.map(({ scheme, scopes }) => [scheme, scopes])));
}

function operationV2(operation: Operation): ObjectValue {
  const { parameters, body, responses, extensions } = operation;
  const { consumes, produces } = mediaTypes(operation);
  const [content] = body?.contents ?? [];
  const written = [
    ...parameters.map(({ name, in: place, required, description, schema }) =>
      compact({ name, in: place, description, required, ...(isObject(schema) ? schema : {}) }),
    ),
    ...(body && content
      ? [
          compact({
            in: "body",
            name: body.name,
            description: body.description,
            required: body.required,
            ...schemaV2(content),
          }),
        ]
      : []),
  ];
  return compact({
    ...common(operation),
    consumes: consumes.length === 0 ? undefined : consumes,
    produces: produces.length === 0 ? undefined : produces,
    parameters: written.length === 0 ? undefined : written,
    responses: Object.fromEntries(
      responses.map(({ code, description = `${code} response`, headers, contents: [first] }) => [
        code,
        compact({
          description,
          ...(first ? schemaV2(first) : {}),
          headers: headersOf(headers, (header) =>
            compact({ description: header.description, ...(isObject(header.schema) ? header.schema : {}) }),
          ),
        }),
      ]),
    ),
    security: security(operation),
    ...extensions,
  });
}

function schemaV2({ schema }: Content): ObjectValue {
  return schema === undefined ? {} : { schema: withDefinitions(schema) };
}

function mediaTypes({ body, responses, consumes, produces }: Operation): { consumes: string[]; produces: string[] } {
  const typesOf = (contents: Content[]): string[] => contents.map(({ contentType }) => contentType);
  return {
    consumes: [...new Set([...typesOf(body?.contents ?? []), ...consumes])],
    produces: [...new Set([...responses.flatMap(({ contents }) => typesOf(contents)), ...produces])],
  };
}

function headersOf<T extends { name: string }>(
  headers: T[],
  write: (header: T) => ObjectValue,
): ObjectValue | undefined {
  return headers.length === 0 ? undefined : Object.fromEntries(headers.map((header) => [header.name, write(header)]));
}

function operationV3(operation: Operation): ObjectValue {
  const { parameters, body, responses, extensions } = operation;
  return compact({
    ...common(operation),
    parameters: parameters.length === 0 ? undefined : parameters.map(parameterV3),
    requestBody: body
      ? compact({
          description: body.description,
          content: contentOf(body.contents),
          required: body.required ? true : undefined,
        })
      : undefined,
    responses: Object.fromEntries(
      responses.map(({ code, description = `${code} response`, headers, contents }) => [
        code,
        compact({
          description,
          headers: headersOf(headers, (header) => compact({ description: header.description, schema: header.schema })),
          content: contentOf(contents),
        }),
      ]),
    ),
    security: security(operation),
    ...extensions,
  });
}

function parameterV3({ name, in: place, required, description, schema }: Parameter): ObjectValue {
  return compact({ name, in: place, description, required: required ? true : undefined, schema });
}

function contentOf(contents: Content[]): ObjectValue {
  return Object.fromEntries(contents.map(({ contentType, schema }) => [contentType, compact({ schema })]));
}

/** References as OpenAPI 2.0 writes them. */
function withDefinitions(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withDefinitions);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, child]) => [
      name,
      name === "$ref" && typeof child === "string" && child.startsWith(SCHEMA_PREFIX)
        ? `#/definitions/${child.slice(SCHEMA_PREFIX.length)}`
        : withDefinitions(child),
    ]),
  );
}
