import { ALGORITHM } from "./canonical.ts";
import { ALLOWED_SKEW, formatBasicDate } from "./clock.ts";
import type { SignatureFault } from "./faults.ts";
import { fault } from "./faults.ts";

/** `accessKeyId/date/region/service/aws4_request`, taken apart. */
export type CredentialScope = {
  readonly accessKeyId: string;
  /** all that follows the access key's id, as it enters the string to sign */
  readonly scope: string;
  /** YYYYMMDD */
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly terminator: string;
};

/** A request's signature, read and well formed, but not yet verified. */
export type ParsedSignature = {
  readonly ok: true;
  readonly presigned: boolean;
  readonly credential: CredentialScope;
  /** Lower-case names in the order of the signature. */
  readonly signedHeaders: readonly string[];
  /** The same, joined by `;`. */
  readonly signedHeaderList: string;
  /** Lower-case hex, as the client sent it. */
  readonly signature: string;
  /** The request's date in ISO 8601 basic format, as it entered the string to sign. */
  readonly date: string;
  /** The same in milliseconds since the epoch. */
  readonly signedAt: number;
  /** X-Amz-Expires in seconds; only for presigned requests that carry one. */
  readonly expiresIn: number | undefined;
  readonly sessionToken: string | undefined;
};

/** Reads a credential; AWS ignores slashes at its end. They are counted: nobody is known yet, and `/\/+$/` takes quadratic time. */
function parseCredential(text: string): CredentialScope | SignatureFault {
  let end = text.length;
  while (text.endsWith("/", end)) end--;
  const trimmed = text.slice(0, end);
  const elements = trimmed.split("/");
  const [accessKeyId, date, region, service, terminator] = elements;
  if (
    elements.length !== 5 ||
    accessKeyId === undefined ||
    date === undefined ||
    region === undefined ||
    service === undefined ||
    terminator === undefined
  ) {
    return fault(
      "IncompleteSignatureException",
      `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${text}'`,
    );
  }
  const scope = trimmed.slice(accessKeyId.length + 1);
  return { accessKeyId, scope, date, region, service, terminator };
}

/** The fields of a signature before they are checked. */
export type SignatureFields = {
  readonly presigned: boolean;
  readonly algorithm: string;
  readonly credential: string;
  readonly signedHeaders: string;
  readonly signature: string;
  readonly date: string;
  readonly signedAt: number;
  readonly expiresIn: number | undefined;
  readonly sessionToken: string | undefined;
};

/** AWS writes the allowed span in minutes; a presigned request's own may be any number of seconds. */
function spanText(milliseconds: number): string {
  return milliseconds % 60_000 === 0 ? `${milliseconds / 60_000} min.` : `${milliseconds / 1000} sec.`;
}

function checkAge(fields: SignatureFields, now: number): SignatureFault | undefined {
  const lifetime = fields.expiresIn === undefined ? ALLOWED_SKEW : fields.expiresIn * 1000;
  if (fields.signedAt < now - lifetime) {
    const limit = `${formatBasicDate(now - lifetime)} (${formatBasicDate(now)} - ${spanText(lifetime)})`;
    return fault("InvalidSignatureException", `Signature expired: ${fields.date} is now earlier than ${limit}`);
  }
  if (fields.signedAt > now + ALLOWED_SKEW) {
    const limit = `${formatBasicDate(now + ALLOWED_SKEW)} (${formatBasicDate(now)} + ${spanText(ALLOWED_SKEW)})`;
    return fault("InvalidSignatureException", `Signature not yet current: ${fields.date} is still later than ${limit}`);
  }
  return undefined;
}

/**
 * Checks, in the order recorded from AWS: the request's age, that the host is signed, that the algorithm is known and
 * that the credential is well formed. `now` is in milliseconds since the epoch.
 */
export function toSignature(fields: SignatureFields, now: number): ParsedSignature | SignatureFault {
  const untimely = checkAge(fields, now);
  if (untimely !== undefined) return untimely;
  const signedHeaderList = fields.signedHeaders.toLowerCase();
  const signedHeaders = signedHeaderList.split(";");
  if (!signedHeaders.includes("host") && !signedHeaders.includes(":authority")) {
    const message = "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.";
    return fault("InvalidSignatureException", message);
  }
  if (fields.algorithm !== ALGORITHM) {
    return fault("IncompleteSignatureException", `Unsupported AWS 'algorithm': '${fields.algorithm}'.`);
  }
  const credential = parseCredential(fields.credential);
  if ("ok" in credential) return credential;
  const { presigned, signature, date, signedAt, expiresIn, sessionToken } = fields;
  return {
    ok: true,
    presigned,
    credential,
    signedHeaders,
    signedHeaderList,
    signature,
    date,
    signedAt,
    expiresIn,
    sessionToken,
  };
}
