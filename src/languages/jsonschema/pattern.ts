import { RE2JS } from "re2js";

/** Tells whether a text has a part that matches: patterns of JSON schemas are not anchored. */
export type Matcher = (text: string) => boolean;

/** Compiles the source of a regular expression. Throws an Error that says why where it cannot. */
export type CompilePattern = (source: string) => Matcher;

/** More of a pattern than this is no pattern that a person wrote. */
const MAXIMUM_SOURCE = 20_000;

/**
 * Compiles an ECMA 262 regular expression so that matching takes time in proportion to the text, whatever the pattern:
 * AWS accepts any, and a backtracking engine can be made to hang by most. Simple patterns go to the engine's own regular
 * expressions (some 8 times faster), all others to re2js.
 *
 * Look-aheads, which no linear engine has, are understood right after a leading `^`, where rules for passwords put them.
 *
 * @throws Error for what is no regular expression, and for back-references and look-aheads elsewhere.
 */
export function linearPattern(source: string): Matcher {
  if (source.length > MAXIMUM_SOURCE) throw new Error(`The pattern is longer than ${MAXIMUM_SOURCE} characters`);
  return simplePattern(source) ?? lookaheadPattern(source) ?? re2Pattern(source);
}

function simplePattern(source: string): Matcher | undefined {
  if (!isSimple(source)) return undefined;
  try {
    const pattern = new RegExp(source);
    return (text) => pattern.test(text);
  } catch {
    // A range or a count that runs backwards: the other engine says why.
    return undefined;
  }
}

function re2Pattern(source: string): Matcher {
  try {
    const pattern = RE2JS.compile(RE2JS.translateRegExp(source), RE2JS.LOOKBEHINDS);
    return (text) => pattern.test(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`The pattern cannot be matched in linear time: ${reason}`, { cause: error });
  }
}

const ATOM =
  /\[\^?(?:[^\]\\]|\\.)+\]|\\[dDwWsSbBtnrfv]|\\u[\da-fA-F]{4}|\\x[\da-fA-F]{2}|\\[^\w\s]|[^\\^$*+?()[\]{}|]/y;
const QUANTIFIER = /[*+?]|\{(\d{1,5})(?:(,)(\d{0,5}))?\}/y;

/**
 * Tells whether a pattern is a plain sequence of characters, classes and counts of them, of which a backtracking engine
 * can try only a few readings at each place: at most three `?`, and one longer count in a pattern that starts with `^`.
 */
function isSimple(source: string): boolean {
  // Characters beyond the basic plane are two units to an expression without the flag u.
  if (/[\ud800-\udfff]/.test(source) || source.length > 500) return false;
  const anchored = source.startsWith("^");
  const end = source.endsWith("$") && !source.endsWith("\\$") ? source.length - 1 : source.length;
  let position = anchored ? 1 : 0;
  let choices = 0;
  let spans = 0;
  let fixed = 0;
  while (position < end) {
    position = matchEnd(ATOM, source, position);
    if (position < 0) return false;
    const next = matchEnd(QUANTIFIER, source, position);
    const quantifier = next < 0 ? "" : source.slice(position, next);
    if (quantifier === "?") choices += 1;
    else if (/[*+,]/.test(quantifier)) spans += 1;
    else fixed += quantifier === "" ? 1 : Number(quantifier.slice(1, -1));
    if (next >= 0) position = next;
  }
  return position === end && choices <= 3 && spans <= (anchored ? 1 : 0) && fixed <= 1_000;
}

function matchEnd(token: RegExp, source: string, position: number): number {
  token.lastIndex = position;
  return token.test(source) ? token.lastIndex : -1;
}

/** `^(?=…)(?!…)rest` as conditions that are each matched from the start. Undefined where the pattern is not of that form. */
function lookaheadPattern(source: string): Matcher | undefined {
  if (!/^\^\(\?[=!]/.test(source)) return undefined;
  const conditions: { readonly matches: Matcher; readonly wanted: boolean }[] = [];
  let position = 1;
  while (/^\(\?[=!]/.test(source.slice(position, position + 3))) {
    const end = groupEnd(source, position);
    if (end === undefined) return undefined;
    const body = source.slice(position + 3, end - 1);
    conditions.push({ matches: linearPattern(`^(?:${body})`), wanted: source[position + 2] === "=" });
    position = end;
  }
  const rest = source.slice(position);
  if (/^[*+?{]/.test(rest) || hasTopLevelAlternative(rest)) return undefined;
  const matchesRest = linearPattern(`^${rest}`);
  return (text) => conditions.every(({ matches, wanted }) => matches(text) === wanted) && matchesRest(text);
}

/** Where the group that opens at `start` ends: after its closing bracket. */
function groupEnd(source: string, start: number): number | undefined {
  let depth = 0;
  for (const [position, character] of structure(source, start)) {
    if (character === "(") depth += 1;
    if (character === ")") depth -= 1;
    if (depth === 0) return position + 1;
  }
  return undefined;
}

function hasTopLevelAlternative(source: string): boolean {
  let depth = 0;
  for (const [, character] of structure(source, 0)) {
    if (character === "(") depth += 1;
    if (character === ")") depth -= 1;
    if (character === "|" && depth === 0) return true;
  }
  return false;
}

/** The characters that give a pattern its structure: none that are escaped or stand in a class. */
function* structure(source: string, start: number): Generator<readonly [position: number, character: string]> {
  let inClass = false;
  for (let i = start; i < source.length; i++) {
    const character = source[i] ?? "";
    if (character === "\\") i += 1;
    else if (inClass) inClass = character !== "]";
    else if (character === "[") inClass = true;
    else yield [i, character];
  }
}
