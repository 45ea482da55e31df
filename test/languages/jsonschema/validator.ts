import type { SchemaOptions } from "../../../src/languages/jsonschema/compilation.ts";
import { compileSchema, type Validator } from "../../../src/languages/jsonschema/compile.ts";
import type { Problem } from "../../../src/languages/jsonschema/check.ts";
import type { ResolveSchema } from "../../../src/languages/jsonschema/references.ts";

const nothing: ResolveSchema = () => undefined;

/** The validator of a schema that must compile. */
export function validatorFor(schema: unknown, resolve = nothing, options: SchemaOptions = {}): Validator {
  const compiled = compileSchema(schema, resolve, options);
  if (!compiled.ok) throw new Error(`${compiled.problem.pointer}: ${compiled.problem.message}`);
  return compiled.validator;
}

/** The problem of a schema that must not compile. */
export function problemOf(schema: unknown, resolve = nothing): Problem {
  const compiled = compileSchema(schema, resolve);
  if (compiled.ok) throw new Error("The schema was compiled");
  return compiled.problem;
}
