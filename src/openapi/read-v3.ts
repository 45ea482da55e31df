import type { Content, Parameter, RequestBody, ResponseItem } from "./definition.ts";
import { below } from "./problem.ts";
import { resolve } from "./references.ts";
import { listAt, objectAt, type ObjectValue, textAt } from "./values.ts";
import { type Version, mergedParameters } from "./version.ts";

/** OpenAPI 3.0 and 3.1. */
export const versionThree: Version = {
  basePath,
  schemas: (document) => component(document, "schemas"),
  securitySchemes: (document) => component(document, "securitySchemes"),
  operation(document, { value, pointer, shared }) {
    const own = below(pointer, "parameters");
    const items = [
      ...shared.values.map((item, index) => resolve(document, item, below(shared.pointer, index))),
      ...listAt(value["parameters"], own).map((item, index) => resolve(document, item, below(own, index))),
    ];
    return {
      parameters: mergedParameters(
        items.map((found) => readParameter(objectAt(found.value, found.pointer), found.pointer)),
      ),
      body: readBody(document, value["requestBody"], below(pointer, "requestBody")),
      responses: readResponses(document, value, pointer),
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
  const [first] = listAt(document["servers"], "/servers");
  const server = objectAt(first, "/servers/0");
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

function readParameter(value: ObjectValue, pointer: string): Parameter {
  const [content] = Object.values(objectAt(value["content"], below(pointer, "content")));
  return {
    name: textAt(value["name"], below(pointer, "name")) ?? "",
    // What is none of these is reported by whoever imports it.
    in: (textAt(value["in"], below(pointer, "in")) ?? "query") as Parameter["in"],
    required: value["required"] === true,
    description: textAt(value["description"], below(pointer, "description")),
    schema: value["schema"] ?? objectAt(content, below(pointer, "content"))["schema"] ?? {},
    pointer,
  };
}

function readBody(document: ObjectValue, item: unknown, pointer: string): RequestBody | null {
  if (item === undefined) return null;
  const found = resolve(document, item, pointer);
  const value = objectAt(found.value, found.pointer);
  return {
    name: "",
    description: textAt(value["description"], below(found.pointer, "description")),
    required: value["required"] === true,
    contents: readContents(value["content"], below(found.pointer, "content")),
  };
}

function readContents(value: unknown, pointer: string): Content[] {
  return Object.entries(objectAt(value, pointer)).map(([contentType, media]) => ({
    contentType,
    schema: objectAt(media, below(pointer, contentType))["schema"],
  }));
}

function readResponses(document: ObjectValue, operation: ObjectValue, pointer: string): ResponseItem[] {
  const at = below(pointer, "responses");
  return Object.entries(objectAt(operation["responses"], at)).flatMap(([code, item]): ResponseItem[] => {
    if (code.startsWith("x-")) return [];
    const found = resolve(document, item, below(at, code));
    const value = objectAt(found.value, found.pointer);
    const headersAt = below(found.pointer, "headers");
    const headers = Object.entries(objectAt(value["headers"], headersAt)).map(([name, header]) => {
      const foundHeader = resolve(document, header, below(headersAt, name));
      const headerValue = objectAt(foundHeader.value, foundHeader.pointer);
      return {
        name,
        description: textAt(headerValue["description"], foundHeader.pointer),
        schema: headerValue["schema"] ?? {},
      };
    });
    const contents = readContents(value["content"], below(found.pointer, "content"));
    const description = textAt(value["description"], below(found.pointer, "description"));
    return [{ code, description, headers, contents }];
  });
}
