import { createLocalJWKSet, errors, type JSONWebKeySet, type JWK, type JWTHeaderParameters } from "jose";
import type { Later } from "../../exchange.ts";
import type { Fetch } from "../../fetch.ts";
import { SharedWork } from "../../../storage/shared-work.ts";
import { fetchJson } from "./fetch-json.ts";

/** An unknown kid asks the issuer again at most this often. */
const ASK_AGAIN_AFTER_MS = 30_000;
/** The same while no key at all is known: the issuer was out of reach. */
const RETRY_AFTER_MS = 1_000;
/** Keys of this age are fetched again beside the requests, so that those that the issuer took back go. AWS keeps them for up to 2 hours. */
const REFRESH_AFTER_MS = 3_600_000;
/** Two documents of 1.5 s each, and some time to spare. */
const SHARED_FOR_MS = 4_000;
const MAX_KEYS = 100;

/** The keys of an issuer as they were fetched together. What was verified with them holds as long as they are the newest. */
export interface KeySet {
  readonly text: string;
  readonly resolve: ReturnType<typeof createLocalJWKSet>;
}

/** Why there is no key, in AWS's words. */
export type KeyFault = "OIDC discovery endpoint communication error" | "JWKS communication error" | "unknown key";

export interface IssuerKeysPorts {
  fetch: Fetch;
  now(): number;
}

/** The public keys of one issuer: discovered, fetched and kept; what is known goes on serving while the issuer cannot be reached. */
export class IssuerKeys {
  readonly issuer: string;
  /** null: none is known yet */
  set: KeySet | null = null;
  readonly #ports: IssuerKeysPorts;
  readonly #work: SharedWork<void>;
  #fetchedAt = 0;
  #askedAt = Number.NEGATIVE_INFINITY;
  #fault: KeyFault = "OIDC discovery endpoint communication error";

  constructor(issuer: string, ports: IssuerKeysPorts) {
    this.issuer = issuer;
    this.#ports = ports;
    this.#work = new SharedWork(SHARED_FOR_MS, () => ports.now());
  }

  /** Fetches the keys anew beside the request, where they are old. */
  freshen(later: Later, now = this.#ports.now()): void {
    if (now - this.#fetchedAt > REFRESH_AFTER_MS && this.#mayAsk()) later(this.#ask(later));
  }

  /** The key that a token's header names and whose type fits its algorithm. */
  async keyOf(header: JWTHeaderParameters, later: Later): Promise<{ key: CryptoKey; set: KeySet } | KeyFault> {
    if (this.set) {
      this.freshen(later);
      const key = await pick(this.set, header);
      if (key) return { key, set: this.set };
    }
    if (this.#work.isUnderWay("keys") || this.#mayAsk()) await this.#ask(later);
    if (!this.set) return this.#fault;
    const key = await pick(this.set, header);
    return key ? { key, set: this.set } : "unknown key";
  }

  #mayAsk(): boolean {
    return this.#ports.now() - this.#askedAt >= (this.set ? ASK_AGAIN_AFTER_MS : RETRY_AFTER_MS);
  }

  #ask(later: Later): Promise<void> {
    return this.#work.run("keys", later, () => this.#fetch());
  }

  async #fetch(): Promise<void> {
    this.#askedAt = this.#ports.now();
    let fault: KeyFault = "OIDC discovery endpoint communication error";
    try {
      const address = await this.#discover();
      fault = "JWKS communication error";
      this.#take(await fetchJson(this.#ports.fetch, address));
      this.#fetchedAt = this.#ports.now();
    } catch (error) {
      this.#fault = fault;
      console.error(JSON.stringify({ event: "issuerUnreachable", issuer: this.issuer, fault, reason: String(error) }));
    }
  }

  /** The address of the keys (OpenID Connect Discovery, section 4). */
  async #discover(): Promise<string> {
    const base = this.issuer.endsWith("/") ? this.issuer : `${this.issuer}/`;
    const document = await fetchJson(this.#ports.fetch, `${base}.well-known/openid-configuration`);
    const address = isObject(document) ? document["jwks_uri"] : undefined;
    if (typeof address !== "string" || !/^https?:\/\//.test(address) || !URL.canParse(address))
      throw new Error("the discovery document has no jwks_uri");
    if (this.issuer.startsWith("https:") && !address.startsWith("https:"))
      throw new Error("the issuer is https and its jwks_uri is not");
    return address;
  }

  #take(document: unknown): void {
    const listed = isObject(document) ? document["keys"] : undefined;
    if (!Array.isArray(listed)) throw new Error("the JWKS has no keys");
    const keys: JWK[] = listed.filter(isPublicKey).slice(0, MAX_KEYS);
    const text = JSON.stringify(keys);
    if (this.set?.text !== text) this.set = { text, resolve: createLocalJWKSet({ keys } satisfies JSONWebKeySet) };
  }
}

/** Keys for signatures that others can verify: no shared secrets (oct), none without an id, since AWS wants tokens to name theirs. */
function isPublicKey(key: unknown): key is JWK {
  return isObject(key) && (key["kty"] === "RSA" || key["kty"] === "EC") && typeof key["kid"] === "string";
}

async function pick(set: KeySet, header: JWTHeaderParameters): Promise<CryptoKey | null> {
  try {
    return await set.resolve(header);
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof DOMException || error instanceof TypeError) return null;
    throw error;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
