import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readYaml } from "../../src/openapi/read-yaml.ts";
import { writeYaml } from "../../src/openapi/write-yaml.ts";

describe("YAML that is written", () => {
  it("has texts in double quotes and lists no deeper than what holds them", () => {
    const document = {
      openapi: "3.0.1",
      paths: { "/pets/{id}": { get: { tags: ["a: b"], responses: { "200": { description: "two\nlines" } } } } },
      servers: [{ url: "https://x", variables: {} }, [], [["deep"], { count: 1, on: true }]],
    };
    expect(writeYaml(document)).toBe(`openapi: "3.0.1"
paths:
  /pets/{id}:
    get:
      tags:
      - "a: b"
      responses:
        "200":
          description: "two\\nlines"
servers:
- url: "https://x"
  variables: {}
- []
- - - "deep"
  - count: 1
    "on": true
`);
  });

  it("is read as the same value, whatever it is", () => {
    const key = fc.oneof(
      fc.string(),
      fc.constantFrom("yes", "null", "1", "a b", "-", "- a", "#", "__proto_", "<<", "~", "{}", "/a/{b+}"),
    );
    const value = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.oneof(
          fc.string({ unit: "binary" }),
          fc.integer(),
          fc.boolean(),
          fc.constant(null),
          fc.double({ noNaN: true, noDefaultInfinity: true }),
        ),
        fc.array(tie("value"), { maxLength: 3 }),
        fc.dictionary(key, tie("value"), { maxKeys: 3, noNullPrototype: true }),
      ),
    })).value;
    fc.assert(
      fc.property(value, (one) => {
        const plain: unknown = JSON.parse(JSON.stringify(one));
        expect(readYaml(writeYaml(plain)).value).toEqual(plain);
      }),
      { numRuns: 500 },
    );
  });
});

describe("YAML that is read", () => {
  it("is YAML 1.2: only true and false are booleans, and dates are texts", () => {
    const text = "a: yes\nb: true\nc: 2020-01-01\nd: 0o14\ne: 012\nf: ~\ng: 1e3\nh: '1'\n1: one\n";
    expect(readYaml(text).value).toEqual({
      a: "yes",
      b: true,
      c: "2020-01-01",
      d: 12,
      e: 12,
      f: null,
      g: 1000,
      h: "1",
      "1": "one",
    });
  });

  it.each([
    ["a: b: c\n", "line 1, column 5: "],
    ["a: [1,\nb", "line 2, column "],
    ["a: 1\na: 2\n", "line 2, column "],
    ["a: 1\n---\nb: 2\n", "more than one document"],
    ["a: &x [*x]\n", "an alias stands within what it names"],
    ["a: *x\n", "line 1, column "],
    [
      `a: &a [x]\n${"bcdefghijkl"
        .split("")
        .map((c, n) => `${c}: &${c} [${`*${"abcdefghijk"[n]},`.repeat(9)}]`)
        .join("\n")}`,
      "too large",
    ],
    [`a: &a x\nb: [${"*a,".repeat(1_001)}]\n`, "alias"],
  ])("is refused with its place: %j", (text, message) => {
    expect(() => readYaml(text)).toThrow(message);
  });

  it("merges what its merge keys name, as YAML 1.1 does: what stands beside wins", () => {
    const text = `
shared: &shared
  type: http_proxy
  httpMethod: ANY
"<<": text
all:
  <<: *shared
  httpMethod: GET
both:
  <<: [{a: 1, b: 1}, {b: 2, c: 2}]
`;
    const { value, placeOf } = readYaml(text);
    const shared = { type: "http_proxy", httpMethod: "ANY" };
    const all = { ...shared, httpMethod: "GET" };
    expect(value).toEqual({ shared, "<<": "text", all, both: { a: 1, b: 1, c: 2 } });
    // What is merged in has the place of what it is merged into.
    expect([placeOf(["all", "httpMethod"]), placeOf(["all", "type"])]).toEqual([
      { line: 8, column: 15 },
      { line: 7, column: 3 },
    ]);
  });

  it("knows where values begin", () => {
    const { placeOf } = readYaml('a: {b: [1, "x"]}\nlist:\n- name: one\n  inner:\n    deep: true\n- &n two\n- *n\n');
    const places: [steps: string[], line: number, column: number][] = [
      [["a", "b", "1"], 1, 12],
      [["list", "0"], 3, 3],
      [["list", "0", "inner", "deep"], 5, 11],
      [["list", "0", "inner", "missing", "more"], 5, 5],
      [["list", "1"], 6, 6],
    ];
    for (const [steps, line, column] of places) expect(placeOf(steps), steps.join()).toEqual({ line, column });
    expect(placeOf(["missing"])).toBeNull();
  });
});
