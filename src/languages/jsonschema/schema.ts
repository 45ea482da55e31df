/** A schema as parsed from JSON, of which only the outer shape is known. */
export type SchemaObject = Readonly<Record<string, unknown>>;

/** A JSON object: neither null nor an array. */
export function isObject(value: unknown): value is SchemaObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A schema that cannot be used. `pointer` tells where: a JSON pointer, after the address and `#` where it is in another schema. */
export class SchemaProblem extends Error {
  override readonly name = "SchemaProblem";
  readonly pointer: string;

  constructor(pointer: string, message: string) {
    super(message);
    this.pointer = pointer;
  }
}

/** A schema and where it stands. */
export interface Place {
  readonly schema: SchemaObject;
  /** The address that relative references start from: the nearest `id`, or the document's own address. */
  readonly base: string;
  /** For messages. */
  readonly pointer: string;
}

/** Keywords whose value is one schema. `items`, `additionalItems` and `additionalProperties` are only sometimes. */
const ONE_SCHEMA = ["not", "items", "additionalItems", "additionalProperties"];
/** Keywords whose value is a list of schemas. `items` is only sometimes. */
const SCHEMA_LIST = ["allOf", "anyOf", "oneOf", "items"];
/** Keywords whose value is a map of schemas. A dependency is only sometimes. */
const SCHEMA_MAP = ["properties", "patternProperties", "definitions", "dependencies"];

/** The schemas right below one, with the tokens that lead there (JSON Schema draft 4, validation, section 5). */
export function* subschemas(
  schema: SchemaObject,
): Generator<readonly [tokens: readonly string[], schema: SchemaObject]> {
  for (const keyword of ONE_SCHEMA) {
    const value = schema[keyword];
    if (isObject(value)) yield [[keyword], value];
  }
  for (const keyword of SCHEMA_LIST) {
    const value = schema[keyword];
    if (Array.isArray(value)) yield* objectEntries(keyword, value);
  }
  for (const keyword of SCHEMA_MAP) {
    const value = schema[keyword];
    if (isObject(value)) yield* objectEntries(keyword, value);
  }
}

function* objectEntries(
  keyword: string,
  value: object,
): Generator<readonly [tokens: readonly string[], schema: SchemaObject]> {
  for (const [key, entry] of Object.entries(value)) {
    const child: unknown = entry;
    if (isObject(child)) yield [[keyword, key], child];
  }
}
