import type { Operation } from "../definition.ts";
import { isObject, type ObjectValue } from "../values.ts";
import type { RestDefinition } from "./rest-definition.ts";

type Part = RestDefinition["documentation"]["parts"][number];

/** A place that documentation may be of. */
interface DocumentedPlace {
  path: string;
  method: string;
  statusCode?: string;
  name?: string;
}

/** What is said of a place; empty: nothing. */
type Said = (type: string, place: DocumentedPlace) => ObjectValue;

/** What an API's documentation parts say, ready to be put where a document says it. */
export interface Documented {
  description: string | undefined;
  /** null: there are no parts */
  said: Said | null;
  /** `x-amazon-apigateway-documentation` */
  extension: ObjectValue | undefined;
}

export function writeDocumentation({ documentation: { version, parts } }: RestDefinition): Documented {
  const api = parts.find(({ location }) => location?.type === "API");
  const info: unknown = api ? propertiesOf(api.properties)["info"] : undefined;
  const description = isObject(info) ? info["description"] : undefined;
  return {
    description: text(description),
    said: parts.length === 0 ? null : saidBy(parts),
    extension:
      parts.length === 0
        ? undefined
        : {
            ...(version === null ? {} : { version }),
            documentationParts: parts.map(({ location, properties }) => ({
              location,
              properties: propertiesOf(properties),
            })),
          },
  };
}

/**
 * Reads parts by place: of those for a place and for more general ones above it, the most specific path counts first, then the status
 * code (developer guide, "Inherit content from an API entity of more general specifications").
 */
function saidBy(parts: Part[]): Said {
  const key = (type = "", path = "/", name = ""): string => `${type} ${path} ${name}`;
  const byPlace = Map.groupBy(parts, ({ location }) => key(location?.type, location?.path, location?.name));
  return (type, { path, method, statusCode, name }) => {
    for (let at = path; ; at = at.slice(0, at.lastIndexOf("/")) || "/") {
      const [best] = (byPlace.get(key(type, at, name)) ?? [])
        .filter(({ location }) => fits(location?.method, method) && fits(location?.statusCode, statusCode))
        .toSorted((a, b) => generality(a) - generality(b));
      if (best) return propertiesOf(best.properties);
      if (at === "/") return {};
    }
  };
}

const ANY = "*";

function fits(pattern: string | undefined, value: string | undefined): boolean {
  return pattern === undefined || pattern === ANY || pattern === value;
}

function generality({ location }: Part): number {
  return (fits(location?.statusCode, ANY) ? 2 : 0) + (fits(location?.method, ANY) ? 1 : 0);
}

/** An operation with summary, description and tags of the part for it, and the descriptions of its parameters and responses. */
export function documentedOperation(operation: Operation, path: string, said: Said | null): Operation {
  if (said === null) return operation;
  const at = { path, method: operation.method };
  const description = (type: string, match: Partial<DocumentedPlace> = {}): string | undefined =>
    text(said(type, { ...at, ...match })["description"]);
  const method = said("METHOD", at);
  const tags = method["tags"];
  return {
    ...operation,
    summary: text(method["summary"]),
    description: text(method["description"]),
    tags: Array.isArray(tags) ? tags.map(String) : [],
    parameters: operation.parameters.map((parameter) => ({
      ...parameter,
      description: description(PARAMETER_TYPES.get(parameter.in) ?? "", { name: parameter.name }),
    })),
    body: operation.body && { ...operation.body, description: description("REQUEST_BODY") },
    responses: operation.responses.map((response) => ({
      ...response,
      description: description("RESPONSE", { statusCode: response.code }),
      headers: response.headers.map((header) => ({
        ...header,
        description: description("RESPONSE_HEADER", { statusCode: response.code, name: header.name }),
      })),
    })),
  };
}

/** The documentation part type for a parameter in each place. */
export const PARAMETER_TYPES: ReadonlyMap<string, "PATH_PARAMETER" | "QUERY_PARAMETER" | "REQUEST_HEADER"> = new Map([
  ["path", "PATH_PARAMETER"],
  ["query", "QUERY_PARAMETER"],
  ["header", "REQUEST_HEADER"],
]);

function propertiesOf(properties: string | undefined): ObjectValue {
  try {
    const value: unknown = JSON.parse(properties ?? "{}");
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
