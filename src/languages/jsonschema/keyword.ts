import { childPointer, type Check } from "./check.ts";
import type { Effort } from "./effort.ts";
import type { Matcher } from "./pattern.ts";
import { SchemaProblem, type Place } from "./schema.ts";

/** What a keyword needs of the compilation around it. */
export interface KeywordContext {
  readonly effort: Effort;
  /** Whether `format` is checked, or taken as a comment. */
  readonly formats: boolean;
  /**
   * Compiles a schema that stands below `place`. `sameValue` says that it judges the very value that the schema at
   * `place` judges, so that a loop of such schemas would never end.
   */
  readonly compile: (schema: unknown, place: Place, tokens: readonly (string | number)[], sameValue: boolean) => Check;
  /** @throws SchemaProblem where the pattern cannot be matched in linear time. */
  readonly pattern: (source: string, pointer: string) => Matcher;
}

/** Compiles one keyword, or a few that act together. Undefined where the schema has none of them. */
export type Keyword = (place: Place, context: KeywordContext) => Check | undefined;

/** A keyword that must be a number, or is not there. @throws SchemaProblem */
export function numberKeyword(place: Place, keyword: string): number | undefined {
  const value = place.schema[keyword];
  if (value === undefined || typeof value === "number") return value;
  throw malformed(place, keyword, "must be a number");
}

/** A keyword that must be an integer of 0 or more, or is not there. @throws SchemaProblem */
export function countKeyword(place: Place, keyword: string): number | undefined {
  const value = numberKeyword(place, keyword);
  if (value === undefined || (Number.isInteger(value) && value >= 0)) return value;
  throw malformed(place, keyword, "must be an integer of 0 or more");
}

/** A keyword that must be true or false; false where it is not there. @throws SchemaProblem */
export function flagKeyword(place: Place, keyword: string): boolean {
  const value = place.schema[keyword];
  if (value === undefined) return false;
  if (typeof value === "boolean") return value;
  throw malformed(place, keyword, "must be true or false");
}

/** A list of strings, none of them twice and at least one (draft 4, validation, section 5.4.3). @throws SchemaProblem */
export function nameList(value: unknown, place: Place, tokens: readonly string[]): readonly string[] {
  const pointer = tokens.reduce(childPointer, place.pointer);
  if (!Array.isArray(value)) throw new SchemaProblem(pointer, `${last(tokens)} must be a list of names`);
  const names: string[] = [];
  for (const name of value) {
    if (typeof name !== "string") throw new SchemaProblem(pointer, `${last(tokens)} must be a list of names`);
    names.push(name);
  }
  if (names.length === 0) throw new SchemaProblem(pointer, `${last(tokens)} must have at least one name`);
  if (new Set(names).size !== names.length) throw new SchemaProblem(pointer, `${last(tokens)} names something twice`);
  return names;
}

/** A keyword with a value that draft 4 does not allow there. */
export function malformed(place: Place, keyword: string, rule: string): SchemaProblem {
  return new SchemaProblem(childPointer(place.pointer, keyword), `${keyword} ${rule}`);
}

function last(tokens: readonly string[]): string {
  return tokens.at(-1) ?? "";
}
