import { describe, expect, it } from "vitest";
import { problemOf, validatorFor } from "./validator.ts";

describe("references between models", () => {
  const MODELS = "https://apigateway.amazonaws.com/restapis/abc123/models/";
  const models: Readonly<Record<string, unknown>> = {
    Person: {
      type: "object",
      required: ["name"],
      properties: { name: { type: "string" }, house: { $ref: `${MODELS}House` } },
    },
    House: {
      type: "object",
      required: ["houseType"],
      properties: {
        houseType: { type: "string" },
        contains: { type: "array", items: { $ref: `${MODELS}Person` } },
        houses: { type: "array", items: { $ref: `${MODELS}House` } },
      },
    },
    Address: { definitions: { zip: { type: "string", pattern: "^\\d{4}$" } } },
  };
  const resolve = (url: string) => (url.startsWith(MODELS) ? models[url.slice(MODELS.length)] : undefined);

  it("follows circular models through a document (rule 16)", () => {
    const { isValid } = validatorFor(models["Person"], resolve);
    const house = { houseType: "random", contains: [{ name: "test" }], houses: [{ houseType: "test" }] };
    expect(isValid({ name: "test", house })).toBe(true);
    expect(isValid({ name: "test", house: { ...house, houses: [{ coucou: "test" }] } })).toBe(false);
    expect(isValid({ name: "test", house: { ...house, contains: [{ house }] } })).toBe(false);
  });

  it("follows a fragment into another model", () => {
    const { isValid } = validatorFor({ $ref: `${MODELS}Address#/definitions/zip` }, resolve);
    expect([isValid("8001"), isValid("80011")]).toEqual([true, false]);
  });

  it("resolves a reference against the model that holds it, not against the first one", () => {
    const other = { properties: { a: { $ref: "#/definitions/n" } }, definitions: { n: { type: "number" } } };
    const { isValid } = validatorFor(
      { allOf: [{ $ref: `${MODELS}Other` }], definitions: { n: { type: "string" } } },
      () => other,
    );
    expect([isValid({ a: 1 }), isValid({ a: "1" })]).toEqual([true, false]);
  });

  it("hands a reference without a scheme to the host as it is written", () => {
    const asked: string[] = [];
    validatorFor({ properties: { a: { $ref: "House" } } }, (url) => {
      asked.push(url);
      return {};
    });
    expect(asked).toEqual(["House"]);
  });

  it("asks the host once for a model that many references name", () => {
    let asked = 0;
    validatorFor({ properties: { a: { $ref: `${MODELS}X` }, b: { $ref: `${MODELS}X#/definitions/y` } } }, () => {
      asked += 1;
      return { definitions: { y: {} } };
    });
    expect(asked).toBe(1);
  });

  it("finds a schema by its local id, by its full one and by a name alone", () => {
    const schema = {
      id: "http://example.com/root.json",
      properties: {
        a: { $ref: "#node" },
        b: { $ref: "http://example.com/part.json" },
        c: { $ref: "part.json#/definitions/d" },
      },
      definitions: {
        node: { id: "#node", type: "string" },
        part: { id: "part.json", type: "integer", definitions: { d: { type: "null" } } },
      },
    };
    const { isValid } = validatorFor(schema);
    expect(isValid({ a: "x", b: 1, c: null })).toBe(true);
    expect([isValid({ a: 1 }), isValid({ b: "x" }), isValid({ c: 1 })]).toEqual([false, false, false]);
  });

  it("takes no id in an enum or in a property's name for one of a schema", () => {
    const schema = {
      definitions: { e: { enum: [{ id: "http://example.com/x", type: "null" }] } },
      properties: { id: { type: "string" }, x: { $ref: "http://example.com/x" } },
    };
    expect(problemOf(schema).message).toContain("leads to no schema");
  });

  it("ignores what stands beside a reference", () => {
    const { isValid } = validatorFor({
      $ref: "#/definitions/a",
      type: "string",
      definitions: { a: { type: "number" } },
    });
    expect([isValid(1), isValid("1")]).toEqual([true, false]);
  });

  it("knows a property that is called $ref", () => {
    const { isValid } = validatorFor({ properties: { $ref: { type: "string" } } });
    expect([isValid({ $ref: "x" }), isValid({ $ref: 1 })]).toEqual([true, false]);
  });
});

describe("a schema that cannot be used", () => {
  it.each([
    ["no object", [], "", "must be a JSON object"],
    [
      "a dead reference",
      { properties: { a: { $ref: "#/definitions/b" } } },
      "/properties/a/$ref",
      "leads to no schema",
    ],
    ["an unknown model", { items: { $ref: "https://example.com/x" } }, "/items/$ref", "leads to no schema"],
    ["a reference that is no text", { not: { $ref: 1 } }, "/not", "$ref must be a text"],
    [
      "an unknown type",
      { properties: { "a/b": { type: "strin" } } },
      "/properties/a~1b/type",
      "must be one of array, ",
    ],
    ["a limit as text", { maxLength: "35" }, "/maxLength", "must be a number"],
    ["a negative count", { minItems: -1 }, "/minItems", "0 or more"],
    ["an empty required", { required: [] }, "/required", "at least one"],
    ["draft 3's required", { properties: { a: { required: true } } }, "/properties/a/required", "list of names"],
    ["an enum with a value twice", { enum: ["A", "A"] }, "/enum", "twice"],
    ["draft 6's exclusiveMinimum", { exclusiveMinimum: 3 }, "/exclusiveMinimum", "true or false"],
    ["exclusiveMaximum alone", { exclusiveMaximum: true }, "/exclusiveMaximum", "needs maximum"],
    ["multipleOf 0", { multipleOf: 0 }, "/multipleOf", "greater than 0"],
    ["an empty allOf", { allOf: [] }, "/allOf", "at least one schema"],
    ["a broken pattern", { pattern: "(" }, "/pattern", "unclosed group"],
    [
      "a broken patternProperties",
      { patternProperties: { "[": {} } },
      "/patternProperties/[",
      "unclosed character class",
    ],
    ["a schema that is a list", { properties: { a: [] } }, "/properties/a", "must be a JSON object"],
  ])("is refused with its place: %s", (_, schema, pointer, message) => {
    const problem = problemOf(schema);
    expect(problem.pointer).toBe(pointer);
    expect(problem.message).toContain(message);
  });

  it("names the other model in the pointer where the problem is there", () => {
    const problem = problemOf({ $ref: "https://example.com/m" }, () => ({ items: { type: "x" } }));
    expect(problem.pointer).toBe("https://example.com/m#/items/type");
  });

  it("tolerates unknown keywords, other drafts' $schema, and their keywords", () => {
    const { isValid } = validatorFor({
      $schema: "http://json-schema.org/draft-07/schema#",
      type: "object",
      example: { a: 1 },
      nullable: true,
      const: 3,
      if: { type: "string" },
      discriminator: "x",
    });
    expect([isValid({}), isValid(3)]).toEqual([true, false]);
  });
});

describe("values", () => {
  it("calls 1.0 an integer, since JSON.parse gives 1 for it", () => {
    const { isValid } = validatorFor({ type: "integer" });
    expect([isValid(JSON.parse("1.0")), isValid(1e3), isValid(1.5), isValid("1")]).toEqual([true, true, false, false]);
  });

  it("counts characters and not UTF-16 units", () => {
    const { isValid } = validatorFor({ minLength: 2, maxLength: 3 });
    const verdicts = ["😀", "😀😀", "😀😀😀", "😀😀😀😀", "ab", "a", "\ud83d\ud83d", "abcd"].map(isValid);
    expect(verdicts).toEqual([false, true, true, false, true, false, true, false]);
  });

  it("divides decimals as they are written", () => {
    const multiple = (value: number, multipleOf: number) => validatorFor({ multipleOf }).isValid(value);
    expect([multiple(0.3, 0.1), multiple(0.0075, 0.0001), multiple(19.99, 0.01)]).toEqual([true, true, true]);
    expect([multiple(0.00751, 0.0001), multiple(7, 2), multiple(1e308, 0.123456789)]).toEqual([false, false, false]);
    expect([multiple(1e308, 2), multiple(-4.5, 1.5), multiple(0, 0.7)]).toEqual([true, true, true]);
  });

  it("finds names that every object inherits only where the document has them", () => {
    const { isValid } = validatorFor({ required: ["toString"], properties: { constructor: { type: "string" } } });
    expect(isValid({})).toBe(false);
    expect(isValid({ toString: 1 })).toBe(true);
    expect(isValid({ toString: 1, constructor: 1 })).toBe(false);
    const proto = validatorFor({ required: ["__proto__"], additionalProperties: { type: "string" } });
    expect([
      proto.isValid({}),
      proto.isValid(JSON.parse('{"__proto__":"x"}')),
      proto.isValid(JSON.parse('{"__proto__":1}')),
    ]).toEqual([false, true, false]);
  });

  it("accepts null through oneOf (rule 16)", () => {
    const { isValid } = validatorFor({ properties: { a: { oneOf: [{ type: "null" }, { type: "string" }] } } });
    expect([isValid({ a: null }), isValid({ a: "x" }), isValid({ a: 1 })]).toEqual([true, true, false]);
  });

  it("checks members of objects with very many named properties", () => {
    const properties = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`p${i}`, { type: "integer" }]));
    const { isValid } = validatorFor({ properties });
    expect([isValid({ p99: 1, other: "x" }), isValid({ p99: "1" })]).toEqual([true, false]);
  });

  it("takes format as a comment where the host says so", () => {
    expect(validatorFor({ format: "ipv4" }).isValid("x")).toBe(false);
    expect(validatorFor({ format: "ipv4" }, undefined, { formats: false }).isValid("x")).toBe(true);
    expect(validatorFor({ format: "int64" }).isValid("x")).toBe(true);
  });
});

describe("problems", () => {
  // The words are those of AWS's validator: API Gateway's execution logs and validationErrorString show them.
  it.each<[object, unknown, string]>([
    [{ type: "string" }, 1, 'instance type (integer) does not match any allowed primitive type (allowed: ["string"])'],
    [
      { type: ["object", "number"] },
      null,
      'instance type (null) does not match any allowed primitive type (allowed: ["integer","number","object"])',
    ],
    [{ enum: ["a", 1] }, "b", 'instance value ("b") not found in enum (possible values: ["a",1])'],
    [{ enum: [[1]] }, { a: 1 }, 'instance value ({"a":1}) not found in enum (possible values: [[1]])'],
    [{ minimum: 3 }, 2.5, "numeric instance is lower than the required minimum (minimum: 3, found: 2.5)"],
    [{ minimum: 3, exclusiveMinimum: true }, 3, "numeric instance is not strictly greater than the required minimum 3"],
    [{ maximum: 500 }, 600, "numeric instance is greater than the required maximum (maximum: 500, found: 600)"],
    [{ maximum: 5, exclusiveMaximum: true }, 5, "numeric instance is not strictly lower than the required maximum 5"],
    [{ multipleOf: 2 }, 3, "remainder of division is not zero (3 / 2)"],
    [{ minLength: 2 }, "é", 'string "é" is too short (length: 1, required minimum: 2)'],
    [{ maxLength: 1 }, "ab", 'string "ab" is too long (length: 2, maximum allowed: 1)'],
    [{ pattern: "^a$" }, "b", 'ECMA 262 regex "^a$" does not match input string "b"'],
    [{ format: "email" }, "x", 'string "x" is not a valid email address'],
    [{ minItems: 2 }, [1], "array is too short: must have at least 2 elements but instance has 1 elements"],
    [{ maxItems: 1 }, [1, 2], "array is too long: must have at most 1 elements but instance has 2 elements"],
    [{ uniqueItems: true }, [1, 1], "array must not contain duplicate elements"],
    [
      { items: [{}], additionalItems: false },
      [1, 2],
      "schema only allows 1 elements in array but instance has 2 elements",
    ],
    [{ required: ["b", "a", "c"] }, { c: 1 }, 'object has missing required properties (["a","b"])'],
    [
      { properties: { a: {} }, additionalProperties: false },
      { c: 1, a: 1, b: 1 },
      'object instance has properties which are not allowed by the schema: ["b","c"]',
    ],
    [{ minProperties: 2 }, { a: 1 }, "object has too few properties (found 1 but schema requires at least 2)"],
    [{ maxProperties: 0 }, { a: 1 }, "object has too many properties (found 1 but schema requires at most 0)"],
    [
      { dependencies: { a: ["b", "c"] } },
      { a: 1, c: 1 },
      'property "a" of object has missing property dependencies (schema requires ["b","c"]; missing: ["b"])',
    ],
    [{ allOf: [{}, { minimum: 2 }] }, 1, "instance failed to match all required schemas (matched only 1 out of 2)"],
    [{ anyOf: [{ type: "string" }] }, 1, "instance failed to match at least one required schema among 1"],
    [{ oneOf: [{}, {}] }, 1, "instance failed to match exactly one schema (matched 2 out of 2)"],
    [{ not: {} }, 1, "instance matched a schema which it should not have"],
  ])("%j of %j: %s", (schema, value, message) => {
    expect(validatorFor(schema).problems(value)).toEqual([{ pointer: "", message }]);
  });

  it("come in the order of keywords, and without those of what lies in something wrong", () => {
    const member = { type: "object", required: ["a"] };
    const { problems } = validatorFor({
      required: ["x", "y"],
      properties: { b: member, a: { properties: { deep: { enum: [1] } } }, c: { format: "ipv4", maxLength: 1 } },
      additionalProperties: false,
    });
    const places = (value: unknown) => problems(value).map(({ pointer, message }) => [pointer, message.slice(0, 15)]);
    expect(places({ z: 1, y: 1, b: 1 })).toEqual([
      ["", "object instance"],
      ["", "object has miss"],
    ]);
    const { problems: nested } = validatorFor({
      properties: { b: member, a: { items: member }, c: { items: member } },
    });
    expect(nested({ c: [1], b: {}, a: [{ a: 1 }, {}, 1] }).map(({ pointer }) => pointer)).toEqual([
      "/a/1",
      "/a/2",
      "/b",
    ]);
    const text = validatorFor({ format: "ipv4", maxLength: 1, enum: ["a"] });
    expect(text.problems("long").map(({ message }) => message.split(" ").at(-1))).toEqual(['["a"])', "1)", "address"]);
  });

  it("end at the limit", () => {
    const { problems } = validatorFor({ items: { type: "string" } });
    expect(problems(Array.from({ length: 1_000 }, () => 1))).toHaveLength(20);
    expect(problems([1, 2, 3], 2)).toHaveLength(2);
  });

  it("are none for a valid document", () => {
    expect(validatorFor({ type: "string" }).problems("x")).toEqual([]);
  });
});
