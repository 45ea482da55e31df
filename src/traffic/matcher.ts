import { decodePercent } from "../languages/http/percent-encoding.ts";
import { SegmentMap } from "../storage/segment-map.ts";

/** What a matcher found: the route's value and the raw values of its path variables by name; null where it has none. */
export interface Match<T> {
  readonly value: T;
  readonly parameters: Readonly<Record<string, string>> | null;
}

/**
 * How the API type reads paths.
 * - HTTP (developer guide, "Routing API requests"): a route that matches the whole path goes before every greedy one; a slash at
 *   the end makes another path; a greedy variable takes at least one character.
 * - REST (recorded): at each segment literal, variable, greedy, in this order; slashes at the end and doubled ones at the
 *   beginning do not count.
 */
export type PathRules = "HTTP" | "REST";

/** A route on its way down: it stands at the node above its segment at `at`, until that node is first walked. */
interface Pending<T> {
  path: string;
  /** where its next segment begins; past the path's end: it ends at the node */
  at: number;
  method: string;
  value: T;
}

interface Node<T> {
  /** routes that belong below this node and are not yet sorted into it */
  pending: Pending<T>[] | null;
  literals: SegmentMap<Node<T>>;
  /** below `{name}` */
  variable: Node<T> | null;
  /** the routes whose greedy variable begins here */
  greedy: Ends<T> | null;
  ends: Ends<T> | null;
}

/** The routes that end at one place. */
type Ends<T> = End<T>[];

interface End<T> {
  method: string;
  value: T;
  names: readonly string[];
  /** the answer where there are no variables: the same object each time */
  match: Match<T>;
}

const ANY = "ANY";
const SLASH = 47;
/** What a walk may end at. */
const WHOLE = 1;
const GREEDY = 2;

/**
 * Chooses a route by method and path, the most specific first: literal, `{variable}`, `{greedy+}`, and at one place a named
 * method before ANY. A place that lacks the method is passed over for a less specific one that has it. Values are taken as sent,
 * never decoded; a literal also matches its percent-encoded spelling, so that no spelling of a path slips past the route that
 * guards it. A segment trie with backtracking, no node of which is visited twice: the cost grows with the path's segments, not
 * with the number of routes, and a match allocates nothing but its result. A node's routes are sorted into it when a request
 * first comes by, so that an isolate pays for what is asked of a large API, not for its size.
 */
export class Matcher<T> {
  readonly #rest: boolean;
  readonly #root: Node<T> = newNode();
  /** where the variables of the walk under way begin and end in the path */
  readonly #bounds: number[] = [];

  constructor(rules: PathRules = "HTTP") {
    this.#rest = rules === "REST";
  }

  /** Adds a route; `path` as AWS writes it: `/users/{id}/files/{proxy+}`. */
  add(method: string, path: string, value: T): void {
    // The root path has no segment.
    wait(this.#root, { path, at: path === "/" ? path.length + 1 : 1, method, value });
  }

  /** Sorts the routes that wait at a node into what is below it. */
  #sort(node: Node<T>, pending: Pending<T>[]): void {
    node.pending = null;
    for (const route of pending) {
      const { path, at } = route;
      if (at > path.length) {
        node.ends = withEnd(node.ends, endOf(route));
        continue;
      }
      const slash = path.indexOf("/", at);
      const end = slash === -1 ? path.length : slash;
      route.at = end + 1;
      const segment = path.slice(at, end);
      if (segment.startsWith("{") && segment.endsWith("+}")) {
        node.greedy = withEnd(node.greedy, endOf(route));
      } else if (segment.startsWith("{") && segment.endsWith("}")) {
        node.variable ??= newNode();
        wait(node.variable, route);
      } else wait(literalChild(node, segment), route);
    }
  }

  /** The most specific route for this method and raw path (beginning with `/`), or null. */
  match(method: string, path: string): Match<T> | null {
    if (!this.#rest)
      return this.#from(WHOLE, method, path, 1, path.length) ?? this.#from(GREEDY, method, path, 1, path.length);
    let at = 1;
    let to = path.length;
    while (path.charCodeAt(at) === SLASH) at++;
    while (to > at && path.charCodeAt(to - 1) === SLASH) to--;
    return this.#from(WHOLE | GREEDY, method, path, at, to);
  }

  #from(goal: number, method: string, path: string, at: number, to: number): Match<T> | null {
    if (this.#root.pending) this.#sort(this.#root, this.#root.pending);
    const end =
      at >= to ? goal & WHOLE && pick(this.#root.ends, method) : this.#walk(this.#root, goal, method, path, at, to, 0);
    return end ? this.#result(end, path) : null;
  }

  /** `at` is where the next segment begins; past `to` means that none is left. */
  #walk(
    node: Node<T>,
    goal: number,
    method: string,
    path: string,
    at: number,
    to: number,
    depth: number,
  ): End<T> | null {
    if (node.pending) this.#sort(node, node.pending);
    if (at > to) return goal & WHOLE ? pick(node.ends, method) : null;
    const slash = path.indexOf("/", at);
    const end = slash === -1 || slash > to ? to : slash;
    const literal = literalOf(node, path, at, end);
    const below = literal && this.#walk(literal, goal, method, path, end + 1, to, depth);
    if (below) return below;
    if (node.variable && end > at) {
      const found = this.#walk(node.variable, goal, method, path, end + 1, to, depth + 1);
      if (found) return this.#bind(found, depth, at, end);
    }
    const greedy = goal & GREEDY && at < to ? pick(node.greedy, method) : null;
    return greedy && this.#bind(greedy, depth, at, to);
  }

  #bind(end: End<T>, depth: number, at: number, to: number): End<T> {
    this.#bounds[2 * depth] = at;
    this.#bounds[2 * depth + 1] = to;
    return end;
  }

  #result(end: End<T>, path: string): Match<T> {
    const { names } = end;
    if (names.length === 0) return end.match;
    const parameters: Record<string, string> = {};
    for (let index = 0; index < names.length; index++) {
      parameters[names[index] ?? ""] = path.slice(this.#bounds[2 * index], this.#bounds[2 * index + 1]);
    }
    return { value: end.value, parameters };
  }
}

function wait<T>(node: Node<T>, route: Pending<T>): void {
  node.pending ??= [];
  node.pending.push(route);
}

function endOf<T>({ path, method, value }: Pending<T>): End<T> {
  const segments = path.includes("{") ? path.split("/") : [];
  const names = segments
    .filter((segment) => segment.startsWith("{") && segment.endsWith("}"))
    .map((segment) => segment.slice(1, segment.endsWith("+}") ? -2 : -1));
  return { method, value, names, match: { value, parameters: null } };
}

/** The same route again takes the place of the first. */
function withEnd<T>(ends: Ends<T> | null, end: End<T>): Ends<T> {
  return [...(ends ?? []).filter(({ method }) => method !== end.method), end];
}

function pick<T>(ends: Ends<T> | null, method: string): End<T> | null {
  if (!ends) return null;
  let any: End<T> | null = null;
  for (const end of ends) {
    if (end.method === method) return end;
    if (end.method === ANY) any = end;
  }
  return any;
}

function newNode<T>(): Node<T> {
  return { pending: null, literals: new SegmentMap(), variable: null, greedy: null, ends: null };
}

/** The node below the path's segment from `at` to `end`, as sent or else decoded. */
function literalOf<T>({ literals }: Node<T>, path: string, at: number, end: number): Node<T> | undefined {
  const asSent = literals.find(path, at, end);
  if (asSent || literals.isEmpty) return asSent;
  const percent = path.indexOf("%", at);
  return percent === -1 || percent >= end ? undefined : literals.get(decodePercent(path.slice(at, end)));
}

function literalChild<T>({ literals }: Node<T>, segment: string): Node<T> {
  const known = literals.get(segment);
  if (known) return known;
  const child = newNode<T>();
  literals.add(segment, child);
  return child;
}
