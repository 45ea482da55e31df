import type { Model } from "@aws-sdk/client-apigatewayv2";
import { compileSchema } from "../../languages/jsonschema/compile.ts";
import { modelTemplate } from "../../languages/jsonschema/model-template.ts";
import { SchemaProblem } from "../../languages/jsonschema/schema.ts";
import type { DefinitionReader } from "../../storage/definitions.ts";
import { type Fault } from "../../wire/fault.ts";
import { badRequest } from "../../wire/faults.ts";

const NAME = /^[a-zA-Z0-9]+$/;
const MAX_SCHEMA = 32_768;
/** How models refer to each other: `https://apigateway.amazonaws.com/restapis/{apiId}/models/{name}`. */
const REFERENCE = /\/models\/([a-zA-Z0-9]+)(?:#.*)?$/;

/** Refuses a model that AWS refuses: its name, and a schema that cannot be compiled. */
export async function checkModel(api: DefinitionReader, model: Model): Promise<void> {
  const { Name = "", Schema = "" } = model;
  if (!NAME.test(Name)) throw badRequest(`Model name must be alphanumeric: ${Name}`);
  if (Schema.length > MAX_SCHEMA) throw badRequest(`Model schema can have at most ${MAX_SCHEMA} characters`);
  if (Schema === "") return;
  const compiled = compileSchema(parsed(Schema), await resolver(api));
  if (!compiled.ok) throw invalid(`${compiled.problem.message} at '${compiled.problem.pointer}'`);
}

/** The mapping template that AWS generates for a model. */
export async function templateOf(api: DefinitionReader, model: Model): Promise<string> {
  try {
    return modelTemplate(parsed(model.Schema ?? "{}"), await resolver(api));
  } catch (error) {
    if (error instanceof SchemaProblem) throw invalid(error.message);
    throw error;
  }
}

/** Finds the schemas of the API's other models by their addresses. */
async function resolver(api: DefinitionReader): Promise<(url: string) => unknown> {
  const schemas = new Map((await api.list("model")).map(({ body }) => [body.Name, body.Schema]));
  return (url) => {
    const schema = schemas.get(REFERENCE.exec(url)?.[1] ?? "");
    return schema === undefined ? undefined : parsed(schema);
  };
}

function parsed(schema: string): unknown {
  try {
    return JSON.parse(schema);
  } catch (error) {
    throw invalid(`Schema is not valid JSON (${error instanceof Error ? error.message : String(error)})`);
  }
}

function invalid(problem: string): Fault {
  return badRequest(`Invalid model specified: Validation Result: warnings : [], errors : [${problem}]`);
}
