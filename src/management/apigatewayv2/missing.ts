import type { Fault } from "../../wire/fault.ts";
import { notFound } from "../../wire/faults.ts";

/** The resources below an API, as AWS names them in its answers. */
export type ResourceNoun =
  | "Route"
  | "Integration"
  | "Integration Response"
  | "Route Response"
  | "Authorizer"
  | "Model"
  | "Deployment"
  | "Vpc Link"
  | "stage";

/** AWS's answer for a resource that does not exist. */
export function missing(noun: ResourceNoun): Fault {
  return notFound(`Invalid ${noun} identifier specified`);
}

/** The resource, or NotFoundException where there is none. */
export function found<T>(resource: T | null | undefined, noun: ResourceNoun): T {
  if (resource === null || resource === undefined) throw missing(noun);
  return resource;
}
