/** Says whether a text matches. */
export type Matcher = (text: string) => boolean;

const ANY = 42;
const ONE = 63;

/** A part of a pattern: text to be matched literally, or a wildcard. */
export type Token = string | typeof anyText | typeof anyCharacter;
/** `*` */
export const anyText: unique symbol = Symbol("*");
/** `?` */
export const anyCharacter: unique symbol = Symbol("?");

/** Splits a pattern into literal text and wildcards. */
export function tokenize(pattern: string): readonly Token[] {
  const tokens: Token[] = [];
  let from = 0;
  for (let index = 0; index <= pattern.length; index++) {
    const code = pattern.charCodeAt(index);
    if (code !== ANY && code !== ONE && index < pattern.length) continue;
    if (index > from) tokens.push(pattern.slice(from, index));
    if (code === ANY) tokens.push(anyText);
    if (code === ONE) tokens.push(anyCharacter);
    from = index + 1;
  }
  return tokens;
}

/**
 * A matcher for a list of tokens, where `*` stands for any text and `?` for exactly one character (one UTF-16 unit).
 * Its time is bounded by the product of the lengths; the usual patterns (no wildcard, one at the end) take one
 * comparison.
 */
export function compileTokens(tokens: readonly Token[]): Matcher {
  const [first, second] = tokens;
  if (tokens.length === 0) return (text) => text === "";
  if (tokens.length === 1 && first === anyText) return () => true;
  if (tokens.length === 1 && typeof first === "string") return (text) => text === first;
  if (tokens.length === 2 && typeof first === "string" && second === anyText) return (text) => text.startsWith(first);
  return (text) => matchTokens(tokens, text);
}

/** A matcher for a pattern with the wildcards `*` and `?`. Case counts. */
export function compileWildcard(pattern: string): Matcher {
  return compileTokens(tokenize(pattern));
}

/**
 * Walks tokens and text together; after a mismatch it goes back to the last `*` only, which then takes one character
 * more. An earlier `*` never has to give back what it took.
 */
function matchTokens(tokens: readonly Token[], text: string): boolean {
  let token = 0;
  let at = 0;
  let starToken = -1;
  let starAt = 0;
  while (token < tokens.length || at < text.length) {
    const current = tokens[token];
    if (current === anyText) {
      starToken = token++;
      starAt = at;
    } else if (current === anyCharacter && at < text.length) {
      token++;
      at++;
    } else if (typeof current === "string" && text.startsWith(current, at)) {
      token++;
      at += current.length;
    } else if (starToken >= 0 && starAt < text.length) {
      token = starToken + 1;
      at = ++starAt;
    } else {
      return false;
    }
  }
  return true;
}
