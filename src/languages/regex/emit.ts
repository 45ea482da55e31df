import type { Assertion, Node } from "./ast.ts";
import { type CharSet, MAX_CODE_POINT } from "./char-set.ts";

/** The two engines a pattern can run in. */
export type Dialect = "v8" | "re2";

/**
 * The pattern in the engine's own syntax, for V8 with the flag `u` only. RE2 has no look-around: there `$` is the very end
 * of the text (Java's matches before a final line break too), and look-around and references must not occur.
 */
export function emit(node: Node, dialect: Dialect): string {
  switch (node.t) {
    case "set":
      return emitSet(node.set, dialect);
    case "sequence":
      return node.items.map((item) => emitItem(item, dialect)).join("");
    case "choice":
      return `(?:${node.options.map((option) => emit(option, dialect)).join("|")})`;
    case "group":
      return `(${emit(node.body, dialect)})`;
    case "repeat":
      return `${emitAtom(node.body, dialect)}${emitCount(node.min, node.max)}${node.lazy ? "?" : ""}`;
    case "assert":
      return dialect === "v8" ? V8_ASSERTIONS[node.what] : RE2_ASSERTIONS[node.what];
    case "look":
      return `(?${node.behind ? "<" : ""}${node.negative ? "!" : "="}${emit(node.body, dialect)})`;
    case "reference":
      return `(?:\\${node.group})`;
  }
}

function emitItem(node: Node, dialect: Dialect): string {
  return node.t === "sequence" ? `(?:${emit(node, dialect)})` : emit(node, dialect);
}

// V8 does not let an assertion be repeated: it stands in a group of its own.
function emitAtom(node: Node, dialect: Dialect): string {
  const text = emit(node, dialect);
  return node.t === "set" || node.t === "group" || node.t === "choice" ? text : `(?:${text})`;
}

function emitCount(min: number, max: number): string {
  if (max === Infinity) return min === 0 ? "*" : min === 1 ? "+" : `{${min},}`;
  if (min === 0 && max === 1) return "?";
  return min === max ? `{${min}}` : `{${min},${max}}`;
}

const LINE_END = String.raw`[\n\r\u0085\u2028\u2029]`;

const V8_ASSERTIONS: Readonly<Record<Assertion, string>> = {
  textStart: "^",
  textEnd: "$",
  end: String.raw`(?=(?:\r\n|${LINE_END})?$)`,
  lineStart: `(?<=^|${LINE_END})`,
  lineEnd: `(?=$|${LINE_END})`,
  word: String.raw`\b`,
  notWord: String.raw`\B`,
};

const RE2_ASSERTIONS: Readonly<Record<Assertion, string>> = {
  textStart: String.raw`\A`,
  textEnd: String.raw`\z`,
  end: String.raw`\z`,
  lineStart: "(?m:^)",
  lineEnd: "(?m:$)",
  word: String.raw`\b`,
  notWord: String.raw`\B`,
};

function emitSet(set: CharSet, dialect: Dialect): string {
  const [range] = set.ranges;
  if (range === undefined && set.properties.length === 0) return set.negated ? all(dialect) : nothing(dialect);
  const isSingle = range !== undefined && set.ranges.length === 1 && range[0] === range[1];
  if (isSingle && set.properties.length === 0 && !set.negated) return emitPoint(range[0], dialect);
  const parts = set.ranges.map(([low, high]) => emitRange(low, high, dialect));
  for (const property of set.properties)
    parts.push(`\\${property.negated ? "P" : "p"}{${dialect === "v8" ? property.v8 : property.re2}}`);
  return `[${set.negated ? "^" : ""}${parts.join("")}]`;
}

function all(dialect: Dialect): string {
  return `[${emitRange(0, MAX_CODE_POINT, dialect)}]`;
}

function nothing(dialect: Dialect): string {
  return `[^${emitRange(0, MAX_CODE_POINT, dialect)}]`;
}

function emitRange(low: number, high: number, dialect: Dialect): string {
  if (low === high) return emitPoint(low, dialect);
  return `${emitPoint(low, dialect)}-${emitPoint(high, dialect)}`;
}

function emitPoint(point: number, dialect: Dialect): string {
  const c = point < 0x7f ? String.fromCharCode(point) : "";
  if (/^[A-Za-z0-9]$/.test(c)) return c;
  return dialect === "v8" ? `\\u{${point.toString(16)}}` : `\\x{${point.toString(16)}}`;
}
