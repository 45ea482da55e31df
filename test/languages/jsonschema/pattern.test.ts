import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { linearPattern } from "../../../src/languages/jsonschema/pattern.ts";

describe("patterns", () => {
  it.each([
    ["es", "yes", true],
    ["^\\d{3}$", "1234", false],
    ["^\\d{3}$", "١٢٣", false],
    ["^[A-Z]{3}-\\d+$", "ABC-12345", true],
    ["^.{1,2000}$", "x".repeat(2_000), true],
    ["^.{1,2000}$", "x".repeat(2_001), false],
    ["^[^@\\s]+@[^@\\s]+\\.[a-z]+$", "ada@example.com", true],
    ["^[^@\\s]+@[^@\\s]+\\.[a-z]+$", "ada@example", false],
    ["\\u0041", "A", true],
    ["^\\/a\\-b$", "/a-b", true],
    ["^(?:foo|bar)?$", "bar", true],
    ["a|b", "xbx", true],
    ["^$", "", true],
    ["", "anything", true],
    ["costs \\$", "it costs $", true],
    ["[\\]]", "]", true],
    ["^😀$", "😀", true],
    ["^a.$", "a\u0085", true],
    ["^\\S+$", "a\u00a0", false],
    ["a$", "a\n", false],
    ["^[\\w-.]+@[[&&a]+$", "a-b.c@&[a", true],
    ["^a{x{,2}$", "a{x{,2}", true],
    ["[^]", "\n", true],
    ["[]", "]", false],
    ["^[\\b\\v]\\v\\0$", "\b\v\0", true],
    ["^\\p{Lu}+$", "ÄÖ", true],
    ["^(?<year>\\d{4})-(?:0\\d|1[0-2])$", "2026-11", true],
    ["a(?=b)", "ab", true],
    ["a(?=b)", "ac", false],
    ["(?!a)b", "ab", true],
    ["^(?=a)b|c", "c", true],
    ["^(?!.*(?:ab)+$)[a-c]+$", "acab", false],
    ["(?<=(?:a|b)+)c", "abc", true],
  ])("%s and %s: %s", (source, text, expected) => {
    expect(linearPattern(source)(text)).toBe(expected);
  });

  it("understand look-aheads where rules for passwords have them", () => {
    const matches = linearPattern("^(?=.*[A-Z])(?=.*\\d)(?!.*\\s)[\\w!@#(]{8,}$");
    const verdicts = ["Password1", "password1", "PasswordX", "Pass word1", "Pw1", "Password1)"].map(matches);
    expect(verdicts).toEqual([true, false, false, false, false, false]);
    const quoted = linearPattern("^(?=[)]|a\\))[)a]+$");
    expect([quoted(")"), quoted("a)"), quoted("aa")]).toEqual([true, true, false]);
  });

  it.each(["(a)\\1", "(?<x>a)\\k<x>", "(", "a{2,1}", "[z-a]", "(?:(?:a{900}){900}){900}b"])(
    "%s is refused with a reason",
    (source) => {
      expect(() => linearPattern(source)).toThrow(/linear time: .+/);
    },
  );

  it("longer than any that people write are refused", () => {
    expect(() => linearPattern("a".repeat(20_001))).toThrow("longer than 20000");
  });

  it("match as the engine's own expressions do", () => {
    const atom = fc.constantFrom("a", "b", ".", "[ab]", "[^a]", "\\d", "\\w", "(a|b)", "(?:ab)", "\\.", "1");
    const quantifier = fc.constantFrom("", "", "?", "*", "+", "{2}", "{1,3}", "{2,}");
    const part = fc.tuple(atom, quantifier).map((pair) => pair.join(""));
    const source = fc
      .tuple(fc.constantFrom("", "^"), fc.array(part, { maxLength: 5 }), fc.constantFrom("", "$"))
      .map(([start, parts, end]) => start + parts.join("") + end);
    const text = fc.string({ unit: fc.constantFrom("a", "b", "1", ".", "c"), maxLength: 8 });
    fc.assert(
      fc.property(source, text, (pattern, sample) => {
        expect(linearPattern(pattern)(sample)).toBe(new RegExp(pattern).test(sample));
      }),
      { numRuns: 1_000 },
    );
  });
});
