import { formatBasicDate, parseBasicDate } from "./clock.ts";
import type { SignatureFault } from "./faults.ts";
import { fault, incompleteHeader, missingToken, notKeyValue, signatureMismatch } from "./faults.ts";
import { isPresigned, parsePresigned } from "./presigned.ts";
import type { SignedRequest } from "./request.ts";
import type { ParsedSignature } from "./signature.ts";
import { toSignature } from "./signature.ts";

/**
 * Reads the signature of a request, from its Authorization header or from its query (presigned), and refuses what is
 * incomplete, malformed or out of date. Whether it is the right signature is for `verifySignature` to say.
 * `now` is in milliseconds since the epoch.
 */
export function parseAuthorization(request: SignedRequest, now: number): ParsedSignature | SignatureFault {
  const header = request.header("authorization") ?? "";
  const presigned = isPresigned(request.rawQuery);
  if (header === "") return presigned ? parsePresigned(request, now) : missingToken();
  // Two signatures on one request: AWS refuses to choose.
  return presigned ? signatureMismatch() : parseHeader(header, request, now);
}

type Parameters = {
  readonly algorithm: string;
  readonly credential: string;
  readonly signature: string;
  readonly signedHeaders: string | undefined;
};

/** Splits `ALGORITHM key=value, key=value`; also without the blanks after the commas, as some clients write it. */
function splitHeader(header: string): Parameters | SignatureFault {
  const trimmed = header.trim();
  const blank = trimmed.indexOf(" ");
  if (blank < 0) return { algorithm: trimmed, credential: "", signature: "", signedHeaders: undefined };
  let credential = "";
  let signature = "";
  let signedHeaders: string | undefined;
  for (const part of trimmed.slice(blank + 1).split(",")) {
    const pair = part.trim();
    const equals = pair.indexOf("=");
    if (equals < 0 && pair !== "") return notKeyValue(header);
    const value = pair.slice(equals + 1);
    if (pair.startsWith("Credential=")) credential = value;
    else if (pair.startsWith("Signature=")) signature = value;
    else if (pair.startsWith("SignedHeaders=")) signedHeaders = value;
  }
  return { algorithm: trimmed.slice(0, blank), credential, signature, signedHeaders };
}

/** The request's date: X-Amz-Date, else Date, which may also be an HTTP date. Undefined where neither is there. */
function dateHeader(request: SignedRequest): string | undefined {
  const text = request.header("x-amz-date") ?? request.header("date") ?? "";
  return text === "" ? undefined : text.trim();
}

function parseDate(text: string): { readonly date: string; readonly signedAt: number } | SignatureFault {
  const basic = parseBasicDate(text);
  if (basic !== undefined) return { date: text, signedAt: basic };
  const httpDate = text.endsWith("GMT") ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(httpDate)) return { date: formatBasicDate(httpDate), signedAt: httpDate };
  const message = `Date must be in ISO-8601 'basic format'. Got '${text}'. See http://en.wikipedia.org/wiki/ISO_8601`;
  return fault("IncompleteSignatureException", message);
}

function parseHeader(header: string, request: SignedRequest, now: number): ParsedSignature | SignatureFault {
  const split = splitHeader(header);
  if ("ok" in split) return split;
  const { algorithm, credential, signature, signedHeaders } = split;
  const dateText = dateHeader(request);
  const missing: string[] = [];
  if (credential === "") missing.push("Authorization header requires 'Credential' parameter.");
  if (signature === "") missing.push("Authorization header requires 'Signature' parameter.");
  if (signedHeaders === undefined) missing.push("Authorization header requires 'SignedHeaders' parameter.");
  if (dateText === undefined) {
    missing.push("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
  }
  if (signedHeaders === undefined || dateText === undefined || missing.length > 0) {
    return incompleteHeader(missing, header);
  }
  const date = parseDate(dateText);
  if ("ok" in date) return date;
  const fields = {
    presigned: false,
    algorithm,
    credential,
    signedHeaders,
    signature,
    date: date.date,
    signedAt: date.signedAt,
    expiresIn: undefined,
    sessionToken: request.header("x-amz-security-token") ?? undefined,
  };
  return toSignature(fields, now);
}
