import { expect, it } from "vitest";
import { compilePath } from "../../../src/languages/jsonpath/compile-path.ts";
import { JsonPathError } from "../../../src/languages/jsonpath/path.ts";
import type { JsonValue } from "../../../src/languages/jsonpath/value.ts";

function read(expression: string, document: JsonValue): unknown {
  const compiled = compilePath(expression);
  if (!compiled.ok) throw new Error(compiled.problem.message);
  return compiled.path.read(document);
}

const list = (length: number, from: number): JsonValue[] => Array.from({ length }, (_, index) => from + index);

it.each(["subsetof", "anyof", "noneof", "all"])("two long lists compared by %s are too much work", (operator) => {
  const element = new Map<string, JsonValue>([
    ["a", list(100_000, 0)],
    ["b", list(100_000, operator === "subsetof" || operator === "all" ? 0 : 200_000)],
  ]);
  expect(() => read(`$[?(@.a ${operator} @.b)]`, [element])).toThrow(JsonPathError);
});

it("a pattern that would take too long is an error of the path", () => {
  const text = "a".repeat(2_000_000);
  expect(() => read("$[?(@ =~ /(?=(a+))(?:a|aa)+(?!a)\\1b/)]", [text])).toThrow(JsonPathError);
});
