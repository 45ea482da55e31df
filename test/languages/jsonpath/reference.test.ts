import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compilePath } from "../../../src/languages/jsonpath/compile-path.ts";
import { JsonPathError } from "../../../src/languages/jsonpath/path.ts";
import { fromPlain, toPlain } from "../../../src/languages/jsonpath/value.ts";

type Plain = null | boolean | number | string | Plain[] | { [name: string]: Plain };
type Step = { text: string; apply: (value: Plain) => Plain[] };

const isObject = (value: Plain): value is { [name: string]: Plain } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function children(value: Plain): Plain[] {
  return Array.isArray(value) ? value : isObject(value) ? Object.values(value) : [];
}

function descendants(value: Plain): Plain[] {
  return [value, ...children(value).flatMap(descendants)];
}

// The steps after a first wildcard, each as the obvious function from a value to values.
const property = (name: string): Step => ({
  text: `.${name}`,
  apply: (value) => (isObject(value) && name in value ? [value[name] ?? null] : []),
});
const index = (at: number): Step => ({
  text: `[${at}]`,
  apply: (value) => (Array.isArray(value) ? value.slice(at).slice(0, 1) : []),
});
const slice = (from: number, to: number): Step => ({
  text: `[${from}:${to}]`,
  apply: (value) => (Array.isArray(value) ? value.slice(from, to) : []),
});
const wildcard: Step = { text: "[*]", apply: children };
const scanned = (name: string): Step => ({
  text: `..${name}`,
  apply: (value) => descendants(value).flatMap(property(name).apply),
});
const greater = (than: number): Step => ({
  text: `[?(@.a > ${than})]`,
  apply: (value) =>
    (Array.isArray(value) ? value : isObject(value) ? [value] : []).filter((element) => {
      const a = isObject(element) ? element["a"] : undefined;
      return typeof a === "number" && a > than;
    }),
});

const steps = fc.array(
  fc.oneof(
    fc.constantFrom("a", "b", "c").map(property),
    fc.integer({ min: 0, max: 3 }).map(index),
    fc.tuple(fc.nat(3), fc.nat(3)).map(([from, to]) => slice(from, to)),
    fc.constant(wildcard),
    fc.constantFrom("a", "b").map(scanned),
    fc.integer({ min: -1, max: 3 }).map(greater),
  ),
  { maxLength: 4 },
);

const document = fc.letrec<{ value: Plain }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: "small" },
    fc.constantFrom<Plain>(null, true, 0, 1, 2.5, "x"),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom("a", "b", "c"), tie("value"), { maxKeys: 3, noNullPrototype: true }),
  ),
})).value;

describe("JSONPath", () => {
  it("gives what applying its steps one by one gives", () => {
    fc.assert(
      fc.property(document, steps, (value, rest) => {
        const path = compilePath(`$${[wildcard, ...rest].map((step) => step.text).join("")}`);
        if (!path.ok) throw new Error(path.problem.message);
        const expected = [wildcard, ...rest].reduce<Plain[]>((values, step) => values.flatMap(step.apply), [value]);
        expect(toPlain(path.path.read(fromPlain(value)) ?? null)).toEqual(expected);
      }),
      { numRuns: 2_000, seed: 5 },
    );
  });

  it("stops a path that would visit too much", () => {
    let deep: Plain = 1;
    for (let level = 0; level < 80; level++) deep = [deep];
    const wide = fromPlain(deep);
    const path = compilePath("$..*..*..*..*..*");
    if (!path.ok) throw new Error(path.problem.message);
    expect(() => path.path.read(wide)).toThrow(JsonPathError);
  });

  it("takes or refuses any text, and never throws anything else", () => {
    const text = fc.string({ unit: fc.constantFrom(..."$@.[]()?*'\",:-0123ab &|=<>!~/{} "), maxLength: 25 });
    fc.assert(
      fc.property(text, (expression) => {
        const path = compilePath(expression);
        if (!path.ok) return path.problem.position >= 0;
        try {
          path.path.read(fromPlain({ a: [1, { b: 2 }] }));
        } catch (error) {
          expect(error).toBeInstanceOf(JsonPathError);
        }
        return true;
      }),
      { numRuns: 5_000, seed: 6 },
    );
  });
});
