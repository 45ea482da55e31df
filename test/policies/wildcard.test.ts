import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileArn, compileResource } from "../../src/policies/arn.ts";
import { compileWildcard, tokenize } from "../../src/policies/wildcard.ts";

/** The plainest matcher there is: tries everything. */
function slow(pattern: string, text: string): boolean {
  if (pattern === "") return text === "";
  if (pattern[0] === "*") return slow(pattern.slice(1), text) || (text !== "" && slow(pattern, text.slice(1)));
  return text !== "" && (pattern[0] === "?" || pattern[0] === text[0]) && slow(pattern.slice(1), text.slice(1));
}

/** The same for resources: a wildcard in the first five parts stays there, unless it is a `*` that ends its part. */
function slowResource(pattern: string, text: string, colons = 0): boolean {
  if (pattern === "") return text === "";
  const [head] = pattern;
  const rest = pattern.slice(1);
  const free = colons >= 5;
  if (head === "*") {
    const ends = free || rest === "" || rest[0] === ":";
    if (slowResource(rest, text, colons)) return true;
    return text !== "" && (ends || text[0] !== ":") && slowResource(pattern, text.slice(1), colons);
  }
  if (text === "") return false;
  if (head === "?") return (free || text[0] !== ":") && slowResource(rest, text.slice(1), colons);
  return head === text[0] && slowResource(rest, text.slice(1), colons + (head === ":" ? 1 : 0));
}

const patterns = fc.string({ unit: fc.constantFrom("a", "b", "*", "?", "/"), maxLength: 9 });
const texts = fc.string({ unit: fc.constantFrom("a", "b", "/"), maxLength: 9 });

describe("a wildcard pattern", () => {
  it("matches exactly what the slow reference matches", () => {
    fc.assert(
      fc.property(patterns, texts, (pattern, text) => {
        expect(compileWildcard(pattern)(text)).toBe(slow(pattern, text));
      }),
      { numRuns: 3000 },
    );
  });

  it("matches every text that was made from it", () => {
    fc.assert(
      fc.property(patterns, fc.array(texts, { minLength: 9, maxLength: 9 }), (pattern, fill) => {
        let at = 0;
        const text = pattern.replaceAll(/[*?]/g, (wildcard) => (wildcard === "?" ? "x" : (fill[at++] ?? "")));
        expect(compileWildcard(pattern)(text)).toBe(true);
      }),
    );
  });

  it("takes bounded time on patterns that make backtracking matchers explode", () => {
    const pattern = `${"*a".repeat(30)}b`;
    expect(compileWildcard(pattern)("a".repeat(2000))).toBe(false);
  });
});

describe("a resource pattern", () => {
  const resource = (pattern: string) => compileResource(tokenize(pattern));
  const letters = fc.string({ unit: fc.constantFrom("a", ":", ":", "*", "?"), maxLength: 10 });

  it("matches exactly what the slow reference matches", () => {
    fc.assert(
      fc.property(letters, fc.string({ unit: fc.constantFrom("a", ":"), maxLength: 10 }), (pattern, text) => {
        expect(resource(pattern)(text)).toBe(slowResource(pattern, text));
      }),
      { numRuns: 3000 },
    );
  });

  const method = "arn:aws:execute-api:eu-west-1:123456789012:a1b2c3/prod/GET/pets/1";
  it.each([
    "*",
    "arn:aws:execute-api:*",
    "arn:aws:execute-api:*:*:*",
    "arn:aws:execute-api:eu-west-1:123456789012:a1b2c3/*",
    "arn:aws:execute-api:eu-west-1:*:a1b2c3/*/GET/*",
    "arn:aws:execute-api:eu-*-1:*:a1b2c3/prod/*/pets/?",
    "arn:aws:execute-api:eu-west-?:123456789012:*/prod/GET/pets/1",
  ])("%s covers a method", (pattern) => {
    expect(resource(pattern)(method)).toBe(true);
  });

  it.each([
    "arn:aws:execute-api:eu-west-1:123456789012:a1b2c3/prod/GET/pets",
    "arn:aws:execute-api:eu-west-1:123456789012:A1B2C3/*",
    "arn:aws:execute-api:e*1:a1b2c3/prod/GET/pets/1",
    "arn:aws:execute-api:eu-west-1:123456789012:a1b2c3/",
  ])("%s does not", (pattern) => {
    expect(resource(pattern)(method)).toBe(false);
  });
});

describe("an ARN in a condition", () => {
  it("is matched part by part", () => {
    // The example of the IAM User Guide, "Amazon Resource Name (ARN) condition operators".
    const pattern = "arn:aws:someservice:*:111122223333:finance/*";
    const value = "arn:aws:someservice:us-east-2:999999999999:store/abc:111122223333:finance/document.txt";
    expect(compileWildcard(pattern)(value)).toBe(true);
    expect(compileArn(tokenize(pattern))(value)).toBe(false);
    expect(compileArn(tokenize(pattern))("arn:aws:someservice:eu:111122223333:finance/a:b")).toBe(true);
  });

  it("needs all six parts, unless it is * alone", () => {
    expect(compileArn(tokenize("arn:aws:sns:*"))("arn:aws:sns:r:1:t")).toBe(false);
    expect(compileArn(tokenize("*"))("arn:aws:sns:r:1:t")).toBe(true);
  });
});
