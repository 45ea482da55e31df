import type { StoredVersion } from "../../model/function.ts";
import type { Fault } from "../../wire/fault.ts";
import { preconditionFailed } from "../../wire/lambda-faults.ts";
import type { Call } from "../call.ts";
import { type FunctionEdit, latestOf } from "./stored.ts";

/** A call that names a revision changes that one only. */
export function checkRevision({ configuration }: StoredVersion, revisionId: string | undefined): void {
  if (revisionId === undefined || revisionId === configuration.RevisionId) return;
  throw revisionMoved();
}

/** AWS's answer where it has moved. */
export function revisionMoved(): Fault {
  return preconditionFailed(
    "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id",
  );
}

/** Gives `$LATEST` another revision without changing it, as AWS does for tags and publications. */
export async function touchLatest(call: Call, edit: FunctionEdit): Promise<void> {
  const latest = await latestOf(edit);
  edit.putVersion({ ...latest, configuration: { ...latest.configuration, RevisionId: call.newUuid() } });
}
