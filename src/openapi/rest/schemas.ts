import { SCHEMA_PREFIX } from "../definition.ts";
import { isObject, type ObjectValue } from "../values.ts";
import { MODEL_URL_PREFIX } from "./rest-definition.ts";

/** Keywords of OpenAPI that JSON Schema draft 4, the language of models, does not have; AWS does not import them either. */
const DROPPED = new Set([
  "nullable",
  "discriminator",
  "xml",
  "externalDocs",
  "example",
  "examples",
  "readOnly",
  "writeOnly",
  "deprecated",
  "contentEncoding",
  "contentMediaType",
  "$schema",
  "$comment",
  "$anchor",
]);
/** Keywords whose members are schemas by name, and whose value is a list of schemas. */
const BY_NAME = new Set(["properties", "patternProperties", "definitions", "$defs", "dependencies"]);
const LISTS = new Set(["allOf", "anyOf", "oneOf"]);
const SINGLE = new Set(["items", "additionalItems", "additionalProperties", "not"]);

/** The name of the model for a named schema: models have letters and digits only. */
export type ModelNames = (schemaName: string) => string;

/**
 * A schema of OpenAPI as a model has it: references to named schemas become those to models, `nullable` becomes a type, and what
 * OpenAPI 3.1 took from newer drafts becomes draft 4's.
 */
export function modelSchema(schema: unknown, nameOf: ModelNames): unknown {
  if (Array.isArray(schema)) return schema.map((item) => modelSchema(item, nameOf));
  if (!isObject(schema)) return schema;
  const { $ref: reference } = schema;
  if (typeof reference === "string") return { $ref: modelReference(reference, nameOf) };
  const result: ObjectValue = {};
  for (const [key, value] of Object.entries(schema)) {
    if (DROPPED.has(key) || key.startsWith("x-")) continue;
    if (BY_NAME.has(key)) result[key === "$defs" ? "definitions" : key] = eachSchema(value, nameOf);
    else if (LISTS.has(key) || SINGLE.has(key)) result[key] = modelSchema(value, nameOf);
    else if (key === "const") result["enum"] = [value];
    else if (key === "exclusiveMinimum" || key === "exclusiveMaximum") exclusive(result, key, value);
    else result[key] = value;
  }
  return schema["nullable"] === true ? nullable(result) : result;
}

function modelReference(reference: string, nameOf: ModelNames): string {
  return reference.startsWith(SCHEMA_PREFIX)
    ? MODEL_URL_PREFIX + nameOf(reference.slice(SCHEMA_PREFIX.length))
    : reference.replace(/^#\/\$defs\//, "#/definitions/");
}

function eachSchema(value: unknown, nameOf: ModelNames): unknown {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, modelSchema(child, nameOf)]));
}

/** Draft 4 has a flag beside the bound, newer drafts a bound of its own. */
function exclusive(result: ObjectValue, key: "exclusiveMinimum" | "exclusiveMaximum", value: unknown): void {
  result[key] = typeof value === "number" ? true : value;
  if (typeof value === "number") result[key === "exclusiveMinimum" ? "minimum" : "maximum"] = value;
}

function nullable(schema: ObjectValue): ObjectValue {
  const { type, enum: values } = schema;
  if (typeof type !== "string") return { oneOf: [{ type: "null" }, schema] };
  const withNull = Array.isArray(values) && !values.includes(null) ? { enum: [...values, null] } : {};
  return { ...schema, type: [type, "null"], ...withNull };
}

/** The reverse: a model's schema as a document has it, with references to named schemas. */
export function documentSchema(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(documentSchema);
  if (!isObject(schema)) return schema;
  const entries = Object.entries(schema).flatMap(([key, value]): [string, unknown][] => {
    if (key === "$schema") return [];
    if (key === "$ref" && typeof value === "string") return [[key, documentReference(value)]];
    return [[key, documentSchema(value)]];
  });
  return Object.fromEntries(entries);
}

function documentReference(reference: string): string {
  const name = /\/restapis\/[^/]+\/models\/([^/#?]+)$/.exec(reference)?.[1];
  return name === undefined ? reference : SCHEMA_PREFIX + name;
}
