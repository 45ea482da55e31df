import { isCurrent, readPem } from "../../languages/x509/certificates.ts";
import type { DomainMutualTls } from "../../model/domain.ts";
import type { DocumentEdit } from "../../storage/documents.ts";
import { badRequest } from "../../wire/faults.ts";
import type { Call } from "../call.ts";

/** AWS's own limit. */
const MAX_CERTIFICATES = 1_000;
/** Enough for as many. */
const MAX_BYTES = 1_500_000;

/**
 * Keeps the truststore of a domain with the domain: it is read now, of the version that is named or the newest, and stays as it is until the
 * domain is given another. Gives the domain's mutual TLS with a warning for each certificate that is none or of no use: the others count
 * (API reference, MutualTlsAuthentication). Refused where it cannot be read or holds no certificate.
 */
export async function keepTruststore(
  call: Call,
  edit: DocumentEdit,
  domainName: string,
  mutualTls: DomainMutualTls | null,
): Promise<DomainMutualTls | null> {
  if (!mutualTls) {
    edit.remove("truststore", domainName);
    return null;
  }
  const { truststoreUri, truststoreVersion } = mutualTls;
  const object = await call.objects.read(truststoreUri, truststoreVersion, call.region, MAX_BYTES);
  if (!object.ok) throw badRequest(`The truststore ${truststoreUri} cannot be read: ${object.reason}`);
  const { pem, warnings } = usable(new TextDecoder().decode(object.bytes), truststoreUri, call.now().getTime());
  edit.put("truststore", domainName, { truststoreUri, truststoreVersion, pem }, { parent: domainName });
  return { truststoreUri, truststoreVersion, ...(warnings.length > 0 && { truststoreWarnings: warnings }) };
}

/** The certificates that can let anybody in, and what is wrong with the others. */
function usable(text: string, uri: string, now: number): { pem: string; warnings: string[] } {
  const blocks = readPem(text);
  const certificates = blocks.flatMap((certificate) => certificate ?? []);
  if (certificates.length === 0) throw badRequest(`The truststore ${uri} holds no certificates`);
  if (certificates.length > MAX_CERTIFICATES)
    throw badRequest(`The truststore ${uri} holds more than ${MAX_CERTIFICATES} certificates`);
  const warnings = blocks.flatMap((certificate, index) => {
    if (certificate && isCurrent(certificate, now)) return [];
    return [`Certificate ${index + 1} is ${certificate ? "outside of its validity period" : "malformed"}`];
  });
  return { pem: certificates.map(String).join(""), warnings };
}
