import { sha256Base64 } from "./digest.ts";

/** The error types by which AWS's JSON protocols name a refused signature. */
export type SignatureFaultCode =
  | "MissingAuthenticationTokenException"
  | "IncompleteSignatureException"
  | "InvalidSignatureException"
  | "UnrecognizedClientException"
  | "ExpiredTokenException";

/** Why a request was refused, in AWS's words. All of them are answered with 403. */
export type SignatureFault = {
  readonly ok: false;
  readonly code: SignatureFaultCode;
  readonly message: string;
  /** For a signature that does not match: the canonical request and string to sign, as AWS appends them. No secrets. */
  readonly detail?: string;
};

/** Builds a fault. */
export function fault(code: SignatureFaultCode, message: string): SignatureFault {
  return { ok: false, code, message };
}

/** The request carries no signature at all. */
export function missingToken(): SignatureFault {
  return fault("MissingAuthenticationTokenException", "Missing Authentication Token");
}

/** A part of the Authorization header is no `key=value`. AWS quotes the header only as a hash. */
export function notKeyValue(header: string): SignatureFault {
  const quoted = sha256Base64(header);
  return fault(
    "IncompleteSignatureException",
    `Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): '${quoted}'.`,
  );
}

/** The Authorization header lacks parameters; `sentences` names each of them. */
export function incompleteHeader(sentences: readonly string[], header: string): SignatureFault {
  const quoted = sha256Base64(header);
  return fault(
    "IncompleteSignatureException",
    `${sentences.join(" ")} (Hashed with SHA-256 and encoded with Base64) Authorization=${quoted}`,
  );
}

/** Neither the access key id nor the session token is one that the gateway knows. */
export function unrecognizedClient(): SignatureFault {
  return fault("UnrecognizedClientException", "The security token included in the request is invalid.");
}

/** The session token was good once. */
export function expiredToken(): SignatureFault {
  return fault("ExpiredTokenException", "The security token included in the request is expired");
}

const MISMATCH =
  "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.";

/** A session token in a canonical request, as a header or in the query. */
const SESSION_TOKEN = /(x-amz-security-token[:=])[^\n&]+/gi;

/**
 * The signature is not the one of this request; with what the gateway calculated, where it got so far. AWS repeats the session
 * token in it; here it stays out of every error.
 */
export function signatureMismatch(canonical?: string, toSign?: string): SignatureFault {
  const base = fault("InvalidSignatureException", MISMATCH);
  if (canonical === undefined || toSign === undefined) return base;
  const shown = canonical.replace(SESSION_TOKEN, "$1…");
  const detail = `The Canonical String for this request should have been\n'${shown}'\n\nThe String-to-Sign should have been\n'${toSign}'\n`;
  return { ...base, detail };
}
