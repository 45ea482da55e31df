import { describe, expect, it } from "vitest";
import { createSecrets, type Secrets } from "../../src/storage/secrets.ts";
import { resealPage } from "../../src/storage/sealed-rows.ts";
import { testDb } from "../support/store.ts";

const key = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);
const before = createSecrets([key(1)]);
const rotating = createSecrets([key(2), key(1)]);
const after = createSecrets([key(2)]);

async function putDocument(collection: string, id: string, body: object): Promise<void> {
  await testDb
    .prepare("INSERT INTO documents (collection, id, revision, body) VALUES (?1, ?2, 3, ?3)")
    .bind(collection, id, JSON.stringify(body))
    .run();
}

/** Goes through all pages and gives the sum. */
async function resealAll(secrets: Secrets): Promise<{ examined: number; resealed: number }> {
  const sum = { examined: 0, resealed: 0 };
  let position: string | null = null;
  do {
    const { examined, resealed, next } = await resealPage(testDb, secrets, position);
    sum.examined += examined;
    sum.resealed += resealed;
    position = next;
  } while (position !== null);
  return sum;
}

describe("a rotation of the encryption key", () => {
  it("seals the secrets of functions, client certificates and access keys under the first key, in whatever number", async () => {
    for (let n = 0; n < 450; n++) {
      const id = `us-east-1:f${n}:$LATEST`;
      const sealedEnvironment = n % 2 === 0 ? before.seal(`function/${id}`, `{"N":"${n}"}`) : null;
      await putDocument("functionVersion", id, { configuration: { Timeout: n }, sealedEnvironment });
    }
    await putDocument("clientCertificate", "abc", { sealedKey: before.seal("clientCertificate/abc", "private") });
    await putDocument("vpcLink", "abc", { sealedKey: "not a secret of ours" });
    await testDb
      .prepare(
        "INSERT INTO iam_access_keys (id, user_id, status, secret, created_at) VALUES ('AKIA1', 'u', 'Active', ?1, 0)",
      )
      .bind(before.seal("iamAccessKey/AKIA1", "wJalr"))
      .run();
    expect(await resealAll(rotating)).toEqual({ examined: 227, resealed: 227 });
    expect(await resealAll(after)).toEqual({ examined: 227, resealed: 0 });

    const opened = async (sql: string, row: string): Promise<string> =>
      after.open(row, (await testDb.prepare(sql).first<{ sealed: string }>())?.sealed ?? "");
    const last = "us-east-1:f448:$LATEST";
    expect(
      await opened(
        `SELECT body ->> '$.sealedEnvironment' AS sealed FROM documents WHERE id = '${last}'`,
        `function/${last}`,
      ),
    ).toBe('{"N":"448"}');
    expect(
      await opened(
        "SELECT body ->> '$.sealedKey' AS sealed FROM documents WHERE collection = 'clientCertificate'",
        "clientCertificate/abc",
      ),
    ).toBe("private");
    expect(await opened("SELECT secret AS sealed FROM iam_access_keys", "iamAccessKey/AKIA1")).toBe("wJalr");
  });

  it("changes nothing else of a document but its revision, on which its other writers depend", async () => {
    await putDocument("clientCertificate", "def", {
      a: [1.5, null, "x"],
      sealedKey: before.seal("clientCertificate/def", "p"),
    });
    await resealAll(rotating);
    const row = await testDb
      .prepare("SELECT revision, json_remove(body, '$.sealedKey') AS body FROM documents WHERE id = 'def'")
      .first();
    expect(row).toEqual({ revision: 4, body: '{"a":[1.5,null,"x"]}' });
  });

  it("stops at a secret that no key opens, and says which", async () => {
    const sealedKey = createSecrets([key(9)]).seal("clientCertificate/lost", "p");
    await putDocument("clientCertificate", "lost", { sealedKey });
    await expect(resealAll(rotating)).rejects.toThrow(/^sealed under the key [0-9a-f]+; ENCRYPTION_KEY holds /);
  });

  it("refuses a position that there is not", async () => {
    await expect(resealPage(testDb, rotating, "99:")).rejects.toThrow(RangeError);
  });
});
