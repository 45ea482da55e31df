import { X509Certificate } from "node:crypto";

const BLOCK = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** The certificates of a PEM text, in order. @throws Error that names the first block which is no certificate */
export function parsePem(text: string): X509Certificate[] {
  return [...text.matchAll(BLOCK)].map(([block], index) => {
    try {
      return new X509Certificate(block);
    } catch {
      throw new Error(`certificate ${index + 1} is malformed`);
    }
  });
}

const ITEM = /^:([A-Za-z0-9+/=]+):$/;

/** The certificates of a Client-Cert or Client-Cert-Chain field (RFC 9440): base64 between colons, a list with commas. Null: it is none. */
export function parseClientCert(field: string): X509Certificate[] | null {
  const certificates: X509Certificate[] = [];
  for (const item of field === "" ? [] : field.split(",")) {
    const base64 = ITEM.exec(item.trim())?.[1];
    if (base64 === undefined) return null;
    try {
      certificates.push(new X509Certificate(Buffer.from(base64, "base64")));
    } catch {
      return null;
    }
  }
  return certificates;
}

/** Whether a certificate is valid at a time (milliseconds since the epoch). */
export function isCurrent(certificate: X509Certificate, now: number): boolean {
  return Date.parse(certificate.validFrom) <= now && now <= Date.parse(certificate.validTo);
}
