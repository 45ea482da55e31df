/// <reference types="vite/client" />
import { describe, expect, it } from "vitest";
import { compileSchema } from "../../../src/languages/jsonschema/compile.ts";

interface Group {
  readonly description: string;
  readonly schema: unknown;
  readonly tests: readonly { readonly description: string; readonly data: unknown; readonly valid: boolean }[];
}

const suites = import.meta.glob<readonly Group[]>("/node_modules/json-schema-test-suite/tests/draft4/**/*.json", {
  eager: true,
  import: "default",
});
const remotes = import.meta.glob<unknown>("/node_modules/json-schema-test-suite/remotes/**/*.json", {
  eager: true,
  import: "default",
});

/** Of draft 4's schema of schemas, the rules that the suite asks for. */
const metaSchema = {
  id: "http://json-schema.org/draft-04/schema#",
  type: "object",
  definitions: {
    positiveInteger: { type: "integer", minimum: 0 },
    positiveIntegerDefault0: { allOf: [{ $ref: "#/definitions/positiveInteger" }, { default: 0 }] },
    simpleTypes: { enum: ["array", "boolean", "integer", "null", "number", "object", "string"] },
  },
  properties: {
    minLength: { $ref: "#/definitions/positiveIntegerDefault0" },
    properties: { type: "object", additionalProperties: { $ref: "#" } },
    definitions: { type: "object", additionalProperties: { $ref: "#" } },
    type: { anyOf: [{ $ref: "#/definitions/simpleTypes" }, { type: "array" }] },
  },
};

const SUITE_HOST = "http://localhost:1234";

function resolve(url: string): unknown {
  if (url === "http://json-schema.org/draft-04/schema") return metaSchema;
  if (!url.startsWith(SUITE_HOST)) return undefined;
  return remotes[`/node_modules/json-schema-test-suite/remotes${url.slice(SUITE_HOST.length)}`];
}

/** Cases of the suite that do not pass, with the reason. */
const DIFFERENT = new Map([
  [
    "some languages do not distinguish between different types of numeric value: a float is not an integer even without fractional part",
    "JSON.parse gives the same number for 1.0 and 1",
  ],
  [
    "validation of URIs: a valid protocol-relative URI",
    "RFC 3986 calls //host/path a reference and no URI; later editions of the suite refuse it, too",
  ],
]);

describe("the draft 4 cases of json-schema-test-suite", () => {
  it("finds the suite", () => {
    expect(Object.keys(suites).length).toBeGreaterThan(25);
  });

  for (const [path, groups] of Object.entries(suites)) {
    const name = path.slice(path.lastIndexOf("draft4/") + 7, -5);
    for (const group of groups) {
      for (const test of group.tests) {
        const label = `${group.description}: ${test.description}`;
        const verdict = test.valid ? "accepts" : "refuses";
        const run = DIFFERENT.has(label) ? it.fails : it;
        run(`${name}: ${verdict} ${label}`, () => {
          const compiled = compileSchema(group.schema, resolve);
          if (!compiled.ok) throw new Error(`${compiled.problem.pointer}: ${compiled.problem.message}`);
          expect(compiled.validator.isValid(test.data)).toBe(test.valid);
          expect(compiled.validator.problems(test.data).length === 0).toBe(test.valid);
        });
      }
    }
  }
});
