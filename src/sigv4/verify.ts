import { parseAuthorization } from "./authorization.ts";
import { canonicalRequest, stringToSign } from "./canonical.ts";
import { equalInConstantTime } from "./digest.ts";
import type { SignatureFault } from "./faults.ts";
import { expiredToken, fault, signatureMismatch, unrecognizedClient } from "./faults.ts";
import type { SignedRequest } from "./request.ts";
import type { HmacKey } from "./sha256.ts";
import { hmacTextHex, sha256TextHex } from "./sha256.ts";
import type { ParsedSignature } from "./signature.ts";
import type { SigningKeys, SigningScope } from "./signingkey.ts";
import type { Reading } from "./variants.ts";
import { otherReadings, usualReading } from "./variants.ts";

/** What is known of an access key. Callers may hand over more fields and get them back with the verdict. */
export type AccessKey = {
  readonly secret: string;
  /** Set for temporary credentials: requests must carry this very token. */
  readonly sessionToken?: string | undefined;
  /** When temporary credentials end, in milliseconds since the epoch. */
  readonly expiresAt?: number | undefined;
};

/** What a caller supplies to have a request verified. */
export type VerifyOptions<Key extends AccessKey> = {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The services that may be signed for, e.g. `["execute-api"]`; the first is the one that error messages name. */
  readonly services: readonly string[];
  /** The region that the credential must be scoped to; absent: any. */
  readonly region?: string;
  /** Finds an access key; undefined when the id (or, for stateless tokens, the token) is unknown or disabled. */
  readonly findKey: (
    accessKeyId: string,
    sessionToken: string | undefined,
  ) => Key | undefined | Promise<Key | undefined>;
  /** The lower-case hex SHA-256 of the body. Asked at most once, and only when the signature leaves it no choice. */
  readonly bodyHash: () => string | Promise<string>;
  /** Accept `x-amz-content-sha256: UNSIGNED-PAYLOAD`: the body is then covered by no signature. Default false. */
  readonly allowUnsignedPayload?: boolean;
  readonly signingKeys: SigningKeys;
};

/** A request whose signature is good. */
export type VerifiedSignature<Key extends AccessKey> = {
  readonly ok: true;
  readonly key: Key;
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly presigned: boolean;
  readonly sessionToken: string | undefined;
  /** Milliseconds since the epoch, as the client dated its request. */
  readonly signedAt: number;
  /** False when the client sent UNSIGNED-PAYLOAD and was allowed to. */
  readonly bodySigned: boolean;
};

const REGION = /^[a-z0-9-]{1,64}$/;
const HASH = /^[0-9a-fA-F]{64}$/;
const UNSIGNED = "UNSIGNED-PAYLOAD";

/** Checks the credential's scope; AWS says everything that is wrong with it in one message. */
function checkScope(
  parsed: ParsedSignature,
  { services, region: own }: Pick<VerifyOptions<AccessKey>, "services" | "region">,
): SignatureFault | undefined {
  const { region, service, terminator, date } = parsed.credential;
  const wrong: string[] = [];
  const isRight = own === undefined ? REGION.test(region) : region === own;
  if (!isRight) wrong.push(`Credential should be scoped to a valid region, not '${region}'. `);
  if (!services.includes(service)) {
    wrong.push(`Credential should be scoped to correct service: '${services[0] ?? ""}'. `);
  }
  if (terminator !== "aws4_request") {
    wrong.push(`Credential should be scoped with a valid terminator: 'aws4_request', not '${terminator}'. `);
  }
  const day = parsed.date.slice(0, 8);
  if (date !== day) {
    wrong.push(
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${date}' != '${day}', from '${parsed.date}'.`,
    );
  }
  return wrong.length === 0 ? undefined : fault("InvalidSignatureException", wrong.join(""));
}

function checkToken(parsed: ParsedSignature, key: AccessKey, now: number): SignatureFault | undefined {
  if (!equalInConstantTime(key.sessionToken ?? "", parsed.sessionToken ?? "")) return unrecognizedClient();
  return key.expiresAt !== undefined && key.expiresAt <= now ? expiredToken() : undefined;
}

function signReading(parsed: ParsedSignature, method: string, reading: Reading, payloadHash: string, key: HmacKey) {
  const { path, query, headers } = reading;
  const signedHeaders = parsed.signedHeaderList;
  const canonical = canonicalRequest({ method, path, query, headers, signedHeaders, payloadHash });
  const toSign = stringToSign(parsed.date, parsed.credential.scope, sha256TextHex(canonical));
  return { canonical, toSign, good: equalInConstantTime(hmacTextHex(key, toSign), parsed.signature) };
}

/**
 * Says whether a parsed signature is the one of a request with this payload hash. Synchronous; knows no tokens or
 * scopes: `verify` does the whole. A signing key that proves right is remembered.
 */
export function verifySignature(
  parsed: ParsedSignature,
  request: SignedRequest,
  secret: string,
  payloadHash: string,
  signingKeys: SigningKeys,
): SignatureFault | undefined {
  const { accessKeyId, date, region, service } = parsed.credential;
  const scope: SigningScope = { accessKeyId, secret, date, region, service };
  const held = signingKeys.get(scope);
  const key = held.hmac;
  const usual = usualReading(parsed, request);
  const first = signReading(parsed, request.method, usual, payloadHash, key);
  let { good } = first;
  if (!good) {
    for (const reading of otherReadings(parsed, request, usual)) {
      good = signReading(parsed, request.method, reading, payloadHash, key).good;
      if (good) break;
    }
  }
  if (!good) return signatureMismatch(first.canonical, first.toSign);
  signingKeys.keep(scope, held);
  return undefined;
}

/**
 * The payload hash to sign with, when the headers alone tell: what the client declared in x-amz-content-sha256.
 * Undefined where it must be computed from the body.
 */
function declaredHash(request: SignedRequest, allowUnsigned: boolean): string | undefined {
  const declared = request.header("x-amz-content-sha256") ?? "";
  if (declared === UNSIGNED) return allowUnsigned ? UNSIGNED : undefined;
  return HASH.test(declared) ? declared : undefined;
}

/** What a signature was found to be. */
export type Verdict<Key extends AccessKey> = VerifiedSignature<Key> | SignatureFault;

/**
 * Verifies the SigV4 signature of a request, in its Authorization header or its query. Checks go in the order that was
 * recorded from AWS: form, age, scope, access key, signature, body, session token. The body is asked for last, and not
 * at all for a request that is refused before. A promise only where the access key or the body is waited for.
 */
export function verify<Key extends AccessKey>(
  request: SignedRequest,
  options: VerifyOptions<Key>,
): Verdict<Key> | Promise<Verdict<Key>> {
  const parsed = parseAuthorization(request, options.now);
  if (!parsed.ok) return parsed;
  const misscoped = checkScope(parsed, options);
  if (misscoped !== undefined) return misscoped;
  const found = options.findKey(parsed.credential.accessKeyId, parsed.sessionToken);
  if (found === undefined) return unrecognizedClient();
  if (!(found instanceof Promise)) return verifyWith(found, parsed, request, options);
  return found.then((key) => (key === undefined ? unrecognizedClient() : verifyWith(key, parsed, request, options)));
}

/** Verifies by an access key. The body's hash enters the signature where the client has declared none. */
function verifyWith<Key extends AccessKey>(
  key: Key,
  parsed: ParsedSignature,
  request: SignedRequest,
  options: VerifyOptions<Key>,
): Verdict<Key> | Promise<Verdict<Key>> {
  const declared = declaredHash(request, options.allowUnsignedPayload === true);
  const mismatchOf = (payloadHash: string): SignatureFault | undefined =>
    verifySignature(parsed, request, key.secret, payloadHash, options.signingKeys);
  if (declared === undefined) {
    const hash = options.bodyHash();
    const verdict = (own: string): Verdict<Key> => mismatchOf(own) ?? verified(key, parsed, options.now, true);
    return hash instanceof Promise ? hash.then(verdict) : verdict(hash);
  }
  const mismatch = mismatchOf(declared);
  if (mismatch !== undefined) return mismatch;
  if (declared === UNSIGNED) return verified(key, parsed, options.now, false);
  const hash = options.bodyHash();
  const verdict = (own: string): Verdict<Key> =>
    declared.toLowerCase() === own ? verified(key, parsed, options.now, true) : signatureMismatch();
  return hash instanceof Promise ? hash.then(verdict) : verdict(hash);
}

/** A good signature; or what is wrong with its session token, which AWS looks at last. */
function verified<Key extends AccessKey>(
  key: Key,
  parsed: ParsedSignature,
  now: number,
  bodySigned: boolean,
): Verdict<Key> {
  const badToken = checkToken(parsed, key, now);
  if (badToken !== undefined) return badToken;
  const { signedHeaders, presigned, sessionToken, signedAt } = parsed;
  const { accessKeyId, region, service } = parsed.credential;
  return { ok: true, key, accessKeyId, region, service, signedHeaders, presigned, sessionToken, signedAt, bodySigned };
}
