import type { Operation } from "./schema.ts";

interface Node {
  readonly literals: Map<string, Node>;
  label: Node | undefined;
  /** Operations whose path ends here, those with query literals first. */
  readonly operations: Operation[];
  /** Operations whose last label is an ARN: ARNs hold slashes, which some clients leave unencoded. */
  readonly arnTails: Operation[];
}

/** The paths of one service. */
export interface PathTrie {
  readonly root: Node;
}

export interface PathMatch {
  readonly operation: Operation;
  /** The values of the path's labels by name, percent-decoded. */
  readonly labels: Readonly<Record<string, string>>;
}

const newNode = (): Node => ({ literals: new Map(), label: undefined, operations: [], arnTails: [] });

const segmentsOf = (path: string): string[] => path.split("/").slice(1);
const isLabel = (segment: string): boolean => segment.startsWith("{");
const labelName = (segment: string): string => segment.slice(1, -1);

/** Labels that hold an ARN: `resourceArn`, Lambda's `Resource`. */
const holdsArn = (segment: string): boolean => /^\{(?:\w*Arn|Resource)\}$/i.test(segment);

export function buildPathTrie(operations: Iterable<Operation>): PathTrie {
  const root = newNode();
  for (const operation of operations) insert(root, operation);
  return { root };
}

function insert(root: Node, operation: Operation): void {
  const segments = segmentsOf(operation.path);
  let node = root;
  for (const [position, segment] of segments.entries()) {
    const next = isLabel(segment) ? (node.label ??= newNode()) : childOf(node, segment);
    if (position === segments.length - 1 && holdsArn(segment)) next.arnTails.push(operation);
    node = next;
  }
  node.operations.push(operation);
  node.operations.sort((a, b) => b.queryLiterals.length - a.queryLiterals.length);
}

function childOf(node: Node, segment: string): Node {
  const known = node.literals.get(segment);
  if (known !== undefined) return known;
  const made = newNode();
  node.literals.set(segment, made);
  return made;
}

/**
 * The operation at a path. A literal segment beats a label; a trailing slash is ignored, so that an empty id at the end
 * addresses the list above it, as at AWS.
 */
export function matchPath(trie: PathTrie, method: string, path: string, query: URLSearchParams): PathMatch | null {
  const segments = segmentsOf(path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path);
  const accepts = (operation: Operation): boolean =>
    operation.method === method && operation.queryLiterals.every(([name, value]) => query.get(name) === value);
  const operation = walk(trie.root, segments, 0, accepts);
  return operation === undefined ? null : { operation, labels: labelsOf(operation, segments) };
}

function walk(
  node: Node,
  segments: readonly string[],
  position: number,
  accepts: (operation: Operation) => boolean,
): Operation | undefined {
  const segment = segments[position];
  if (segment === undefined) return node.operations.find(accepts);
  const literal = node.literals.get(segment);
  const byLiteral = literal && walk(literal, segments, position + 1, accepts);
  if (byLiteral !== undefined || node.label === undefined) return byLiteral;
  return walk(node.label, segments, position + 1, accepts) ?? node.label.arnTails.find(accepts);
}

function labelsOf(operation: Operation, segments: readonly string[]): Record<string, string> {
  const template = segmentsOf(operation.path);
  const labels: [string, string][] = [];
  for (const [position, segment] of template.entries()) {
    if (!isLabel(segment)) continue;
    const isLast = position === template.length - 1;
    const raw = isLast ? segments.slice(position).join("/") : (segments[position] ?? "");
    labels.push([labelName(segment), decodeLabel(raw)]);
  }
  return Object.fromEntries(labels);
}

/** A label that is not valid percent-encoding is taken as it was sent. */
function decodeLabel(raw: string): string {
  try {
    return decodeURIComponent(raw);
  } catch {
    return raw;
  }
}
