/** A custom domain name: one thing with two faces, API Gateway v1's DomainName and v2's. */
export interface CustomDomain {
  /** lower case; `*.example.com` for a wildcard domain */
  domainName: string;
  region: string;
  /** what DNS is to point to */
  target: string;
  /** private domains have an id of their own in their ARN */
  domainNameId: string | null;
  /** of private domains: as policies name it */
  arn?: string;
  endpointType: "EDGE" | "REGIONAL" | "PRIVATE";
  certificateArn: string | null;
  certificateName: string | null;
  /** the other type of a public domain that moves between EDGE and REGIONAL, and has both until one is taken away */
  besides?: PublicEndpoint;
  certificateUploadDate: Date;
  ownershipVerificationCertificateArn: string | null;
  securityPolicy: string;
  /** BASIC or STRICT; absent with policies that need none */
  endpointAccessMode?: string | undefined;
  ipAddressType: "ipv4" | "dualstack";
  mutualTls: DomainMutualTls | null;
  policy: string | null;
  routingMode: string;
  tags: Record<string, string>;
  /** how its attachment to this worker stands; absent where nothing attaches domains */
  attachment?: DomainAttachment;
}

/** The truststore of a domain that asks its callers for certificates. */
export interface DomainMutualTls {
  truststoreUri: string;
  truststoreVersion: string | null;
  /** certificates that were passed over when it was read; absent without any */
  truststoreWarnings?: string[];
}

/** One of the two public endpoint types of a domain, with the certificate that it was given for it. */
export interface PublicEndpoint {
  endpointType: "EDGE" | "REGIONAL";
  certificateArn: string | null;
  certificateName: string | null;
}

/** Whether requests for a domain reach this worker, with a certificate of the domain's own. */
export interface DomainAttachment {
  status: "UPDATING" | "AVAILABLE" | "FAILED";
  /** what it waits for, or why it failed */
  message: string | null;
}

/** A truststore as it was read when the domain was given it. */
export interface StoredTruststore {
  /** of the domain at that time */
  truststoreUri: string;
  truststoreVersion: string | null;
  /** certificates in PEM */
  pem: string;
}

/** That callers of a VPC endpoint may come to a private domain. Parent: the domain's name. */
export interface DomainAccess {
  /** its ARN */
  id: string;
  domainName: string;
  domainNameArn: string;
  sourceType: "VPCE";
  source: string;
  tags: Record<string, string>;
}

/** A routing rule of a custom domain: traffic's own shape (plan/domain.ts) with where it stands. Parent: the domain's name. */
export interface CustomDomainRule {
  id: string;
  domainName: string;
  priority: number;
  conditions: { basePaths: string[] | null; headers: { name: string; glob: string }[] | null }[];
  apiId: string;
  stage: string;
  stripBasePath: boolean;
}

/** A mapping of a path of a custom domain to an API's stage. Parent: the domain's name. */
export interface CustomDomainMapping {
  id: string;
  domainName: string;
  /** without slashes at its ends; empty for `(none)` */
  basePath: string;
  apiId: string;
  /** null only for base path mappings made by v1: the path's next segment names the stage */
  stage: string | null;
}
