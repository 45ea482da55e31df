// Finds the operation that a management request asks for, among all services of the one management host.

import { pathRoots } from "./generated/operations.ts";
import { buildPathTrie, matchPath } from "./path-trie.ts";
import type { PathTrie } from "./path-trie.ts";
import type { RequestParts } from "./request.ts";
import type { Operation, ServiceName } from "./schema.ts";
import { tableOf } from "./tables.ts";

export interface Match {
  readonly service: ServiceName;
  readonly operation: Operation;
  /** The values of the path's labels by name, percent-decoded. */
  readonly labels: Readonly<Record<string, string>>;
}

const tries = new Map<ServiceName, PathTrie>();

/** The operation that a request asks for, or null when no service has one there. */
export function matchOperation(request: Pick<RequestParts, "method" | "path" | "query">): Match | null {
  const service = pathRoots.get(request.path.split("/")[1] ?? "");
  if (service === undefined) return null;
  const found = matchPath(trieOf(service), request.method, request.path, request.query);
  return found === null ? null : { service, ...found };
}

function trieOf(service: ServiceName): PathTrie {
  const known = tries.get(service);
  if (known !== undefined) return known;
  const trie = buildPathTrie(tableOf(service).operations.values());
  tries.set(service, trie);
  return trie;
}
