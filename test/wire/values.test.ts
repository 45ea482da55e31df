import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { decodeBase64, encodeBase64 } from "../../src/wire/base64.ts";
import { decodeForm } from "../../src/wire/form-decode.ts";
import { decodeJson } from "../../src/wire/json-decode.ts";
import { encodeJson } from "../../src/wire/json-encode.ts";
import type { JsonStyle } from "../../src/wire/json-encode.ts";
import type { Structure, Type } from "../../src/wire/schema.ts";
import { decodeText } from "../../src/wire/text-decode.ts";
import { formatTimestamp, parseTimestamp } from "../../src/wire/timestamps.ts";

const STYLE: JsonStyle = { timestamps: "epoch-seconds", fractionalSeconds: true, blobType: "application/octet-stream" };

const simple = (kind: "string" | "number" | "boolean" | "blob"): Type => ({ kind });

/** A type together with values of it. */
interface Typed {
  readonly type: Type;
  readonly values: fc.Arbitrary<unknown>;
}

const date = fc.date({ min: new Date(0), max: new Date("2200-01-01"), noInvalidDate: true });

const scalar: fc.Arbitrary<Typed> = fc.constantFrom<Typed>(
  { type: simple("string"), values: fc.string({ unit: "binary" }) },
  { type: simple("number"), values: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0) },
  { type: simple("boolean"), values: fc.boolean() },
  { type: simple("blob"), values: fc.uint8Array() },
  { type: { kind: "timestamp" }, values: date },
  { type: { kind: "timestamp", format: "date-time" }, values: date },
);

const typed = fc.letrec<{ any: Typed }>((tie) => ({
  any: fc.oneof(
    { depthSize: "small" },
    scalar,
    tie("any").map(({ type, values }): Typed => ({
      type: { kind: "list", item: type },
      values: fc.array(values, { maxLength: 3 }),
    })),
    tie("any").map(({ type, values }): Typed => ({
      type: { kind: "map", value: type },
      values: fc.dictionary(fc.string(), values, { maxKeys: 3 }).map((map) => ({ ...map })),
    })),
    tie("any").map(({ type, values }): Typed => ({
      type: { kind: "structure", structure: () => structureOf(type) },
      values: values.map((value) => ({ Member: value })),
    })),
  ),
})).any;

function structureOf(type: Type): Structure {
  return { name: "S", members: [{ name: "Member", type, place: "body", wire: "member", required: false }] };
}

describe("JSON", () => {
  it("gives back every value of every type", () => {
    const cases = typed.chain(({ type, values }) => fc.tuple(fc.constant(type), values));
    fc.assert(
      fc.property(cases, ([type, value]) => {
        const wire: unknown = JSON.parse(JSON.stringify(encodeJson(type, value, STYLE)));
        expect(decodeJson(type, wire, "x")).toEqual(value);
      }),
      { numRuns: 200 },
    );
  });

  it("keeps a map's key __proto__ a key like any other", () => {
    const type: Type = { kind: "map", value: simple("string") };
    const decoded = decodeJson(type, JSON.parse('{"__proto__":"x"}'), "Tags");
    expect(Object.entries(Object(decoded))).toEqual([["__proto__", "x"]]);
    expect(JSON.stringify(encodeJson(type, decoded, STYLE))).toBe('{"__proto__":"x"}');
  });

  it("refuses with an InputProblem, and nothing else, whatever is sent", () => {
    const cases = typed.chain(({ type }) => fc.tuple(fc.constant(type), fc.jsonValue()));
    fc.assert(
      fc.property(cases, ([type, value]) => {
        try {
          decodeJson(type, value, "x");
        } catch (error) {
          expect(String(error)).toMatch(/^InputProblem: x/);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe("forms", () => {
  const structure = structureOf({
    kind: "list",
    item: { kind: "map", value: simple("string") },
  });

  it("read any parameters without failing", () => {
    const name = fc.stringMatching(/^(member|entry|key|value|[0-9]{1,3}|\.){0,8}$/);
    fc.assert(
      fc.property(fc.array(fc.tuple(name, fc.string())), (parameters) => {
        expect(decodeForm(structure, new URLSearchParams(parameters))).toBeTypeOf("object");
      }),
      { numRuns: 200 },
    );
  });

  it("read items by their number, however they are ordered", () => {
    const form = new URLSearchParams(
      "member.member.2.entry.1.key=b&member.member.2.entry.1.value=2&member.member.1.entry.1.value=1&member.member.1.entry.1.key=a",
    );
    expect(decodeForm(structure, form)).toEqual({ Member: [{ a: "1" }, { b: "2" }] });
  });

  it("read the tenth item behind the ninth", () => {
    const numbers = Array.from({ length: 12 }, (_, index) => 12 - index);
    const form = new URLSearchParams(
      numbers.flatMap((n) => [
        [`member.member.${n}.entry.1.key`, "n"],
        [`member.member.${n}.entry.1.value`, String(n)],
      ]),
    );
    expect(decodeForm(structure, form)).toEqual({ Member: numbers.toReversed().map((n) => ({ n: String(n) })) });
  });

  it("read a bare name as an empty list", () => {
    expect(decodeForm(structure, new URLSearchParams("member="))).toEqual({ Member: [] });
  });
});

describe("scalars", () => {
  it("base64 gives back all bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(decodeBase64(encodeBase64(bytes))).toEqual(bytes);
      }),
    );
  });

  it("base64 of a megabyte does not overflow the stack", () => {
    expect(decodeBase64(encodeBase64(new Uint8Array(1_000_000)))?.length).toBe(1_000_000);
  });

  it("numbers of a query are read only as decimal digits", () => {
    const read = (text: string): unknown => decodeText({ kind: "number" }, text, "limit");
    expect(["25", "-1", "1.5", ""].map(read)).toEqual([25, -1, 1.5, undefined]);
    for (const text of ["0x42", "1e2", " 1", "2ABC", "true", "Infinity", "NaN"]) {
      expect(() => read(text)).toThrow("limit: wrongType");
    }
  });

  it("timestamps are read in every form that AWS's clients write", () => {
    const expected = new Date(Date.UTC(2026, 0, 2, 3, 4, 5));
    for (const text of [
      "2026-01-02T03:04:05Z",
      "2026-01-02T03:04:05.000Z",
      "1767323045",
      "Fri, 02 Jan 2026 03:04:05 GMT",
    ]) {
      expect(parseTimestamp(text)).toEqual(expected);
    }
    expect(parseTimestamp(1767323045.25)).toEqual(new Date(expected.getTime() + 250));
    expect(parseTimestamp("yesterday")).toBeUndefined();
  });

  it("timestamps are written in whole seconds, or with fractions where a service keeps them", () => {
    const time = new Date(Date.UTC(2026, 0, 2, 3, 4, 5, 678));
    expect(formatTimestamp(time, "epoch-seconds", false)).toBe(1767323045);
    expect(formatTimestamp(time, "epoch-seconds", true)).toBe(1767323045.678);
    expect(formatTimestamp(time, "date-time", false)).toBe("2026-01-02T03:04:05Z");
    expect(formatTimestamp(time, "date-time", true)).toBe("2026-01-02T03:04:05.678Z");
  });
});
