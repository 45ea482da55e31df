import type { CustomDomainMapping } from "../../model/domain.ts";
import { badRequest } from "../../wire/faults.ts";
import { type PatchPath, type PatchTable, listingRefusals } from "../patch.ts";
import { checkBasePath } from "./base-paths.ts";
import { type PatchedDomain, certificatePaths, endpointTypePaths } from "./endpoint-patches.ts";

/** A text that the domain has once, whatever its endpoint types. */
function text(key: "ownershipVerificationCertificateArn" | "policy"): PatchPath<PatchedDomain> {
  return {
    path: `/${key}`,
    ops: ["replace", "remove"],
    apply: ({ domain }, { op, value }) => void (domain[key] = op === "remove" ? null : (value ?? null)),
  };
}

const ipAddressType: PatchPath<PatchedDomain> = {
  path: "/endpointConfiguration/ipAddressType",
  ops: ["replace"],
  apply({ domain }, { value }) {
    if (value !== "ipv4" && value !== "dualstack") throw badRequest("ipAddressType must be either ipv4 or dualstack.");
    domain.ipAddressType = value;
  },
};

const mutualTls = (member: "truststoreUri" | "truststoreVersion"): PatchPath<PatchedDomain> => ({
  path: `/mutualTlsAuthentication/${member}`,
  ops: ["replace", "remove"],
  apply({ domain }, { op, value = "" }) {
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

const plain = (key: "securityPolicy" | "routingMode"): PatchPath<PatchedDomain> => ({
  path: `/${key}`,
  ops: ["replace"],
  apply({ domain }, { value }) {
    if (value === undefined || value === "") throw badRequest(`Invalid value for patch path /${key}`);
    domain[key] = value;
  },
});

const accessMode: PatchPath<PatchedDomain> = {
  path: "/endpointAccessMode",
  ops: ["replace"],
  // What is no such mode is refused with the whole domain. An empty one goes with a policy that needs none.
  apply: ({ domain }, { value }) => void (domain.endpointAccessMode = value === "" ? undefined : value),
};

/** What UpdateDomainName may patch (API reference, UpdateDomainName). */
export const domainPatches: PatchTable<PatchedDomain> = {
  refusals: listingRefusals,
  paths: [
    ...certificatePaths,
    text("ownershipVerificationCertificateArn"),
    text("policy"),
    plain("securityPolicy"),
    accessMode,
    plain("routingMode"),
    ...endpointTypePaths,
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
      apply: (mapping, { value }) => void (mapping.basePath = checkBasePath(value)),
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
