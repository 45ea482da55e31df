import type { Content, Parameter, RequestBody, ResponseItem } from "./definition.ts";
import { below } from "./problem.ts";
import { withSharedReferences } from "./shared-references.ts";
import { type Version, mergedParameters } from "./version.ts";
import { resolve } from "./references.ts";
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
  operation(document, { value, pointer, shared }) {
    const own = { values: value["parameters"], pointer: below(pointer, "parameters") };
    const items = [
      ...shared.values.map((item, index) => resolve(document, item, below(shared.pointer, index))),
      ...(Array.isArray(own.values) ? own.values : []).map((item: unknown, index) =>
        resolve(document, item, below(own.pointer, index)),
      ),
    ].map((found) => ({ value: objectAt(found.value, found.pointer), pointer: found.pointer }));
    return {
      parameters: mergedParameters(items.filter((item) => item.value["in"] !== "body").map(readParameter)),
      body: readBody(
        items.findLast((item) => item.value["in"] === "body"),
        types(document, value, pointer, "consumes"),
      ),
      responses: readResponses(document, value, pointer, types(document, value, pointer, "produces")),
    };
  },
};

/** The operation's own media types, else the document's, else JSON. */
function types(document: ObjectValue, value: ObjectValue, pointer: string, key: "consumes" | "produces"): string[] {
  const own = textsAt(value[key] ?? document[key], below(pointer, key));
  return own.length === 0 ? [JSON_TYPE] : own;
}

function readParameter({ value, pointer }: { value: ObjectValue; pointer: string }): Parameter {
  const place = textAt(value["in"], below(pointer, "in")) ?? "query";
  return {
    name: textAt(value["name"], below(pointer, "name")) ?? "",
    // What is none of these is reported by whoever imports it.
    in: place as Parameter["in"],
    required: value["required"] === true,
    description: textAt(value["description"], below(pointer, "description")),
    schema: inlineSchema(value),
    pointer,
  };
}

function inlineSchema(value: ObjectValue): unknown {
  const entries = Object.entries(value).filter(([key]) => !NO_SCHEMA.has(key) && !key.startsWith("x-"));
  return Object.fromEntries(entries);
}

function readBody(item: { value: ObjectValue; pointer: string } | undefined, consumes: string[]): RequestBody | null {
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

function readResponses(
  document: ObjectValue,
  operation: ObjectValue,
  pointer: string,
  produces: string[],
): ResponseItem[] {
  const at = below(pointer, "responses");
  return Object.entries(objectAt(operation["responses"], at)).flatMap(([code, item]): ResponseItem[] => {
    if (code.startsWith("x-")) return [];
    const found = resolve(document, item, below(at, code));
    const value = objectAt(found.value, found.pointer);
    const headersAt = below(found.pointer, "headers");
    const headers = Object.entries(objectAt(value["headers"], headersAt)).map(([name, header]) => {
      const headerValue = objectAt(header, below(headersAt, name));
      return {
        name,
        description: textAt(headerValue["description"], below(headersAt, name)),
        schema: inlineSchema(headerValue),
      };
    });
    const description = textAt(value["description"], below(found.pointer, "description"));
    return [{ code, description, headers, contents: contents(value["schema"], produces) }];
  });
}
