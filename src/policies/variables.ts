import type { PolicyVersion } from "./document.ts";
import type { ConditionKeys } from "./request.ts";
import type { Matcher, Token } from "./wildcard.ts";
import { tokenize } from "./wildcard.ts";

/** `${key}` or `${key, 'fallback'}`; the key in lower case. */
type Variable = { readonly key: string; readonly fallback: string | undefined };
type Piece = string | Token | Variable;

const DEFAULTED = /^([^,]+?)\s*,\s*'([^']*)'$/;

/** `${*}`, `${?}` and `${$}` stand for these characters themselves. */
const CHARACTERS: ReadonlySet<string> = new Set(["*", "?", "$"]);

function variable(inside: string): Variable | string {
  if (CHARACTERS.has(inside)) return inside;
  const defaulted = DEFAULTED.exec(inside);
  const [, key = inside, fallback] = defaulted ?? [];
  return { key: key.trim().toLowerCase(), fallback };
}

/** Cuts a value into literal text, wildcards (if it may have them) and variables (if its version knows them). */
function pieces(value: string, version: PolicyVersion, wildcards: boolean): readonly Piece[] {
  const text = (part: string): readonly Piece[] => (wildcards ? tokenize(part) : part === "" ? [] : [part]);
  if (version === "2008-10-17") return text(value);
  const found: Piece[] = [];
  let from = 0;
  for (;;) {
    const start = value.indexOf("${", from);
    const end = start < 0 ? -1 : value.indexOf("}", start);
    if (end < 0) return [...found, ...text(value.slice(from))];
    found.push(...text(value.slice(from, start)), variable(value.slice(start + 2, end)));
    from = end + 1;
  }
}

function valueOf(variable: Variable, keys: ConditionKeys): string | undefined {
  const value = keys(variable.key);
  if (typeof value === "string") return value;
  // Only keys with one value can be variables (IAM User Guide, "Single-valued vs. multivalued condition keys").
  const [only, ...more] = value ?? [];
  return only !== undefined && more.length === 0 ? only : variable.fallback;
}

/** Fills variables in. What they bring is literal: a `*` in a user's name is no wildcard. */
function resolve(list: readonly Piece[], keys: ConditionKeys): readonly Token[] | undefined {
  const tokens: Token[] = [];
  for (const piece of list) {
    if (typeof piece !== "object") {
      tokens.push(piece);
      continue;
    }
    const value = valueOf(piece, keys);
    if (value === undefined) return undefined;
    tokens.push(value);
  }
  return tokens;
}

/** Whether a text matches under the keys of a request; undefined when a variable has no value there. */
export type VariableMatcher = (text: string, keys: ConditionKeys) => boolean | undefined;

/**
 * Compiles a value that may hold variables. Without any it is compiled now, once; with some at each use, since what it
 * matches depends on the request.
 */
export function compileVariable(
  value: string,
  version: PolicyVersion,
  wildcards: boolean,
  compile: (tokens: readonly Token[]) => Matcher,
): VariableMatcher {
  const list = pieces(value, version, wildcards);
  const fixed = list.filter((piece) => typeof piece !== "object");
  if (fixed.length === list.length) {
    const matches = compile(mergeText(fixed));
    return (text) => matches(text);
  }
  return (text, keys) => {
    const tokens = resolve(list, keys);
    return tokens && compile(mergeText(tokens))(text);
  };
}

/** Joins neighbouring texts, so that a plain value is one token. */
function mergeText(tokens: readonly Token[]): readonly Token[] {
  const merged: Token[] = [];
  for (const token of tokens) {
    const last = merged.at(-1);
    if (typeof token === "string" && typeof last === "string") merged[merged.length - 1] = last + token;
    else merged.push(token);
  }
  return merged;
}
