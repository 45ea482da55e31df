import type { JavaMatch } from "./engine.ts";

/** A replacement string that Java refuses (Matcher.appendReplacement). */
export class ReplacementError extends Error {}

type Part = string | number;

/**
 * Reads a replacement by the rules of Matcher.appendReplacement: `$n` takes further digits while they still name a group,
 * `${name}` is a named group, a backslash makes the next character literal.
 * @throws ReplacementError for a group that does not exist, `$` without one, and a backslash at the end
 */
export function parseReplacement(
  replacement: string,
  groupCount: number,
  names: ReadonlyMap<string, number>,
): (match: JavaMatch) => string {
  if (!replacement.includes("$") && !replacement.includes("\\")) return () => replacement;
  const parts: Part[] = [];
  for (let at = 0; at < replacement.length;) {
    const c = replacement.charAt(at);
    if (c === "\\") {
      if (at + 1 >= replacement.length) throw new ReplacementError("the replacement ends with a backslash");
      parts.push(replacement.charAt(at + 1));
      at += 2;
    } else if (c === "$") {
      const group = readGroup(replacement, at, groupCount, names);
      parts.push(group.index);
      at = group.end;
    } else {
      const end = nextSpecial(replacement, at);
      parts.push(replacement.slice(at, end));
      at = end;
    }
  }
  return (match) => parts.map((part) => (typeof part === "string" ? part : (match.groups[part] ?? ""))).join("");
}

function nextSpecial(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at] !== "\\" && text[at] !== "$") at++;
  return at;
}

function readGroup(
  text: string,
  at: number,
  groupCount: number,
  names: ReadonlyMap<string, number>,
): { index: number; end: number } {
  const named = /^\$\{([A-Za-z][A-Za-z0-9]*)\}/.exec(text.slice(at, at + 200));
  if (named !== null) {
    const index = names.get(named[1] ?? "");
    if (index === undefined) throw new ReplacementError(`no group with name {${named[1]}}`);
    return { index, end: at + named[0].length };
  }
  let end = at + 1;
  let index = Number.parseInt(text.charAt(end), 10);
  if (Number.isNaN(index)) throw new ReplacementError("illegal group reference after '$'");
  if (index > groupCount) throw new ReplacementError(`no group ${index}`);
  for (end++; /^\d$/.test(text.charAt(end)); end++) {
    const longer = index * 10 + Number(text[end]);
    if (longer > groupCount) break;
    index = longer;
  }
  return { index, end };
}
