import { describe, expect, it } from "vitest";
import { runGuarded, RevisionMoved } from "../../src/storage/batch.ts";
import { FunctionCodeStore, readFunctionCode } from "../../src/storage/function-code.ts";
import { countingDb } from "../support/counting-db.ts";
import { testDb } from "../support/store.ts";

let time = 1_700_000_000_000;
const store = new FunctionCodeStore(testDb, () => time);
const random = (bytes: number): Uint8Array =>
  Uint8Array.from({ length: bytes }, (_, index) => (index * 7919 + (index >> 8)) & 0xff);

/** How many pieces are stored. */
async function pieces(sha256: string): Promise<number> {
  const row = await testDb
    .prepare("SELECT count(*) AS n FROM function_code WHERE sha256 = ?1")
    .bind(sha256)
    .first<{ n: number }>();
  return row?.n ?? 0;
}

/** Writes a version that names the code, as management does. */
function named(id: string, sha256: string): D1PreparedStatement {
  const body = JSON.stringify({ configuration: { CodeSha256: sha256 } });
  return testDb
    .prepare("INSERT INTO documents (collection, id, revision, body) VALUES ('functionVersion', ?1, 0, ?2)")
    .bind(id, body);
}

describe("the code of functions", () => {
  it("is stored in pieces of 1 MB, each below D1's bound, and read again", async () => {
    const { db, cost } = countingDb(testDb);
    const zip = random(2.5 * 1024 * 1024);
    await new FunctionCodeStore(db, () => time).upload("large", zip);
    expect(await pieces("large")).toBe(3);
    expect(cost.largestValue).toBeLessThan(2_000_000);
    expect(await readFunctionCode(testDb, "large", zip.byteLength)).toEqual(zip);
  });

  it("is not uploaded twice", async () => {
    await store.upload("twice", random(10));
    const { db, cost } = countingDb(testDb);
    await new FunctionCodeStore(db, () => time).upload("twice", random(10));
    expect(cost.rowsWritten).toBe(0);
  });

  it("makes a write fail that names it after another writer has removed it", async () => {
    const naming = await store.upload("raced", random(10));
    await store.removal("raced").run();
    await expect(runGuarded(testDb, [named("raced:1", "raced"), ...naming])).rejects.toThrow(RevisionMoved);
  });

  it("stays as long as a version names it", async () => {
    await runGuarded(testDb, [named("kept:1", "kept"), ...(await store.upload("kept", random(10)))]);
    await store.removal("kept").run();
    expect(await pieces("kept")).toBe(1);
  });

  it("of a writer that died is removed by a later upload", async () => {
    await store.upload("abandoned", random(10));
    time += 2 * 60 * 60 * 1000;
    await store.upload("later", random(10));
    expect([await pieces("abandoned"), await pieces("later"), await pieces("kept")]).toEqual([0, 1, 1]);
  });

  it("is found missing when a piece is gone", async () => {
    await store.upload("torn", random(10));
    await testDb.prepare("DELETE FROM function_code WHERE sha256 = 'torn'").run();
    await expect(readFunctionCode(testDb, "torn", 10)).rejects.toThrow("lacks its piece 0");
  });
});
