import { Truststore } from "../../languages/x509/truststore.ts";
import type { CustomDomain } from "../../model/domain.ts";
import type { DocumentEdit } from "../../storage/documents.ts";
import { badRequest } from "../../wire/faults.ts";
import type { Call } from "../call.ts";

/** AWS's own limit. */
const MAX_CERTIFICATES = 1_000;

type MutualTls = CustomDomain["mutualTls"];

/**
 * Keeps the truststore of a domain with the domain: it is read now, of the version that is named or the newest, and stays as it is until the
 * domain is given another. Refused where it cannot be read or is no list of certificates.
 */
export async function keepTruststore(
  call: Call,
  edit: DocumentEdit,
  domainName: string,
  mutualTls: MutualTls,
): Promise<void> {
  if (!mutualTls) return edit.remove("truststore", domainName);
  const { truststoreUri, truststoreVersion } = mutualTls;
  const object = await call.objects.read(truststoreUri, truststoreVersion, call.region);
  if (!object.ok) throw badRequest(`The truststore ${truststoreUri} cannot be read: ${object.reason}`);
  checkCertificates(object.text, truststoreUri);
  const kept = { truststoreUri, truststoreVersion, pem: object.text };
  edit.put("truststore", domainName, kept, { parent: domainName });
}

function checkCertificates(pem: string, uri: string): void {
  let size: number;
  try {
    ({ size } = new Truststore(pem));
  } catch (error) {
    throw badRequest(`The truststore ${uri} is malformed: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (size === 0) throw badRequest(`The truststore ${uri} holds no certificates`);
  if (size > MAX_CERTIFICATES)
    throw badRequest(`The truststore ${uri} holds more than ${MAX_CERTIFICATES} certificates`);
}
