import { compileSchema } from "../../languages/jsonschema/compile.ts";
import { unsupportedKeywords } from "../../languages/jsonschema/draft4.ts";
import { type SchemaObject, isObject } from "../../languages/jsonschema/schema.ts";
import type { DefinitionReader } from "../../storage/definitions.ts";
import type { Fault } from "../../wire/fault.ts";
import { badRequest } from "../../wire/faults.ts";
import { nestsTooDeep } from "../../wire/nesting.ts";

/** `https://apigateway.amazonaws.com/restapis/{apiId}/models/{name}`: how models refer to each other, with the region or without. */
const MODEL_URL =
  /^https:\/\/apigateway(?:\.[a-z0-9-]+)?\.amazonaws\.com(?:\.cn)?\/restapis\/[^/]+\/models\/([^/#?]+)$/;

/** The name of the model that a reference names, or null where it is none of a model. */
function referencedModel(reference: string): string | null {
  return MODEL_URL.exec(reference)?.[1] ?? null;
}

const invalidModel = (error: string): Fault =>
  badRequest(`Invalid model specified: Validation Result: warnings : [], errors : [${error}]`);

/**
 * Refuses the schema of a JSON model that AWS would refuse: no JSON Schema of draft 4, keywords that it does not know, references
 * that are neither inside the schema nor the address of a model of this API. `name` is the model's own, which may refer to itself.
 */
export async function checkModelSchema(reader: DefinitionReader, name: string, text: string): Promise<void> {
  const schema = checkedSchema(text);
  const models = await referencedSchemas(reader, schema);
  models.set(name, schema);
  if (!compileSchema(schema, resolveIn(models)).ok) throw invalidModel("Invalid model schema specified");
}

/**
 * The same for a model among many new ones: the models that it refers to must be there, and are checked by themselves. So a
 * document of a thousand schemas that all hang together costs a thousand checks, not a million.
 */
export async function checkOwnSchema(reader: DefinitionReader, name: string, text: string): Promise<void> {
  const schema = checkedSchema(text);
  for (const other of new Set(modelNames(schema))) {
    if (other !== name && !(await reader.byName("restModel", other))) {
      throw invalidModel(`Invalid model reference specified: ${other}`);
    }
  }
  if (!compileSchema(schema, () => ({})).ok) throw invalidModel("Invalid model schema specified");
}

function checkedSchema(text: string): SchemaObject {
  const schema = parseSchema(text);
  if (schema === null) throw invalidModel("Invalid model schema specified");
  const references = referencesOf(schema);
  if (
    references.some(
      (reference) =>
        !reference.startsWith("#/definitions/") && reference !== "#" && referencedModel(reference) === null,
    )
  ) {
    throw invalidModel("Model reference must be in canonical form");
  }
  const unsupported = unsupportedKeywords(schema);
  if (unsupported.length > 0) {
    throw invalidModel(`Invalid model schema specified. Unsupported keyword(s): ${JSON.stringify(unsupported)}`);
  }
  return schema;
}

/** A schema's text as an object; null where it is none, or one that nobody could follow. */
export function parseSchema(text: string): SchemaObject | null {
  try {
    const schema: unknown = JSON.parse(text);
    return isObject(schema) && !nestsTooDeep(schema) ? schema : null;
  } catch {
    return null;
  }
}

/** The schemas of all models that a schema refers to, directly or through others, by name. */
export async function referencedSchemas(
  reader: DefinitionReader,
  schema: SchemaObject,
): Promise<Map<string, SchemaObject>> {
  const found = new Map<string, SchemaObject>();
  const open = modelNames(schema);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (found.has(name)) continue;
    const model = await reader.byName("restModel", name);
    const referenced = parseSchema(model?.body.schema ?? "");
    if (referenced === null) continue;
    found.set(name, referenced);
    open.push(...modelNames(referenced));
  }
  return found;
}

/** Resolves references to models among those that were read. */
export function resolveIn(models: ReadonlyMap<string, SchemaObject>): (url: string) => unknown {
  return (url) => models.get(referencedModel(url) ?? "");
}

/** The names of the models that a schema refers to. */
export function modelNames(schema: SchemaObject): string[] {
  return referencesOf(schema).flatMap((reference) => referencedModel(reference) ?? []);
}

/** The schema with all models that it refers to inside it (GetModel, `flatten`). */
export function flattened(schema: SchemaObject, models: ReadonlyMap<string, SchemaObject>): string {
  const definitions = Object.fromEntries([...models].map(([name, model]) => [name, withLocalReferences(model)]));
  const main = withLocalReferences(schema);
  return JSON.stringify(models.size > 0 && isObject(main) ? { ...main, definitions } : main, null, 2);
}

function withLocalReferences(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withLocalReferences);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => {
      const name = key === "$ref" && typeof child === "string" ? referencedModel(child) : null;
      return [key, name === null ? withLocalReferences(child) : `#/definitions/${name}`];
    }),
  );
}

/** Every `$ref` of a schema, wherever it stands. */
function referencesOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesOf);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, child]) =>
    key === "$ref" && typeof child === "string" ? [child] : referencesOf(child),
  );
}
