import type { Node } from "./ast.ts";

/**
 * An upper bound of the ways in which a backtracking engine can try to match: `factor × n^degree` for a text of n
 * characters; `factor` is Infinity where no such bound is known (nested repetition).
 */
export interface Cost {
  readonly degree: number;
  readonly factor: number;
}

const ONE: Cost = { degree: 0, factor: 1 };
const UNBOUNDED: Cost = { degree: 0, factor: Infinity };

/** The cost of a node (see {@link Cost}). */
export function costOf(node: Node): Cost {
  switch (node.t) {
    case "sequence":
      return node.items.map(costOf).reduce(both, ONE);
    case "choice":
      return node.options.map(costOf).reduce(either);
    case "group":
      return costOf(node.body);
    case "look":
      return both(costOf(node.body), ONE);
    case "repeat":
      return repeatCost(node);
    case "reference":
      return { degree: 1, factor: 1 };
    default:
      return ONE;
  }
}

function both(a: Cost, b: Cost): Cost {
  return { degree: a.degree + b.degree, factor: a.factor * b.factor };
}

function either(a: Cost, b: Cost): Cost {
  return { degree: Math.max(a.degree, b.degree), factor: a.factor + b.factor };
}

/** A repetition with more counts than this is taken as one without bound: it has at most a count per character. */
const FEW_COUNTS = 64;

function repeatCost(node: Node & { t: "repeat" }): Cost {
  const body = costOf(node.body);
  const isPlain = isFixedWidth(node.body) && body.factor === 1 && body.degree === 0;
  if (isPlain) {
    const counts = node.max - node.min + 1;
    return counts > FEW_COUNTS ? { degree: 1, factor: 1 } : { degree: 0, factor: counts };
  }
  if (node.max === 1) return either(body, ONE);
  if (node.max === Infinity || body.degree > 0) return UNBOUNDED;
  return { degree: 0, factor: (body.factor + 1) ** node.max };
}

// A body that matches in one way only and always consumes something: then a repetition has one choice, its count.
function isFixedWidth(node: Node): boolean {
  if (node.t === "set") return true;
  if (node.t === "group") return isFixedWidth(node.body);
  return node.t === "sequence" && node.items.length > 0 && node.items.every(isFixedWidth);
}

/**
 * The cost of searching (unanchored): one factor n more for the places to start at, unless the pattern begins at the
 * text's start; a greedy repetition at the very end costs nothing, since nothing after it can fail.
 */
export function searchCost(node: Node): Cost {
  const items = node.t === "sequence" ? node.items : [node];
  const last = items.at(-1);
  const cost = last !== undefined && isFreeTail(last) ? items.slice(0, -1).map(costOf).reduce(both, ONE) : costOf(node);
  const first = items[0];
  const anchored = first?.t === "assert" && first.what === "textStart";
  return anchored ? cost : { degree: cost.degree + 1, factor: cost.factor };
}

function isFreeTail(node: Node): boolean {
  return node.t === "repeat" && node.body.t === "set" && node.max === Infinity && node.min <= 1;
}

/** Whether only a backtracking engine can run the node: for references, and groups that a look-around fills. */
export function needsBacktracking(node: Node): boolean {
  if (node.t === "look") return some(node.body, ({ t }) => t === "reference" || (t === "group" && !node.negative));
  if (node.t === "reference") return true;
  return childrenOf(node).some(needsBacktracking);
}

function some(node: Node, test: (node: Node) => boolean): boolean {
  return test(node) || childrenOf(node).some((child) => some(child, test));
}

function childrenOf(node: Node): readonly Node[] {
  if (node.t === "sequence") return node.items;
  if (node.t === "choice") return node.options;
  return node.t === "group" || node.t === "repeat" || node.t === "look" ? [node.body] : [];
}
