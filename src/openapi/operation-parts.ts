import type { Content, Parameter, Placed, ResponseItem } from "./definition.ts";
import { below } from "./problem.ts";
import { resolve } from "./references.ts";
import { listAt, objectAt, type ObjectValue, textAt } from "./values.ts";
import type { OperationPlace } from "./version.ts";

/** The value that stands at a place, or that a reference there leads to. */
export function placed(document: ObjectValue, value: unknown, pointer: string): Placed {
  const found = resolve(document, value, pointer);
  return { value: objectAt(found.value, found.pointer), pointer: found.pointer };
}

/** The path's parameters, then the operation's own. */
export function parametersOf(document: ObjectValue, { value, pointer, shared }: OperationPlace): Placed[] {
  const own = below(pointer, "parameters");
  return [
    ...shared.values.map((item, index) => placed(document, item, below(shared.pointer, index))),
    ...listAt(value["parameters"], own).map((item, index) => placed(document, item, below(own, index))),
  ];
}

export function readParameter({ value, pointer }: Placed, schema: unknown): Parameter {
  const place = textAt(value["in"], below(pointer, "in")) ?? "query";
  return {
    name: textAt(value["name"], below(pointer, "name")) ?? "",
    // What is none of these is reported by whoever imports it.
    in: place as Parameter["in"],
    required: value["required"] === true,
    description: textAt(value["description"], below(pointer, "description")),
    schema,
    pointer,
  };
}

/** A later parameter of the same place and name takes the earlier one's: an operation's own over the path's. */
export function mergedParameters(parameters: Parameter[]): Parameter[] {
  const byName = new Map(parameters.map((parameter) => [`${parameter.in} ${parameter.name}`, parameter]));
  return [...byName.values()];
}

/** The responses of an operation. The versions write the schemas of headers and the contents in their own ways. */
export function readResponses(
  document: ObjectValue,
  { value: operation, pointer }: OperationPlace,
  ways: { headerSchema(header: ObjectValue): unknown; contents(response: Placed): Content[] },
): ResponseItem[] {
  const at = below(pointer, "responses");
  return Object.entries(objectAt(operation["responses"], at)).flatMap(([code, item]): ResponseItem[] => {
    if (code.startsWith("x-")) return [];
    const response = placed(document, item, below(at, code));
    const headersAt = below(response.pointer, "headers");
    const headers = Object.entries(objectAt(response.value["headers"], headersAt)).map(([name, header]) => {
      const { value, pointer: headerAt } = placed(document, header, below(headersAt, name));
      return { name, description: textAt(value["description"], headerAt), schema: ways.headerSchema(value) };
    });
    const description = textAt(response.value["description"], below(response.pointer, "description"));
    return [{ code, description, headers, contents: ways.contents(response) }];
  });
}
