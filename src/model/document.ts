import type { Account, ClientCertificate, UsagePlan, VpcLink as RestVpcLink } from "@aws-sdk/client-api-gateway";
import type { VpcLink } from "@aws-sdk/client-apigatewayv2";
import type { ChangeTopic } from "./change.ts";
import type { CustomDomain, CustomDomainMapping, CustomDomainRule, DomainAccess, StoredTruststore } from "./domain.ts";
import type {
  StoredAlias,
  StoredEventConfig,
  StoredFunction,
  StoredFunctionPolicy,
  StoredVersion,
} from "./function.ts";
import type { StoredIpSet, StoredWebAcl } from "./waf.ts";

/** A private key at rest, see storage/secrets.ts; the row's id is `{collection}/{id}`. */
export interface SealedKey {
  sealedKey: string;
}

/** A usage plan; its members without ids are AWS's own. */
export type StoredUsagePlan = UsagePlan & { id: string };

/** What stands outside of APIs, by collection: AWS's own shapes and names where AWS has them. */
export interface DocumentKinds {
  vpcLink: VpcLink;
  restVpcLink: RestVpcLink;
  clientCertificate: ClientCertificate & SealedKey;
  usagePlan: StoredUsagePlan;
  /** one document, id "account" */
  account: Account;
  /** id: the domain's name */
  domain: CustomDomain;
  /** what a domain with mutual TLS trusts; id and parent: the domain's name */
  truststore: StoredTruststore;
  /** name `{domain}/{basePath}`, parent: the domain's name */
  domainMapping: CustomDomainMapping;
  /** name `{domain}/{priority}`, parent: the domain's name */
  domainRule: CustomDomainRule;
  /** id: its ARN, parent: the domain's name */
  domainAccess: DomainAccess;
  /** id: functionId; the parent of the following */
  function: StoredFunction;
  functionVersion: StoredVersion;
  functionAlias: StoredAlias;
  functionPolicy: StoredFunctionPolicy;
  functionEventConfig: StoredEventConfig;
  /** name of both: `{region}/{name}` */
  ipSet: StoredIpSet;
  webAcl: StoredWebAcl;
}

export type DocumentKind = keyof DocumentKinds;

/** The change-log topic that a write to a collection announces; the change's id is the document's (or its owner's). */
export const DOCUMENT_TOPICS: Record<DocumentKind, ChangeTopic> = {
  vpcLink: "vpcLink",
  restVpcLink: "vpcLink",
  clientCertificate: "clientCertificate",
  usagePlan: "usagePlan",
  account: "account",
  domain: "domain",
  truststore: "domain",
  domainMapping: "domain",
  domainRule: "domain",
  domainAccess: "domain",
  function: "function",
  functionVersion: "function",
  functionAlias: "function",
  functionPolicy: "function",
  functionEventConfig: "function",
  ipSet: "webAcl",
  webAcl: "webAcl",
};
