import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSecrets, parseEncryptionKeys, SecretsError } from "../../src/storage/secrets.ts";

const OLD = btoa("o".repeat(32));
const NEW = btoa("n".repeat(32));
const secretsOf = (text: string) => createSecrets(parseEncryptionKeys(text));
const secrets = secretsOf(OLD);

describe("a sealed secret", () => {
  it("opens for its row, whatever it says", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string(), (text, row) => {
        expect(secrets.open(row, secrets.seal(row, text))).toBe(text);
      }),
      { numRuns: 50 },
    );
  });

  it("is written as version, key id and base64, and never twice the same", () => {
    const sealed = secrets.seal("apiKey/1", "value");
    expect(sealed).toMatch(/^v1:[0-9a-f]{8}:[A-Za-z0-9+/]+=*$/);
    expect(secrets.seal("apiKey/1", "value")).not.toBe(sealed);
    expect(sealed).not.toContain(btoa("value").slice(0, 6));
  });

  it("does not open for another row", () => {
    const sealed = secrets.seal("apiKey/1", "value");
    expect(() => secrets.open("apiKey/2", sealed)).toThrow(
      new SecretsError("the sealed secret of apiKey/2 was changed, or belongs to another row"),
    );
  });

  it("does not open once any character of it was changed", () => {
    // 12 + 5 + 16 bytes fill base64 without padding, so that every character counts.
    const sealed = secrets.seal("r", "value");
    for (let at = sealed.lastIndexOf(":") + 1; at < sealed.length; at++) {
      const changed = `${sealed.slice(0, at)}${sealed[at] === "A" ? "B" : "A"}${sealed.slice(at + 1)}`;
      expect(() => secrets.open("r", changed)).toThrow(SecretsError);
    }
    expect(() => secrets.open("r", sealed.slice(0, 30))).toThrow("cut short");
  });

  it.each(["", "value", "v2:00000000:AAAA", "v1:00000000", "v1:00000000:AAAA:AAAA", "v1:00000000:not base64"])(
    "is not mistaken for one: %j",
    (text) => {
      expect(() => secrets.open("r", text)).toThrow(new SecretsError("not a sealed secret of version v1"));
    },
  );
});

describe("the rotation of keys", () => {
  const rotated = secretsOf(`${NEW}, ${OLD}`);
  const before = secrets.seal("r", "value");

  it("opens what an older key sealed, and seals under the first", () => {
    expect(rotated.open("r", before)).toBe("value");
    expect(secretsOf(NEW).open("r", rotated.seal("r", "value"))).toBe("value");
  });

  it("says which rows are left to seal anew", () => {
    expect(rotated.needsReseal(before)).toBe(true);
    expect(rotated.needsReseal(rotated.seal("r", "value"))).toBe(false);
  });

  it("finds rows by the hashes of either key", () => {
    expect(rotated.lookupHash("value")).not.toBe(secrets.lookupHash("value"));
    expect(rotated.lookupHashes("value")).toEqual([secretsOf(NEW).lookupHash("value"), secrets.lookupHash("value")]);
  });

  it("names the key that is missing once it was taken away", () => {
    const [, id] = before.split(":");
    expect(() => secretsOf(NEW).open("r", before)).toThrow(`sealed under the key ${id}; ENCRYPTION_KEY holds `);
  });
});

describe("a look-up hash", () => {
  it("is the same for the same text, and tells nothing of it", () => {
    expect(secrets.lookupHash("value")).toBe(secretsOf(OLD).lookupHash("value"));
    expect(secrets.lookupHash("value")).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(secrets.lookupHash("value")).not.toBe(secrets.lookupHash("valuf"));
  });
});

describe("ENCRYPTION_KEY", () => {
  it.each([
    ["", 1],
    ["secret", 1],
    [btoa("k".repeat(31)), 1],
    [btoa("k".repeat(33)), 1],
    [`${OLD},`, 2],
    [`${OLD},*${NEW}`, 2],
  ])("%j is refused by the place of the wrong key", (text, place) => {
    expect(() => parseEncryptionKeys(text)).toThrow(
      new SecretsError(`key ${place} of ENCRYPTION_KEY is not 32 bytes in base64`),
    );
  });

  it("holds at least one key, and none twice", () => {
    expect(() => createSecrets([])).toThrow("holds no key");
    expect(() => secretsOf(`${OLD},${OLD}`)).toThrow("holds the same key twice");
  });
});
