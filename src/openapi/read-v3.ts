import type { Content, Placed, RequestBody } from "./definition.ts";
import { mergedParameters, parametersOf, placed, readParameter, readResponses } from "./operation-parts.ts";
import { below } from "./problem.ts";
import { firstServer, objectAt, type ObjectValue, textAt } from "./values.ts";
import type { Version } from "./version.ts";

/** OpenAPI 3.0 and 3.1. */
export const versionThree: Version = {
  basePath,
  schemas: (document) => component(document, "schemas"),
  securitySchemes: (document) => component(document, "securitySchemes"),
  operation(document, place) {
    return {
      parameters: mergedParameters(parametersOf(document, place).map((item) => readParameter(item, schemaOf(item)))),
      body: readBody(document, place.value["requestBody"], below(place.pointer, "requestBody")),
      responses: readResponses(document, place, {
        headerSchema: (header) => header["schema"] ?? {},
        contents: ({ value, pointer }) => readContents(value["content"], below(pointer, "content")),
      }),
    };
  },
};

function component(document: ObjectValue, name: string): { values: ObjectValue; pointer: string } {
  const components = objectAt(document["components"], "/components");
  const pointer = `/components/${name}`;
  return { values: objectAt(components[name], pointer), pointer };
}

/**
 * The path of the first server's URL. A variable named `basePath` is the base path by itself, whether the URL names it or not (API
 * Gateway developer guide, "Set the OpenAPI basePath property").
 */
function basePath(document: ObjectValue): string {
  const server = firstServer(document);
  const variables = objectAt(server["variables"], "/servers/0/variables");
  const defaultOf = (name: string): string => {
    const pointer = below("/servers/0/variables", name);
    return textAt(objectAt(variables[name], pointer)["default"], below(pointer, "default")) ?? "";
  };
  const path = Object.hasOwn(variables, "basePath")
    ? defaultOf("basePath")
    : (textAt(server["url"], "/servers/0/url") ?? "")
        .replaceAll(/\{([^{}]+)\}/g, (_whole, name: string) => defaultOf(name))
        .replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, "");
  const parts = path.split("/").filter((part) => part !== "");
  return parts.length === 0 ? "" : `/${parts.join("/")}`;
}

/** The schema of a parameter, its own or that of its only content. */
function schemaOf({ value, pointer }: Placed): unknown {
  const [content] = Object.values(objectAt(value["content"], below(pointer, "content")));
  return value["schema"] ?? objectAt(content, below(pointer, "content"))["schema"] ?? {};
}

function readBody(document: ObjectValue, item: unknown, pointer: string): RequestBody | null {
  if (item === undefined) return null;
  const { value, pointer: at } = placed(document, item, pointer);
  return {
    name: "",
    description: textAt(value["description"], below(at, "description")),
    required: value["required"] === true,
    contents: readContents(value["content"], below(at, "content")),
  };
}

function readContents(value: unknown, pointer: string): Content[] {
  return Object.entries(objectAt(value, pointer)).map(([contentType, media]) => ({
    contentType,
    schema: objectAt(media, below(pointer, contentType))["schema"],
  }));
}
