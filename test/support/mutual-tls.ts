/** Callers with certificates, as Cloudflare's edge tells of them. */
import { X509Certificate } from "node:crypto";
import pem from "../fixtures/mutual-tls.json";

export type CertificateName = keyof typeof pem;

/** A time at which all of them are valid, milliseconds since the epoch. */
export const CERTIFICATES_VALID_AT = Date.parse(new X509Certificate(pem.client).validFrom) + 1_000;

/** The certificates of these names in PEM. */
export function truststoreOf(...names: CertificateName[]): string {
  return names.map((name) => pem[name]).join("\n");
}

const field = (name: CertificateName): string => `:${new X509Certificate(pem[name]).raw.toString("base64")}:`;

/** `request.cf` of a caller that has shown a certificate, with those that came with it. `over`: what the edge says otherwise. */
export function shown(
  leaf: CertificateName,
  chain: CertificateName[] = [],
  over: object = {},
): RequestInitCfProperties {
  const tlsClientAuth = {
    certPresented: "1",
    certVerified: "FAILED:self signed certificate",
    certRevoked: "0",
    certRFC9440: field(leaf),
    certRFC9440TooLarge: false,
    certChainRFC9440: chain.map(field).join(", "),
    certChainRFC9440TooLarge: false,
    ...over,
  };
  // The type knows what a request may ask of the edge, not what the edge tells of one.
  return { tlsClientAuth } as RequestInitCfProperties;
}
