import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Node } from "../../../src/languages/regex/ast.ts";
import { emit } from "../../../src/languages/regex/emit.ts";
import { LinearPattern } from "../../../src/languages/regex/linear.ts";
import { parsePattern } from "../../../src/languages/regex/parse-pattern.ts";
import { ProgramTooLarge } from "../../../src/languages/regex/program.ts";

const linear = (source: string): LinearPattern => new LinearPattern(parsePattern(source).node);

/** The first match: its place and text. */
function found(source: string, text: string): [number, string] | undefined {
  const slots = linear(source).over(text).find(0);
  return slots && [slots[0] ?? -1, text.slice(slots[0], slots[1])];
}

describe("what only linear time can run", () => {
  it.each([
    ["(?=(?:a+)+b)a", "aaab", [0, "a"]],
    ["(?=(?:a+)+b)a", "aaa", undefined],
    ["(?<=(?:a|b)+)c", "xc abc", [5, "c"]],
    ["(?<!(?:a|b)+)c", "abc", undefined],
    ["(?!(?:a+)+$)\\w+", "aa ab", [0, "aa"]],
    ["^(?=.*\\d)(?=.*[a-z])(?!.*\\s)(?:\\w+)+$", "ab12", [0, "ab12"]],
    ["(?<=(?=a+b)a)a", "aab", [1, "a"]],
    ["(?<=\u{1f600})x", "\u{1f600}x", [2, "x"]],
    ["x(?=\u{1f600}$)", "x\u{1f600}", [0, "x"]],
  ] as const)("%s in %j", (source, text, expected) => {
    expect(found(source, text)).toEqual(expected);
  });

  it("keeps the groups of the last round", () => {
    const text = "k1=v1;k2=v2;";
    const slots = linear("(?:(\\w+)=(\\w+);)+").over(text).matchWhole() ?? [];
    expect([2, 4].map((slot) => text.slice(slots[slot], slots[slot + 1]))).toEqual(["k2", "v2"]);
  });

  it("tells whether a text matches where it would need too many states to remember", () => {
    const pattern = linear("(?:a|b)*a(?:a|b){9}");
    const text = "abbaabab".repeat(500);
    const other = Array.from({ length: 4_000 }, (_, index) => ((index * index) % 7 < 3 ? "a" : "b")).join("");
    for (const one of [text, other]) {
      expect(pattern.test(one, "whole")).toBe(one.at(-10) === "a");
      expect(pattern.test(one, "part")).toBe(true);
    }
  });

  it("refuses counts of counts that make too large a program", () => {
    expect(() => linear("(?:(?:a{500}|b){500}c){500}")).toThrow(ProgramTooLarge);
  });
});

/** Whether a node can match nothing. */
function canBeEmpty(node: Node): boolean {
  if (node.t === "sequence") return node.items.every(canBeEmpty);
  if (node.t === "choice") return node.options.some(canBeEmpty);
  if (node.t === "group") return canBeEmpty(node.body);
  return node.t === "repeat" ? node.min === 0 || canBeEmpty(node.body) : node.t !== "set";
}

/** Whether a repetition has a body that can match nothing: engines differ in which turn an empty round has. */
function repeatsNothing(node: Node): boolean {
  if (node.t === "repeat") return canBeEmpty(node.body) || repeatsNothing(node.body);
  if (node.t === "sequence") return node.items.some(repeatsNothing);
  if (node.t === "choice") return node.options.some(repeatsNothing);
  return node.t === "group" && repeatsNothing(node.body);
}

const ATOMS = [
  "a",
  "b",
  ".",
  "[ab]",
  "[^a]",
  "\\d",
  "\\w",
  "\\b",
  "\\B",
  "^",
  "$",
  "(?:ab)",
  "(a|b)",
  "(?:(b)?)",
  "\\P{L}",
];
const LOOKS = ["(?=a)", "(?!b)", "(?<=a|bb)", "(?<!.a)", "(?=.*b)", "(?<=^.+)", "(?=(?<!a)b)"];
const COUNTS = ["", "", "*", "+", "?", "{2}", "{1,3}", "*?", "+?", "??", "{0,2}?"];

describe("random patterns", () => {
  const plain = fc.tuple(fc.constantFrom(...ATOMS), fc.constantFrom(...COUNTS)).map(([atom, count]) => atom + count);
  const parts = fc.array(fc.oneof({ arbitrary: plain, weight: 4 }, fc.constantFrom(...LOOKS)), {
    minLength: 1,
    maxLength: 4,
  });
  const sequence = parts.map((all) => all.join(""));
  const group = fc
    .tuple(fc.array(sequence, { minLength: 1, maxLength: 3 }), fc.constantFrom(...COUNTS))
    .map(([options, count]) => `(?:${options.join("|")})${count}`);
  const source = fc.array(fc.oneof(sequence, group), { minLength: 1, maxLength: 3 }).map((all) => all.join(""));
  const text = fc
    .array(fc.constantFrom("a", "b", "x", "1", "\n", "\u{1f600}"), { maxLength: 9 })
    .map((letters) => letters.join(""));

  it("match where and what a backtracking engine matches", () => {
    fc.assert(
      fc.property(source, text, (regex, subject) => {
        const { node } = parsePattern(regex);
        const native = new RegExp(emit(node), "u").exec(subject);
        const search = new LinearPattern(node).over(subject);
        const slots = search.find(0);
        if (repeatsNothing(node)) expect(slots === undefined).toBe(native === null);
        else expect(slots?.slice(0, 2)).toEqual(native ? [native.index, native.index + native[0].length] : undefined);
        const whole = new RegExp(`^(?:${emit(node)})$`, "u").test(subject);
        expect(search.test("part")).toBe(native !== null);
        expect(search.test("whole")).toBe(whole);
        expect(search.matchWhole() !== undefined).toBe(whole);
        const pattern = new LinearPattern(node);
        expect(["part", "whole"].map((part) => pattern.test(subject, part as "part" | "whole"))).toEqual([
          native !== null,
          whole,
        ]);
      }),
      { numRuns: 4_000, seed: 7 },
    );
  });
});
