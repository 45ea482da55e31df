import { Validator, type Schema } from "@cfworker/json-schema";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { validatorFor } from "./validator.ts";

const NAMES = ["a", "b", "toString", "x1"] as const;
const name = fc.constantFrom(...NAMES);
const plain = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.integer({ min: -3, max: 5 }),
  fc.constantFrom("", "a", "ab", "😀x", "12"),
);

const { document } = fc.letrec<{ document: unknown }>((tie) => ({
  document: fc.oneof(
    { maxDepth: 3 },
    plain,
    fc.array(tie("document"), { maxLength: 4 }),
    fc.dictionary(name, tie("document"), { maxKeys: 4 }),
  ),
}));

const count = fc.integer({ min: 0, max: 3 });
const type = fc.constantFrom("array", "boolean", "integer", "null", "number", "object", "string");

const { schema } = fc.letrec<{ schema: Record<string, unknown> }>((tie) => {
  const inner = tie("schema");
  const map = fc.dictionary(name, inner, { maxKeys: 3 });
  const list = fc.array(inner, { minLength: 1, maxLength: 3 });
  const names = fc.uniqueArray(name, { minLength: 1, maxLength: 3 });
  const leaf = fc.record(
    {
      type: fc.oneof(type, fc.uniqueArray(type, { minLength: 1, maxLength: 3 })),
      enum: fc.uniqueArray(plain, { minLength: 1, maxLength: 4 }),
      minimum: fc.integer({ min: -2, max: 3 }),
      maximum: fc.integer({ min: -2, max: 3 }),
      multipleOf: fc.integer({ min: 1, max: 3 }),
      minLength: count,
      maxLength: count,
      pattern: fc.constantFrom("^a", "b$", "^\\d+$", "."),
      minItems: count,
      maxItems: count,
      minProperties: count,
      maxProperties: count,
      required: names,
      uniqueItems: fc.boolean(),
    },
    { requiredKeys: [] },
  );
  const nested = fc.record(
    {
      items: fc.oneof(inner, list),
      additionalItems: fc.oneof(fc.boolean(), inner),
      properties: map,
      patternProperties: fc.dictionary(fc.constantFrom("^a", "b", "\\d$"), inner, { maxKeys: 2 }),
      additionalProperties: fc.oneof(fc.boolean(), inner),
      dependencies: fc.dictionary(name, fc.oneof(names, inner), { maxKeys: 2 }),
      allOf: list,
      anyOf: list,
      oneOf: list,
      not: inner,
    },
    { requiredKeys: [] },
  );
  return {
    schema: fc.oneof(
      { maxDepth: 3 },
      leaf,
      fc.tuple(leaf, nested).map(([a, b]) => ({ ...a, ...b })),
      fc.constant({ items: { $ref: "#" }, properties: { a: { $ref: "#" } } }),
    ),
  };
});

// The library asks `in` and not for own members, so that the inherited toString counts as one there.
const inheritsNothing = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(inheritsNothing);
  if (typeof value !== "object" || value === null) return value;
  return Object.assign(
    Object.create(null),
    Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inheritsNothing(item)])),
  );
};

describe("compared with another validator", () => {
  it("gives the same verdict, and problems just for what is invalid", () => {
    fc.assert(
      fc.property(schema, fc.array(document, { minLength: 1, maxLength: 5 }), (model, documents) => {
        const ours = validatorFor(model);
        const theirs = new Validator(model satisfies Schema, "4");
        for (const value of documents) {
          expect(ours.isValid(value)).toBe(theirs.validate(inheritsNothing(value)).valid);
          expect(ours.problems(value).length > 0).toBe(!ours.isValid(value));
        }
      }),
      { numRuns: 150 },
    );
  });
});
