import type { Operation, Parameter } from "./definition.ts";
import type { ObjectValue } from "./values.ts";

/** What differs between the versions of OpenAPI. */
export interface Version {
  basePath(document: ObjectValue): string;
  /** name → schema with its pointer */
  schemas(document: ObjectValue): { values: ObjectValue; pointer: string };
  securitySchemes(document: ObjectValue): { values: ObjectValue; pointer: string };
  /** parameters, body and responses of an operation; `shared` are the path's own parameters */
  operation(
    document: ObjectValue,
    at: { value: ObjectValue; pointer: string; shared: { values: unknown[]; pointer: string } },
  ): Pick<Operation, "parameters" | "body" | "responses">;
}

/** A later parameter of the same place and name takes the earlier one's: an operation's own over the path's. */
export function mergedParameters(parameters: Parameter[]): Parameter[] {
  const byName = new Map(parameters.map((parameter) => [`${parameter.in} ${parameter.name}`, parameter]));
  return [...byName.values()];
}
