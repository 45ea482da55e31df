import { isObject, subschemas, type SchemaObject } from "./schema.ts";

/** Every keyword of draft 4 (core and validation). */
const DRAFT_4 = `$ref $schema id title description default definitions type enum format
  multipleOf maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength pattern
  additionalItems items maxItems minItems uniqueItems maxProperties minProperties required
  additionalProperties properties patternProperties dependencies allOf anyOf oneOf not`;

/**
 * The keywords of a schema and those inside it that draft 4 does not have, each once, in the order of their appearance.
 * The validator ignores them; AWS's management API has been seen to refuse a model for some
 * (`Invalid model schema specified. Unsupported keyword(s): ["example"]`).
 */
export function unsupportedKeywords(schema: unknown): readonly string[] {
  if (!isObject(schema)) return [];
  const known = new Set(DRAFT_4.split(/\s+/));
  const found = new Set<string>();
  const open: SchemaObject[] = [schema];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const keyword of Object.keys(next)) if (!known.has(keyword)) found.add(keyword);
    open.push(...[...subschemas(next)].map(([, inner]) => inner).toReversed());
  }
  return [...found];
}
