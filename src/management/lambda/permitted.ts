import { LATEST, qualifiedId, type PolicyStatement } from "../../model/function.ts";
import type { DocumentEdit } from "../../storage/documents.ts";
import { resourceNotFound } from "../../wire/lambda-faults.ts";
import type { Call } from "../call.ts";
import { arnOf, functionNotFound, isAliasName, type NamedFunction } from "./reference.ts";

/** A function, version or alias with its resource policy. Both have one revision id: that of the function, version or alias. */
export interface Permitted {
  /** empty: it has no policy */
  statements: readonly PolicyStatement[];
  revisionId: string | undefined;
  /** Puts other statements in the place of those before; none take the policy away. */
  put(edit: DocumentEdit, statements: PolicyStatement[]): void;
}

/** Reads what a call names. Throws AWS's faults for a qualifier that does not exist. */
export async function findPermitted(call: Call, named: NamedFunction): Promise<Permitted> {
  const thing = await qualifiedThing(call, named);
  // The policy of the function itself has no qualifier.
  const policyId = qualifiedId(named.id, named.qualifier ?? "");
  const policy = await call.documents.get("functionPolicy", policyId);
  return {
    statements: policy?.body.statements ?? [],
    revisionId: thing.revisionId,
    put(edit, statements) {
      thing.revise(edit, call.newUuid());
      if (statements.length === 0) edit.remove("functionPolicy", policyId, named.id);
      else edit.put("functionPolicy", policyId, { statements }, { parent: named.id });
    },
  };
}

interface QualifiedThing {
  revisionId: string | undefined;
  revise(edit: DocumentEdit, RevisionId: string): void;
}

async function qualifiedThing(call: Call, named: NamedFunction): Promise<QualifiedThing> {
  const id = qualifiedId(named.id, named.qualifier ?? LATEST);
  const keys = { parent: named.id };
  if (isAliasName(named.qualifier ?? LATEST)) {
    const alias = (await call.documents.get("functionAlias", id))?.body;
    if (!alias) throw aliasNotFound(call, named);
    return {
      revisionId: alias.RevisionId,
      revise: (edit, RevisionId) => edit.put("functionAlias", id, { ...alias, RevisionId }, keys),
    };
  }
  const version = (await call.documents.get("functionVersion", id))?.body;
  if (!version) throw functionNotFound(call, named);
  const { configuration } = version;
  return {
    revisionId: configuration.RevisionId,
    revise: (edit, RevisionId) =>
      edit.put("functionVersion", id, { ...version, configuration: { ...configuration, RevisionId } }, keys),
  };
}

/** Recorded: what cannot be an alias's name is looked for as a function. */
function aliasNotFound(call: Call, named: NamedFunction): ReturnType<typeof resourceNotFound> {
  return named.qualifier?.includes("$")
    ? functionNotFound(call, named)
    : resourceNotFound(`Cannot find alias arn: ${arnOf(call, named)}`);
}
