import type { Operation } from "../definition.ts";
import { isObject, type ObjectValue } from "../values.ts";
import type { RestDefinition } from "./rest-definition.ts";

/** What an API's documentation parts say, ready to be put where a document says it. */
export interface Documented {
  description: string | undefined;
  parts: RestDefinition["documentation"]["parts"];
  /** `x-amazon-apigateway-documentation` */
  extension: ObjectValue | undefined;
}

export function writeDocumentation({ documentation: { version, parts } }: RestDefinition): Documented {
  const api = parts.find(({ location }) => location?.type === "API");
  const info: unknown = api ? propertiesOf(api.properties)["info"] : undefined;
  const description = isObject(info) ? info["description"] : undefined;
  return {
    description: typeof description === "string" ? description : undefined,
    parts,
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

/** An operation with summary, description and tags of the part for it, and the descriptions of its parameters and responses. */
export function documentedOperation(operation: Operation, path: string, parts: Documented["parts"]): Operation {
  const said = (type: string, match: { statusCode?: string; name?: string } = {}): ObjectValue => {
    const part = parts.find(
      ({ location }) =>
        location?.type === type &&
        location.path === path &&
        location.method === operation.method &&
        location.statusCode === match.statusCode &&
        location.name === match.name,
    );
    return part ? propertiesOf(part.properties) : {};
  };
  const description = (type: string, match?: { statusCode?: string; name?: string }): string | undefined =>
    text(said(type, match)["description"]);
  if (parts.length === 0) return operation;
  const method = said("METHOD");
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
