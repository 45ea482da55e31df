import type { CustomDomain, CustomDomainMapping } from "../../model/domain.ts";
import { badRequest } from "../../wire/faults.ts";
import { type PatchPath, type PatchTable, listingRefusals } from "../patch.ts";

type TextKey = "certificateArn" | "certificateName" | "ownershipVerificationCertificateArn" | "policy";

/** A member that v1 calls by one of several paths. */
function text(path: string, key: TextKey): PatchPath<CustomDomain> {
  return {
    path,
    ops: ["replace", "remove"],
    apply: (domain, { op, value }) => {
      domain[key] = op === "remove" ? null : (value ?? null);
    },
  };
}

const endpointType: PatchPath<CustomDomain> = {
  path: "/endpointConfiguration/types/{type}",
  ops: ["replace"],
  apply(domain, { value }) {
    if (value !== "EDGE" && value !== "REGIONAL") {
      throw badRequest("Invalid EndpointTypes specified. Valid options are REGIONAL,EDGE,PRIVATE");
    }
    // AWS moves no domain out of a VPC either: what protects it would be gone.
    if (domain.endpointType === "PRIVATE")
      throw badRequest("The endpoint type of a private custom domain name is fixed");
    domain.endpointType = value;
  },
};

const ipAddressType: PatchPath<CustomDomain> = {
  path: "/endpointConfiguration/ipAddressType",
  ops: ["replace"],
  apply(domain, { value }) {
    if (value !== "ipv4" && value !== "dualstack") throw badRequest("ipAddressType must be either ipv4 or dualstack.");
    domain.ipAddressType = value;
  },
};

const mutualTls = (member: "truststoreUri" | "truststoreVersion"): PatchPath<CustomDomain> => ({
  path: `/mutualTlsAuthentication/${member}`,
  ops: ["replace", "remove"],
  apply(domain, { op, value = "" }) {
    if (member === "truststoreUri" && (op === "remove" || value === "")) domain.mutualTls = null;
    else
      domain.mutualTls = {
        truststoreUri: "",
        truststoreVersion: null,
        ...domain.mutualTls,
        [member]: op === "remove" ? null : value,
      };
  },
});

const plain = (key: "securityPolicy" | "routingMode"): PatchPath<CustomDomain> => ({
  path: `/${key}`,
  ops: ["replace"],
  apply(domain, { value }) {
    if (value === undefined || value === "") throw badRequest(`Invalid value for patch path /${key}`);
    domain[key] = value;
  },
});

/** What UpdateDomainName may patch (API reference, UpdateDomainName). */
export const domainPatches: PatchTable<CustomDomain> = {
  refusals: listingRefusals,
  paths: [
    text("/certificateArn", "certificateArn"),
    text("/certificateName", "certificateName"),
    text("/regionalCertificateArn", "certificateArn"),
    text("/regionalCertificateName", "certificateName"),
    text("/ownershipVerificationCertificateArn", "ownershipVerificationCertificateArn"),
    text("/policy", "policy"),
    plain("securityPolicy"),
    plain("routingMode"),
    endpointType,
    ipAddressType,
    mutualTls("truststoreUri"),
    mutualTls("truststoreVersion"),
  ],
};

/** What UpdateBasePathMapping may patch (API reference, UpdateBasePathMapping). */
export const basePathPatches: PatchTable<CustomDomainMapping> = {
  refusals: listingRefusals,
  paths: [
    {
      path: "/basePath",
      ops: ["replace"],
      apply: (mapping, { value = "" }) => void (mapping.basePath = value === "(none)" ? "" : value),
    },
    { path: "/restapiId", ops: ["replace"], apply: (mapping, { value = "" }) => void (mapping.apiId = value) },
    { path: "/restApiId", ops: ["replace"], apply: (mapping, { value = "" }) => void (mapping.apiId = value) },
    {
      path: "/stage",
      ops: ["replace", "remove"],
      apply: (mapping, { op, value }) => void (mapping.stage = op === "remove" || !value ? null : value),
    },
  ],
};
