import { describe, expect, it } from "vitest";
import { camelCase, snakeCase, uniqueNames, wordsOf } from "../../src/sdk/api.ts";
import { typeOf } from "../../src/sdk/javascript/types.ts";

describe("names of operations", () => {
  it.each([
    ["ListPets", "listPets", "list_pets"],
    ["/pets/{petId}/get", "petsPetIdGet", "pets_pet_id_get"],
    ["a-b_c.d", "aBCD", "a_b_c_d"],
  ])("%s", (text, camel, snake) => {
    expect([camelCase(wordsOf(text)), snakeCase(wordsOf(text))]).toEqual([camel, snake]);
  });

  it("are given once, never to what the language keeps, and begin with a letter", () => {
    const name = uniqueNames(new Set(["class"]));
    expect(["get", "get", "get", "class", "1st", ""].map(name)).toEqual(["get", "get2", "get3", "class_", "_1st", "_"]);
  });
});

describe("a schema as a type", () => {
  const nameOf = (model: string): string | undefined => (model === "Pet" ? "Pet" : undefined);

  it.each<[string, unknown, string]>([
    ["a text", { type: "string", maxLength: 3 }, "string"],
    ["an enumeration", { enum: ["a", 1, null, "it's"] }, '"a" | 1 | null | "it\'s"'],
    ["one that may be null", { type: ["integer", "null"] }, "number | null"],
    ["a list", { type: "array", items: { type: "boolean" } }, "Array<boolean>"],
    ["a list of alternatives", { type: "array", items: { type: ["string", "null"] } }, "Array<string | null>"],
    [
      "an object",
      { required: ["a"], properties: { a: {}, "b-c": { type: "string" } } },
      '{ "a": unknown; "b-c"?: string }',
    ],
    ["a map", { type: "object", additionalProperties: { type: "number" } }, "{ [name: string]: number }"],
    ["an empty object", { type: "object", additionalProperties: false }, "Record<string, never>"],
    ["a model", { $ref: "https://apigateway.amazonaws.com/restapis/abc/models/Pet" }, "Pet"],
    ["a model that is not there", { $ref: "#/definitions/Other" }, "unknown"],
    [
      "all of several",
      { allOf: [{ $ref: "#/components/schemas/Pet" }, { type: ["string", "null"] }] },
      "Pet & (string | null)",
    ],
    ["one of several", { oneOf: [{ type: "string" }, { type: "number" }, { type: "string" }] }, "string | number"],
    ["anything", {}, "unknown"],
    ["no schema", true, "unknown"],
  ])("%s", (_what, schema, type) => {
    expect(typeOf(schema, nameOf)).toBe(type);
  });
});
