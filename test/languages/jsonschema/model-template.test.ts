import { describe, expect, it } from "vitest";
import { unsupportedKeywords } from "../../../src/languages/jsonschema/draft4.ts";
import { modelTemplate } from "../../../src/languages/jsonschema/model-template.ts";

const HEAD = "#set($inputRoot = $input.path('$'))\n";
const LOOP =
  "##TODO: Update this foreach loop to reference array from input json\n#foreach($elem in $inputRoot.TODO)\n";
const END = "\n#if($foreach.hasNext),#end\n#end\n]";
const none = (): unknown => undefined;
const template = (schema: unknown, resolve: (url: string) => unknown = none): string => modelTemplate(schema, resolve);

describe("the mapping template of a model", () => {
  it("is as in AWS's API reference", () => {
    const number = { type: "number" };
    const output = { type: "object", properties: { a: number, b: number, op: { type: "string" }, c: number } };
    expect(template(output)).toBe(`${HEAD}{\n  "a" : 3.1415,\n  "b" : 3.1415,\n  "op" : "foo",\n  "c" : 3.1415\n}`);
  });

  it("is an empty object for a model without properties", () => {
    expect(
      template({ $schema: "http://json-schema.org/draft-04/schema#", title: "Empty Schema", type: "object" }),
    ).toBe(`${HEAD}{ }`);
  });

  it("loops over a list", () => {
    const item = { type: "object", properties: { age: { type: "integer" }, vip: { type: "boolean" } } };
    expect(template({ type: "array", items: item })).toBe(
      `${HEAD}[\n${LOOP} {\n  "age" : 42,\n  "vip" : true\n} ${END}`,
    );
  });

  it("nests objects and lists", () => {
    const schema = {
      properties: {
        photos: {
          type: "object",
          properties: { page: { type: "integer" }, photo: { type: "array", items: { type: "string" } } },
        },
      },
    };
    expect(template(schema)).toBe(
      `${HEAD}{\n  "photos" : {\n    "page" : 42,\n    "photo" : [\n${LOOP} "foo" ${END}\n  }\n}`,
    );
  });

  it("follows references between models and ends where one contains itself", () => {
    const house = { type: "object", properties: { owner: { $ref: "https://models/Person" } } };
    const person = {
      type: "object",
      properties: { name: { type: ["null", "string"] }, house: { $ref: "https://models/House" } },
    };
    const resolve = (url: string): unknown => (url === "https://models/House" ? house : person);
    expect(template({ $ref: "https://models/House" }, resolve)).toBe(
      `${HEAD}{\n  "owner" : {\n    "name" : "foo",\n    "house" : { }\n  }\n}`,
    );
  });

  it("takes the first alternative that has a form", () => {
    expect(template({ oneOf: [{ type: "null" }, { type: "integer" }] })).toBe(`${HEAD}42`);
  });

  it("says which reference leads nowhere", () => {
    expect(() => template({ properties: { a: { $ref: "#/definitions/b" } } })).toThrow(
      '"#/definitions/b" leads to no schema',
    );
  });

  it("ends for references that double at each step", () => {
    const definitions: Record<string, unknown> = { d40: { type: "string" } };
    for (let i = 0; i < 40; i++) {
      const next = { $ref: `#/definitions/d${i + 1}` };
      definitions[`d${i}`] = { properties: { a: next, b: next } };
    }
    expect(template({ definitions, $ref: "#/definitions/d0" }).length).toBeLessThan(1_000_000);
  });
});

describe("the keywords that draft 4 does not have", () => {
  it("are listed once each, wherever a schema stands", () => {
    const schema = {
      nullable: true,
      properties: { example: { type: "string", example: "x" }, b: { items: [{ const: 1, example: 2 }] } },
      enum: [{ other: 1 }],
    };
    expect(unsupportedKeywords(schema)).toEqual(["nullable", "example", "const"]);
    expect(unsupportedKeywords([])).toEqual([]);
  });
});
