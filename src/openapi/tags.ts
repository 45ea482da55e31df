import type { ObjectValue } from "./values.ts";

const TAG_VALUE = "x-amazon-apigateway-tag-value";

/**
 * The tags of an API: a document's tags with their values. One without a value is an empty tag of an HTTP API (developer guide,
 * "x-amazon-apigateway-tag-value property"), and a word for readers in a REST API's document. Undefined without any.
 */
export function readTagValues(tags: ObjectValue[], kind: "HTTP" | "REST"): Record<string, string> | undefined {
  const values = tags.flatMap((tag): [string, string][] => {
    const { name, [TAG_VALUE]: value = kind === "HTTP" ? "" : undefined } = tag;
    return typeof name === "string" && value !== undefined ? [[name, String(value)]] : [];
  });
  return values.length === 0 ? undefined : Object.fromEntries(values);
}

/** The reverse. */
export function writeTagValues(tags: Record<string, string> | undefined): ObjectValue[] {
  return Object.entries(tags ?? {}).map(([name, value]) => ({ name, [TAG_VALUE]: value }));
}
