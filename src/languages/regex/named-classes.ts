import { PatternUnusable } from "./ast.ts";
import { type CharSet, complement, MAX_CODE_POINT, type Range, setOf } from "./char-set.ts";
import type { Dialect } from "./reader.ts";

const DIGIT: readonly Range[] = [[0x30, 0x39]];
const UPPER: readonly Range[] = [[0x41, 0x5a]];
const LOWER: readonly Range[] = [[0x61, 0x7a]];
const ALPHA: readonly Range[] = [...UPPER, ...LOWER];
const PUNCT: readonly Range[] = [
  [0x21, 0x2f],
  [0x3a, 0x40],
  [0x5b, 0x60],
  [0x7b, 0x7e],
];
const SPACE: readonly Range[] = [
  [0x09, 0x0d],
  [0x20, 0x20],
];
const VERTICAL: readonly Range[] = [
  [0x0a, 0x0d],
  [0x85, 0x85],
  [0x2028, 0x2029],
];
const HORIZONTAL: readonly Range[] = [
  [0x09, 0x09],
  [0x20, 0x20],
  [0xa0, 0xa0],
  [0x1680, 0x1680],
  [0x180e, 0x180e],
  [0x2000, 0x200a],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
];

// java.util.regex.Pattern, "POSIX character classes (US-ASCII only)".
const POSIX: Readonly<Record<string, readonly Range[]>> = {
  Lower: LOWER,
  Upper: UPPER,
  ASCII: [[0, 0x7f]],
  Alpha: ALPHA,
  Digit: DIGIT,
  Alnum: [...ALPHA, ...DIGIT],
  Punct: PUNCT,
  Graph: [...ALPHA, ...DIGIT, ...PUNCT],
  Print: [...ALPHA, ...DIGIT, ...PUNCT, [0x20, 0x20]],
  Blank: [
    [0x20, 0x20],
    [0x09, 0x09],
  ],
  Cntrl: [
    [0, 0x1f],
    [0x7f, 0x7f],
  ],
  XDigit: [...DIGIT, [0x41, 0x46], [0x61, 0x66]],
  Space: SPACE,
  ALL: [[0, MAX_CODE_POINT]],
  L1: [[0, 0xff]],
};

// java.lang.Character classes and binary properties, as the general categories JavaScript knows.
const AS_CATEGORY: Readonly<Record<string, string>> = {
  javaLowerCase: "Ll",
  javaUpperCase: "Lu",
  javaTitleCase: "Lt",
  javaDigit: "Nd",
  javaLetter: "L",
  javaAlphabetic: "L",
  IsAlphabetic: "L",
  IsLetter: "L",
  IsLowercase: "Ll",
  IsUppercase: "Lu",
  IsTitlecase: "Lt",
  IsDigit: "Nd",
  IsPunctuation: "P",
  IsControl: "Cc",
};

const CATEGORY = /^(?:C[cfnos]?|L[lmotu]?|M[cen]?|N[dlo]?|P[cdefios]?|S[ckmo]?|Z[lps]?)$/;

/** ECMA 262's white space and line terminators. */
const ECMA_SPACE: readonly Range[] = [
  ...SPACE,
  ...HORIZONTAL.filter(([low]) => low !== 0x180e),
  [0x2028, 0x2029],
  [0xfeff, 0xfeff],
];

/** The set of a single-letter class: \d \D \s \S \w \W, and in Java \h \H \v \V. */
export function letterClass(letter: string, dialect: Dialect = "java"): CharSet | undefined {
  const lower = letter.toLowerCase();
  const ranges = dialect === "java" ? letterRanges(lower) : ecmaRanges(lower);
  if (ranges === undefined) return undefined;
  return letter === lower ? setOf(ranges) : complement(setOf(ranges));
}

function letterRanges(letter: string): readonly Range[] | undefined {
  if (letter === "d") return DIGIT;
  if (letter === "s") return SPACE;
  if (letter === "w") return [...ALPHA, ...DIGIT, [0x5f, 0x5f]];
  if (letter === "h") return HORIZONTAL;
  return letter === "v" ? VERTICAL : undefined;
}

function ecmaRanges(letter: string): readonly Range[] | undefined {
  if (letter === "s") return ECMA_SPACE;
  return letter === "h" || letter === "v" ? undefined : letterRanges(letter);
}

const LINE_END: readonly Range[] = [
  [0x0a, 0x0a],
  [0x0d, 0x0d],
  [0x2028, 0x2029],
];

/** Any character but the line terminators. */
export function dot(dialect: Dialect, unixLines: boolean): CharSet {
  if (unixLines) return complement(setOf([[0x0a, 0x0a]]));
  return complement(setOf(dialect === "java" ? [...LINE_END, [0x85, 0x85]] : LINE_END));
}

/** The set of `\p{name}`. @throws PatternSyntaxError for a property that is not known */
export function namedClass(name: string, negated: boolean, position: number): CharSet {
  const set = positiveClass(name, position);
  return negated ? complement(set) : set;
}

function positiveClass(name: string, position: number): CharSet {
  const posix = POSIX[name];
  if (posix !== undefined) return setOf(posix);
  if (name === "javaWhitespace" || name === "IsWhite_Space" || name === "IsWhiteSpace")
    return setOf([...SPACE, [0x1c, 0x1f], ...HORIZONTAL, ...VERTICAL]);
  const category = AS_CATEGORY[name] ?? name.replace(/^(?:Is|general_category=|gc=)/, "");
  if (CATEGORY.test(category)) return property(category);
  const script = /^(?:Is|script=|sc=)([A-Za-z_]+)$/.exec(name)?.[1];
  if (script !== undefined && isScript(script)) return property(`Script=${script}`);
  throw new PatternUnusable(`unknown character property {${name}}`, position);
}

function property(name: string): CharSet {
  return setOf([], [{ name, negated: false }]);
}

function isScript(name: string): boolean {
  try {
    return new RegExp(`\\p{Script=${name}}`, "u") instanceof RegExp;
  } catch {
    return false;
  }
}
