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

type Entry = { readonly secret: string; readonly key: HmacKey };

/** A bounded memory of derived signing keys; the least recently used leaves first. */
export type SigningKeys = {
  /** The key of a scope: remembered, or derived now and not yet remembered. */
  readonly get: (scope: SigningScope) => HmacKey;
  /** Remembers a key once it has proven itself, so that guessed regions cannot push good keys out. */
  readonly keep: (scope: SigningScope, key: HmacKey) => void;
};

/** Makes a memory for at most `capacity` keys. A key is used again only with the very secret it came from. */
export function createSigningKeys(capacity = 1000): SigningKeys {
  const entries = new Map<string, Entry>();
  const nameOf = (scope: SigningScope) => `${scope.accessKeyId}/${scope.date}/${scope.region}/${scope.service}`;
  return {
    get(scope) {
      const entry = entries.get(nameOf(scope));
      if (entry !== undefined && entry.secret === scope.secret) return entry.key;
      return deriveSigningKey(scope.secret, scope.date, scope.region, scope.service);
    },
    keep(scope, key) {
      const name = nameOf(scope);
      const known = entries.delete(name);
      entries.set(name, { secret: scope.secret, key });
      if (known || entries.size <= capacity) return;
      for (const oldest of entries.keys()) {
        entries.delete(oldest);
        return;
      }
    },
  };
}
