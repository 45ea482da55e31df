import type { ApiMapping, DomainName } from "@aws-sdk/client-apigatewayv2";
import type { CustomDomain, CustomDomainMapping } from "../../model/domain.ts";
import { badRequest, notFound } from "../../wire/faults.ts";
import type { SdkOperations } from "../../wire/generated/operations.ts";
import type { Input, Output, ServiceHandlers } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { page } from "../apigatewayv2/page.ts";
import { checkedMappingKey } from "./base-paths.ts";
import { HOSTED_ZONE, endpointsOf } from "./endpoints.ts";
import { statusOf } from "./keep.ts";
import { domainNameArnOf } from "./private.ts";
import { createMapping, editMapping, listMappings, removeMapping } from "./mappings.ts";
import { routingRuleHandlers } from "./routing-rules.ts";
import { createDomain, editDomain, readDomain, removeDomain } from "./records.ts";

type Operations = SdkOperations["apigatewayv2"];
type In<O extends keyof Operations> = Input<"apigatewayv2", O>;
type Out<O extends keyof Operations> = Output<"apigatewayv2", O>;

const UNKNOWN_MAPPING = "Invalid API mapping identifier specified";

export async function createDomainName(call: Call, input: In<"CreateDomainName">): Promise<Out<"CreateDomainName">> {
  const configuration = input.DomainNameConfigurations?.[0];
  if (configuration?.EndpointType === "EDGE") {
    throw badRequest("EDGE endpoint type is not supported for APIGatewayV2 domainName");
  }
  const domain = await createDomain(call, {
    domainName: input.DomainName,
    endpointType: "REGIONAL",
    certificateArn: configuration?.CertificateArn,
    certificateName: configuration?.CertificateName,
    ownershipVerificationCertificateArn: configuration?.OwnershipVerificationCertificateArn,
    securityPolicy: configuration?.SecurityPolicy,
    endpointAccessMode: undefined,
    ipAddressType: configuration?.IpAddressType,
    truststoreUri: input.MutualTlsAuthentication?.TruststoreUri,
    truststoreVersion: input.MutualTlsAuthentication?.TruststoreVersion,
    policy: undefined,
    routingMode: input.RoutingMode,
    tags: input.Tags,
  });
  return domainNameOf(call, domain);
}

export async function getDomainName(call: Call, input: In<"GetDomainName">): Promise<Out<"GetDomainName">> {
  return domainNameOf(call, await readDomain(call, input.DomainName));
}

export async function getDomainNames(call: Call, input: In<"GetDomainNames">): Promise<Out<"GetDomainNames">> {
  const { items, next } = await page(input, (after, limit) => call.documents.list("domain", { after, limit }));
  return { Items: items.map(({ body }) => domainNameOf(call, body)), NextToken: next };
}

export async function updateDomainName(call: Call, input: In<"UpdateDomainName">): Promise<Out<"UpdateDomainName">> {
  const [configuration] = input.DomainNameConfigurations ?? [];
  const { MutualTlsAuthentication: mutualTls } = input;
  const domain = await editDomain(call, input.DomainName, (one) => {
    one.certificateArn = configuration?.CertificateArn ?? one.certificateArn;
    one.certificateName = configuration?.CertificateName ?? one.certificateName;
    one.securityPolicy = configuration?.SecurityPolicy ?? one.securityPolicy;
    one.ipAddressType = configuration?.IpAddressType ?? one.ipAddressType;
    one.ownershipVerificationCertificateArn =
      configuration?.OwnershipVerificationCertificateArn ?? one.ownershipVerificationCertificateArn;
    one.routingMode = input.RoutingMode ?? one.routingMode;
    if (mutualTls) {
      const { TruststoreUri = "", TruststoreVersion = null } = mutualTls;
      one.mutualTls =
        TruststoreUri === ""
          ? null
          : { ...one.mutualTls, truststoreUri: TruststoreUri, truststoreVersion: TruststoreVersion };
    }
  });
  return domainNameOf(call, domain);
}

export async function deleteDomainName(call: Call, input: In<"DeleteDomainName">): Promise<Out<"DeleteDomainName">> {
  await removeDomain(call, input.DomainName);
  return {};
}

export async function createApiMapping(call: Call, input: In<"CreateApiMapping">): Promise<Out<"CreateApiMapping">> {
  const mapping = await createMapping(
    call,
    "v2",
    {
      domainName: input.DomainName,
      basePath: checkedMappingKey(input.ApiMappingKey ?? ""),
      apiId: input.ApiId,
      stage: input.Stage,
    },
    "ApiMapping key already exists for this domain name",
  );
  return apiMappingOf(mapping);
}

async function getApiMapping(call: Call, input: In<"GetApiMapping">): Promise<Out<"GetApiMapping">> {
  await readDomain(call, input.DomainName);
  const mapping = (await listMappings(call, input.DomainName)).find(({ id }) => id === input.ApiMappingId);
  if (!mapping) throw notFound(UNKNOWN_MAPPING);
  return apiMappingOf(mapping);
}

export async function getApiMappings(call: Call, input: In<"GetApiMappings">): Promise<Out<"GetApiMappings">> {
  await readDomain(call, input.DomainName);
  const all = await listMappings(call, input.DomainName);
  const { items, next } = await page(input, (after) => Promise.resolve(all.filter(({ id }) => id > after)));
  return { Items: items.map(apiMappingOf), NextToken: next };
}

export async function updateApiMapping(call: Call, input: In<"UpdateApiMapping">): Promise<Out<"UpdateApiMapping">> {
  const mapping = await editMapping(
    call,
    "v2",
    input.DomainName,
    ({ id }) => id === input.ApiMappingId,
    UNKNOWN_MAPPING,
    (one) => {
      one.apiId = input.ApiId;
      one.basePath = checkedMappingKey(input.ApiMappingKey ?? one.basePath);
      one.stage = input.Stage ?? one.stage;
    },
  );
  return apiMappingOf(mapping);
}

async function deleteApiMapping(call: Call, input: In<"DeleteApiMapping">): Promise<Out<"DeleteApiMapping">> {
  await removeMapping(call, input.DomainName, ({ id }) => id === input.ApiMappingId, UNKNOWN_MAPPING);
  return {};
}

export const domainHandlersV2 = {
  CreateDomainName: createDomainName,
  GetDomainName: getDomainName,
  GetDomainNames: getDomainNames,
  UpdateDomainName: updateDomainName,
  DeleteDomainName: deleteDomainName,
  CreateApiMapping: createApiMapping,
  GetApiMapping: getApiMapping,
  GetApiMappings: getApiMappings,
  UpdateApiMapping: updateApiMapping,
  DeleteApiMapping: deleteApiMapping,
  ...routingRuleHandlers,
} satisfies ServiceHandlers<Call, "apigatewayv2">;

function apiMappingOf({ id, basePath, apiId, stage }: CustomDomainMapping): ApiMapping {
  return { ApiMappingId: id, ApiId: apiId, ApiMappingKey: basePath, Stage: stage ?? "" };
}

/** A domain as v2 shows it. */
function domainNameOf(call: Call, domain: CustomDomain): DomainName & { DomainName: string } {
  const { status, message } = statusOf(call.keepDomain, domain);
  return {
    ApiMappingSelectionExpression: "$request.basepath",
    DomainName: domain.domainName,
    DomainNameArn: domainNameArnOf(call, domain),
    DomainNameConfigurations: endpointsOf(domain).map(({ endpointType, certificateArn, certificateName }) => ({
      ApiGatewayDomainName: domain.target,
      CertificateUploadDate: domain.certificateUploadDate,
      // v2 has no word for a failure: the message tells.
      DomainNameStatus: status === "FAILED" ? "UPDATING" : status,
      DomainNameStatusMessage: message,
      EndpointType: endpointType as "REGIONAL",
      HostedZoneId: HOSTED_ZONE,
      IpAddressType: domain.ipAddressType,
      SecurityPolicy: domain.securityPolicy as "TLS_1_2",
      ...(certificateArn === null ? {} : { CertificateArn: certificateArn }),
      ...(certificateName === null ? {} : { CertificateName: certificateName }),
      ...(domain.ownershipVerificationCertificateArn === null
        ? {}
        : { OwnershipVerificationCertificateArn: domain.ownershipVerificationCertificateArn }),
    })),
    RoutingMode: domain.routingMode.replace("BASE_PATH_MAPPING", "API_MAPPING") as "API_MAPPING_ONLY",
    Tags: domain.tags,
    ...(domain.mutualTls
      ? {
          MutualTlsAuthentication: {
            TruststoreUri: domain.mutualTls.truststoreUri,
            ...(domain.mutualTls.truststoreVersion === null
              ? {}
              : { TruststoreVersion: domain.mutualTls.truststoreVersion }),
            ...(domain.mutualTls.truststoreWarnings && { TruststoreWarnings: domain.mutualTls.truststoreWarnings }),
          },
        }
      : {}),
  };
}
