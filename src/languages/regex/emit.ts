import type { Assertion, Node } from "./ast.ts";
import { type CharSet, MAX_CODE_POINT } from "./char-set.ts";

/** The pattern as a JavaScript expression with the flag `u` only. */
export function emit(node: Node): string {
  switch (node.t) {
    case "set":
      return emitSet(node.set);
    case "sequence":
      return node.items.map((item) => emitItem(item)).join("");
    case "choice":
      return `(?:${node.options.map((option) => emit(option)).join("|")})`;
    case "group":
      return `(${emit(node.body)})`;
    case "repeat":
      return `${emitAtom(node.body)}${emitCount(node.min, node.max)}${node.lazy ? "?" : ""}`;
    case "assert":
      return ASSERTIONS[node.what];
    case "look":
      return `(?${node.behind ? "<" : ""}${node.negative ? "!" : "="}${emit(node.body)})`;
    case "reference":
      return `(?:\\${node.group})`;
  }
}

function emitItem(node: Node): string {
  return node.t === "sequence" ? `(?:${emit(node)})` : emit(node);
}

// JavaScript does not let an assertion be repeated: it stands in a group of its own.
function emitAtom(node: Node): string {
  const text = emit(node);
  return node.t === "set" || node.t === "group" || node.t === "choice" ? text : `(?:${text})`;
}

function emitCount(min: number, max: number): string {
  if (max === Infinity) return min === 0 ? "*" : min === 1 ? "+" : `{${min},}`;
  if (min === 0 && max === 1) return "?";
  return min === max ? `{${min}}` : `{${min},${max}}`;
}

const LINE_END = String.raw`[\n\r\u0085\u2028\u2029]`;

const ASSERTIONS: Readonly<Record<Assertion, string>> = {
  textStart: "^",
  textEnd: "$",
  end: String.raw`(?=(?:\r\n|${LINE_END})?$)`,
  lineStart: `(?<=^|${LINE_END})`,
  lineEnd: `(?=$|${LINE_END})`,
  word: String.raw`\b`,
  notWord: String.raw`\B`,
};

function emitSet(set: CharSet): string {
  const [range] = set.ranges;
  if (range === undefined && set.properties.length === 0) return set.negated ? all() : nothing();
  const isSingle = range !== undefined && set.ranges.length === 1 && range[0] === range[1];
  if (isSingle && set.properties.length === 0 && !set.negated) return emitPoint(range[0]);
  const parts = set.ranges.map(([low, high]) => emitRange(low, high));
  for (const property of set.properties) parts.push(`\\${property.negated ? "P" : "p"}{${property.name}}`);
  return `[${set.negated ? "^" : ""}${parts.join("")}]`;
}

function all(): string {
  return `[${emitRange(0, MAX_CODE_POINT)}]`;
}

function nothing(): string {
  return `[^${emitRange(0, MAX_CODE_POINT)}]`;
}

function emitRange(low: number, high: number): string {
  if (low === high) return emitPoint(low);
  return `${emitPoint(low)}-${emitPoint(high)}`;
}

function emitPoint(point: number): string {
  const c = point < 0x7f ? String.fromCharCode(point) : "";
  if (/^[A-Za-z0-9]$/.test(c)) return c;
  return `\\u{${point.toString(16)}}`;
}
