/** A flame graph as SVG (pure). */
import { escaped } from "../svg.ts";
import { type Part, partOf, PARTS, type Stack } from "./stacks.ts";

const WIDTH = 1_200;
const LINE = 15;
const TOP = 30;
/** Narrower frames than this are left out, in shares of the whole. */
const SMALLEST = 0.004;
const DEEPEST = 48;
const COLOURS = ["#2563eb", "#60a5fa", "#f87171", "#a3a3a3", "#fbbf24", "#d6d3d1", "#e5e5e5"];

interface Node {
  count: number;
  /** what a moment would belong to that ended here: it gives the colour */
  part: Part;
  children: Map<string, Node>;
}

/** Draws the stacks, the outermost frames below. `describe`: what stands on a frame. */
export function flameGraph(title: string, stacks: readonly Stack[], describe: (symbol: string) => string): string {
  const whole: Node = { count: 0, part: "other", children: new Map() };
  for (const stack of stacks) add(whole, stack, describe);
  const boxes: string[] = [];
  const depth = draw(whole, 0, 0, whole.count, boxes);
  const height = TOP + (depth + 1) * LINE + 40;
  let x = 10;
  const legend = PARTS.map((part, index) => {
    const entry = `<rect x="${x}" y="${height - 22}" width="10" height="10" fill="${COLOURS[index]}"/><text x="${x + 14}" y="${height - 13}">${escaped(part)}</text>`;
    x += 30 + part.length * 6;
    return entry;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" font-family="monospace" font-size="10" fill="#0f172a">
<rect width="100%" height="100%" fill="#ffffff"/>
<text x="10" y="18" font-size="13" font-family="sans-serif" font-weight="bold">${escaped(title)}</text>
<g transform="translate(0 ${height - 40})">
${boxes.join("\n")}
</g>
${legend.join("\n")}
</svg>
`;
}

function add(root: Node, stack: Stack, describe: (symbol: string) => string): void {
  root.count++;
  let at = root;
  const outermost = Math.max(0, stack.length - DEEPEST);
  for (let index = stack.length - 1; index >= outermost; index--) {
    const name = describe(stack[index]?.symbol ?? "");
    let next = at.children.get(name);
    if (next === undefined) {
      next = { count: 0, part: partOf(stack.slice(index)), children: new Map() };
      at.children.set(name, next);
    }
    next.count++;
    at = next;
  }
}

/** Draws the children of a node from `start` on, and returns how deep they go. */
function draw(of: Node, start: number, depth: number, total: number, boxes: string[]): number {
  let at = start;
  let deepest = depth;
  const children = [...of.children].toSorted(([, a], [, b]) => b.count - a.count);
  for (const [name, child] of children) {
    const share = child.count / total;
    if (share < SMALLEST) break;
    boxes.push(box(name, child, at / total, share, depth));
    deepest = Math.max(deepest, draw(child, at, depth + 1, total, boxes));
    at += child.count;
  }
  return deepest;
}

function box(name: string, { part }: Node, from: number, share: number, depth: number): string {
  const colour = COLOURS[PARTS.indexOf(part)];
  const [x, width] = [from * WIDTH, share * WIDTH];
  const fits = Math.floor(width / 6.2) - 1;
  const y = -(depth + 1) * LINE;
  const label =
    fits > 3
      ? `<text x="${(x + 2).toFixed(1)}" y="${y + 11}">${escaped(name.length > fits ? `${name.slice(0, fits - 1)}…` : name)}</text>`
      : "";
  return `<g><title>${escaped(name)} ${(share * 100).toFixed(1)} %</title><rect x="${x.toFixed(1)}" y="${y}" width="${width.toFixed(1)}" height="${LINE - 1}" fill="${colour}"/>${label}</g>`;
}
