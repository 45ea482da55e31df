import { X509Certificate } from "node:crypto";

const BLOCK = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** The blocks of a PEM text, in order; null for one that is no certificate. */
export function readPem(text: string): (X509Certificate | null)[] {
  return [...text.matchAll(BLOCK)].map(([block]) => {
    try {
      return new X509Certificate(block);
    } catch {
      return null;
    }
  });
}

/** The certificates of a PEM text, in order. @throws Error that names the first block which is no certificate */
export function parsePem(text: string): X509Certificate[] {
  return readPem(text).map((certificate, index) => {
    if (!certificate) throw new Error(`certificate ${index + 1} is malformed`);
    return certificate;
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
