import type { FunctionConfiguration } from "@aws-sdk/client-lambda";
import type { StoredVersion } from "../../model/function.ts";
import { invalidParameterValue } from "../../wire/lambda-faults.ts";
import type { Input, Output } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { configurationOf, lastModified, openEnvironment, sealEnvironment } from "./configuration.ts";
import { namedFunction } from "./reference.ts";
import { editFunction, type FunctionEdit, latestOf } from "./stored.ts";
import { checkRevision } from "./revisions.ts";

export async function publishVersion(
  call: Call,
  input: Input<"lambda", "PublishVersion">,
): Promise<Output<"lambda", "PublishVersion">> {
  const named = namedFunction(call, input.FunctionName);
  const version = await editFunction(call, named, async (edit) => {
    const latest = await latestOf(edit);
    checkRevision(latest, input.RevisionId);
    const { CodeSha256: current } = latest.configuration;
    if (input.CodeSha256 !== undefined && input.CodeSha256 !== "" && input.CodeSha256 !== current) {
      throw invalidParameterValue(
        `CodeSHA256 (${input.CodeSha256}) is different from current CodeSHA256 in $LATEST (${current}). Please try again with the CodeSHA256 in $LATEST.`,
      );
    }
    const newest = await edit.version(String(edit.before.lastVersion));
    return newest && isSame(call, edit, latest, newest) ? newest : publish(call, edit, latest, input.Description);
  });
  return configurationOf(call, { ...named, qualifier: version.configuration.Version ?? null }, version);
}

/** Publishes `$LATEST` as it is; it gets another revision id with that. */
export function publish(call: Call, edit: FunctionEdit, latest: StoredVersion, description?: string): StoredVersion {
  const number = edit.before.lastVersion + 1;
  const version = publishedVersion(call, edit.before, latest, number, description);
  edit.putFunction({ lastVersion: number });
  edit.putVersion({ ...latest, configuration: { ...latest.configuration, RevisionId: call.newUuid() } });
  edit.putVersion(version);
  return version;
}

/** A version made of `$LATEST` as it is. */
export function publishedVersion(
  call: Call,
  target: { region: string; functionName: string },
  latest: StoredVersion,
  number: number,
  description?: string,
): StoredVersion {
  const Version = String(number);
  const variables = openEnvironment(call, target, latest);
  return {
    configuration: {
      ...latest.configuration,
      Version,
      RevisionId: call.newUuid(),
      LastModified: lastModified(call),
      ...(description !== undefined && description !== "" && { Description: description }),
    },
    sealedEnvironment: variables && sealEnvironment(call, target, Version, variables),
    publishedDescription: latest.configuration.Description,
    codeRevision: latest.codeRevision,
  };
}

/**
 * Whether `$LATEST` has not changed since it was published: AWS then publishes nothing. Recorded: code that was given again is a change,
 * even the same.
 */
function isSame(
  call: Call,
  { before: target }: FunctionEdit,
  latest: StoredVersion,
  published: StoredVersion,
): boolean {
  const essence = (version: StoredVersion): string =>
    JSON.stringify([comparable(version.configuration), openEnvironment(call, target, version), version.codeRevision]);
  const { Description: description } = latest.configuration;
  return essence(latest) === essence(published) && description === (published.publishedDescription ?? description);
}

function comparable(configuration: FunctionConfiguration): FunctionConfiguration {
  const { Version: _v, RevisionId: _r, LastModified: _l, Description: _d, ...rest } = configuration;
  return rest;
}
