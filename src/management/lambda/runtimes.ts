import { invalidParameterValue } from "../../wire/lambda-faults.ts";
import type { Call } from "../call.ts";
import type { NamedFunction } from "./reference.ts";

/** Runtimes whose functions run from an uploaded archive: those of Node.js that Lambda knows. */
const OWN_RUNTIMES = new Set(["nodejs16.x", "nodejs18.x", "nodejs20.x", "nodejs22.x", "nodejs24.x"]);

/** All that Lambda takes, in the order in which its message lists them. */
const RUNTIMES: readonly string[] =
  "nodejs20.x, python3.14, provided.al2023, python3.12, python3.13, nodejs24.x, nodejs22.x, java25, python3.10, python3.11, java21, ruby3.3, ruby3.4, ruby3.2, python3.8, python3.9, java17, nodejs16.x, dotnet10, dotnet8, java11, dotnet6, nodejs18.x, provided.al2, java8.al2".split(
    ", ",
  );

/** Those that it no longer takes (Lambda developer guide, "Deprecated runtimes"). */
const RETIRED = new Set(
  "nodejs nodejs4.3 nodejs4.3-edge nodejs6.10 nodejs8.10 nodejs10.x nodejs12.x nodejs14.x python2.7 python3.6 python3.7 ruby2.5 ruby2.7 java8 go1.x provided dotnetcore1.0 dotnetcore2.0 dotnetcore2.1 dotnetcore3.1 dotnet5.0 dotnet7".split(
    " ",
  ),
);

/**
 * Refuses what is no runtime of Lambda, in its words, and a runtime that nothing here runs. Functions that run in a service binding or in AWS
 * Lambda may have any.
 */
export function checkRuntime(call: Call, named: NamedFunction, runtime: string): void {
  if (OWN_RUNTIMES.has(runtime) || call.functions.runsElsewhere(named)) return;
  if (RETIRED.has(runtime)) {
    throw invalidParameterValue(
      `The runtime parameter of ${runtime} is no longer supported for creating or updating AWS Lambda functions. We recommend you use a supported runtime while creating or updating functions.`,
    );
  }
  if (!RUNTIMES.includes(runtime)) {
    throw invalidParameterValue(
      `Value ${runtime} at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: [${RUNTIMES.join(", ")}] or be a valid ARN`,
    );
  }
  throw invalidParameterValue(
    `Not supported: Runtime ${runtime}: functions of other runtimes than ${[...OWN_RUNTIMES].join(", ")} run in a service binding named ${named.functionName.toUpperCase().replaceAll("-", "_")}, or in AWS Lambda where the gateway has credentials for it`,
  );
}

/** Names the runtime as AWS does: by a hash, here that of its name, since there is one version of each. */
export async function runtimeVersionArn(region: string, runtime: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(runtime)));
  const hash = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `arn:aws:lambda:${region}::runtime:${hash}`;
}
