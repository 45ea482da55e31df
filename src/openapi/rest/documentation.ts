import type { DocumentationPart, DocumentationPartLocation } from "@aws-sdk/client-api-gateway";
import { type BasePathMode, placedPath } from "../base-path.ts";
import type { Definition, Operation } from "../definition.ts";
import { below } from "../problem.ts";
import { compact, isObject, listAt, objectAt, textAt } from "../values.ts";
import { PARAMETER_TYPES } from "./export-documentation.ts";
import type { RestDefinition } from "./rest-definition.ts";

type Part = Pick<DocumentationPart, "location" | "properties">;
const DOCUMENTATION = "x-amazon-apigateway-documentation";
/** Types of parts that belong to no path. */
const PATHLESS: ReadonlySet<unknown> = new Set(["API", "AUTHORIZER", "MODEL"]);

/**
 * The documentation parts of a document: what it says in words, at the places that AWS documents (developer guide,
 * "Documentation parts for the API"), and those that `x-amazon-apigateway-documentation` lists.
 */
export function readDocumentation(
  definition: Definition,
  { basePath }: { basePath: BasePathMode },
): RestDefinition["documentation"] {
  const pointer = below("", DOCUMENTATION);
  const written = objectAt(definition.extensions[DOCUMENTATION], pointer);
  const parts = [
    ...partOf({ type: "API" }, { info: compact({ description: definition.description }) }),
    ...[...definition.schemas].flatMap(([name, schema]) =>
      partOf({ type: "MODEL", name }, { description: isObject(schema) ? schema["description"] : undefined }),
    ),
    ...definition.paths.flatMap(({ path, operations }) =>
      operations.flatMap((operation) => operationParts(operation, placedPath(definition.basePath, path, basePath))),
    ),
    ...listAt(written["documentationParts"], pointer).map((item, index) => writtenPart(item, below(pointer, index))),
  ];
  return { version: textAt(written["version"], pointer) ?? null, parts: lastOfEach(parts) };
}

function operationParts(operation: Operation, path: string): Part[] {
  const { method, summary, description, tags } = operation;
  const at = { path, method };
  return [
    ...partOf({ type: "METHOD", ...at }, { summary, description, tags: tags.length === 0 ? undefined : tags }),
    ...operation.parameters.flatMap(({ name, in: place, description: text }) => {
      const type = PARAMETER_TYPES.get(place);
      return type === undefined ? [] : partOf({ type, ...at, name }, { description: text });
    }),
    ...partOf({ type: "REQUEST_BODY", ...at }, { description: operation.body?.description }),
    ...operation.responses.flatMap(({ code, description: text, headers }) => [
      ...partOf({ type: "RESPONSE", ...at, statusCode: code }, { description: text }),
      ...headers.flatMap((header) =>
        partOf(
          { type: "RESPONSE_HEADER", ...at, statusCode: code, name: header.name },
          { description: header.description },
        ),
      ),
    ]),
  ];
}

/** A part, unless nothing is said there. */
function partOf(location: DocumentationPartLocation, properties: Record<string, unknown>): Part[] {
  const said = Object.fromEntries(
    Object.entries(properties).filter(
      ([, value]) => value !== undefined && !(isObject(value) && Object.keys(value).length === 0),
    ),
  );
  return Object.keys(said).length === 0 ? [] : [{ location, properties: JSON.stringify(said) }];
}

function writtenPart(item: unknown, pointer: string): Part {
  const value = objectAt(item, pointer);
  const location = objectAt(value["location"], below(pointer, "location"));
  const { properties } = value;
  return {
    // The management API refuses what is no location. One below a path that names none is at the root: recorded so.
    location: {
      ...(!PATHLESS.has(location["type"]) && { path: "/" }),
      ...location,
    } as unknown as DocumentationPartLocation,
    properties: typeof properties === "string" ? properties : JSON.stringify(properties ?? {}),
  };
}

/** One part for each place: what the extension lists over what the document says by itself. */
function lastOfEach(parts: Part[]): Part[] {
  const byPlace = new Map(parts.map((part) => [JSON.stringify(Object.entries(part.location ?? {}).sort()), part]));
  return [...byPlace.values()];
}
