import { SCHEMA_PREFIX } from "./definition.ts";
import { isObject, type ObjectValue } from "./values.ts";

/** The members that OpenAPI 3 knows, where API Gateway warns of others. */
const KNOWN = {
  document: words("openapi info servers paths components security tags externalDocs webhooks jsonSchemaDialect"),
  info: words("title summary description termsOfService contact license version"),
  components: words(
    "schemas responses parameters examples requestBodies headers securitySchemes links callbacks pathItems",
  ),
  operation: words(
    "tags summary description externalDocs operationId parameters requestBody responses callbacks deprecated security servers",
  ),
  parameter: words(
    "name in description required deprecated allowEmptyValue style explode allowReserved schema example examples content $ref",
  ),
};

const METHODS = words("get put post delete options head patch trace");

/**
 * What API Gateway's parser of OpenAPI 3 warns of, in its words: members that the specification does not have, schemas that are
 * missing, paths without a slash. Nothing for OpenAPI 2.0.
 */
export function parseIssues(document: unknown): string[] {
  if (!isObject(document) || document["openapi"] === undefined) return [];
  return [
    ...unexpected(document, KNOWN.document, ""),
    ...unexpected(document["info"], KNOWN.info, "info."),
    ...notLists(document, "servers"),
    ...unexpected(document["components"], KNOWN.components, "components."),
    ...membersOf(document["paths"]).flatMap(([path, item]) => issuesOfPath(document, path, item)),
  ];
}

/** What the import of a REST API warns of beside: it takes its endpoint from the first server alone. */
export function serverWarnings(document: unknown): string[] {
  const servers = isObject(document) ? document["servers"] : undefined;
  return Array.isArray(servers) && servers.length > 1
    ? ["More than one server provided. Ignoring all but the first for defining endpoint configuration"]
    : [];
}

function issuesOfPath(document: ObjectValue, path: string, item: unknown): string[] {
  if (path.startsWith("x-")) return [];
  const slash = path.startsWith("/") ? [] : [issue(`paths. Resource ${path} should start with /`)];
  const operations = membersOf(item).filter(([key]) => METHODS.has(key));
  return [
    ...slash,
    ...operations.flatMap(([method, operation]) =>
      issuesOfOperation(document, `paths.'${path}'(${method})`, operation),
    ),
  ];
}

function issuesOfOperation(document: ObjectValue, place: string, operation: unknown): string[] {
  if (!isObject(operation)) return [];
  const parameters = Array.isArray(operation["parameters"]) ? operation["parameters"].filter(isObject) : [];
  return [
    ...unexpected(operation, KNOWN.operation, `${place}.`),
    ...parameters.flatMap((parameter) =>
      unexpected(parameter, KNOWN.parameter, `${place}.parameters.[${String(parameter["name"])}].`),
    ),
    ...membersOf(operation["responses"]).flatMap(([code, response]) =>
      missingSchemas(document, `${place}.responses.${code}`, response),
    ),
  ];
}

function missingSchemas(document: ObjectValue, place: string, response: unknown): string[] {
  const content = isObject(response) ? response["content"] : undefined;
  return membersOf(content).flatMap(([, media]) => {
    const schema = isObject(media) ? media["schema"] : undefined;
    const reference = isObject(schema) ? schema["$ref"] : undefined;
    if (typeof reference !== "string" || !reference.startsWith(SCHEMA_PREFIX)) return [];
    const components = isObject(document["components"]) ? document["components"] : {};
    const schemas = isObject(components["schemas"]) ? components["schemas"] : {};
    return Object.hasOwn(schemas, reference.slice(SCHEMA_PREFIX.length))
      ? []
      : [issue(`${place}.content.schema.${reference} is missing`)];
  });
}

function notLists(value: ObjectValue, name: string): string[] {
  return value[name] === undefined || Array.isArray(value[name]) ? [] : [issue(`${name} is not of type \`array\``)];
}

function unexpected(value: unknown, known: ReadonlySet<string>, place: string): string[] {
  return membersOf(value)
    .filter(([key]) => !known.has(key) && !key.startsWith("x-"))
    .map(([key]) => issue(`${place}${key} is unexpected`));
}

function membersOf(value: unknown): [string, unknown][] {
  return isObject(value) ? Object.entries(value) : [];
}

function issue(text: string): string {
  return `Parse issue: attribute ${text}`;
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(" "));
}
