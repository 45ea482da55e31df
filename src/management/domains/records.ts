import type { CustomDomain } from "../../model/domain.ts";
import { RevisionMoved } from "../../storage/batch.ts";
import { badRequest, conflict } from "../../wire/faults.ts";
import type { Call } from "../call.ts";
import { checkSecurityPolicy } from "../apigateway/rest-api-checks.ts";
import { checkedTags } from "../tag-rules.ts";
import { attachedAgain, firstAttachment, kept } from "./keep.ts";
import { identityOf, storedDomainPolicy } from "./private.ts";
import { unknownDomain } from "./mappings.ts";
import { keepTruststore } from "./truststore.ts";

/** What both API generations give to make a domain. */
export interface DomainSettings {
  domainName: string;
  endpointType: string;
  certificateArn: string | undefined;
  certificateName: string | undefined;
  ownershipVerificationCertificateArn: string | undefined;
  securityPolicy: string | undefined;
  endpointAccessMode: string | undefined;
  ipAddressType: string | undefined;
  truststoreUri: string | undefined;
  truststoreVersion: string | undefined;
  policy: string | undefined;
  routingMode: string | undefined;
  tags: Record<string, string> | undefined;
}

const LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
const DOMAIN_NAME = new RegExp(`^(?:\\*\\.)?(?:${LABEL}\\.)+${LABEL}$`);

/** Makes a custom domain. Refused: names that are no host names, names of the gateway itself, names that are taken. */
export async function createDomain(call: Call, settings: DomainSettings): Promise<CustomDomain> {
  const domainName = settings.domainName.toLowerCase();
  if (domainName === "") throw badRequest("No Domain Name specified");
  if (!DOMAIN_NAME.test(domainName) || domainName.length > 253) {
    throw badRequest(`The domain name you provided is not valid: ${settings.domainName}`);
  }
  if (call.isReservedDomain(domainName)) {
    throw badRequest(
      `The domain name ${domainName} belongs to the gateway itself: it is a management host, or lies below one`,
    );
  }
  checkTls(settings, settings.truststoreUri);
  checkIpAddressType(settings.endpointType, settings.ipAddressType);
  const domain = newDomain(call, domainName, settings);
  try {
    await kept(call.keepDomain, domainName, () =>
      call.documents.create(async (edit) => {
        if (domain.mutualTls) domain.mutualTls = await keepTruststore(call, edit, domainName, domain.mutualTls);
        edit.put("domain", domainName, domain, { name: domainName });
      }),
    );
  } catch (error) {
    if (error instanceof RevisionMoved) throw conflict("The domain name you provided already exists.");
    throw error;
  }
  return domain;
}

function newDomain(call: Call, domainName: string, settings: DomainSettings): CustomDomain {
  const { truststoreUri } = settings;
  const identity = identityOf(call, domainName, settings.endpointType);
  return {
    domainName,
    region: call.region,
    target: call.domainTarget(call.newId(10)),
    ...identity,
    certificateArn: settings.certificateArn ?? null,
    certificateName: settings.certificateName ?? null,
    certificateUploadDate: call.now(),
    ownershipVerificationCertificateArn: settings.ownershipVerificationCertificateArn ?? null,
    securityPolicy: settings.securityPolicy ?? "TLS_1_2",
    endpointAccessMode: settings.endpointAccessMode,
    ipAddressType: settings.endpointType === "PRIVATE" || settings.ipAddressType === "dualstack" ? "dualstack" : "ipv4",
    mutualTls:
      truststoreUri === undefined ? null : { truststoreUri, truststoreVersion: settings.truststoreVersion ?? null },
    policy: settings.policy === undefined ? null : storedDomainPolicy(identity, settings.policy),
    routingMode: settings.routingMode ?? "API_MAPPING_ONLY",
    tags: checkedTags(settings.tags),
    ...firstAttachment(call.keepDomain),
  };
}

function checkTls(tls: Parameters<typeof checkSecurityPolicy>[0], truststoreUri: string | undefined): void {
  checkSecurityPolicy(tls);
  if (truststoreUri !== undefined && tls.securityPolicy === "TLS_1_0") {
    throw badRequest("Mutual TLS authentication is only supported with TLS 1.2.");
  }
}

/** Private domains have dualstack only (developer guide, "IP address types for custom domain names"), as private REST APIs do. */
function checkIpAddressType(endpointType: string, ipAddressType: string | undefined): void {
  if (endpointType === "PRIVATE" && ipAddressType === "ipv4") {
    throw badRequest("Only dualstack ipAddressType is supported for private custom domain names.");
  }
}

/** A domain by its name, whatever its case. */
export async function readDomain(call: Call, domainName: string): Promise<CustomDomain> {
  const found = await call.documents.get("domain", domainName.toLowerCase());
  if (!found) throw unknownDomain();
  return found.body;
}

/** Changes a domain. `change` gets a copy that it may write to. */
export async function editDomain(
  call: Call,
  domainName: string,
  change: (domain: CustomDomain) => void,
): Promise<CustomDomain> {
  const name = domainName.toLowerCase();
  const changed = await kept(call.keepDomain, name, () =>
    call.documents.edit("domain", name, async ({ body }, edit) => {
      const domain = { ...structuredClone(body), ...attachedAgain(call.keepDomain, body) };
      change(domain);
      checkTls(domain, domain.mutualTls?.truststoreUri);
      if (domain.ipAddressType !== body.ipAddressType) checkIpAddressType(domain.endpointType, domain.ipAddressType);
      if (domain.policy !== null && domain.policy !== body.policy)
        domain.policy = storedDomainPolicy(domain, domain.policy);
      const { truststoreUri, truststoreVersion } = domain.mutualTls ?? {};
      const isSame = truststoreUri === body.mutualTls?.truststoreUri;
      if (!isSame || truststoreVersion !== body.mutualTls?.truststoreVersion)
        domain.mutualTls = await keepTruststore(call, edit, name, domain.mutualTls);
      edit.put("domain", name, domain, { name });
      return domain;
    }),
  );
  if (!changed) throw unknownDomain();
  return changed;
}

/** Removes a domain with all that is below it. */
export async function removeDomain(call: Call, domainName: string): Promise<void> {
  const name = domainName.toLowerCase();
  const removed = await kept(call.keepDomain, name, () =>
    call.documents.edit("domain", name, async (_document, edit) => {
      for (const kind of ["domainMapping", "domainRule", "domainAccess"] as const) {
        for (const { id } of await call.documents.list(kind, { parent: name })) edit.remove(kind, id, name);
      }
      edit.remove("truststore", name);
      edit.remove("domain", name);
      return true;
    }),
  );
  if (!removed) throw unknownDomain();
}
