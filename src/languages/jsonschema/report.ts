import type { Finding } from "./check.ts";

/**
 * Of all findings those that AWS's validator (json-schema-validator, by its words in API Gateway's logs) tells, in its order: it walks through
 * the document depth first, names in order, and at each place asks the keywords in order, `format` last. Once something is found it looks
 * into nothing any more: of what comes after, it still tells what is wrong with members and items beside the ones that it is in.
 */
export function reported(findings: readonly Finding[]): readonly Finding[] {
  const placed = findings.map((finding) => ({ finding, tokens: finding.pointer.split("/").slice(1) }));
  placed.sort((a, b) => byTokens(a.tokens, b.tokens) || byKeyword(a.finding.keyword, b.finding.keyword));
  const [first] = placed;
  if (first === undefined) return [];
  const told = placed.filter(
    ({ finding, tokens }) => finding.pointer === first.finding.pointer || isBeside(tokens, first.tokens),
  );
  return told.map(({ finding }) => finding);
}

/** Whether a place is a member or an item of something that another place is in. */
function isBeside(tokens: readonly string[], other: readonly string[]): boolean {
  const depth = tokens.length - 1;
  return depth >= 0 && depth < other.length && tokens.slice(0, depth).every((token, index) => token === other[index]);
}

function byTokens(a: readonly string[], b: readonly string[]): number {
  const at = a.findIndex((token, index) => token !== b[index]);
  const [one, two] = [a[at], b[at]];
  if (at === -1 || one === undefined || two === undefined) return a.length - b.length;
  return INDEX.test(one) && INDEX.test(two) ? Number(one) - Number(two) : inOrder(one, two);
}

const INDEX = /^\d{1,9}$/;

function byKeyword(a: string, b: string): number {
  return Number(a === "format") - Number(b === "format") || inOrder(a, b);
}

function inOrder(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
