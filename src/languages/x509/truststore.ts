import type { X509Certificate } from "node:crypto";
import { isCurrent, parsePem } from "./certificates.ts";

/** Intermediate certificates between a client's and one of the truststore. */
const MAX_INTERMEDIATES = 4;
/** clientAuth, and anyExtendedKeyUsage (RFC 5280, section 4.2.1.12) */
const CLIENT_USAGES = ["1.3.6.1.5.5.7.3.2", "2.5.29.37.0"];

/** The certificates that a domain trusts: authorities, or single clients' own. */
export class Truststore {
  readonly #anchors: readonly X509Certificate[];

  /** @throws Error for a block that is no certificate */
  constructor(pem: string) {
    this.#anchors = parsePem(pem);
  }

  get size(): number {
    return this.#anchors.length;
  }

  /**
   * Until when (milliseconds since the epoch) a client's certificate is trusted, at a time: it is in the truststore itself, or a chain of
   * valid signatures leads from it to an authority there, all of them within their dates. Null: it is not.
   */
  trustedUntil(leaf: X509Certificate, chain: readonly X509Certificate[], now: number): number | null {
    if (!isCurrent(leaf, now) || !isForClients(leaf)) return null;
    if (this.#anchors.some(({ fingerprint256 }) => fingerprint256 === leaf.fingerprint256)) return endOf(leaf);
    return this.#reach(leaf, chain, now, MAX_INTERMEDIATES);
  }

  #reach(from: X509Certificate, chain: readonly X509Certificate[], now: number, left: number): number | null {
    const issued = (by: X509Certificate): boolean => by !== from && isIssuer(by, from) && isCurrent(by, now);
    const anchor = this.#anchors.find(issued);
    if (anchor) return Math.min(endOf(from), endOf(anchor));
    if (left === 0) return null;
    for (const link of chain) {
      const until = issued(link) ? this.#reach(link, chain, now, left - 1) : null;
      if (until !== null) return Math.min(endOf(from), until);
    }
    return null;
  }
}

function isIssuer(issuer: X509Certificate, certificate: X509Certificate): boolean {
  try {
    return issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
  } catch {
    // A key that the platform does not know.
    return false;
  }
}

/** A certificate that says what it is for must be for clients. The platform's type promises the list, which may be missing. */
function isForClients({ keyUsage }: X509Certificate): boolean {
  const usages: readonly string[] | undefined = keyUsage;
  return usages === undefined || usages.length === 0 || usages.some((usage) => CLIENT_USAGES.includes(usage));
}

function endOf(certificate: X509Certificate): number {
  return Date.parse(certificate.validTo);
}
