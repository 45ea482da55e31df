import type { X509Certificate } from "node:crypto";
import { parseClientCert } from "../languages/x509/certificates.ts";
import { Truststore } from "../languages/x509/truststore.ts";
import { BoundedMap } from "../storage/bounded-map.ts";
import { isBound } from "./client.ts";

/** Accepted certificates kept per domain. */
const KEPT_CERTIFICATES = 1_000;
/** The longest chain that is looked at. */
const MAX_CHAIN = 10;

/** A caller's certificate as events and `$context.identity.clientCert` show it. */
export interface ClientCertificate {
  clientCertPem: string;
  subjectDN: string;
  issuerDN: string;
  serialNumber: string;
  validity: { notBefore: string; notAfter: string };
}

interface Accepted {
  certificate: ClientCertificate;
  /** milliseconds since the epoch */
  until: number;
}

/** The client certificates that a domain with mutual TLS accepts: those that its own truststore vouches for, whatever the platform thinks of them. */
export class MutualTls {
  readonly #truststore: Truststore;
  readonly #accepted = new BoundedMap<string, Accepted>(KEPT_CERTIFICATES);

  constructor(pem: string) {
    this.#truststore = new Truststore(pem);
  }

  /** The caller's certificate; null: it has shown none that is trusted at this time (milliseconds since the epoch). */
  accept(request: Request, now: number): ClientCertificate | null {
    const shown = shownCertificate(request);
    if (!shown) return null;
    const known = this.#accepted.get(shown.leaf);
    if (known && now < known.until) return known.certificate;
    const [leaf] = parseClientCert(shown.leaf) ?? [];
    const chain = parseClientCert(shown.chain);
    if (!leaf || !chain || chain.length > MAX_CHAIN) return null;
    const until = this.#truststore.trustedUntil(leaf, chain, now);
    if (until === null) return null;
    const certificate = describe(leaf);
    this.#accepted.set(shown.leaf, { certificate, until });
    return certificate;
  }
}

/** The certificate that the TLS handshake has proven, with the chain that came with it. Over a service binding there was no handshake. */
function shownCertificate(request: Request): { leaf: string; chain: string } | null {
  const auth: unknown = isBound(request) ? undefined : request.cf?.["tlsClientAuth"];
  if (typeof auth !== "object" || auth === null) return null;
  const field = (name: string): unknown => Reflect.get(auth, name);
  const leaf = field("certRFC9440");
  const chain = field("certChainRFC9440") ?? "";
  const isTooLarge = field("certRFC9440TooLarge") === true || field("certChainRFC9440TooLarge") === true;
  if (field("certPresented") !== "1" || field("certRevoked") === "1" || isTooLarge) return null;
  return typeof leaf === "string" && leaf !== "" && typeof chain === "string" ? { leaf, chain } : null;
}

function describe(certificate: X509Certificate): ClientCertificate {
  return {
    clientCertPem: certificate.toString(),
    subjectDN: distinguishedName(certificate.subject),
    issuerDN: distinguishedName(certificate.issuer),
    serialNumber: serialNumber(certificate.serialNumber),
    validity: { notBefore: certificate.validFrom, notAfter: certificate.validTo },
  };
}

/** The platform writes a line per part. */
function distinguishedName(lines: string): string {
  return lines.split("\n").join(",");
}

/** `a1:b2:…` */
function serialNumber(hexadecimal: string): string {
  return hexadecimal.toLowerCase().match(/../g)?.join(":") ?? hexadecimal.toLowerCase();
}
