import {
  LATEST,
  qualifiedId,
  type StoredAlias,
  type StoredFunction,
  type StoredVersion,
} from "../../model/function.ts";
import type { DocumentEdit } from "../../storage/documents.ts";
import type { Call } from "../call.ts";
import { functionNotFound, isAliasName, type NamedFunction } from "./reference.ts";

/** A version as a call names it. */
export interface FoundVersion {
  function: StoredFunction;
  version: StoredVersion;
  /** the alias that it was named by */
  alias: StoredAlias | null;
}

/** Reads the version that a reference means. Throws ResourceNotFoundException where there is none. */
export async function findVersion(call: Call, named: NamedFunction): Promise<FoundVersion> {
  const found = await call.documents.get("function", named.id);
  if (!found) throw functionNotFound(call, named);
  const qualifier = named.qualifier ?? LATEST;
  const alias = isAliasName(qualifier)
    ? await call.documents.get("functionAlias", qualifiedId(named.id, qualifier))
    : null;
  const version = alias ? (alias.body.FunctionVersion ?? "") : qualifier;
  const stored = await call.documents.get("functionVersion", qualifiedId(named.id, version));
  if (!stored) throw functionNotFound(call, named);
  return { function: found.body, version: stored.body, alias: alias?.body ?? null };
}

/** A function that is being changed: all of its documents are written in one batch, guarded by the function's own revision. */
export interface FunctionEdit {
  id: string;
  before: StoredFunction;
  documents: DocumentEdit;
  putFunction(changes: Partial<StoredFunction>): void;
  putVersion(version: StoredVersion): void;
  /** null: there is no such version */
  version(number: string): Promise<StoredVersion | null>;
}

/** Changes a function. `work` may run more than once. Throws ResourceNotFoundException where there is no such function. */
export async function editFunction<R>(
  call: Call,
  named: NamedFunction,
  work: (edit: FunctionEdit) => Promise<R>,
): Promise<R> {
  const outcome = await call.documents.edit("function", named.id, async ({ id, body }, documents) => {
    let now = body;
    const edit: FunctionEdit = {
      id,
      before: body,
      documents,
      putFunction(changes) {
        now = { ...now, ...changes };
        documents.put("function", id, now);
      },
      putVersion: (version) =>
        documents.put("functionVersion", qualifiedId(id, version.configuration.Version ?? ""), version, { parent: id }),
      version: async (number) => (await call.documents.get("functionVersion", qualifiedId(id, number)))?.body ?? null,
    };
    return { result: await work(edit) };
  });
  if (!outcome) throw functionNotFound(call, { ...named, qualifier: null });
  return outcome.result;
}

/** `$LATEST`, which every function has. */
export async function latestOf(edit: FunctionEdit): Promise<StoredVersion> {
  const latest = await edit.version(LATEST);
  if (!latest) throw new Error(`the function ${edit.id} has no ${LATEST}`);
  return latest;
}
