import { Findings, type Check, type Problem } from "./check.ts";
import { Compilation, type SchemaOptions } from "./compilation.ts";
import { DEFAULT_EFFORT_LIMITS, Effort, EffortExceeded } from "./effort.ts";
import { SchemaLibrary, type ResolveSchema } from "./references.ts";
import { reported } from "./report.ts";
import { isObject, SchemaProblem } from "./schema.ts";

/** A compiled schema. It keeps no state between documents. */
export interface Validator {
  /** Tells whether a value, as JSON.parse gives it, passes. What costs too much to validate does not pass. */
  isValid(value: unknown): boolean;
  /**
   * What is wrong with a value, in the words and the order of AWS's validator, at most `limit` problems (20 unless given). Empty just
   * when it is valid.
   */
  problems(value: unknown, limit?: number): readonly Problem[];
}

export type CompiledSchema =
  | { readonly ok: true; readonly validator: Validator }
  | { readonly ok: false; readonly problem: Problem };

/** More than AWS's 400 KB of a model can hold. */
const MAXIMUM_PARTS = 100_000;
const USUAL_PROBLEMS = 20;

/**
 * Compiles a schema of JSON Schema draft 4, the language of AWS's models, to closures. `resolve` finds the schemas that
 * `$ref`s lead to outside of it, such as `https://apigateway.amazonaws.com/restapis/{apiId}/models/{name}`. Keywords that
 * draft 4 does not know are ignored, as is `$schema`. Never throws.
 *
 * The problem of a schema that cannot be compiled has a pointer into the schema.
 */
export function compileSchema(schema: unknown, resolve: ResolveSchema, options: SchemaOptions = {}): CompiledSchema {
  try {
    if (!isObject(schema)) throw new SchemaProblem("", "A schema must be a JSON object");
    const effort = new Effort(options.effort ?? DEFAULT_EFFORT_LIMITS);
    const library = new SchemaLibrary(resolve, MAXIMUM_PARTS);
    const compilation = new Compilation(library, effort, options);
    return { ok: true, validator: validatorOf(compilation.run(library.addMain(schema)), effort) };
  } catch (error) {
    if (!(error instanceof SchemaProblem)) throw error;
    return { ok: false, problem: { pointer: error.pointer, message: error.message } };
  }
}

function validatorOf(check: Check, effort: Effort): Validator {
  const test = (value: unknown): boolean => {
    effort.reset();
    try {
      return check.test(value);
    } catch (error) {
      if (isExhaustion(error)) return false;
      throw error;
    }
  };
  const problems = (value: unknown, limit = USUAL_PROBLEMS): readonly Problem[] => {
    if (test(value)) return [];
    const findings = new Findings(limit);
    effort.reset();
    try {
      check.explain(value, "", findings);
    } catch (error) {
      if (!isExhaustion(error)) throw error;
      findings.add("", "", error instanceof EffortExceeded ? error.message : "is nested too deeply for its schema");
    }
    return reported(findings.found).map(({ pointer, message }) => ({ pointer, message }));
  };
  return { isValid: test, problems };
}

/** The limits were reached, or the stack of a caller that was deep already (a RangeError). */
function isExhaustion(error: unknown): boolean {
  return error instanceof EffortExceeded || error instanceof RangeError;
}
