import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { JsonSyntaxError, parseJson } from "../../../src/languages/jsonpath/parse-json.ts";
import { fromPlain, numberText, toPlain } from "../../../src/languages/jsonpath/value.ts";
import { JsonTooLarge, writeJson } from "../../../src/languages/jsonpath/write-json.ts";

describe("reading JSON", () => {
  it("reads and writes what JSON.parse and JSON.stringify do", () => {
    const json = fc.json({ maxDepth: 4 });
    fc.assert(
      fc.property(json, (text) => {
        expect(JSON.parse(writeJson(parseJson(text)))).toEqual(JSON.parse(text));
      }),
      { numRuns: 1_000, seed: 1 },
    );
  });

  const kept: [what: string, text: string, written: string][] = [
    ["the order of members, numbers too", '{"b":1,"10":2,"2":3}', '{"b":1,"10":2,"2":3}'],
    ["a double without fraction", "[1.0, 1, 1e2, -0.50]", "[1.0,1,100.0,-0.5]"],
    ["integers of any size", "[12345678901234567890, -9007199254740993]", "[12345678901234567890,-9007199254740993]"],
    ["large and small doubles as Java writes them", "[1e10, 1.5e-7, 123456789.5]", "[1.0E10,1.5E-7,1.234567895E8]"],
    ["the last of repeated members, at the first one's place", '{"a":1,"b":2,"a":3}', '{"a":3,"b":2}'],
    ["__proto__ as a name", '{"__proto__":{"x":1}}', '{"__proto__":{"x":1}}'],
    ["escapes", '["\\u0041\\n\\/\\u2028"]', '["A\\n/\\u2028"]'],
  ];
  it.each(kept)("keeps %s", (_what, text, written) => {
    expect(writeJson(parseJson(text))).toBe(written);
  });

  const lenient: [what: string, text: string, value: unknown][] = [
    ["unquoted names and words", "{statusCode: 200, state: on}", { statusCode: 200, state: "on" }],
    ["single quotes", "{'a': 'it'}", { a: "it" }],
    ["stray commas", "{,a:1,,b:[1,,2,],}", { a: 1, b: [1, 2] }],
    ["text after the value", '{"a":1} and more', { a: 1 }],
    ["text that is no JSON", "a=b&c=d", "a=b&c=d"],
    ["numbers that are none", "[1-2, 1.2.3, +1, .5, 0x1]", ["1-2", "1.2.3", "+1", ".5", "0x1"]],
    ["an empty text", "", ""],
  ];
  it.each(lenient)("takes %s", (_what, text, value) => {
    expect(toPlain(parseJson(text))).toEqual(value);
  });

  it.each([
    '{"a":1',
    "[1",
    '"a',
    "{a",
    '{"a":"b',
    "[".repeat(1_000),
    '["\\u12"]',
    '{"a":"x" "b":2}',
    "[{]",
    '{"a":}',
    '{"a":]',
    "{a::b}",
    "[}",
    "[:]",
    "}",
    "]",
    ": a",
    '{"a":1, {b:2}',
    "{[a]:1}",
    '{"a":1, :2}',
    "{]:1}",
  ])("refuses %s with the place", (text) => {
    expect(() => parseJson(text)).toThrow(JsonSyntaxError);
  });

  it.each([
    ["digits that end in a letter", `{"a": ${"1".repeat(1_000_000)}x}`, "string"],
    ["digits that end in two points", `[${"1".repeat(500_000)}..]`, "string"],
    ["a fraction that ends in a letter", `{"a": 1.${"1".repeat(1_000_000)}x}`, "string"],
  ])("%s are a word, at no more cost than their length", (_what, text, type) => {
    const document = parseJson(text);
    const [value] = document instanceof Map || Array.isArray(document) ? document.values() : [];
    expect(typeof value).toBe(type);
  });

  it("takes integers of any size that a program may have, and refuses those that only cost time", () => {
    const digits = "9".repeat(1_000);
    expect(writeJson(parseJson(digits))).toBe(digits);
    expect(() => parseJson(`{"a":${"9".repeat(1_000_000)}}`)).toThrow(JsonSyntaxError);
  });

  it("ends for texts of any characters", () => {
    const text = fc.string({ unit: fc.constantFrom(..."{}[]\":,'\\ua1. \n"), maxLength: 30 });
    fc.assert(
      fc.property(text, (source) => {
        try {
          writeJson(parseJson(source));
        } catch (error) {
          expect(error).toBeInstanceOf(JsonSyntaxError);
        }
      }),
      { numRuns: 3_000, seed: 2 },
    );
  });
});

describe("writing JSON", () => {
  it("escapes slashes only when a list prints itself", () => {
    expect(writeJson(["a/b"])).toBe('["a/b"]');
    expect(writeJson(["a/b"], { slash: true })).toBe('["a\\/b"]');
  });

  it("stops at the limit, and at values within themselves", () => {
    expect(() => writeJson(["a".repeat(50), "b"], { slash: false }, 40)).toThrow(JsonTooLarge);
    const endless: ReturnType<typeof parseJson>[] = [];
    endless.push(endless);
    expect(() => writeJson(endless)).toThrow(JsonTooLarge);
  });

  it("turns plain data into values and back", () => {
    const plain = { a: [1, 2.5, null, true, "x"], b: {} };
    expect(toPlain(fromPlain(plain))).toEqual(plain);
  });

  it.each([
    [0.001, "0.001"],
    [0.0001, "1.0E-4"],
    [9_999_999.5, "9999999.5"],
    [12_345_678.5, "1.23456785E7"],
    [Number.NaN, "NaN"],
  ])("prints the double %d as %s", (value, text) => {
    expect(numberText(value)).toBe(text);
  });
});
