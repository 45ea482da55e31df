import { accessKeyRow } from "../model/identity.ts";
import { BoundedMap } from "../storage/bounded-map.ts";
import type { Holder } from "../storage/freshness.ts";
import { type Grants, readAccessKey, readGrants } from "../storage/identity-reads.ts";
import type { Secrets } from "../storage/secrets.ts";
import { sessionIdentity, userIdentity } from "./granted.ts";
import { type Identity, rootIdentity } from "./identity.ts";
import { SESSION_KEY_PREFIX, type Session, openSession } from "./sessions.ts";

/** Identities held by one isolate, by access key. */
const KEPT_IDENTITIES = 2_000;
/** Ids that no access key has. */
const KEPT_UNKNOWN = 2_000;
const UNKNOWN_FOR_MS = 5_000;
/** How many look-ups a second may find nothing: above that, an id that is not held counts as unknown without asking D1. */
const VAIN_LOOKUPS_PER_SECOND = 20;

/** What identities are loaded from. */
export interface IdentityPorts {
  db: D1Database;
  /** null where ENCRYPTION_KEY is not set: then nobody but the administrator has a credential */
  secrets: Secrets | null;
  admin: { accessKeyId: string; secretAccessKey: string } | null;
  accountId: string;
}

interface Held {
  identity: Identity;
  /** ids whose change makes it out of date */
  sources: ReadonlySet<string>;
}

/**
 * The identities that this isolate holds by their access keys, with their policies compiled. The change log says when one has
 * changed; it is then read anew at its next use. Where D1 cannot be reached what is held is served, and nothing else.
 */
export class LoadedIdentities implements Holder {
  readonly #ports: IdentityPorts;
  readonly #now: () => number;
  readonly #held = new BoundedMap<string, Held>(KEPT_IDENTITIES);
  readonly #unknown = new BoundedMap<string, number>(KEPT_UNKNOWN);
  readonly #root: Identity | null;
  /** grows with every change told: what was read during it is not kept */
  #told = 0;
  #vain = { second: 0, lookups: 0 };

  constructor(ports: IdentityPorts, now: () => number) {
    this.#ports = ports;
    this.#now = now;
    const { admin, accountId } = ports;
    this.#root = admin && rootIdentity(accountId, { accessKeyId: admin.accessKeyId, secret: admin.secretAccessKey });
  }

  changed(id: string): void {
    this.#told++;
    this.#unknown.delete(id);
    for (const { identity, sources } of this.#held.values()) {
      if (sources.has(id)) this.#held.delete(identity.accessKeyId);
    }
  }

  reset(): void {
    this.#told++;
    this.#held.clear();
    this.#unknown.clear();
  }

  /**
   * Who owns an access key, or null where nobody does: the id is unknown, the key is inactive, its user or role is gone, or the
   * session token is not its own. Synchronous when it is held. The signature and the expiry are for sigv4's `verify` to check.
   */
  find(accessKeyId: string, sessionToken: string | null): Identity | null | Promise<Identity | null> {
    const root = this.#root;
    // Tools that were made for emulators send a session token of their own beside the administrator's key.
    if (root && accessKeyId === root.accessKeyId) {
      return sessionToken === null ? root : { ...root, sessionToken };
    }
    const held = this.#held.peek(accessKeyId);
    if (held) return held.identity;
    const { secrets } = this.#ports;
    if (!secrets) return null;
    if (accessKeyId.startsWith(SESSION_KEY_PREFIX)) {
      const session = sessionToken === null ? null : openSession(secrets, accessKeyId, sessionToken);
      return session && sessionToken !== null ? this.#loadSession(accessKeyId, sessionToken, session) : null;
    }
    return this.#isUnknown(accessKeyId) ? null : this.#loadUser(accessKeyId, secrets);
  }

  async #loadUser(accessKeyId: string, secrets: Secrets): Promise<Identity | null> {
    const { db, accountId } = this.#ports;
    const told = this.#told;
    const key = await readAccessKey(db, accessKeyId);
    const grants = key?.status === "Active" ? await readGrants(db, key.userId) : null;
    if (!key || grants?.owner.kind !== "user") {
      if (told === this.#told) this.#unknown.set(accessKeyId, this.#now());
      this.#countVain();
      return null;
    }
    const secret = secrets.open(accessKeyRow(accessKeyId), key.secret);
    return this.#keep(userIdentity(accountId, grants, { accessKeyId, secret }), grants, told);
  }

  async #loadSession(accessKeyId: string, sessionToken: string, session: Session): Promise<Identity | null> {
    const { db, accountId, admin } = this.#ports;
    const { ownerId, secret, expiresAt } = session;
    if (ownerId === null) return admin && rootIdentity(accountId, { accessKeyId, secret, sessionToken, expiresAt });
    const told = this.#told;
    const grants = await readGrants(db, ownerId);
    if (!grants) return null;
    const identity = sessionIdentity(accountId, grants, session, { accessKeyId, secret, sessionToken, expiresAt });
    return this.#keep(identity, grants, told);
  }

  #keep(identity: Identity, { sources }: Grants, told: number): Identity {
    const own = new Set(sources).add(identity.accessKeyId);
    if (told === this.#told) this.#held.set(identity.accessKeyId, { identity, sources: own });
    return identity;
  }

  #isUnknown(accessKeyId: string): boolean {
    const now = this.#now();
    const since = this.#unknown.peek(accessKeyId);
    if (since !== undefined && now - since < UNKNOWN_FOR_MS) return true;
    return this.#vain.second === Math.floor(now / 1000) && this.#vain.lookups >= VAIN_LOOKUPS_PER_SECOND;
  }

  #countVain(): void {
    const second = Math.floor(this.#now() / 1000);
    this.#vain = { second, lookups: this.#vain.second === second ? this.#vain.lookups + 1 : 1 };
  }
}
