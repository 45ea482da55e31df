import { badRequest } from "../wire/faults.ts";
import type { Fault } from "../wire/fault.ts";

/** A patch operation as the Update… operations of API Gateway v1 take them. Values are strings; null and absent are the same. */
export interface PatchOperation {
  op?: string | undefined;
  path?: string | undefined;
  value?: string | undefined;
  from?: string | undefined;
}

export type PatchOp = "add" | "remove" | "replace";

/** An operation on one path that a table allows. */
export interface PatchMatch {
  op: PatchOp;
  /** the path as given */
  path: string;
  /** what the pattern's `{…}` stood for, JSON-pointer unescaped */
  names: string[];
  value: string | undefined;
}

/** One path of a resource that may be patched: a row of the resource's table. */
export interface PatchPath<T> {
  /** `/name`, `/variables/{name}`; the last placeholder may be `{name+}`, which takes the rest, slashes included */
  path: string;
  ops: readonly PatchOp[];
  apply(target: T, match: PatchMatch): void;
}

/** The table of a resource type, in the order in which AWS lists the paths in its errors. */
export interface PatchTable<T> {
  paths: readonly PatchPath<T>[];
  /** how AWS words what this resource's table lacks */
  refusals: PatchRefusals;
}

/** AWS's answers to operations that a table lacks; it has two ways of saying so. */
export interface PatchRefusals {
  /** neither add, remove nor replace */
  operation(operation: PatchOperation): Fault;
  /** no row has the path with this operation; `others` are the rows that have the path with other operations */
  path<T>(operation: PatchOperation, table: PatchTable<T>, others: readonly PatchPath<T>[]): Fault;
}

const OPS: readonly string[] = ["add", "remove", "replace"];

/** `Invalid patch path  '/x' specified for op 'replace'. Must be one of: […]`: the usual wording. */
export const listingRefusals: PatchRefusals = {
  operation: () => badRequest("Invalid patch operation specified. Must be 'add'|'remove'|'replace'"),
  path({ op = "", path }, { paths }) {
    const allowed = paths.filter((row) => row.ops.includes(op as PatchOp)).map((row) => row.path);
    const start = `Invalid patch path  '${path ?? null}' specified for op '${op}'.`;
    const end = allowed.length === 0 ? "Please choose supported operations" : `Must be one of: [${allowed.join(", ")}]`;
    return badRequest(`${start} ${end}`);
  },
};

/** `Invalid patch path /x`, and the allowed operations where only the operation is wrong: REST APIs, methods, gateway responses. */
export const shortRefusals: PatchRefusals = {
  operation: () => badRequest("Invalid patch operation specified. Must be 'add'|'remove'|'replace'"),
  path({ path }, _table, others) {
    const ops = [...new Set(others.flatMap((row) => row.ops))];
    return badRequest(
      ops.length > 0
        ? `Invalid patch operation specified. Must be one of: [${ops.join(", ")}]`
        : `Invalid patch path ${path ?? null}`,
    );
  },
};

/**
 * Applies patch operations to `target` (a copy that the caller may throw away), one after the other. Fails with AWS's
 * BadRequestException for an operation or path that the table lacks.
 */
export function applyPatches<T>(target: T, operations: readonly PatchOperation[], table: PatchTable<T>): void {
  for (const operation of operations) {
    const { op = "", path } = operation;
    if (!OPS.includes(op)) throw table.refusals.operation(operation);
    const rows = table.paths.filter((row) => path !== undefined && matchPath(row.path, path) !== null);
    const row = rows.find((one) => one.ops.includes(op as PatchOp));
    if (!row || path === undefined) throw table.refusals.path(operation, table, rows);
    row.apply(target, { op: op as PatchOp, path, names: matchPath(row.path, path) ?? [], value: operation.value });
  }
}

/** The values of the pattern's placeholders, or null where the path does not match. */
export function matchPath(pattern: string, path: string): string[] | null {
  const wanted = pattern.split("/");
  const given = path.split("/");
  const names: string[] = [];
  for (const [index, segment] of wanted.entries()) {
    if (segment.startsWith("{") && segment.endsWith("+}")) {
      return given.length > index ? [...names, given.slice(index).map(unescapePointer).join("/")] : null;
    }
    const actual = given[index];
    if (actual === undefined) return null;
    if (segment.startsWith("{")) names.push(unescapePointer(actual));
    else if (segment !== actual) return null;
  }
  return given.length === wanted.length ? names : null;
}

/** RFC 6901, section 4: `~1` is a slash, `~0` a tilde. */
export function unescapePointer(text: string): string {
  return text.replaceAll("~1", "/").replaceAll("~0", "~");
}
