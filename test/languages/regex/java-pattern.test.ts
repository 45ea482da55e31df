import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  compileJavaPattern,
  type JavaPattern,
  PatternLimitExceeded,
} from "../../../src/languages/regex/java-pattern.ts";

function pattern(source: string): JavaPattern {
  const compiled = compileJavaPattern(source);
  if (!compiled.ok) throw new Error(`${source}: ${compiled.problem.message}`);
  return compiled.pattern;
}

function problem(source: string): string {
  const compiled = compileJavaPattern(source);
  return compiled.ok ? "no problem" : compiled.problem.message;
}

describe("matches() wants the whole text", () => {
  const rows: [source: string, text: string, matches: boolean][] = [
    ["4\\d{2}", "404", true],
    ["4\\d{2}", "4041", false],
    [".*four hundred.*", "Error: Raising four hundred from within", true],
    [".+", "", false],
    [".+", "a\nb", false],
    [".+", "a\u0085b", false],
    ["(?s).+", "a\nb", true],
    ["^\\d{4}-\\d{2}$", "2020-01", true],
    ["[^a-c]+", "xyz", true],
    ["[a-z&&[^aeiou]]+", "xyz", true],
    ["[a-z&&[^aeiou]]+", "xae", false],
    ["[a-d[m-p]]+", "dm", true],
    ["[]a]+", "]a", true],
    ["[a-]+", "a-", true],
    ["\\Qa.b\\E+", "a.bbb", true],
    ["\\p{Alpha}+", "aZ", true],
    ["\\p{Alpha}+", "aé", false],
    ["\\p{L}+", "aé", true],
    ["\\P{L}+", "12", true],
    ["\\p{IsGreek}", "α", true],
    ["\\p{javaLowerCase}", "a", true],
    ["\\w+", "é", false],
    ["\\s", "\u00a0", false],
    ["\\h", "\u00a0", true],
    ["\\R", "\r\n", true],
    ["(?i)abc", "ABC", true],
    ["(?i)é", "É", false],
    ["(?iu)é", "É", true],
    ["a(?i)b|c", "C", true],
    ["(?:a(?i)b)c", "aBC", false],
    ["(?x) a b # note\n c", "abc", true],
    ["\\x41\\u0042\\x{43}\\0104", "ABCD", true],
    ["\\cA\\t\\e", "\u0001\t\u001b", true],
    [".", "\u{1f600}", true],
    ["[\u{1f600}-\u{1f64f}]", "\u{1f601}", true],
    ["(\\w)\\1", "aa", true],
    ["(\\w)\\1", "ab", false],
    ["(?<x>\\w)\\k<x>", "aa", true],
    ["(?=.*\\d)(?=.*[a-z]).{4,}", "ab12", true],
    ["(?=.*\\d)(?=.*[a-z]).{4,}", "abcd", false],
    ["(?<!a)b", "b", true],
    ["(a|aa)+", "aaa", true],
    ["", "", true],
    ["a{0}", "", true],
  ];

  it.each(rows)("%s on %j: %s", (source, text, matches) => {
    expect(pattern(source).matches(text)).toBe(matches);
  });
});

describe("what Java refuses, and what cannot be run safely, is a problem", () => {
  const rows: [source: string, message: RegExp][] = [
    ["(", /unclosed group/],
    ["a)", /unmatched/],
    ["[a", /unclosed character class/],
    ["*a", /nothing to repeat/],
    ["a{", /nothing to repeat/],
    ["a{3,2}", /maximum/],
    ["[b-a]", /illegal range/],
    ["\\", /backslash/],
    ["\\y", /not known/],
    ["\\p{Nope}", /unknown character property/],
    ["(?<1a>x)", /unknown group/],
    ["\\1(a)", /no group 1/],
    ["a++", /possessive/],
    ["(?>a)", /atomic/],
    ["((a+)+)\\1", /nested repetition/],
    ["(?=(a+)+)b", /nested repetition/],
  ];

  it.each(rows)("%s", (source, message) => {
    expect(problem(source)).toMatch(message);
  });
});

describe("finding and replacing", () => {
  it("finds the first match with its groups", () => {
    expect(pattern("(b)(x)?(?<n>c)").find("abc")).toMatchObject({
      start: 1,
      end: 3,
      groups: ["bc", "b", undefined, "c"],
    });
    expect(pattern("z").find("abc")).toBeUndefined();
  });

  it("gives the groups of a whole match", () => {
    expect(pattern("(\\w+)@(\\w+)").groups("a@b")?.groups).toEqual(["a@b", "a", "b"]);
  });

  const replacements: [source: string, text: string, replacement: string, result: string][] = [
    ["ba.", "foobar1bab", "x", "foox1x"],
    ["(\\w)(\\w)", "abcd", "$2$1", "badc"],
    ["(?<first>\\w)(\\w)", "ab", "${first}!", "a!"],
    ["(a)", "a", "$10", "a0"],
    ["a", "a", "\\$1", "$1"],
    ["a", "a", "\\\\", "\\"],
    ["'", "it's", "\\\\'", "it\\'s"],
    ["a*", "baac", "-", "-b--c-"],
    ["(x)?y", "y", "[$1]", "[]"],
    ["\\s+", "a  b\tc", " ", "a b c"],
    ["$", "a\n", "!", "a!\n!"],
    ["(?m)^", "a\nb", ">", ">a\n>b"],
    ["", "\u{1f600}", "-", "-\u{1f600}-"],
  ];

  it.each(replacements)("replaceAll(%s) in %j by %j", (source, text, replacement, result) => {
    expect(pattern(source).replaceAll(text, replacement)).toBe(result);
  });

  it("replaceFirst() replaces once", () => {
    expect(pattern("a").replaceFirst("aaa", "b")).toBe("baa");
  });

  it.each(["$", "$x", "$2", "${nope}", "\\"])("refuses the replacement %s", (replacement) => {
    expect(() => pattern("(a)").replaceAll("a", replacement)).toThrow();
  });

  it("does not grow past the length that it is given", () => {
    expect(() => pattern("a").replaceAll("aaaa", "bbbb", 10)).toThrow(PatternLimitExceeded);
  });

  const splits: [source: string, text: string, limit: number, parts: string[]][] = [
    [",", "a,b,,c,,", 0, ["a", "b", "", "c"]],
    [",", "a,b,,", -1, ["a", "b", "", ""]],
    [",", "a,b,c", 2, ["a", "b,c"]],
    ["", "abc", 0, ["a", "b", "c"]],
    [",", "", 0, [""]],
    [",", ",", 0, []],
    [",", "abc", 0, ["abc"]],
    ["\\s*,\\s*", "a , b,c", 0, ["a", "b", "c"]],
    ["&", "x=1&y=2", 0, ["x=1", "y=2"]],
  ];

  it.each(splits)("split(%s) of %j with limit %i", (source, text, limit, parts) => {
    expect(pattern(source).split(text, limit)).toEqual(parts);
  });
});

describe("patterns that are known to hang backtracking engines", () => {
  const long = "a".repeat(50_000);
  it.each(["(a+)+", "(a|aa)+", "(a|a)*", "([a-z]+)*", "(.*)*x", "(a*)*b", "(?:a?){50}a{50}b"])("%s", (source) => {
    expect(pattern(source).matches(`${long}!`)).toBe(false);
    expect(() => pattern(source).find(`${long}!`)).not.toThrow();
  });

  it("have look-arounds, too", () => {
    expect(pattern("(?=.*b)(?=.*c).*").matches(long)).toBe(false);
    expect(pattern("(?=.*b)(?=.*c).*").matches(`${long}cb`)).toBe(true);
  });

  it("say so where only a backtracking engine could run them", () => {
    expect(() => pattern("(?=(.*)b)(?=.*c).*").matches(long)).toThrow(PatternLimitExceeded);
    expect(() => pattern("(a*)\\1b").matches(long)).toThrow(PatternLimitExceeded);
  });

  it("and replacing in a long text stays within its work", () => {
    expect(pattern("\\s+").replaceAll("a ".repeat(50_000), "")).toBe("a".repeat(50_000));
    expect(() => pattern("c(?:.*b)?").replaceAll("c".repeat(100_000), "")).toThrow(PatternLimitExceeded);
  });
});

const ATOMS = ["a", "b", ".", "[ab]", "[^a]", "\\d", "\\w", "(?:ab)", "(a|b)", "(?:(b)?)", "x"];
const COUNTS = ["", "", "*", "+", "?", "{2}", "{1,3}", "*?", "+?"];

describe("random patterns", () => {
  const part = fc.tuple(fc.constantFrom(...ATOMS), fc.constantFrom(...COUNTS)).map(([atom, count]) => atom + count);
  const source = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join(""));
  const text = fc
    .array(fc.constantFrom("a", "b", "x", "1", "\n"), { maxLength: 12 })
    .map((letters) => letters.join(""));

  it("match, find and replace as the same pattern in JavaScript, where the two languages agree", () => {
    fc.assert(
      fc.property(source, text, (regex, subject) => {
        const java = pattern(regex);
        expect(java.matches(subject)).toBe(new RegExp(`^(?:${regex})$`, "u").test(subject));
        expect(java.find(subject)?.groups[0]).toBe(new RegExp(regex, "u").exec(subject)?.[0]);
        expect(java.replaceAll(subject, "<$0>")).toBe(subject.replace(new RegExp(regex, "gu"), "<$&>"));
      }),
      { numRuns: 1_500, seed: 3 },
    );
  });

  it("of any characters compile or are problems, and never throw", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(..."ab()[]{}*+?|^$\\.-,:=!<>&019dwpPQEkx# \n"), maxLength: 12 }),
        (regex) => {
          const compiled = compileJavaPattern(regex);
          if (!compiled.ok) return compiled.problem.position >= 0 && compiled.problem.message !== "";
          try {
            compiled.pattern.replaceAll("ab01-ab", "x");
            return true;
          } catch (error) {
            return error instanceof PatternLimitExceeded;
          }
        },
      ),
      { numRuns: 5_000, seed: 4 },
    );
  });
});
