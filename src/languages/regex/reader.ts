/** The flags of java.util.regex that are in force at a place of the pattern. */
export interface Flags {
  readonly ignoreCase: boolean;
  readonly unicodeCase: boolean;
  readonly multiline: boolean;
  readonly dotAll: boolean;
  readonly comments: boolean;
  readonly unixLines: boolean;
}

/** Whose syntax is read: java.util.regex's, or ECMA 262's without flags, as JSON schemas have it. */
export type Dialect = "java" | "ecma";

/** Where the parser stands. */
export interface PatternReader {
  readonly dialect: Dialect;
  readonly text: string;
  at: number;
  groups: number;
  readonly names: Map<string, number>;
  depth: number;
  flags: Flags;
}

/** The flags with the letters of `(?imsxudU)` switched on or off. `U` (Unicode classes) only widens case here. */
export function withLetters(flags: Flags, letters: string, on: boolean): Flags {
  const has = (letter: string, now: boolean) => (letters.includes(letter) ? on : now);
  return {
    ignoreCase: has("i", flags.ignoreCase),
    unicodeCase: has("u", has("U", flags.unicodeCase)),
    multiline: has("m", flags.multiline),
    dotAll: has("s", flags.dotAll),
    comments: has("x", flags.comments),
    unixLines: has("d", flags.unixLines),
  };
}
