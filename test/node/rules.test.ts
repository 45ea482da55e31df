import { readFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import facts from "../fixtures/aws/facts.json" with { type: "json" };

const TEST = resolve(import.meta.dirname, "..");
const texts = readdirSync(TEST, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => readFileSync(join(TEST, name), "utf8"));

/** The numbers after "rule" or "rules" in all tests: AWS's recorded behaviour is counted in 60 rules. */
const named = new Set(
  texts.flatMap((text) =>
    [...text.matchAll(/\brules? (\d+(?:(?:, | and )\d+)*)/gi)].flatMap(([, numbers]) =>
      (numbers ?? "").split(/, | and /).map(Number),
    ),
  ),
);

describe("what AWS was seen to do", () => {
  it("has a test that names its rule, for each of the 60", () => {
    const all = Array.from({ length: 60 }, (_, index) => index + 1);
    expect(all.filter((rule) => !named.has(rule))).toEqual([]);
  });

  it.each([...new Set(facts.map(({ kind }) => kind))])("is replayed where its kind is %s", (kind) => {
    expect(texts.some((text) => text.includes(`factsOf("${kind}")`) || text.includes(`ofKind("${kind}")`))).toBe(true);
  });
});
