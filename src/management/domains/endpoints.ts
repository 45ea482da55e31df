import type { CustomDomain } from "../../model/domain.ts";

/** One endpoint type of a domain, with the certificate that it was given for it. */
export type DomainEndpoint = Pick<CustomDomain, "endpointType" | "certificateArn" | "certificateName">;

/** The endpoint types of a domain as AWS lists them: EDGE before REGIONAL. */
export function endpointsOf(domain: CustomDomain): DomainEndpoint[] {
  const endpoints: DomainEndpoint[] = domain.besides ? [domain, domain.besides] : [domain];
  return endpoints.toSorted((a, b) => (a.endpointType < b.endpointType ? -1 : 1));
}
