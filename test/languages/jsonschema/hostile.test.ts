import { describe, expect, it } from "vitest";
import { problemOf, validatorFor } from "./validator.ts";

function nested(levels: number, wrap: (inner: unknown) => unknown, innermost: unknown): unknown {
  let value = innermost;
  for (let i = 0; i < levels; i++) value = wrap(value);
  return value;
}

const brackets = (levels: number): unknown => JSON.parse("[".repeat(levels) + "]".repeat(levels));

describe("hostile schemas", () => {
  it.each([
    ["itself", { $ref: "#" }],
    [
      "itself by way of allOf",
      { definitions: { a: { allOf: [{ $ref: "#/definitions/a" }] } }, $ref: "#/definitions/a" },
    ],
    ["itself by way of not", { not: { $ref: "#" } }],
    ["itself by way of a dependency", { dependencies: { a: { $ref: "#" } } }],
    [
      "itself by way of another",
      {
        properties: { x: { $ref: "#/definitions/a" } },
        definitions: {
          a: { anyOf: [{ type: "string" }, { $ref: "#/definitions/b" }] },
          b: { oneOf: [{ $ref: "#/definitions/a" }] },
        },
      },
    ],
  ])("that refer to %s for the same value are refused", (_, schema) => {
    expect(problemOf(schema).message).toContain("without end");
  });

  it("of more levels than any model has are refused", () => {
    expect(problemOf(nested(5_000, (inner) => ({ items: inner }), {})).message).toContain("200 levels");
  });

  it("of more parts than any model has are refused", () => {
    const properties = Object.fromEntries(Array.from({ length: 100_001 }, (_, i) => [`p${i}`, {}]));
    expect(problemOf({ properties }).message).toContain("100000 parts");
  });

  it("with a chain of 50,000 references are compiled, and end", () => {
    const definitions: Record<string, unknown> = { d50000: { type: "string" } };
    for (let i = 0; i < 50_000; i++) definitions[`d${i}`] = { $ref: `#/definitions/d${i + 1}` };
    const { isValid, problems } = validatorFor({ definitions, $ref: "#/definitions/d0" });
    expect(isValid("x")).toBe(false);
    expect(problems("x")).toEqual([{ pointer: "", message: "is nested too deeply for its schema" }]);
  });

  it("whose alternatives double at each step end", () => {
    const definitions: Record<string, unknown> = { d60: { type: "string" } };
    for (let i = 0; i < 60; i++) {
      const next = { $ref: `#/definitions/d${i + 1}` };
      definitions[`d${i}`] = { allOf: [next, next] };
    }
    const { isValid, problems } = validatorFor({ definitions, $ref: "#/definitions/d0" }, undefined, {
      effort: { depth: 4_000, steps: 200_000 },
    });
    expect(isValid("x")).toBe(false);
    expect(problems("x")).toEqual([{ pointer: "", message: "takes too long to validate" }]);
  });

  it("with 50,000 values in an enum find each at once", () => {
    const { isValid } = validatorFor({
      items: { enum: Array.from({ length: 50_000 }, (_, i) => (i % 2 ? i : { i })) },
    });
    expect(isValid(Array.from({ length: 10_000 }, (_, i) => ({ i: i * 2 })))).toBe(true);
    expect(isValid([{ i: 1 }])).toBe(false);
  });

  it("with a pattern that hangs backtracking engines end", () => {
    const { isValid } = validatorFor({ pattern: "^(a+)+$" });
    expect([isValid("a".repeat(50_000)), isValid(`${"a".repeat(50_000)}!`)]).toEqual([true, false]);
  });
});

describe("hostile documents", () => {
  const list = {
    $ref: "#/definitions/list",
    definitions: { list: { type: "array", items: { $ref: "#/definitions/list" } } },
  };

  it("of 1,000 levels pass a recursive schema", () => {
    expect(validatorFor(list).isValid(brackets(1_000))).toBe(true);
  });

  it("of 200,000 levels are invalid, and say why", () => {
    const { isValid, problems } = validatorFor(list);
    const deep = brackets(200_000);
    expect(isValid(deep)).toBe(false);
    expect(problems(deep)).toEqual([{ pointer: "", message: "is nested too deeply for its schema" }]);
  });

  it("are not made valid by a not around the limit", () => {
    expect(
      validatorFor({ ...list, $ref: undefined, not: { $ref: "#/definitions/list" } }).isValid(brackets(200_000)),
    ).toBe(false);
  });

  it("cannot use up the stack with a schema that is high and recursive", () => {
    const schema = {
      definitions: { a: nested(150, (inner) => ({ items: inner }), { $ref: "#/definitions/a" }) },
      $ref: "#/definitions/a",
    };
    const { isValid } = validatorFor(schema);
    expect([isValid(brackets(100)), isValid(brackets(100_000))]).toEqual([true, false]);
  });

  it("of great depth are not compared for uniqueness", () => {
    const { isValid, problems } = validatorFor({ uniqueItems: true });
    const items = [brackets(100_000), brackets(100_000)];
    expect(isValid(items)).toBe(false);
    expect(problems(items)[0]?.message).toContain("too deeply");
  });

  it("of 200,000 items are searched for duplicates in one pass", () => {
    const { isValid } = validatorFor({ uniqueItems: true });
    const items: unknown[] = Array.from({ length: 200_000 }, (_, i) => (i % 3 === 0 ? { n: i, s: `${i}` } : i));
    expect(isValid(items)).toBe(true);
    items.push({ s: "30000", n: 30_000 });
    expect(isValid(items)).toBe(false);
  });

  it("with very many members meet each of a few patterns once", () => {
    const { isValid } = validatorFor({ patternProperties: { "^a": { type: "number" } }, additionalProperties: false });
    const members = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`a${i}`, i]));
    expect([isValid(members), isValid({ ...members, b: 1 })]).toEqual([true, false]);
  });
});
