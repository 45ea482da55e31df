import fc from "fast-check";
import { describe, expect, it } from "vitest";
import facts from "../../fixtures/aws/facts.json";
import { compileTemplate, render } from "../../../src/languages/vtl/compile-template.ts";
import { TemplateError, TemplateLimitExceeded } from "../../../src/languages/vtl/errors.ts";
import { DEFAULT_LIMITS } from "../../../src/languages/vtl/limits.ts";
import { parseTemplate } from "../../../src/languages/vtl/parse-template.ts";
import { renderText } from "./rendering.ts";
import { mulberry32 } from "../../support/mulberry32.ts";

const SMALL = { steps: 5_000, characters: 20_000, elements: 500 };
const LISTS = { list: [1, "two", null, [3]], map: new Map([["k", "v"]]) };

/** Renders, and lets only the engine's own errors pass. */
function outcome(source: string): string {
  const parsed = parseTemplate(source);
  if (!parsed.ok) {
    expect(parsed.problem.line).toBeGreaterThan(0);
    expect(parsed.problem.column).toBeGreaterThan(0);
    return `problem: ${parsed.problem.message}`;
  }
  try {
    return renderText(source, { body: '{"a": [1, {"b": "c"}], "n": 2.0}', limits: SMALL, variables: { ...LISTS } });
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    expect(error.line).toBeGreaterThan(0);
    return `error: ${error.message}`;
  }
}

describe("a template that runs away is stopped", () => {
  const runaways: [what: string, template: string][] = [
    ["nested loops", "#foreach($a in [1..1000])#foreach($b in [1..1000])#foreach($c in [1..1000])x#end#end#end"],
    ["nested loops that print nothing", "#foreach($a in [1..9999])#foreach($b in [1..9999])#set($c = 1)#end#end"],
    ["a doubling string", '#set($s = "xx")#foreach($i in [1..99])#set($s = "$s$s")#end'],
    ["a doubling string by addition", '#set($s = "xx")#foreach($i in [1..99])#set($s = $s + $s)#end'],
    ["a doubling string by replace", "#set($s = 'x')#foreach($i in [1..99])#set($s = $s.replace('x', 'xx'))#end"],
    ["a doubling string by replaceAll", "#set($s = 'x')#foreach($i in [1..99])#set($s = $s.replaceAll('x', 'xx'))#end"],
    ["a doubling list", "#set($l = [1])#foreach($i in [1..99])$!l.addAll($l)#end"],
    ["a huge range", "#foreach($i in [1..2000000000])x#end"],
    ["a huge number", "#set($n = 99)#foreach($i in [1..99])#set($n = $n * $n)#end"],
    [
      "blocks that use each other",
      "#define($a)$b$b#end#define($b)$c$c#end#define($c)$d$d#end#define($d)$e$e#end#define($e)$f$f#end#define($f)$g$g#end#define($g)$h$h#end#define($h)$i$i#end#define($i)$j$j#end#define($j)$k$k#end#define($k)$l$l#end#define($l)$m$m#end#define($m)$n$n#end#define($n)$o$o#end#define($o)$p$p#end#define($p)$q$q#end#define($q)$r$r#end#define($r)$s$s#end#define($s)$t$t#end#define($t)$u$u#end#define($u)$v$v#end#define($v)$w$w#end#define($w)#set($z = 1)#end$a",
    ],
    ["a list of lists printed", "#set($l = ['xxxxxxxx'])#foreach($i in [1..40])#set($l = [$l, $l])#end$l"],
    [
      "a list of lists compared",
      "#set($l = [1])#set($m = [1])#foreach($i in [1..40])#set($l = [$l, $l])#set($m = [$m, $m])#end#if($l == $m)x#end",
    ],
    ["a list of lists hashed", "#set($l = [1])#foreach($i in [1..40])#set($l = [$l, $l])#end$l.hashCode()"],
    ["a map within itself through another", "#set($m = {})#set($n = {'m': $m})#set($m.n = $n)$m"],
    ["repeat()", "#set($s = 'x')$s.repeat(2000000000)"],
    ["one split into too many parts", "#set($s = ',a')#set($s = $s.repeat(200000))$s.split(',')"],
    ["one joined by long texts", "#set($s = 'x')#set($s = $s.repeat(99999))$s.join($s, [1..9999])"],
    ["one formatted over and over", "#set($f = '%1$999d')#set($f = $f.repeat(99999))$f.format($f, 1)"],
    ["a list copied again and again", "#set($l = [1..99999])#foreach($i in [1..99999])#set($x = $l.iterator())#end"],
    [
      "texts compared again and again",
      "#set($x = 'x')#set($s = $x.repeat(999999))#foreach($i in [1..9999])#set($y = $x.equalsIgnoreCase($s))#end",
    ],
    [
      "searching long texts again and again",
      "#set($s = 'ab')#foreach($i in [1..20])#set($s = \"$s$s\")#end#foreach($i in [1..99999])#set($x = $s.indexOf('c'))#end",
    ],
  ];

  it.each(runaways)("%s", (_what, template) => {
    expect(() => renderText(template)).toThrow(TemplateLimitExceeded);
  });

  it.each([
    ["dollars in a row", "$".repeat(300_000) + "x"],
    ["silent dollars in a row", "$!".repeat(300_000)],
    ["zeros in a format", `#set($f = "%${"0".repeat(300_000)}")$f.format($f, 1)`],
    ["a padding that decodes to nothing", `$util.base64Decode("${"=".repeat(1_000_000)}")`],
  ])("%s cost no more than their length", (_what, template) => {
    expect(typeof outcome(template)).toBe("string");
  });

  it("a format of what is no character fails as in Java", () => {
    expect(() => renderText("#set($f = '%c')$f.format($f, 1114112)")).toThrow(/IllegalFormatCodePoint/);
  });

  it("a list that grows while it is gone through fails as in Java", () => {
    expect(() => renderText("#set($l = [1])#foreach($x in $l)#set($y = $l.add(1))#end")).toThrow(
      /ConcurrentModification/,
    );
  });

  it("a block that uses itself prints its own name at the third turn", () => {
    expect(renderText("#define($a)<$a>#end$a")).toBe("<<$a>>");
  });

  it("the limits are the caller's to set", () => {
    const template = "#foreach($a in [1..100])x#end";
    expect(() => renderText(template, { limits: { ...DEFAULT_LIMITS, elements: 99 } })).toThrow(TemplateLimitExceeded);
    expect(() => renderText(template, { limits: { ...DEFAULT_LIMITS, characters: 99 } })).toThrow(
      TemplateLimitExceeded,
    );
    expect(renderText(template)).toBe("x".repeat(100));
  });

  it("patterns that would backtrack without end do not", () => {
    expect(renderText("#set($s = 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!')$s.matches('(a+)+')")).toBe("false");
  });
});

describe("a template that nests without end is refused", () => {
  const deep: [what: string, template: string][] = [
    ["blocks", "#if(true)".repeat(5_000)],
    ["parentheses", `#if(${"(".repeat(5_000)}`],
    ["negations", `#if(${"!".repeat(5_000)}true)#end`],
    ["lists", `#set($x = ${"[".repeat(5_000)}`],
    ["maps", `#set($x = ${"{'a':".repeat(5_000)}`],
    ["arguments", "$a.b(".repeat(5_000)],
    ["indexes", "$a[".repeat(5_000)],
  ];

  it.each(deep)("%s", (_what, template) => {
    expect(parseTemplate(template)).toMatchObject({ ok: false });
  });

  it("but a long flat one is not", () => {
    expect(parseTemplate("#set($x = 1) $x \\$x ".repeat(20_000)).ok).toBe(true);
  });

  it("nor is a long sum, as long as its plan can be written down and run", () => {
    const sum = (terms: number) => parseTemplate(`#set($x = ${"1 + ".repeat(terms - 1)}1)$x`);
    const parsed = sum(500);
    const template = parsed.ok ? JSON.parse(JSON.stringify(parsed.template)) : null;
    expect(render(compileTemplate(template), new Map())).toBe("500");
    expect(sum(20_000)).toMatchObject({ ok: false });
  });
});

const PIECES = [
  "#set($x = ",
  "#if(",
  "#elseif(",
  "#else",
  "#end",
  "#{end}",
  "#foreach($i in ",
  "#define($d)",
  "#macro(m)",
  "#stop",
  "#break",
  "#[[",
  "]]#",
  "##",
  "#*",
  "*#",
  "$x",
  "${x}",
  "$!x",
  "$!{x",
  "$list",
  "$map",
  "$i",
  "$foreach.hasNext",
  "$input.path('$.a')",
  "$input.json('$')",
  "$input.params()",
  "$util.escapeJavaScript(",
  "$util.parseJson('{\"a\":1}')",
  "$context.requestOverride",
  ".size()",
  ".get(0)",
  ".put('a', $x)",
  ".add($x)",
  "[0]",
  "[-1]",
  "['k']",
  ".k",
  "[1..3]",
  "[$x, 1]",
  "{'a': 1}",
  "'text'",
  '"in $x"',
  '"',
  "'",
  "1",
  "-2",
  "2.5",
  "99999999999999999999",
  "true",
  "false",
  "null",
  " + ",
  " * ",
  " / ",
  " % ",
  " == ",
  " && ",
  " || ",
  " not ",
  " < ",
  " ge ",
  "(",
  ")",
  "{",
  "}",
  "[",
  "]",
  ",",
  ":",
  "..",
  "=",
  ".",
  "$",
  "#",
  "\\",
  "\\\\",
  "\n",
  " ",
  "\t",
  "é",
  "\u{1f600}",
  ".replaceAll('(a+)+', '$1')",
  ".split(',')",
  ".substring(1, 2)",
  ".matches('[')",
  ".hashCode()",
  ".toString()",
  ".format('%5d', $x)",
];

describe("random templates", () => {
  it("end in text, a problem with its place, or the engine's own error with its place", () => {
    const template = fc.array(fc.constantFrom(...PIECES), { maxLength: 25 }).map((pieces) => pieces.join(""));
    fc.assert(
      fc.property(template, (source) => typeof outcome(source) === "string"),
      { numRuns: 3_000, seed: 7 },
    );
  });

  it("of any characters do too", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), (source) => typeof outcome(source) === "string"),
      {
        numRuns: 1_000,
        seed: 8,
      },
    );
  });

  it("render the same after the parsed template went through JSON", () => {
    const template = fc.array(fc.constantFrom(...PIECES), { maxLength: 15 }).map((pieces) => pieces.join(""));
    const variables = () => new Map(Object.entries({ x: 5, list: [1, 2] }));
    const run = (source: string, viaJson: boolean) => {
      const parsed = parseTemplate(source);
      if (!parsed.ok) return parsed.problem;
      const compiled = compileTemplate(viaJson ? JSON.parse(JSON.stringify(parsed.template)) : parsed.template);
      try {
        return render(compiled, variables(), SMALL);
      } catch (error) {
        return String(error);
      }
    };
    fc.assert(
      fc.property(template, (source) => void expect(run(source, true)).toEqual(run(source, false))),
      {
        numRuns: 1_000,
        seed: 9,
      },
    );
  });
});

describe("20,000 mutated templates", () => {
  it("end in text, a problem, or the engine's own error", () => {
    const corpus = facts.flatMap((fact) =>
      [
        "template" in fact ? fact.template : undefined,
        "request_template" in fact ? fact.request_template : undefined,
      ].filter((template) => typeof template === "string"),
    );
    const random = mulberry32(1);
    const below = (limit: number): number => Math.floor(random() * limit);
    for (let round = 0; round < 20_000; round++) {
      let text = corpus[below(corpus.length)] ?? "";
      for (let cuts = 1 + below(3); cuts > 0; cuts--) text = mutate(text, below, corpus);
      expect(typeof outcome(text)).toBe("string");
    }
  }, 60_000);
});

function mutate(text: string, below: (limit: number) => number, corpus: readonly string[]): string {
  const at = below(text.length + 1);
  const end = Math.min(text.length, at + below(8));
  const kind = below(4);
  if (kind === 0) return text.slice(0, at) + text.slice(end);
  if (kind === 1) return text.slice(0, at) + (PIECES[below(PIECES.length)] ?? "") + text.slice(at);
  if (kind === 2) return text.slice(0, end) + text.slice(at);
  const other = corpus[below(corpus.length)] ?? "";
  return text.slice(0, at) + other.slice(below(other.length + 1));
}
