import { RE2JS, RE2JSException } from "re2js";
import { type Node, type ParsedPattern, PatternSyntaxError } from "./ast.ts";
import { type Cost, costOf, needsBacktracking, searchCost } from "./cost.ts";
import { emit } from "./emit.ts";

/** A match that would take more steps than are allowed, for this text. */
export class PatternLimitExceeded extends Error {}

/** One match: its bounds in the text, and the text of each group (0 = the whole match; undefined = took no part). */
export interface JavaMatch {
  readonly start: number;
  readonly end: number;
  readonly groups: readonly (string | undefined)[];
}

/** Steps a backtracking match may take at most (some 10 ms). */
const MAX_BACKTRACKING = 2_000_000;
/** Characters times program size that RE2 may look at in one call (some 500 ms). */
const MAX_LINEAR = 4_000_000;

/** Runs one pattern: in V8 where the number of its ways is bounded for the text at hand, else in RE2 (linear time). */
export class Engine {
  private readonly node: Node;
  private readonly groupCount: number;
  private readonly whole: Cost;
  private readonly search: Cost;
  private readonly backtracks: boolean;
  private linear: RE2JS | undefined;
  private wholeRegExp: RegExp | undefined;
  private searchRegExp: RegExp | undefined;

  /** @throws PatternSyntaxError when neither engine can run the pattern safely */
  constructor(parsed: ParsedPattern) {
    this.node = parsed.node;
    this.groupCount = parsed.groups;
    this.whole = costOf(parsed.node);
    this.search = searchCost(parsed.node);
    this.backtracks = needsBacktracking(parsed.node);
    if (this.whole.factor < MAX_BACKTRACKING) return;
    if (this.backtracks)
      throw new PatternSyntaxError("look-around and references cannot be combined with nested repetition", 0);
    this.linear = compileLinear(parsed.node);
  }

  /** Whether the whole text matches. */
  matches(text: string): boolean {
    if (isBounded(this.whole, text.length)) return this.wholePattern().test(text);
    return this.linearFor(text.length).matcher(text).matches();
  }

  /** The match of the whole text. */
  matchWhole(text: string): JavaMatch | undefined {
    if (isBounded(this.whole, text.length)) return matchOf(this.wholePattern().exec(text));
    const matcher = this.linearFor(text.length).matcher(text);
    return matcher.matches() ? this.matchOfMatcher(matcher) : undefined;
  }

  /** All matches from left to right; as in Java, an empty match moves on by one character. */
  *matchAll(text: string): Generator<JavaMatch> {
    const search = this.searchFor(text);
    let from = 0;
    while (from <= text.length) {
      const match = search(from);
      if (match === undefined) return;
      yield match;
      from = match.end > match.start ? match.end : match.end + ((text.codePointAt(match.end) ?? 0) > 0xffff ? 2 : 1);
    }
  }

  private searchFor(text: string): (from: number) => JavaMatch | undefined {
    if (isBounded(this.search, text.length)) return (from) => this.searchBacktracking(text, from);
    const matcher = this.linearFor(text.length).matcher(text);
    let left = MAX_LINEAR;
    return (from) => {
      left -= (text.length - from + 1) * this.weight();
      if (left < 0) throw new PatternLimitExceeded("too many matches in too long a text for this pattern");
      return matcher.find(from) ? this.matchOfMatcher(matcher) : undefined;
    };
  }

  private searchBacktracking(text: string, from: number): JavaMatch | undefined {
    this.searchRegExp ??= new RegExp(emit(this.node, "v8"), "gu");
    this.searchRegExp.lastIndex = from;
    return matchOf(this.searchRegExp.exec(text));
  }

  private wholePattern(): RegExp {
    this.wholeRegExp ??= new RegExp(`^(?:${emit(this.node, "v8")})$`, "u");
    return this.wholeRegExp;
  }

  private weight(): number {
    return 1 + (this.linear?.programSize() ?? 0) / 16;
  }

  private linearFor(length: number): RE2JS {
    if (this.backtracks)
      throw new PatternLimitExceeded(`a text of ${length} characters is too long for look-around or references`);
    this.linear ??= compileLinear(this.node);
    if (length * this.weight() > MAX_LINEAR)
      throw new PatternLimitExceeded(`a text of ${length} characters is too long for this pattern`);
    return this.linear;
  }

  private matchOfMatcher(matcher: ReturnType<RE2JS["matcher"]>): JavaMatch {
    const groups: (string | undefined)[] = [];
    for (let group = 0; group <= this.groupCount; group++) groups.push(matcher.group(group) ?? undefined);
    return { start: matcher.start(0), end: matcher.end(0), groups };
  }
}

function isBounded(cost: Cost, length: number): boolean {
  return cost.factor * (length + 1) ** cost.degree <= MAX_BACKTRACKING;
}

function matchOf(match: RegExpExecArray | null): JavaMatch | undefined {
  if (match === null) return undefined;
  return { start: match.index, end: match.index + match[0].length, groups: match.slice() };
}

function compileLinear(node: Node): RE2JS {
  try {
    return RE2JS.compile(emit(node, "re2"));
  } catch (error) {
    if (error instanceof RE2JSException) throw new PatternSyntaxError(error.message, 0);
    throw error;
  }
}
