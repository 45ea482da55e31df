import type { CustomDomain } from "../../model/domain.ts";
import { badRequest } from "../../wire/faults.ts";

/** The zone of CloudFront, which AWS names for edge domains: clients ask for one, DNS of Cloudflare needs none. */
export const HOSTED_ZONE = "Z2FDTNDATAQYW2";

/** One endpoint type of a domain, with the certificate that it was given for it. */
export type DomainEndpoint = Pick<CustomDomain, "endpointType" | "certificateArn" | "certificateName">;

/** The endpoint types of a domain as AWS lists them: EDGE before REGIONAL. */
export function endpointsOf(domain: CustomDomain): DomainEndpoint[] {
  const endpoints: DomainEndpoint[] = domain.besides ? [domain, domain.besides] : [domain];
  return endpoints.toSorted((a, b) => (a.endpointType < b.endpointType ? -1 : 1));
}

/** @throws BadRequestException: a certificate was given for an endpoint type that the domain does not have (EDGE and REGIONAL have their own) */
export function refuseForeignCertificate(endpointType: "EDGE" | "REGIONAL"): never {
  const other = endpointType === "EDGE" ? "REGIONAL" : "EDGE";
  throw badRequest(`Cannot import certificates for ${other} while ${endpointType} is active.`);
}
