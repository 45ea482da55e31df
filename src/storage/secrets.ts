import { Buffer } from "node:buffer";
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";

const VERSION = "v1";
const CIPHER = "aes-256-gcm";
const KEY_BYTES = 32;
/** NIST SP 800-38D: a random nonce of 96 bits. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** A key that is malformed, or a sealed text that cannot be opened; the message says which and why, never a secret. */
export class SecretsError extends Error {
  override readonly name = "SecretsError";
}

/** Secrets at rest. All functions are synchronous. */
export type Secrets = {
  /**
   * Encrypts a text for one row: `v1:<key id>:<base64 of nonce, ciphertext and tag>`. The row's id must be unique among
   * all rows that hold secrets (say `apiKey/abc`); the result opens for no other.
   */
  readonly seal: (rowId: string, text: string) => string;
  /**
   * Decrypts what `seal` wrote for the same row, under any of the keys.
   *
   * @throws SecretsError when it is malformed, under an unknown key, changed, or of another row.
   */
  readonly open: (rowId: string, sealed: string) => string;
  /** The same for bytes that can be had again, such as cached answers: under the first key alone, without the text's armour. */
  readonly sealBytes: (rowId: string, bytes: Uint8Array) => Uint8Array;
  /** @throws SecretsError for what `sealBytes` has not written for this row under the first key */
  readonly openBytes: (rowId: string, sealed: Uint8Array) => Uint8Array;
  /** The HMAC-SHA-256 (base64url) by which a secret is found without being stored in the clear, under the first key. */
  readonly lookupHash: (text: string) => string;
  /** The same under every key, the first key's first: rows from before a rotation are found by a later one. */
  readonly lookupHashes: (text: string) => readonly string[];
  /** Whether a sealed text is under another key than the first, so that the row should be sealed (and hashed) anew. */
  readonly needsReseal: (sealed: string) => boolean;
};

/** What one key of ENCRYPTION_KEY yields; the key itself encrypts nothing (HKDF, RFC 5869, one info per purpose). */
type DerivedKeys = { readonly id: string; readonly sealing: Uint8Array; readonly lookup: Uint8Array };

function derive(key: Uint8Array, purpose: string, bytes: number): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", key, "", `tollgate/${purpose}/${VERSION}`, bytes));
}

function deriveKeys(key: Uint8Array): DerivedKeys {
  return {
    id: Buffer.from(derive(key, "key-id", 4)).toString("hex"),
    sealing: derive(key, "seal", KEY_BYTES),
    lookup: derive(key, "lookup", KEY_BYTES),
  };
}

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/**
 * Reads ENCRYPTION_KEY: one key, or several separated by commas while keys are rotated. Each is 32 bytes in base64.
 *
 * @throws SecretsError that tells which key is malformed.
 */
export function parseEncryptionKeys(text: string): readonly Uint8Array[] {
  return text.split(",").map((part, index) => {
    const trimmed = part.trim();
    const key = new Uint8Array(Buffer.from(trimmed, "base64"));
    if (BASE64.test(trimmed) && key.length === KEY_BYTES) return key;
    throw new SecretsError(`key ${index + 1} of ENCRYPTION_KEY is not ${KEY_BYTES} bytes in base64`);
  });
}

function sealWith(key: DerivedKeys, rowId: string, text: string): string {
  return `${VERSION}:${key.id}:${sealBytesWith(key, rowId, Buffer.from(text, "utf8")).toString("base64")}`;
}

/** Nonce, ciphertext and tag. */
function sealBytesWith(key: DerivedKeys, rowId: string, bytes: Uint8Array): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key.sealing, nonce);
  cipher.setAAD(Buffer.from(rowId, "utf8"));
  return Buffer.concat([nonce, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
}

function openWith(key: DerivedKeys, rowId: string, bytes: Uint8Array): Buffer {
  const decipher = createDecipheriv(CIPHER, key.sealing, bytes.subarray(0, NONCE_BYTES));
  decipher.setAAD(Buffer.from(rowId, "utf8"));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  const text = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
  return Buffer.concat([text, decipher.final()]);
}

/** @throws SecretsError for bytes that were not sealed with this key for this row */
function opened(key: DerivedKeys, rowId: string, bytes: Uint8Array): Buffer {
  if (bytes.length < NONCE_BYTES + TAG_BYTES) throw new SecretsError("the sealed secret is cut short");
  try {
    return openWith(key, rowId, bytes);
  } catch {
    throw new SecretsError(`the sealed secret of ${rowId} was changed, or belongs to another row`);
  }
}

function keyIdOf(sealed: string): string {
  const [version, id, payload, ...more] = sealed.split(":");
  const well = version === VERSION && id !== undefined && payload !== undefined && more.length === 0;
  if (!well || !BASE64.test(payload)) throw new SecretsError(`not a sealed secret of version ${VERSION}`);
  return id;
}

/**
 * Makes the sealer of secrets from the keys of `parseEncryptionKeys`: the first one encrypts, all of them decrypt.
 *
 * @throws SecretsError without a key, or with the same key twice.
 */
export function createSecrets(keys: readonly Uint8Array[]): Secrets {
  const derived = keys.map(deriveKeys);
  const [current] = derived;
  if (current === undefined) throw new SecretsError("ENCRYPTION_KEY holds no key");
  const byId = new Map(derived.map((key) => [key.id, key]));
  if (byId.size !== derived.length) throw new SecretsError("ENCRYPTION_KEY holds the same key twice");
  const hash = (key: DerivedKeys, text: string) => createHmac("sha256", key.lookup).update(text).digest("base64url");
  return {
    seal: (rowId, text) => sealWith(current, rowId, text),
    open(rowId, sealed) {
      const id = keyIdOf(sealed);
      const key = byId.get(id);
      if (key === undefined) {
        throw new SecretsError(`sealed under the key ${id}; ENCRYPTION_KEY holds ${[...byId.keys()].join(", ")}`);
      }
      const bytes = Buffer.from(sealed.slice(sealed.lastIndexOf(":") + 1), "base64");
      return opened(key, rowId, bytes).toString("utf8");
    },
    sealBytes: (rowId, bytes) => sealBytesWith(current, rowId, bytes),
    openBytes: (rowId, sealed) => opened(current, rowId, sealed),
    lookupHash: (text) => hash(current, text),
    lookupHashes: (text) => derived.map((key) => hash(key, text)),
    needsReseal: (sealed) => keyIdOf(sealed) !== current.id,
  };
}
