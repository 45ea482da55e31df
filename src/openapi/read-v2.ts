import type { Content, Placed, RequestBody } from "./definition.ts";
import { mergedParameters, parametersOf, readParameter, readResponses } from "./operation-parts.ts";
import { below } from "./problem.ts";
import { withSharedReferences } from "./shared-references.ts";
import type { Version } from "./version.ts";
import { objectAt, type ObjectValue, textAt, textsAt } from "./values.ts";

const JSON_TYPE = "application/json";
/** Members of a parameter or header of OpenAPI 2.0 that are no part of its schema. */
const NO_SCHEMA = new Set(["name", "in", "required", "description", "collectionFormat", "allowEmptyValue"]);

/** OpenAPI 2.0 ("Swagger"). */
export const versionTwo: Version = {
  basePath(document) {
    const basePath = textAt(document["basePath"], "/basePath") ?? "";
    return basePath === "/" ? "" : basePath;
  },
  schemas: (document) => ({ values: objectAt(document["definitions"], "/definitions"), pointer: "/definitions" }),
  securitySchemes: (document) => ({
    values: objectAt(document["securityDefinitions"], "/securityDefinitions"),
    pointer: "/securityDefinitions",
  }),
  operation(document, place) {
    const { value, pointer } = place;
    const items = parametersOf(document, place);
    const produces = types(document, value, pointer, "produces");
    return {
      parameters: mergedParameters(
        items
          .filter((item) => item.value["in"] !== "body")
          .map((item) => readParameter(item, inlineSchema(item.value))),
      ),
      body: readBody(
        items.findLast((item) => item.value["in"] === "body"),
        types(document, value, pointer, "consumes"),
      ),
      responses: readResponses(document, place, {
        headerSchema: inlineSchema,
        contents: (response) => contents(response.value["schema"], produces),
      }),
    };
  },
};

/** The operation's own media types, else the document's, else JSON. */
function types(document: ObjectValue, value: ObjectValue, pointer: string, key: "consumes" | "produces"): string[] {
  const own = textsAt(value[key] ?? document[key], below(pointer, key));
  return own.length === 0 ? [JSON_TYPE] : own;
}

function inlineSchema(value: ObjectValue): unknown {
  const entries = Object.entries(value).filter(([key]) => !NO_SCHEMA.has(key) && !key.startsWith("x-"));
  return Object.fromEntries(entries);
}

function readBody(item: Placed | undefined, consumes: string[]): RequestBody | null {
  if (!item) return null;
  const { value, pointer } = item;
  return {
    name: textAt(value["name"], below(pointer, "name")) ?? "",
    description: textAt(value["description"], below(pointer, "description")),
    required: value["required"] === true,
    contents: contents(value["schema"], consumes),
  };
}

function contents(schema: unknown, contentTypes: string[]): Content[] {
  if (schema === undefined) return [];
  return contentTypes.map((contentType) => ({ contentType, schema: withSharedReferences(schema) }));
}
