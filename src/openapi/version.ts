import type { Operation } from "./definition.ts";
import type { ObjectValue } from "./values.ts";

/** An operation in its document; `shared` are the path's own parameters. */
export interface OperationPlace {
  value: ObjectValue;
  pointer: string;
  shared: { values: unknown[]; pointer: string };
}

/** What differs between the versions of OpenAPI. */
export interface Version {
  basePath(document: ObjectValue): string;
  /** name → schema with its pointer */
  schemas(document: ObjectValue): { values: ObjectValue; pointer: string };
  securitySchemes(document: ObjectValue): { values: ObjectValue; pointer: string };
  operation(document: ObjectValue, at: OperationPlace): Pick<Operation, "parameters" | "body" | "responses">;
}
