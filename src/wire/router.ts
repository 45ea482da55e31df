// Finds the operation that a management request asks for, among all services of the one management host.

import { formOf } from "./aws-query.ts";
import { jsonTargets, pathRoots, queryVersions } from "./generated/services.ts";
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

/**
 * The operation that a request asks for, or null when no service has one there. The services with paths of their own go by
 * the path; those at POST `/` by X-Amz-Target (awsJson) or by the form's Action and Version (awsQuery).
 */
export function matchOperation(request: RequestParts): Match | null {
  if (request.path === "/") return matchTarget(request) ?? matchAction(request);
  const service = pathRoots.get(request.path.split("/")[1] ?? "");
  if (service === undefined) return null;
  const found = matchPath(trieOf(service), request.method, request.path, request.query);
  return found === null ? null : { service, ...found };
}

function matchTarget({ method, headers }: RequestParts): Match | null {
  const target = headers.get("x-amz-target") ?? "";
  return method === "POST" ? named(serviceOfTarget(target), target.split(".")[1] ?? "") : null;
}

/** The service that an X-Amz-Target speaks to, whether it has the operation or not. */
export const serviceOfTarget = (target: string): ServiceName | undefined => jsonTargets.get(target.split(".")[0] ?? "");

/** The service that has an API version of awsQuery. */
export const serviceOfVersion = (version: string): ServiceName | undefined => queryVersions.get(version);

/** A form of another kind, such as a file's upload, names no action. */
function matchAction(request: RequestParts): Match | null {
  if (request.method !== "POST" && request.method !== "GET") return null;
  if (request.method === "POST" && !isForm(request.headers)) return null;
  const form = formOf(request);
  return named(serviceOfVersion(form.get("Version") ?? ""), form.get("Action") ?? "");
}

const isForm = (headers: Headers): boolean =>
  headers.get("content-type")?.startsWith("application/x-www-form-urlencoded") ?? false;

function named(service: ServiceName | undefined, name: string): Match | null {
  const operation = service && tableOf(service).operations.get(name);
  return operation === undefined || service === undefined ? null : { service, operation, labels: {} };
}

function trieOf(service: ServiceName): PathTrie {
  const known = tries.get(service);
  if (known !== undefined) return known;
  const trie = buildPathTrie(tableOf(service).operations.values());
  tries.set(service, trie);
  return trie;
}
