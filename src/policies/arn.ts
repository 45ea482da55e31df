import type { Matcher, Token } from "./wildcard.ts";
import { anyCharacter, anyText, compileTokens } from "./wildcard.ts";

/** The parts of an ARN before its resource, which no colon may enter. */
const HEAD_COLONS = 5;

/** Cuts tokens at the first five colons of their literal text; what follows the fifth is the resource. */
function segments(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const found: Token[][] = [[]];
  for (const token of tokens) {
    let rest = token;
    while (typeof rest === "string" && found.length <= HEAD_COLONS) {
      const colon = rest.indexOf(":");
      if (colon < 0) break;
      if (colon > 0) found.at(-1)?.push(rest.slice(0, colon));
      found.push([]);
      rest = rest.slice(colon + 1);
    }
    if (rest !== "") found.at(-1)?.push(rest);
  }
  return found;
}

function splitArn(text: string): readonly string[] {
  const parts: string[] = [];
  let from = 0;
  while (parts.length < HEAD_COLONS) {
    const colon = text.indexOf(":", from);
    if (colon < 0) break;
    parts.push(text.slice(from, colon));
    from = colon + 1;
  }
  parts.push(text.slice(from));
  return parts;
}

function isStar(tokens: readonly Token[]): boolean {
  return tokens.length === 1 && tokens[0] === anyText;
}

/**
 * ArnEquals and ArnLike, which are one: each of the six parts is matched by itself, so that no wildcard reaches over a
 * colon (IAM User Guide, "ARN condition operators"). A lone `*` matches everything.
 */
export function compileArn(tokens: readonly Token[]): Matcher {
  if (isStar(tokens)) return () => true;
  const matchers = segments(tokens).map(compileTokens);
  if (matchers.length !== HEAD_COLONS + 1) return () => false;
  return (text) => {
    const parts = splitArn(text);
    return parts.length === matchers.length && matchers.every((matches, index) => matches(parts[index] ?? ""));
  };
}

/**
 * Resource elements: a `*` that ends a part of the ARN may reach over the colons that follow; any other wildcard
 * before the resource stays within its part (IAM User Guide, "JSON policy elements: Resource").
 */
export function compileResource(tokens: readonly Token[]): Matcher {
  const parts = segments(tokens);
  const head = parts.slice(0, HEAD_COLONS);
  const bounded = head.some((part) => part.some((token, index) => isBounded(token, index, part.length)));
  if (!bounded) return compileTokens(tokens);
  return (text) => reach(parts, text);
}

function isBounded(token: Token, index: number, length: number): boolean {
  return token === anyCharacter || (token === anyText && index < length - 1);
}

type Step = { readonly token: Token; readonly bounded: boolean };

function steps(parts: readonly (readonly Token[])[]): readonly Step[] {
  const list: Step[] = [];
  for (const [number, part] of parts.entries()) {
    if (number > 0) list.push({ token: ":", bounded: false });
    for (const [index, token] of part.entries()) {
      list.push({ token, bounded: number < HEAD_COLONS && isBounded(token, index, part.length) });
    }
  }
  return list;
}

/** Follows all places in the text at once; for the rare patterns that have a wildcard inside a part of their head. */
function reach(parts: readonly (readonly Token[])[], text: string): boolean {
  let places = new Set<number>([0]);
  for (const { token, bounded } of steps(parts)) {
    const next = new Set<number>();
    for (const place of places) {
      if (typeof token === "string") {
        if (text.startsWith(token, place)) next.add(place + token.length);
      } else if (token === anyCharacter) {
        if (place < text.length && !(bounded && text[place] === ":")) next.add(place + 1);
      } else {
        for (let end = place; end <= text.length && !next.has(end); end++) {
          next.add(end);
          if (bounded && text[end] === ":") break;
        }
      }
    }
    places = next;
  }
  return places.has(text.length);
}
