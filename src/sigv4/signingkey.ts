import { hmac } from "./digest.ts";
import type { HmacKey } from "./sha256.ts";
import { prepareHmacKey } from "./sha256.ts";

/** Derives the key of one day, region and service (SigV4, "Calculate the signature": kDate … kSigning). */
export function deriveSigningKey(secret: string, date: string, region: string, service: string): HmacKey {
  const dateKey = hmac(`AWS4${secret}`, date);
  return prepareHmacKey(hmac(hmac(hmac(dateKey, region), service), "aws4_request"));
}

/** What a signing key is derived from, with the id of the secret that stands for it in the cache. */
export type SigningScope = {
  readonly accessKeyId: string;
  readonly secret: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
};

/** A derived signing key. */
export type SigningKey = {
  readonly hmac: HmacKey;
  readonly secret: string;
  /** whether it is remembered */
  kept: boolean;
  /** whether it was asked for since it was remembered, or passed over */
  used: boolean;
};

/** A bounded memory of derived signing keys: when it is full, the oldest that was not used since it was last passed over leaves. */
export type SigningKeys = {
  /** The key of a scope: remembered, or derived now and not yet remembered. */
  readonly get: (scope: SigningScope) => SigningKey;
  /** Remembers a key once it has proven itself, so that guessed regions cannot push good keys out. */
  readonly keep: (scope: SigningScope, key: SigningKey) => void;
};

/** Ends with one key less: whatever is passed over comes again at the end, without its mark. */
function makeRoom(keys: Map<string, SigningKey>): void {
  for (const [name, key] of keys) {
    keys.delete(name);
    if (!key.used) return;
    key.used = false;
    keys.set(name, key);
  }
}

/** Makes a memory for at most `capacity` keys. A key is used again only with the very secret it came from. */
export function createSigningKeys(capacity = 1000): SigningKeys {
  const keys = new Map<string, SigningKey>();
  const nameOf = (scope: SigningScope) => `${scope.accessKeyId}/${scope.date}/${scope.region}/${scope.service}`;
  return {
    get(scope) {
      const held = keys.get(nameOf(scope));
      if (held !== undefined && held.secret === scope.secret) {
        // A mark instead of a new place: the map stays as it is on the request path.
        held.used = true;
        return held;
      }
      const { secret, date, region, service } = scope;
      return { hmac: deriveSigningKey(secret, date, region, service), secret, kept: false, used: false };
    },
    keep(scope, key) {
      if (key.kept) return;
      key.kept = true;
      const name = nameOf(scope);
      keys.delete(name);
      if (keys.size >= capacity) makeRoom(keys);
      keys.set(name, key);
    },
  };
}
