/** What a matcher found: the route's value and the raw values of its path variables, in the order of the path. */
export interface Match<T> {
  value: T;
  parameters: Record<string, string> | null;
}

interface Node<T> {
  literals: Map<string, Node<T>>;
  /** below `{name}` */
  variable: Node<T> | null;
  /** at `{name+}`: methods of the greedy variable that ends here */
  greedy: Ends<T> | null;
  ends: Ends<T> | null;
}

/** The methods that end at a node, each with the names of its variables. */
type Ends<T> = Map<string, { value: T; names: string[] }>;

const ANY = "ANY";

/**
 * Chooses a route by method and path: a literal segment before `{variable}` before `{greedy+}`, and at each place a named method
 * before ANY; a place that lacks the method is passed over for a less specific one that has it (API Gateway developer guide,
 * "Routing API requests"; recorded for REST APIs as well). A segment trie with backtracking: the cost grows with the path's
 * segments, not with the number of routes. Path values are taken as sent, never decoded.
 */
export class Matcher<T> {
  readonly #root: Node<T> = newNode();

  /** Adds a route; `path` as AWS writes it: `/users/{id}/files/{proxy+}`. */
  add(method: string, path: string, value: T): void {
    const names: string[] = [];
    let node = this.#root;
    for (const segment of segmentsOf(path)) {
      if (segment.startsWith("{") && segment.endsWith("+}")) {
        names.push(segment.slice(1, -2));
        node.greedy ??= new Map();
        node.greedy.set(method, { value, names });
        return;
      }
      if (segment.startsWith("{") && segment.endsWith("}")) {
        names.push(segment.slice(1, -1));
        node.variable ??= newNode();
        node = node.variable;
      } else {
        node = literalChild(node, segment);
      }
    }
    node.ends ??= new Map();
    node.ends.set(method, { value, names });
  }

  /** The most specific route for this method and raw path (beginning with `/`), or null. */
  match(method: string, path: string): Match<T> | null {
    return this.#walk(this.#root, method, path, 1, []);
  }

  /** `at` is where the next segment begins; past the path's end means that no segment is left. */
  #walk(node: Node<T>, method: string, path: string, at: number, values: string[]): Match<T> | null {
    if (at > path.length || (at === path.length && path.length === 1)) return found(node.ends, method, values);
    const slash = path.indexOf("/", at);
    const end = slash === -1 ? path.length : slash;
    const segment = path.slice(at, end);
    const literal = node.literals.get(segment);
    const exact = literal && this.#walk(literal, method, path, end + 1, values);
    if (exact) return exact;
    if (node.variable && segment !== "") {
      const below = this.#walk(node.variable, method, path, end + 1, [...values, segment]);
      if (below) return below;
    }
    return node.greedy && found(node.greedy, method, [...values, path.slice(at)]);
  }
}

function found<T>(ends: Ends<T> | null, method: string, values: string[]): Match<T> | null {
  const end = ends?.get(method) ?? ends?.get(ANY);
  if (!end) return null;
  if (values.length === 0) return { value: end.value, parameters: null };
  const parameters: Record<string, string> = {};
  for (const [index, name] of end.names.entries()) parameters[name] = values[index] ?? "";
  return { value: end.value, parameters };
}

function literalChild<T>(node: Node<T>, segment: string): Node<T> {
  let child = node.literals.get(segment);
  if (!child) {
    child = newNode();
    node.literals.set(segment, child);
  }
  return child;
}

function newNode<T>(): Node<T> {
  return { literals: new Map(), variable: null, greedy: null, ends: null };
}

function segmentsOf(path: string): string[] {
  return path === "/" ? [] : path.slice(1).split("/");
}
