import { type Node, type ParsedPattern, PatternUnusable } from "./ast.ts";
import { type Cost, costOf, needsBacktracking, searchCost } from "./cost.ts";
import { emit } from "./emit.ts";
import { LinearPattern } from "./linear.ts";
import { ProgramTooLarge } from "./program.ts";

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
/** Characters times a sixteenth of the program's steps that a linear match may take (some 500 ms). */
const MAX_LINEAR = 4_000_000;

/** Steps that a backtracking match of a text of `length` characters may take. */
export type Allowance = (length: number) => number;

/** Runs one pattern: in V8 where the number of its ways is bounded for the text at hand, else in linear time. */
export class Engine {
  private readonly node: Node;
  private readonly groupCount: number;
  private readonly whole: Cost;
  private readonly search: Cost;
  private readonly backtracks: boolean;
  private readonly allowance: Allowance;
  private linear: LinearPattern | undefined;
  private wholeRegExp: RegExp | undefined;
  private searchRegExp: RegExp | undefined;

  /** @throws PatternSyntaxError when neither engine can run the pattern safely */
  constructor(parsed: ParsedPattern, allowance: Allowance = () => MAX_BACKTRACKING) {
    this.allowance = allowance;
    this.node = parsed.node;
    this.groupCount = parsed.groups;
    this.whole = costOf(parsed.node);
    this.search = searchCost(parsed.node);
    this.backtracks = needsBacktracking(parsed.node);
    if (this.whole.factor < MAX_BACKTRACKING) return;
    if (this.backtracks)
      throw new PatternUnusable("look-around and references cannot be combined with nested repetition", 0);
    try {
      this.linear = new LinearPattern(parsed.node);
    } catch (error) {
      if (error instanceof ProgramTooLarge) throw new PatternUnusable(error.message, 0);
      throw error;
    }
  }

  /** Whether the whole text matches. */
  matches(text: string): boolean {
    if (this.isBounded(this.whole, text.length)) return this.wholePattern().test(text);
    return this.linearFor(text).test(text, "whole");
  }

  /** Whether any part of the text matches. */
  test(text: string): boolean {
    if (this.isBounded(this.search, text.length)) return this.searchPattern(0).test(text);
    return this.linearFor(text).test(text, "part");
  }

  /** The match of the whole text. */
  matchWhole(text: string): JavaMatch | undefined {
    if (this.isBounded(this.whole, text.length)) return matchOf(this.wholePattern().exec(text));
    return this.matchOfSlots(text, this.linearFor(text).over(text).matchWhole());
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
    if (this.isBounded(this.search, text.length)) return (from) => matchOf(this.searchPattern(from).exec(text));
    const linear = this.linearFor(text).over(text);
    let left = MAX_LINEAR;
    return (from) => {
      left -= (text.length - from + 1) * this.weight();
      if (left < 0) throw new PatternLimitExceeded("too many matches in too long a text for this pattern");
      return this.matchOfSlots(text, linear.find(from));
    };
  }

  private isBounded({ factor, degree }: Cost, length: number): boolean {
    return factor * (length + 1) ** degree <= this.allowance(length);
  }

  private searchPattern(from: number): RegExp {
    this.searchRegExp ??= new RegExp(emit(this.node), "gu");
    this.searchRegExp.lastIndex = from;
    return this.searchRegExp;
  }

  private wholePattern(): RegExp {
    this.wholeRegExp ??= new RegExp(`^(?:${emit(this.node)})$`, "u");
    return this.wholeRegExp;
  }

  private weight(): number {
    return 1 + (this.linear?.size ?? 0) / 16;
  }

  /** @throws PatternLimitExceeded where the pattern cannot run in linear time, or the text is too long even so */
  private linearFor({ length }: string): LinearPattern {
    if (this.backtracks)
      throw new PatternLimitExceeded(
        `a text of ${length} characters is too long for groups in look-around or references`,
      );
    try {
      this.linear ??= new LinearPattern(this.node);
    } catch (error) {
      if (error instanceof ProgramTooLarge) throw new PatternLimitExceeded(error.message);
      throw error;
    }
    if (length * this.weight() > MAX_LINEAR)
      throw new PatternLimitExceeded(`a text of ${length} characters is too long for this pattern`);
    return this.linear;
  }

  private matchOfSlots(text: string, slots: readonly (number | undefined)[] | undefined): JavaMatch | undefined {
    if (slots === undefined) return undefined;
    const groups: (string | undefined)[] = [];
    for (let group = 0; group <= this.groupCount; group++) {
      const start = slots[group * 2];
      groups.push(start === undefined ? undefined : text.slice(start, slots[group * 2 + 1]));
    }
    return { start: slots[0] ?? 0, end: slots[1] ?? 0, groups };
  }
}

function matchOf(match: RegExpExecArray | null): JavaMatch | undefined {
  if (match === null) return undefined;
  return { start: match.index, end: match.index + match[0].length, groups: match.slice() };
}
