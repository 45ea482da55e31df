import { referredModel } from "../api.ts";

type Schema = Record<string, unknown>;

/** A JSON Schema as a type of TypeScript; what a type cannot say (lengths, patterns) is left out. `nameOf`: a model's type. */
export function typeOf(schema: unknown, nameOf: (model: string) => string | undefined): string {
  if (!isObject(schema)) return "unknown";
  const { $ref, enum: values, allOf, anyOf, oneOf } = schema;
  if ($ref !== undefined) return nameOf(referredModel($ref) ?? "") ?? "unknown";
  if (Array.isArray(values) && values.length > 0) return union(values.map(literal));
  const parts = [
    ...(Array.isArray(allOf) ? allOf.map((one) => typeOf(one, nameOf)) : []),
    ...[anyOf, oneOf].flatMap((list) => (Array.isArray(list) ? [union(list.map((one) => typeOf(one, nameOf)))] : [])),
    ...byType(schema, nameOf),
  ];
  const [only = "unknown"] = parts;
  if (parts.length < 2) return only;
  return parts.map((part) => (part.includes(" | ") ? `(${part})` : part)).join(" & ");
}

function byType(schema: Schema, nameOf: (model: string) => string | undefined): string[] {
  const { type } = schema;
  const names = Array.isArray(type) ? type : typeof type === "string" ? [type] : implied(schema);
  return names.length === 0 ? [] : [union(names.map((name) => named(name, schema, nameOf)))];
}

/** Schemas that speak of members or items without a type mean objects or arrays. */
function implied(schema: Schema): string[] {
  if (schema["properties"] !== undefined) return ["object"];
  return schema["items"] === undefined ? [] : ["array"];
}

function named(type: unknown, schema: Schema, nameOf: (model: string) => string | undefined): string {
  switch (type) {
    case "string":
    case "boolean":
    case "null":
      return type;
    case "integer":
    case "number":
      return "number";
    case "array":
      return `Array<${typeOf(schema["items"], nameOf)}>`;
    case "object":
      return objectType(schema, nameOf);
    default:
      return "unknown";
  }
}

function objectType(schema: Schema, nameOf: (model: string) => string | undefined): string {
  const properties = isObject(schema["properties"]) ? Object.entries(schema["properties"]) : [];
  const required = new Set(Array.isArray(schema["required"]) ? schema["required"] : []);
  const { additionalProperties } = schema;
  const members = properties.map(
    ([name, value]) => `${JSON.stringify(name)}${required.has(name) ? "" : "?"}: ${typeOf(value, nameOf)}`,
  );
  if (members.length > 0) return `{ ${members.join("; ")} }`;
  // Not Record: a type may not name itself as its argument, and trees do.
  return additionalProperties === false
    ? "Record<string, never>"
    : `{ [name: string]: ${typeOf(additionalProperties, nameOf)} }`;
}

function literal(value: unknown): string {
  return isObject(value) || Array.isArray(value) ? "unknown" : JSON.stringify(value);
}

function union(types: string[]): string {
  return [...new Set(types)].join(" | ");
}

function isObject(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
