import { EMPTY_BODY_SHA256, sha256Hex } from "../../../sigv4/digest.ts";
import type { SignatureFault } from "../../../sigv4/faults.ts";
import { signedRequestOf } from "../../../sigv4/request.ts";
import type { SigningKeys } from "../../../sigv4/signingkey.ts";
import { type Verdict, verify } from "../../../sigv4/verify.ts";
import { BodyTooLarge, readWhole } from "../../body.ts";
import type { Caller } from "../../caller.ts";
import type { Exchange } from "../../exchange.ts";
import type { Identities, Identity } from "./identities.ts";

const SERVICES = ["execute-api"];

/** What checking signatures needs of the rest of the worker. */
export interface SignaturePorts {
  identities: Identities;
  signingKeys: SigningKeys;
  now(): number;
  /** bytes of a signed body that are read and hashed */
  maxSignedBody: number;
}

/** Who signed a request; or why its signature is refused. */
export type Signed = { readonly ok: true; readonly identity: Identity } | SignatureFault | "tooLarge";

/**
 * Verifies a request's SigV4 signature. A body is read whole, hashed, and kept on the exchange. A promise only where the body is
 * read, or the access key is not held.
 */
export function signedBy(exchange: Exchange, ports: SignaturePorts): Signed | Promise<Signed> {
  const verdict = verify(signedRequestOf(exchange.request), {
    now: ports.now(),
    services: SERVICES,
    region: exchange.region,
    findKey: (accessKeyId, sessionToken) => known(ports.identities.find(accessKeyId, sessionToken ?? null)),
    bodyHash: () => bodyHash(exchange, ports.maxSignedBody),
    signingKeys: ports.signingKeys,
  });
  return verdict instanceof Promise ? verdict.then((one) => noted(exchange, one), tooLarge) : noted(exchange, verdict);
}

/** Tells the exchange who signed it. */
function noted(exchange: Exchange, verdict: Verdict<Identity>): Signed {
  if (!verdict.ok) return verdict;
  exchange.identity = verdict.key;
  exchange.caller = iamCaller(verdict.key, verdict.accessKeyId);
  return { ok: true, identity: verdict.key };
}

function tooLarge(error: unknown): Signed {
  if (error instanceof BodyTooLarge) return "tooLarge";
  throw error;
}

function known(found: ReturnType<Identities["find"]>): Identity | undefined | Promise<Identity | undefined> {
  return found instanceof Promise ? found.then((identity) => identity ?? undefined) : (found ?? undefined);
}

function bodyHash(exchange: Exchange, limit: number): string | Promise<string> {
  const { body, headers } = exchange.request;
  if (body === null) return EMPTY_BODY_SHA256;
  return readWhole(body, headers.get("content-length"), limit).then((whole) => {
    exchange.body = whole;
    return whole === null || whole.byteLength === 0 ? EMPTY_BODY_SHA256 : sha256Hex(whole);
  });
}

function iamCaller({ accountId, arn, userId }: Identity, accessKey: string): Caller {
  return {
    kind: "iam",
    accessKey,
    accountId,
    callerId: userId,
    userArn: arn,
    userId,
    principalOrgId: null,
    cognitoIdentity: null,
  };
}
