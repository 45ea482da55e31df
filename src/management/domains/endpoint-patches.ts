import type { CustomDomain, PublicEndpoint } from "../../model/domain.ts";
import { badRequest } from "../../wire/faults.ts";
import type { PatchPath } from "../patch.ts";
import { refuseForeignCertificate } from "./endpoints.ts";

type Certificate = Pick<CustomDomain, "certificateArn" | "certificateName">;
type PublicType = PublicEndpoint["endpointType"];

/**
 * A domain while it is patched. A public one has one endpoint type, or both while it moves from one to the other (developer guide,
 * "Migrating a custom domain name to a different API endpoint"); its certificates may come before or after the type that they are for.
 */
export interface PatchedDomain {
  domain: CustomDomain;
  /** in the order in which they came */
  types: CustomDomain["endpointType"][];
  certificates: { ofRegional: Certificate; ofOther: Certificate };
}

const side = (type: CustomDomain["endpointType"]) => (type === "REGIONAL" ? "ofRegional" : "ofOther");

/** The same domain, ready to be patched. */
export function patched(domain: CustomDomain): PatchedDomain {
  const none = (): Certificate => ({ certificateArn: null, certificateName: null });
  const certificates = { ofRegional: none(), ofOther: none() };
  const endpoints = domain.besides ? [domain, domain.besides] : [domain];
  for (const { endpointType, certificateArn, certificateName } of endpoints) {
    certificates[side(endpointType)] = { certificateArn, certificateName };
  }
  return { domain, types: endpoints.map(({ endpointType }) => endpointType), certificates };
}

/** Writes the patched endpoint types and certificates back. A domain whose one type is another now keeps its certificate, unless it was given one. */
export function settle({ domain, types: [first = domain.endpointType, second], certificates }: PatchedDomain): void {
  const before = domain.endpointType;
  Object.assign(domain, { endpointType: first, ...certificates[side(first)] });
  if (second !== undefined && second !== "PRIVATE") {
    domain.besides = { endpointType: second, ...certificates[side(second)] };
    return;
  }
  const foreign = certificates[first === "REGIONAL" ? "ofOther" : "ofRegional"].certificateArn;
  // What a type that was taken away leaves behind is not meant.
  if (foreign !== null && first === before && !domain.besides && first !== "PRIVATE") refuseForeignCertificate(first);
  delete domain.besides;
  if (domain.certificateArn === null && first !== before) Object.assign(domain, certificates[side(before)]);
}

function certificate(
  path: string,
  key: keyof Certificate,
  of: keyof PatchedDomain["certificates"],
): PatchPath<PatchedDomain> {
  return {
    path,
    ops: ["add", "replace", "remove"],
    apply: ({ certificates }, { op, value }) => void (certificates[of][key] = op === "remove" || !value ? null : value),
  };
}

/** The paths of the certificates. */
export const certificatePaths: readonly PatchPath<PatchedDomain>[] = [
  certificate("/certificateArn", "certificateArn", "ofOther"),
  certificate("/certificateName", "certificateName", "ofOther"),
  certificate("/regionalCertificateArn", "certificateArn", "ofRegional"),
  certificate("/regionalCertificateName", "certificateName", "ofRegional"),
];

/** @throws BadRequestException for another type, and for a private domain: what protects that one would be gone */
function checkedType({ types }: PatchedDomain, value: string | undefined): PublicType {
  if (value !== "EDGE" && value !== "REGIONAL") {
    throw badRequest("Invalid EndpointTypes specified. Valid options are REGIONAL,EDGE,PRIVATE");
  }
  if (types.includes("PRIVATE")) throw badRequest("The endpoint type of a private custom domain name is fixed");
  return value;
}

/** The paths of the endpoint types: one changed to another, the other one added, one of two removed. */
export const endpointTypePaths: readonly PatchPath<PatchedDomain>[] = [
  {
    path: "/endpointConfiguration/types/{type}",
    ops: ["replace"],
    apply(target, { value }) {
      target.types = [checkedType(target, value)];
    },
  },
  {
    path: "/endpointConfiguration/types",
    ops: ["add"],
    apply(target, { value }) {
      target.types = [...new Set([...target.types, checkedType(target, value)])];
    },
  },
  {
    path: "/endpointConfiguration/types",
    ops: ["remove"],
    apply(target, { value }) {
      const type = checkedType(target, value);
      const kept = target.types.filter((one) => one !== type);
      if (kept.length === 0) throw badRequest("A custom domain name must have an endpoint type");
      target.types = kept;
    },
  },
];
