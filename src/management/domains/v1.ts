import type { BasePathMapping, DomainName } from "@aws-sdk/client-api-gateway";
import type { CustomDomain, CustomDomainMapping } from "../../model/domain.ts";
import { notFound } from "../../wire/faults.ts";
import type { SdkOperations } from "../../wire/generated/operations.ts";
import type { Input, Output, ServiceHandlers } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { limitOf, pageOf, positionOf } from "../pages.ts";
import { applyPatches } from "../patch.ts";
import { accessAssociationHandlers } from "./access-associations.ts";
import { NONE, basePathOf, checkBasePath } from "./base-paths.ts";
import { statusOf } from "./keep.ts";
import { createMapping, editMapping, listMappings, removeMapping } from "./mappings.ts";
import { patched, settle } from "./endpoint-patches.ts";
import { type DomainEndpoint, HOSTED_ZONE, endpointsOf, refuseForeignCertificate } from "./endpoints.ts";
import { domainNameArnOf } from "./private.ts";
import { basePathPatches, domainPatches } from "./patches.ts";
import { createDomain, editDomain, readDomain, removeDomain } from "./records.ts";

type Operations = SdkOperations["apigateway"];
type In<O extends keyof Operations> = Input<"apigateway", O>;
type Out<O extends keyof Operations> = Output<"apigateway", O>;

const UNKNOWN_MAPPING = "Invalid base path mapping identifier specified";

export async function createDomainName(call: Call, input: In<"CreateDomainName">): Promise<Out<"CreateDomainName">> {
  const endpointType = input.endpointConfiguration?.types?.[0] ?? "EDGE";
  const regional = endpointType === "REGIONAL";
  if (regional && input.certificateArn) refuseForeignCertificate("REGIONAL");
  if (endpointType === "EDGE" && input.regionalCertificateArn) refuseForeignCertificate("EDGE");
  const domain = await createDomain(call, {
    domainName: input.domainName,
    endpointType,
    certificateArn: regional ? input.regionalCertificateArn : input.certificateArn,
    certificateName: regional ? input.regionalCertificateName : input.certificateName,
    ownershipVerificationCertificateArn: input.ownershipVerificationCertificateArn,
    securityPolicy: input.securityPolicy,
    endpointAccessMode: input.endpointAccessMode,
    ipAddressType: input.endpointConfiguration?.ipAddressType,
    truststoreUri: input.mutualTlsAuthentication?.truststoreUri,
    truststoreVersion: input.mutualTlsAuthentication?.truststoreVersion,
    policy: input.policy,
    routingMode: input.routingMode,
    tags: input.tags,
  });
  return domainNameOf(call, domain);
}

export async function getDomainName(call: Call, input: In<"GetDomainName">): Promise<Out<"GetDomainName">> {
  return domainNameOf(call, await readDomain(call, input.domainName));
}

export async function getDomainNames(call: Call, input: In<"GetDomainNames">): Promise<Out<"GetDomainNames">> {
  // Those of other accounts: there is one account only.
  if (input.resourceOwner === "OTHER_ACCOUNTS") return { items: [] };
  const limit = limitOf(input.limit);
  const rows = await call.documents.list("domain", { after: positionOf(input.position), limit: limit + 1 });
  const { items, next } = pageOf(rows, limit);
  return { items: items.map(({ body }) => domainNameOf(call, body)), position: next };
}

export async function updateDomainName(call: Call, input: In<"UpdateDomainName">): Promise<Out<"UpdateDomainName">> {
  const domain = await editDomain(call, input.domainName, (one) => {
    const target = patched(one);
    applyPatches(target, input.patchOperations ?? [], domainPatches);
    settle(target);
  });
  return domainNameOf(call, domain);
}

export async function deleteDomainName(call: Call, input: In<"DeleteDomainName">): Promise<Out<"DeleteDomainName">> {
  await removeDomain(call, input.domainName);
  return {};
}

async function createBasePathMapping(
  call: Call,
  input: In<"CreateBasePathMapping">,
): Promise<Out<"CreateBasePathMapping">> {
  const mapping = await createMapping(
    call,
    "v1",
    {
      domainName: input.domainName,
      basePath: checkBasePath(input.basePath),
      apiId: input.restApiId,
      stage: input.stage === undefined || input.stage === "" || input.stage === NONE ? null : input.stage,
    },
    "Base path already exists for this domain name",
  );
  return basePathMappingOf(mapping);
}

async function getBasePathMapping(call: Call, input: In<"GetBasePathMapping">): Promise<Out<"GetBasePathMapping">> {
  await readDomain(call, input.domainName);
  const wanted = basePathOf(input.basePath);
  const mapping = (await listMappings(call, input.domainName)).find(({ basePath }) => basePath === wanted);
  if (!mapping) throw notFound(UNKNOWN_MAPPING);
  return basePathMappingOf(mapping);
}

async function getBasePathMappings(call: Call, input: In<"GetBasePathMappings">): Promise<Out<"GetBasePathMappings">> {
  await readDomain(call, input.domainName);
  const after = positionOf(input.position);
  const all = (await listMappings(call, input.domainName)).filter(({ id }) => id > after);
  const { items, next } = pageOf(all, limitOf(input.limit));
  return { items: items.map(basePathMappingOf), position: next };
}

async function updateBasePathMapping(
  call: Call,
  input: In<"UpdateBasePathMapping">,
): Promise<Out<"UpdateBasePathMapping">> {
  const wanted = basePathOf(input.basePath);
  const mapping = await editMapping(
    call,
    "v1",
    input.domainName,
    ({ basePath }) => basePath === wanted,
    UNKNOWN_MAPPING,
    (one) => applyPatches(one, input.patchOperations ?? [], basePathPatches),
  );
  return basePathMappingOf(mapping);
}

async function deleteBasePathMapping(
  call: Call,
  input: In<"DeleteBasePathMapping">,
): Promise<Out<"DeleteBasePathMapping">> {
  const wanted = basePathOf(input.basePath);
  await removeMapping(call, input.domainName, ({ basePath }) => basePath === wanted, UNKNOWN_MAPPING);
  return {};
}

export const domainHandlers = {
  CreateDomainName: createDomainName,
  GetDomainName: getDomainName,
  GetDomainNames: getDomainNames,
  UpdateDomainName: updateDomainName,
  DeleteDomainName: deleteDomainName,
  CreateBasePathMapping: createBasePathMapping,
  GetBasePathMapping: getBasePathMapping,
  GetBasePathMappings: getBasePathMappings,
  UpdateBasePathMapping: updateBasePathMapping,
  DeleteBasePathMapping: deleteBasePathMapping,
  ...accessAssociationHandlers,
} satisfies ServiceHandlers<Call, "apigateway">;

function basePathMappingOf({ basePath, apiId, stage }: CustomDomainMapping): BasePathMapping {
  return { basePath: basePath === "" ? NONE : basePath, restApiId: apiId, ...(stage === null ? {} : { stage }) };
}

/** A domain as v1 shows it. */
function domainNameOf(call: Call, domain: CustomDomain): DomainName {
  const { status, message } = statusOf(call.keepDomain, domain);
  return {
    domainName: domain.domainName,
    domainNameArn: domainNameArnOf(call, domain),
    ...(domain.domainNameId === null ? {} : { domainNameId: domain.domainNameId }),
    ...(domain.policy === null ? {} : { policy: domain.policy }),
    certificateUploadDate: domain.certificateUploadDate,
    ...endpointMembers(domain, domain.target),
    ...(domain.besides && endpointMembers(domain.besides, domain.target)),
    endpointConfiguration: {
      types: endpointsOf(domain).map(({ endpointType }) => endpointType),
      ipAddressType: domain.ipAddressType,
    },
    domainNameStatus: status,
    domainNameStatusMessage: message,
    securityPolicy: domain.securityPolicy as "TLS_1_2",
    endpointAccessMode: domain.endpointAccessMode as "BASIC" | undefined,
    routingMode: domain.routingMode.replace("API_MAPPING", "BASE_PATH_MAPPING") as "BASE_PATH_MAPPING_ONLY",
    tags: domain.tags,
    ...mutualTlsOf(domain),
    ...(domain.ownershipVerificationCertificateArn === null
      ? {}
      : { ownershipVerificationCertificateArn: domain.ownershipVerificationCertificateArn }),
  };
}

/** The members that a domain has for one of its endpoint types. */
function endpointMembers(
  { endpointType, certificateArn, certificateName }: DomainEndpoint,
  target: string,
): Partial<DomainName> {
  const isRegional = endpointType === "REGIONAL";
  const certificate = {
    ...(certificateArn !== null && { [isRegional ? "regionalCertificateArn" : "certificateArn"]: certificateArn }),
    ...(certificateName !== null && { [isRegional ? "regionalCertificateName" : "certificateName"]: certificateName }),
  };
  if (endpointType === "PRIVATE") return certificate;
  return isRegional
    ? { ...certificate, regionalDomainName: target, regionalHostedZoneId: HOSTED_ZONE }
    : { ...certificate, distributionDomainName: target, distributionHostedZoneId: HOSTED_ZONE };
}

function mutualTlsOf({ mutualTls }: CustomDomain): Pick<DomainName, "mutualTlsAuthentication"> {
  if (!mutualTls) return {};
  const { truststoreVersion, ...shown } = mutualTls;
  return { mutualTlsAuthentication: { ...shown, ...(truststoreVersion === null ? {} : { truststoreVersion }) } };
}
