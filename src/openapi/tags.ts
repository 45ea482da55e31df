import type { ObjectValue } from "./values.ts";

const TAG_VALUE = "x-amazon-apigateway-tag-value";

/** The tags of an API: a document's tags that have a value. Undefined without any. */
export function readTagValues(tags: ObjectValue[]): Record<string, string> | undefined {
  const values = tags.flatMap((tag): [string, string][] => {
    const { name, [TAG_VALUE]: value } = tag;
    return typeof name === "string" && value !== undefined ? [[name, String(value)]] : [];
  });
  return values.length === 0 ? undefined : Object.fromEntries(values);
}

/** The reverse. */
export function writeTagValues(tags: Record<string, string> | undefined): ObjectValue[] {
  return Object.entries(tags ?? {}).map(([name, value]) => ({ name, [TAG_VALUE]: value }));
}
