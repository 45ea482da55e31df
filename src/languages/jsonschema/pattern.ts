import { PatternSyntaxError } from "../regex/ast.ts";
import { Engine } from "../regex/engine.ts";
import { parsePattern } from "../regex/parse-pattern.ts";

/** Tells whether a text has a part that matches: patterns of JSON schemas are not anchored. */
export type Matcher = (text: string) => boolean;

/** Compiles the source of a regular expression. Throws an Error that says why where it cannot. */
export type CompilePattern = (source: string) => Matcher;

/** More of a pattern than this is no pattern that a person wrote. */
const MAXIMUM_SOURCE = 20_000;

/**
 * Compiles an ECMA 262 regular expression so that matching takes time in proportion to the text, whatever the pattern:
 * AWS accepts any, and a backtracking engine can be made to hang by most. JavaScript's own engine runs a pattern only over
 * texts where it has but a few readings per character to try.
 *
 * @throws Error for what is no regular expression, and for back-references
 */
export function linearPattern(source: string): Matcher {
  if (source.length > MAXIMUM_SOURCE) throw new Error(`The pattern is longer than ${MAXIMUM_SOURCE} characters`);
  try {
    const engine = new Engine(parsePattern(source, "ecma"), (length) => READINGS_PER_CHARACTER * (length + 1));
    return (text) => engine.test(text);
  } catch (error) {
    if (!(error instanceof PatternSyntaxError)) throw error;
    throw new Error(`The pattern cannot be matched in linear time: ${error.message}`, { cause: error });
  }
}

const READINGS_PER_CHARACTER = 64;
