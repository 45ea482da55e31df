import {
  ALGORITHM,
  canonicalHeaderValue,
  canonicalPath,
  canonicalQuery,
  canonicalRequest,
  stringToSign,
} from "./canonical.ts";
import { formatBasicDate } from "./clock.ts";
import { EMPTY_BODY_SHA256, sha256Hex } from "./digest.ts";
import { normalizeQueryComponent, uriEncode } from "./encoding.ts";
import { LONGEST_EXPIRY } from "./presigned.ts";
import { hmacTextHex, sha256TextHex } from "./sha256.ts";
import type { SigningKeys } from "./signingkey.ts";

/** Whose signature it is. */
export type Credentials = {
  readonly accessKeyId: string;
  readonly secret: string;
  readonly sessionToken?: string | undefined;
};

/** For whom, where and when a request is signed. */
export type SigningContext = {
  readonly credentials: Credentials;
  readonly region: string;
  /** The signing name, e.g. `execute-api`, `states`, `s3`. */
  readonly service: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly signingKeys: SigningKeys;
};

/** A request that is about to be sent. */
export type OutgoingRequest = {
  readonly method: string;
  /** Absolute. A blank in the query should be written `%20`: services differ in how they read `+`. */
  readonly url: string;
  /** The headers that will be sent, without Host. Those that may change on the way are left out of the signature. */
  readonly headers?: Iterable<readonly [string, string]>;
  /** The body, or its lower-case hex SHA-256, or `UNSIGNED-PAYLOAD` (S3 only). Absent: no body. */
  readonly body?: Uint8Array | string;
};

/** Headers that proxies and the runtime add, drop or rewrite; a signature over them would not survive the journey. */
const UNSIGNABLE: ReadonlySet<string> = new Set([
  "accept-encoding",
  "authorization",
  "cache-control",
  "connection",
  "content-length",
  "expect",
  "from",
  "keep-alive",
  "max-forwards",
  "pragma",
  "referer",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "user-agent",
  "x-amzn-trace-id",
]);

function payloadHash(body: Uint8Array | string | undefined): string {
  if (body === undefined) return EMPTY_BODY_SHA256;
  return typeof body === "string" ? body : sha256Hex(body);
}

/** S3 signs the path as it is sent (once encoded, nothing dropped); all others encode it a second time. */
function pathFor(service: string, pathname: string): string {
  if (service !== "s3") return canonicalPath(pathname, true);
  const segments = pathname.split("/");
  // A plus sign in a path is a plus sign.
  return segments.map((segment) => normalizeQueryComponent(segment.replaceAll("+", "%2B"))).join("/");
}

/** Canonical headers, sorted by name; repeated ones joined by a comma in their order. */
function headersFor(host: string, given: Iterable<readonly [string, string]>): ReadonlyMap<string, string> {
  const joined = new Map<string, string>([["host", host]]);
  for (const [name, value] of given) {
    const lower = name.toLowerCase();
    if (UNSIGNABLE.has(lower) || lower === "host") continue;
    const before = joined.get(lower);
    const canonical = canonicalHeaderValue(value);
    joined.set(lower, before === undefined ? canonical : `${before},${canonical}`);
  }
  return new Map([...joined].sort(([left], [right]) => (left < right ? -1 : 1)));
}

function signature(
  request: { method: string; path: string; query: string; headers: ReadonlyMap<string, string>; payloadHash: string },
  context: SigningContext,
): string {
  const { credentials, region, service, signingKeys } = context;
  const date = formatBasicDate(context.now);
  const day = date.slice(0, 8);
  let lines = "";
  for (const [name, value] of request.headers) lines += `${name}:${value}\n`;
  const signedHeaders = [...request.headers.keys()].join(";");
  const canonical = canonicalRequest({ ...request, headers: lines, signedHeaders });
  const toSign = stringToSign(date, `${day}/${region}/${service}/aws4_request`, sha256TextHex(canonical));
  const scope = { accessKeyId: credentials.accessKeyId, secret: credentials.secret, date: day, region, service };
  const key = signingKeys.get(scope);
  signingKeys.keep(scope, key);
  return hmacTextHex(key.hmac, toSign);
}

function credentialOf(context: SigningContext): string {
  const day = formatBasicDate(context.now).slice(0, 8);
  return `${context.credentials.accessKeyId}/${day}/${context.region}/${context.service}/aws4_request`;
}

/**
 * Signs a request in its headers (SigV4). Answers the headers to set on it: authorization, x-amz-date, with temporary
 * credentials x-amz-security-token, and for S3 x-amz-content-sha256.
 */
export function sign(request: OutgoingRequest, context: SigningContext): Record<string, string> {
  const url = new URL(request.url);
  const hash = payloadHash(request.body);
  const added: Record<string, string> = { "x-amz-date": formatBasicDate(context.now) };
  if (context.credentials.sessionToken !== undefined) {
    added["x-amz-security-token"] = context.credentials.sessionToken;
  }
  if (context.service === "s3") added["x-amz-content-sha256"] = hash;
  const given = [...(request.headers ?? [])].filter(([name]) => !Object.hasOwn(added, name.toLowerCase()));
  const headers = headersFor(url.host, [...given, ...Object.entries(added)]);
  const path = pathFor(context.service, url.pathname);
  const query = canonicalQuery(url.search.slice(1));
  const signed = signature({ method: request.method, path, query, headers, payloadHash: hash }, context);
  const names = [...headers.keys()].join(";");
  added["authorization"] =
    `${ALGORITHM} Credential=${credentialOf(context)}, SignedHeaders=${names}, Signature=${signed}`;
  return added;
}

/**
 * Signs a request in its query (a presigned URL), valid for `expiresIn` seconds (1 to 604,800). Answers the URL.
 * Headers that are given must then be sent with it unchanged.
 *
 * @throws RangeError when `expiresIn` is out of range.
 */
export function presign(request: OutgoingRequest, context: SigningContext, expiresIn: number): string {
  if (!Number.isInteger(expiresIn) || expiresIn < 1 || expiresIn > LONGEST_EXPIRY) {
    throw new RangeError(`expiresIn must be a whole number of seconds from 1 to ${LONGEST_EXPIRY}, not ${expiresIn}`);
  }
  const url = new URL(request.url);
  const headers = headersFor(url.host, request.headers ?? []);
  const parameters: [string, string][] = [
    ["X-Amz-Algorithm", ALGORITHM],
    ["X-Amz-Credential", credentialOf(context)],
    ["X-Amz-Date", formatBasicDate(context.now)],
    ["X-Amz-Expires", String(expiresIn)],
    ["X-Amz-SignedHeaders", [...headers.keys()].join(";")],
  ];
  const { sessionToken } = context.credentials;
  if (sessionToken !== undefined) parameters.push(["X-Amz-Security-Token", sessionToken]);
  const added = parameters.map(([name, value]) => `${name}=${uriEncode(value)}`).join("&");
  const search = url.search.length > 1 ? `${url.search.slice(1)}&${added}` : added;
  const path = pathFor(context.service, url.pathname);
  const unsignedBody = context.service === "s3" && request.body === undefined;
  const hash = unsignedBody ? "UNSIGNED-PAYLOAD" : payloadHash(request.body);
  const parts = { method: request.method, path, query: canonicalQuery(search), headers, payloadHash: hash };
  return `${url.origin}${url.pathname}?${search}&X-Amz-Signature=${signature(parts, context)}`;
}
