import type { StoredVersion } from "../../model/function.ts";
import type { Call } from "../call.ts";
import { lastModified, openEnvironment, sealEnvironment } from "./configuration.ts";

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
      ...(description !== undefined && { Description: description }),
    },
    sealedEnvironment: variables && sealEnvironment(call, target, Version, variables),
  };
}
