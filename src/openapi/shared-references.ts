import { isObject } from "./values.ts";

/** A schema whose `#/definitions/X` reads `#/components/schemas/X`. */
export function withSharedReferences(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withSharedReferences);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [
      key,
      key === "$ref" && typeof child === "string"
        ? child.replace(/^#\/definitions\//, "#/components/schemas/")
        : withSharedReferences(child),
    ]),
  );
}
