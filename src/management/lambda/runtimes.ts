import { invalidParameterValue } from "../../wire/lambda-faults.ts";
import type { Call } from "../call.ts";
import type { NamedFunction } from "./reference.ts";

/** Runtimes whose functions run from an uploaded archive: those of Node.js that Lambda knows. */
const OWN_RUNTIMES = ["nodejs16.x", "nodejs18.x", "nodejs20.x", "nodejs22.x", "nodejs24.x"];

/**
 * Refuses a runtime that nothing here runs. Functions that run in a service binding or in AWS Lambda may have any; an unknown one reads as at
 * AWS.
 */
export function checkRuntime(call: Call, named: NamedFunction, runtime: string): void {
  if (OWN_RUNTIMES.includes(runtime) || call.functions.runsElsewhere(named)) return;
  throw invalidParameterValue(
    `Value ${runtime} at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: [${OWN_RUNTIMES.join(", ")}] or be a valid ARN. ` +
      `Functions of other runtimes run in a service binding named ${named.functionName.toUpperCase().replaceAll("-", "_")}, or in AWS Lambda where the gateway has credentials for it`,
  );
}

/** Names the runtime as AWS does: by a hash, here that of its name, since there is one version of each. */
export async function runtimeVersionArn(region: string, runtime: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(runtime)));
  const hash = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `arn:aws:lambda:${region}::runtime:${hash}`;
}
