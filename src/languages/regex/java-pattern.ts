import { type PatternProblem, PatternSyntaxError, PatternUnusable } from "./ast.ts";
import { Engine, type JavaMatch, PatternLimitExceeded } from "./engine.ts";
import { parsePattern } from "./parse-pattern.ts";
import { parseReplacement } from "./replacement.ts";

export type { PatternProblem } from "./ast.ts";
export { type JavaMatch, PatternLimitExceeded } from "./engine.ts";
export { ReplacementError } from "./replacement.ts";

/**
 * A compiled java.util.regex.Pattern. No method can take longer than a bounded time: where the pattern and the text
 * together would, it throws {@link PatternLimitExceeded}.
 */
export interface JavaPattern {
  readonly source: string;
  readonly groupCount: number;
  readonly names: ReadonlyMap<string, number>;
  /** Whether the whole text matches (Matcher.matches, String.matches). */
  matches(text: string): boolean;
  /** The match of the whole text, with its groups. */
  groups(text: string): JavaMatch | undefined;
  /** The first match anywhere in the text (Matcher.find). */
  find(text: string): JavaMatch | undefined;
  /** String.replaceAll: `$1`, `${name}` and backslash as in Java. @throws ReplacementError */
  replaceAll(text: string, replacement: string, maxLength?: number): string;
  /** String.replaceFirst. @throws ReplacementError */
  replaceFirst(text: string, replacement: string, maxLength?: number): string;
  /** String.split: limit 0 drops empty strings at the end, a positive limit bounds the parts, a negative keeps all. `mostParts`: more are an error. */
  split(text: string, limit?: number, mostParts?: number): string[];
}

/** Compiles a Java regular expression. Possessive quantifiers and atomic groups are the only constructs not taken. */
export function compileJavaPattern(
  source: string,
): { ok: true; pattern: JavaPattern } | { ok: false; problem: PatternProblem } {
  try {
    const parsed = parsePattern(source);
    const engine = new Engine(parsed);
    return { ok: true, pattern: patternOf(source, engine, parsed.groups, parsed.names) };
  } catch (error) {
    if (!(error instanceof PatternSyntaxError)) throw error;
    const malformed = !(error instanceof PatternUnusable);
    return { ok: false, problem: { message: error.message, position: error.position, malformed } };
  }
}

function patternOf(
  source: string,
  engine: Engine,
  groupCount: number,
  names: ReadonlyMap<string, number>,
): JavaPattern {
  const replace = (text: string, replacement: string, most: number, maxLength: number) =>
    replaceMatches(engine, text, parseReplacement(replacement, groupCount, names), most, maxLength);
  return {
    source,
    groupCount,
    names,
    matches: (text) => engine.matches(text),
    groups: (text) => engine.matchWhole(text),
    find: (text) => engine.matchAll(text).next().value ?? undefined,
    replaceAll: (text, replacement, maxLength = Infinity) => replace(text, replacement, Infinity, maxLength),
    replaceFirst: (text, replacement, maxLength = Infinity) => replace(text, replacement, 1, maxLength),
    split: (text, limit = 0, mostParts = Infinity) => splitText(engine, text, limit, mostParts),
  };
}

function replaceMatches(
  engine: Engine,
  text: string,
  expand: (match: JavaMatch) => string,
  most: number,
  maxLength: number,
): string {
  let out = "";
  let copied = 0;
  let count = 0;
  for (const match of engine.matchAll(text)) {
    out += text.slice(copied, match.start) + expand(match);
    if (out.length > maxLength) throw new PatternLimitExceeded("the replaced text grows too long");
    copied = match.end;
    if (++count >= most) break;
  }
  return copied === 0 && out === "" ? text : out + text.slice(copied);
}

function splitText(engine: Engine, text: string, limit: number, mostParts: number): string[] {
  const parts: string[] = [];
  let copied = 0;
  for (const match of engine.matchAll(text)) {
    if (limit > 0 && parts.length === limit - 1) break;
    // Since Java 8 an empty match at the start gives no empty first part.
    if (match.end === 0) continue;
    if (parts.length >= mostParts) throw new PatternLimitExceeded(`the text has more than ${mostParts} parts`);
    parts.push(text.slice(copied, match.start));
    copied = match.end;
  }
  if (copied === 0 && parts.length === 0) return [text];
  parts.push(text.slice(copied));
  if (limit === 0) while (parts.at(-1) === "") parts.pop();
  return parts;
}
