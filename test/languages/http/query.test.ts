import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  decodePercent,
  decodeQueryComponent,
  encodePath,
  encodePathSegment,
  encodeQueryComponent,
} from "../../../src/languages/http/percent-encoding.ts";
import { allValues, joinedValues, lastValues, parseQuery } from "../../../src/languages/http/query.ts";
import { factsOf, isRecord } from "./facts.ts";

describe("a query", () => {
  it.each([
    ["a+b", "a b"],
    ["a%2Bb", "a+b"],
    ["%zz", "%zz"],
    ["100%", "100%"],
    ["%zz%20%C3%A9%", "%zz é%"],
    ["%E2%82", "\ufffd"],
    ["%41%ff%zz", "A\ufffd%zz"],
    ["%EF%BB%BFx%", "\ufeffx%"],
    ["é", "é"],
  ])("%s is decoded to %s (rule 21)", (raw, decoded) => {
    expect(decodeQueryComponent(raw)).toBe(decoded);
  });

  it("keeps a plus outside of queries", () => {
    expect(decodePercent("a+b%20c")).toBe("a+b c");
  });

  it("keeps order, repeated names and names without a value", () => {
    expect(parseQuery("?b=2&a=1&b=&c&&=x&d=1=2")).toEqual([
      { name: "b", value: "2" },
      { name: "a", value: "1" },
      { name: "b", value: "" },
      { name: "c", value: "" },
      { name: "", value: "x" },
      { name: "d", value: "1=2" },
    ]);
    expect(parseQuery("")).toEqual([]);
    expect(parseQuery("?")).toEqual([]);
  });

  it("gives null maps when there is none (rule 21)", () => {
    expect([lastValues([]), allValues([]), joinedValues([])]).toEqual([null, null, undefined]);
  });

  it("joins repeated names by commas for format 2.0", () => {
    expect(joinedValues(parseQuery("parameter1=value1&parameter1=value2&parameter2=value"))).toEqual({
      parameter1: "value1,value2",
      parameter2: "value",
    });
  });

  it("has names that every object inherits as its own", () => {
    expect(Object.keys(lastValues(parseQuery("__proto__=1&toString=2")) ?? {})).toEqual(["__proto__", "toString"]);
  });

  for (const fact of factsOf("query")) {
    const { query, expected } = fact;
    if (typeof query !== "string" || !isRecord(expected)) continue;
    it(`is mapped as AWS does: ${fact.name}`, () => {
      expect(lastValues(parseQuery(query))).toEqual(expected["queryStringParameters"]);
      expect(allValues(parseQuery(query))).toEqual(expected["multiValueQueryStringParameters"]);
    });
  }

  it("that is written and read again is the same", () => {
    const pair = fc.record({ name: fc.string({ unit: "grapheme" }), value: fc.string({ unit: "grapheme" }) });
    const wellFormed = fc
      .array(pair)
      .filter((pairs) => pairs.every(({ name, value }) => (name + value).isWellFormed()));
    fc.assert(
      fc.property(wellFormed, (pairs) => {
        const written = pairs.map(({ name, value }) => `${encodeQueryComponent(name)}=${encodeQueryComponent(value)}`);
        expect(parseQuery(written.join("&"))).toEqual(pairs);
      }),
    );
  });

  it("of any bytes is read without an error", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("%", "+", "&", "=", "a", "f", "8", "é") }), (raw) => {
        expect(parseQuery(raw).length).toBeLessThanOrEqual(raw.length);
      }),
    );
  });
});

describe("a path", () => {
  it.each([
    ["test%2Balias@gmail.com", "test%2Balias@gmail.com"],
    ["test+alias", "test+alias"],
    ["a b/c?d#e", "a%20b%2Fc%3Fd%23e"],
    ["100%", "100%25"],
    ["%zz%41", "%25zz%41"],
    ["é😀", "%C3%A9%F0%9F%98%80"],
    ["(x)~!$&'*,;=:-._", "(x)~!$&'*,;=:-._"],
  ])("takes %s as the segment %s (rule 20)", (value, segment) => {
    expect(encodePathSegment(value)).toBe(segment);
  });

  it("keeps the slashes of a greedy value", () => {
    expect(encodePath("a//b c/é")).toBe("a//b%20c/%C3%A9");
  });

  it("is not changed by being encoded twice", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (value) => {
        expect(encodePathSegment(encodePathSegment(value))).toBe(encodePathSegment(value));
      }),
    );
  });

  it("leaves only unreserved characters in a query", () => {
    expect(encodeQueryComponent("a b&c=d/é~-._")).toBe("a%20b%26c%3Dd%2F%C3%A9~-._");
  });
});
