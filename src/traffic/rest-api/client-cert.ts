import type { Value } from "../../languages/vtl/value.ts";
import type { VariableReaders } from "./lazy-map.ts";
import type { RestExchange } from "./rest-exchange.ts";

type Reader = (exchange: RestExchange) => Value | undefined;

/** What the platform tells of the certificate that the client has shown; undefined: it has shown none. */
export function clientCertificate({ request }: RestExchange): Readonly<Record<string, unknown>> | undefined {
  const auth: unknown = request.cf?.tlsClientAuth;
  return isRecord(auth) && auth["certPresented"] === "1" ? auth : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

const field =
  (name: string): Reader =>
  (exchange) => {
    const value = clientCertificate(exchange)?.[name];
    return typeof value === "string" ? value : null;
  };

/** `$context.identity.clientCert.validity` */
export const CERTIFICATE_VALIDITY: VariableReaders<RestExchange> = new Map<string, Reader>([
  ["notBefore", field("certNotBefore")],
  ["notAfter", field("certNotAfter")],
]);

/** `$context.identity.clientCert`, without its validity */
export const CERTIFICATE: VariableReaders<RestExchange> = new Map<string, Reader>([
  ["clientCertPem", (exchange) => pem(field("certRFC9440")(exchange))],
  ["subjectDN", field("certSubjectDN")],
  ["issuerDN", field("certIssuerDN")],
  ["serialNumber", field("certSerial")],
]);

/** The certificate as events show it; null: the client has shown none. */
export function eventCertificate(exchange: RestExchange): Record<string, unknown> | null {
  if (!clientCertificate(exchange)) return null;
  const all = (readers: VariableReaders<RestExchange>): Record<string, unknown> =>
    Object.fromEntries([...readers].map(([name, read]) => [name, read(exchange)]));
  return { ...all(CERTIFICATE), validity: all(CERTIFICATE_VALIDITY) };
}

/** From the form of RFC 9440, base64 between colons. */
function pem(field: Value | undefined): Value {
  if (typeof field !== "string" || field === "") return null;
  const lines = field.replaceAll(":", "").match(/.{1,64}/g) ?? [];
  return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
}
