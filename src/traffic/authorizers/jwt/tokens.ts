import { compactVerify, decodeJwt, decodeProtectedHeader, errors, type JWTHeaderParameters } from "jose";
import { BoundedMap } from "../../../storage/bounded-map.ts";
import { TextMap } from "../../../storage/text-map.ts";
import type { Caller } from "../../caller.ts";
import type { Later } from "../../exchange.ts";
import { audienceOf, type Claims, claimsFault, jwtCaller, scopesOf } from "./claims.ts";
import { IssuerKeys, type IssuerKeysPorts, type KeySet } from "./issuer-keys.ts";

/** Public-key algorithms only: never `none`, never a shared secret. */
const ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];
/** A token that is longer, with its scheme, is refused unread. */
const MAX_TOKEN = 8_192;
/** Verified tokens kept in one isolate: at most 33 MB of text. */
const KEPT_TOKENS = 4_000;
/** A token is looked at again after this time: whether it has expired, and that it is in use. */
const LOOK_AGAIN_MS = 10_000;
/** Issuers whose keys are kept in one isolate. */
const KEPT_ISSUERS = 500;

/** A token whose signature, issuer and times are good. Whom it is for and what it may do is for the authorizer to say. */
export interface VerifiedToken {
  readonly ok: true;
  readonly issuer: string;
  /** milliseconds since the epoch */
  readonly expiresAt: number;
  /** the keys it was verified with */
  readonly set: KeySet;
  /** of its issuer: when they are no longer the same, it is to be verified anew */
  readonly keys: IssuerKeys;
  readonly claims: Claims;
  readonly audience: readonly string[];
  readonly scopes: readonly string[];
  /** the caller on a route without scopes, and on one with */
  readonly caller: Caller;
  readonly scopedCaller: Caller;
  /** milliseconds since the epoch, not after it expires: before this there is nothing to look at */
  lookAgainAt: number;
  /** the authorizer of a route that accepted it last: for that one there is nothing more to decide */
  acceptedBy: object | null;
}

/** Why a token is refused, as the WWW-Authenticate header says it. */
export interface TokenFault {
  readonly ok: false;
  readonly description: string;
}

const faulty = (description: string): TokenFault => ({ ok: false, description });

/** Verifies tokens and remembers the good ones until they expire or their issuer changes its keys. */
export class Tokens {
  readonly #ports: IssuerKeysPorts;
  readonly #verified = new TextMap<VerifiedToken>(KEPT_TOKENS);
  readonly #issuers = new BoundedMap<string, IssuerKeys>(KEPT_ISSUERS);

  constructor(ports: IssuerKeysPorts) {
    this.#ports = ports;
  }

  /** The keys of an issuer, the same for all authorizers that trust it. */
  issuer(issuer: string): IssuerKeys {
    const known = this.#issuers.get(issuer);
    if (known) return known;
    const keys = new IssuerKeys(issuer, this.#ports);
    this.#issuers.set(issuer, keys);
    return keys;
  }

  /**
   * What a text that holds a token (with or without `Bearer`) was found to be before, if that still is good. A token belongs to the
   * one issuer that it names: whoever trusts another refuses it. `now`: when the request came, in milliseconds since the epoch.
   */
  held(given: string, later: Later, now = this.#ports.now()): VerifiedToken | undefined {
    const known = this.#verified.peek(given);
    if (!known || known.set !== known.keys.set) return undefined;
    if (now >= known.lookAgainAt) {
      if (known.expiresAt <= now) return undefined;
      known.lookAgainAt = Math.min(now + LOOK_AGAIN_MS, known.expiresAt);
      this.#verified.get(given);
    }
    known.keys.freshen(later, now);
    return known;
  }

  /** Verifies the token of a text with the keys of the issuer that is trusted; a good one is held. */
  async verify(given: string, keys: IssuerKeys, later: Later): Promise<VerifiedToken | TokenFault> {
    if (given.length > MAX_TOKEN) return faulty("the token is too large");
    const token = withoutScheme(given);
    const read = headerOf(token);
    if (!read.ok) return read;
    const found = await keys.keyOf(read.header, later);
    if (typeof found === "string") return faulty(found === "unknown key" ? "unable to find the signing key" : found);
    const claims = await verifiedClaims(token, found.key);
    if (!claims) return faulty("the signature is invalid");
    const now = this.#ports.now();
    const fault = claimsFault(claims, keys.issuer, now);
    if (fault !== null) return faulty(fault);
    const scopes = scopesOf(claims);
    const expiresAt = Number(claims["exp"]) * 1000;
    const verified: VerifiedToken = {
      ok: true,
      issuer: keys.issuer,
      expiresAt,
      set: found.set,
      keys,
      claims,
      audience: audienceOf(claims),
      scopes,
      caller: jwtCaller(claims, null),
      scopedCaller: jwtCaller(claims, scopes),
      lookAgainAt: Math.min(now + LOOK_AGAIN_MS, expiresAt),
      acceptedBy: null,
    };
    this.#verified.set(given, verified);
    return verified;
  }
}

const BEARER = /^bearer +/i;

/** The token of an Authorization header or of another place where the scheme may be left out. */
function withoutScheme(given: string): string {
  return given.replace(BEARER, "");
}

/** A token's header, checked before any key is looked for. */
function headerOf(token: string): { ok: true; header: JWTHeaderParameters } | TokenFault {
  if (token.split(".", 4).length !== 3) return faulty("token contains an invalid number of segments");
  try {
    const { alg, kid, crit, ...header } = decodeProtectedHeader(token);
    if (alg === undefined) return faulty("signing method (alg) is unspecified.");
    if (!ALGORITHMS.includes(alg)) return faulty(`signing method ${/^[\w-]{1,20}$/.test(alg) ? alg : ""} is invalid`);
    if (typeof kid !== "string") return faulty("the token names no key (kid)");
    // What a critical extension changes (such as an unencoded payload) is not part of a token's rules.
    if (crit !== undefined) return faulty("the token has critical extensions");
    return { ok: true, header: { ...header, alg, kid } };
  } catch {
    return faulty("the token is malformed");
  }
}

async function verifiedClaims(token: string, key: CryptoKey): Promise<Claims | null> {
  try {
    const { payload } = await compactVerify(token, key, { algorithms: ALGORITHMS });
    const claims: unknown = JSON.parse(new TextDecoder().decode(payload));
    // Just looked at: an object's members are all that is read of it.
    return typeof claims === "object" && claims !== null && !Array.isArray(claims) ? (claims as Claims) : null;
  } catch (error) {
    const expected = [errors.JOSEError, SyntaxError, TypeError, DOMException];
    if (expected.some((kind) => error instanceof kind)) return null;
    throw error;
  }
}

/** The issuer that a token names, without any proof; undefined where it cannot be read. */
export function claimedIssuer(given: string): string | undefined {
  if (given.length > MAX_TOKEN) return undefined;
  try {
    return decodeJwt(withoutScheme(given)).iss;
  } catch {
    return undefined;
  }
}
