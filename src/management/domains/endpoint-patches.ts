import type { CustomDomain, PublicEndpoint } from "../../model/domain.ts";
import { badRequest } from "../../wire/faults.ts";
import type { PatchPath } from "../patch.ts";

// A public domain has one endpoint type, or both while it moves from one to the other (developer guide, "Migrating a custom domain
// name to a different API endpoint").

/** The side of a domain that a certificate belongs to, or null where the domain has no such side. */
function sideOf(
  domain: CustomDomain,
  isRegional: boolean,
): Pick<CustomDomain, "certificateArn" | "certificateName"> | null {
  const isSide = ({ endpointType }: Pick<CustomDomain, "endpointType">): boolean =>
    (endpointType === "REGIONAL") === isRegional;
  if (isSide(domain)) return domain;
  return domain.besides && isSide(domain.besides) ? domain.besides : null;
}

/** A certificate's path; a domain of one type that is given the other's certificate is about to become that other: clients send the type last. */
function certificate(
  path: string,
  key: "certificateArn" | "certificateName",
  isRegional: boolean,
): PatchPath<CustomDomain> {
  return {
    path,
    ops: ["add", "replace", "remove"],
    apply(domain, { op, value }) {
      const side = sideOf(domain, isRegional);
      if (op === "remove") {
        if (side) side[key] = null;
      } else (side ?? domain)[key] = value ?? null;
    },
  };
}

/** The paths of both sides' certificates. */
export const certificatePaths: readonly PatchPath<CustomDomain>[] = [
  certificate("/certificateArn", "certificateArn", false),
  certificate("/certificateName", "certificateName", false),
  certificate("/regionalCertificateArn", "certificateArn", true),
  certificate("/regionalCertificateName", "certificateName", true),
];

/** @throws BadRequestException for another type, and for a private domain: what protects that one would be gone */
function checkedType(domain: CustomDomain, value: string | undefined): PublicEndpoint["endpointType"] {
  if (value !== "EDGE" && value !== "REGIONAL") {
    throw badRequest("Invalid EndpointTypes specified. Valid options are REGIONAL,EDGE,PRIVATE");
  }
  if (domain.endpointType === "PRIVATE") throw badRequest("The endpoint type of a private custom domain name is fixed");
  return value;
}

/** Changes the one type of a domain to another. */
export const endpointTypeInPath: PatchPath<CustomDomain> = {
  path: "/endpointConfiguration/types/{type}",
  ops: ["replace"],
  apply(domain, { value }) {
    domain.endpointType = checkedType(domain, value);
    if (domain.besides?.endpointType === value) delete domain.besides;
  },
};

/** Gives a domain the other type besides the one that it has, or takes one of the two away. */
export const endpointTypes: PatchPath<CustomDomain> = {
  path: "/endpointConfiguration/types",
  ops: ["add", "remove"],
  apply(domain, { op, value }) {
    const type = checkedType(domain, value);
    const { besides } = domain;
    if (op === "add") {
      if (type !== domain.endpointType) {
        domain.besides ??= { endpointType: type, certificateArn: null, certificateName: null };
      }
      return;
    }
    if (!besides) throw badRequest("A custom domain name must have an endpoint type");
    if (type === domain.endpointType) Object.assign(domain, besides);
    delete domain.besides;
  },
};
