import { beforeEach, describe, expect, it } from "vitest";
import {
  MANIFEST_LAG,
  type NewRecord,
  deploymentStatements,
  loadManifest,
  loadRecords,
  openEntries,
  pruneStatements,
} from "../../src/storage/manifest.ts";
import { readManifestChanges } from "../../src/storage/traffic-reads.ts";
import { testDb } from "../support/store.ts";

const record = (id: string, version: string): NewRecord => ({
  kind: "route",
  id,
  name: `GET /${id}`,
  hash: `${id}-${version}`,
  source: "{}",
  plan: "{}",
});

const deploy = (sequence: number, close: NewRecord[], open: NewRecord[]): Promise<unknown> =>
  testDb.batch(deploymentStatements(testDb, "m", sequence, { close, open }));

const hashesAt = async (sequence: number): Promise<string[]> =>
  (await loadManifest(testDb, "m", sequence)).map(({ hash }) => hash).sort();

describe("the manifests of an API's deployments", () => {
  beforeEach(async () => {
    await testDb.batch([testDb.prepare("DELETE FROM manifest"), testDb.prepare("DELETE FROM records")]);
    await deploy(1, [], [record("a", "1"), record("b", "1"), record("c", "1")]);
    await deploy(4, [record("a", "1"), record("c", "1")], [record("a", "2"), record("d", "1")]);
  });

  it("give each deployment just its own records, however many came after it", async () => {
    expect(await hashesAt(1)).toEqual(["a-1", "b-1", "c-1"]);
    expect(await hashesAt(3)).toEqual(["a-1", "b-1", "c-1"]);
    expect(await hashesAt(4)).toEqual(["a-2", "b-1", "d-1"]);
    expect((await openEntries(testDb, "m", [{ kind: "route", id: "a" }])).map(({ hash }) => hash)).toEqual(["a-2"]);
  });

  it("tell an isolate that holds the older one only what changed", async () => {
    const { gone, come } = await readManifestChanges(testDb, "m", 1, 4);
    expect(gone.map(({ id }) => id).sort()).toEqual(["a", "c"]);
    expect(come.map(({ hash }) => hash).sort()).toEqual(["a-2", "d-1"]);
  });

  it("forget what no living deployment needs, after a while, and nothing else", async () => {
    await testDb.batch(pruneStatements(testDb, "m", [4], 0, 4));
    expect(await hashesAt(1)).toHaveLength(3);
    await testDb.batch(pruneStatements(testDb, "m", [1, 4], 0, 4 + MANIFEST_LAG));
    expect(await hashesAt(1)).toHaveLength(3);
    await testDb.batch(pruneStatements(testDb, "m", [4], 0, 4 + MANIFEST_LAG));
    expect(await hashesAt(1)).toEqual(["b-1"]);
    expect(await hashesAt(4)).toEqual(["a-2", "b-1", "d-1"]);
    const records = await loadRecords(testDb, "m", ["a-1", "c-1", "b-1", "a-2", "d-1"]);
    expect(records.map(({ hash }) => hash).sort()).toEqual(["a-2", "b-1", "d-1"]);
  });
});
