import { parseBasicDate } from "./clock.ts";
import { decodeQueryComponent } from "./encoding.ts";
import type { SignatureFault } from "./faults.ts";
import { fault } from "./faults.ts";
import type { SignedRequest } from "./request.ts";
import type { ParsedSignature } from "./signature.ts";
import { toSignature } from "./signature.ts";

/** The longest life of a presigned request, in seconds: seven days. */
export const LONGEST_EXPIRY = 604_800;

function hasParameter(rawQuery: string, start: string): boolean {
  return rawQuery.startsWith(start) || rawQuery.includes(`&${start}`);
}

/** Whether a raw query names a signature or its algorithm, which makes the request a presigned one. */
export function isPresigned(rawQuery: string): boolean {
  return hasParameter(rawQuery, "X-Amz-Signature=") || hasParameter(rawQuery, "X-Amz-Algorithm=");
}

/** The parameters `X-Amz-…` of a raw query, decoded; of a repeated one the first counts. */
function signatureParameters(rawQuery: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const part of rawQuery.split("&")) {
    if (!part.startsWith("X-Amz-")) continue;
    const equals = part.indexOf("=");
    const name = equals < 0 ? part : part.slice(0, equals);
    if (!found.has(name)) found.set(name, equals < 0 ? "" : decodeQueryComponent(part.slice(equals + 1)));
  }
  return found;
}

/** Seconds, or why the text is no lifetime. */
function parseExpiry(text: string): number | SignatureFault {
  const seconds = /^[0-9]+$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(seconds)) {
    return fault("IncompleteSignatureException", `X-Amz-Expires should be a number. Got '${text}'.`);
  }
  if (seconds > LONGEST_EXPIRY) {
    const message = `X-Amz-Expires must be less than a week (in seconds) that is, the given X-Amz-Expires must be less than ${LONGEST_EXPIRY} seconds`;
    return fault("IncompleteSignatureException", message);
  }
  return seconds;
}

const REQUIRED = ["X-Amz-Credential", "X-Amz-Signature", "X-Amz-SignedHeaders", "X-Amz-Date"] as const;

/** Reads the signature of a presigned request; `now` in milliseconds since the epoch. */
export function parsePresigned(request: SignedRequest, now: number): ParsedSignature | SignatureFault {
  const parameters = signatureParameters(request.rawQuery);
  const missing = REQUIRED.filter((name) => (parameters.get(name) ?? "") === "");
  if (missing.length > 0) {
    const sentences = missing.map((name) => `AWS query-string parameters must include '${name}'.`).join(" ");
    return fault("IncompleteSignatureException", `${sentences} Re-examine the query-string parameters.`);
  }
  const date = parameters.get("X-Amz-Date") ?? "";
  const signedAt = parseBasicDate(date);
  if (signedAt === undefined) {
    const message = `Date must be in ISO-8601 'basic format'. Got '${date}'. See http://en.wikipedia.org/wiki/ISO_8601`;
    return fault("IncompleteSignatureException", message);
  }
  const expiry = parameters.get("X-Amz-Expires");
  const expiresIn = expiry === undefined ? undefined : parseExpiry(expiry);
  if (typeof expiresIn === "object") return expiresIn;
  const fields = {
    presigned: true,
    algorithm: parameters.get("X-Amz-Algorithm") ?? "",
    credential: parameters.get("X-Amz-Credential") ?? "",
    signature: parameters.get("X-Amz-Signature") ?? "",
    signedHeaders: parameters.get("X-Amz-SignedHeaders") ?? "",
    sessionToken: parameters.get("X-Amz-Security-Token") ?? request.header("x-amz-security-token") ?? undefined,
  };
  return toSignature({ ...fields, date, signedAt, expiresIn }, now);
}
