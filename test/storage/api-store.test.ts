import { describe, expect, it } from "vitest";
import { bareStage } from "../../src/plan/stage.ts";
import { RevisionMoved } from "../../src/storage/batch.ts";
import { httpRoot, rowsOf, testDb, testStore } from "../support/store.ts";

const route = (id: string, key: string): { RouteId: string; RouteKey: string } => ({ RouteId: id, RouteKey: key });

describe("an edit of an API", () => {
  it("writes all that it put, in one batch, and tells of it once", async () => {
    const { store, announced } = testStore();
    await store.create(httpRoot("one"), async (edit) => {
      edit.put("route", "r1", route("r1", "GET /a"), { name: "GET /a" });
      edit.put("stage", "s", { StageName: "s" }, { name: "s" });
    });
    const stored = await store.read("one");
    expect(await stored?.get("route", "r1")).toEqual(route("r1", "GET /a"));
    expect((await stored?.byName("route", "GET /a"))?.id).toBe("r1");
    expect(announced).toEqual([[{ topic: "api", id: "one" }]]);
  });

  it("brings dates back as dates", async () => {
    const { store } = testStore();
    const CreatedDate = new Date("2026-01-02T03:04:05Z");
    await store.create(httpRoot("dates"), async (edit) => edit.put("stage", "s", { StageName: "s", CreatedDate }));
    expect((await (await store.read("dates"))?.get("stage", "s"))?.CreatedDate).toEqual(CreatedDate);
  });

  it("sees what it has put and removed before it is written", async () => {
    const { store } = testStore();
    await store.create(httpRoot("overlay"), async (edit) => {
      edit.put("route", "r1", route("r1", "GET /a"), { name: "GET /a" });
      edit.put("route", "r2", route("r2", "GET /b"), { name: "GET /b" });
    });
    await store.edit("overlay", async (edit) => {
      edit.remove("route", "r1");
      edit.put("route", "r0", route("r0", "GET /c"), { name: "GET /c" });
      expect((await edit.list("route")).map(({ id }) => id)).toEqual(["r0", "r2"]);
      expect((await edit.list("route", { after: "r0", limit: 1 })).map(({ id }) => id)).toEqual(["r2"]);
      expect(await edit.get("route", "r1")).toBeNull();
      expect(await edit.byName("route", "GET /a")).toBeNull();
      expect((await edit.byName("route", "GET /c"))?.id).toBe("r0");
    });
    expect((await (await store.read("overlay"))?.list("route"))?.map(({ id }) => id)).toEqual(["r0", "r2"]);
  });

  it("writes nothing when its work fails", async () => {
    const { store, announced } = testStore();
    await store.create(httpRoot("fails"), async () => undefined);
    const work = store.edit("fails", async (edit) => {
      edit.put("route", "r", route("r", "GET /a"));
      throw new Error("refused");
    });
    await expect(work).rejects.toThrow("refused");
    expect((await rowsOf("fails"))["definitions"]).toBe(0);
    expect(announced).toHaveLength(1);
  });

  it("loses no update of 16 writers that change one API at the same moment", async () => {
    const { store } = testStore();
    await store.create(httpRoot("busy"), async (edit) =>
      edit.put("stage", "s", { StageName: "s", StageVariables: {} }),
    );
    const writers = Array.from({ length: 16 }, (_, n) =>
      store.edit("busy", async (edit) => {
        const stage = await edit.get("stage", "s");
        edit.put("stage", "s", { StageName: "s", StageVariables: { ...stage?.StageVariables, [`v${n}`]: "x" } });
      }),
    );
    await Promise.all(writers);
    const stage = await (await store.read("busy"))?.get("stage", "s");
    expect(Object.keys(stage?.StageVariables ?? {})).toHaveLength(16);
    expect((await store.read("busy"))?.root.revision).toBe(16);
  });

  it("gives up with RevisionMoved when others are always faster, and writes nothing of its own", async () => {
    const { store } = testStore();
    const other = testStore().store;
    await store.create(httpRoot("slow"), async () => undefined);
    const work = store.edit("slow", async (edit) => {
      await other.edit("slow", async (inner) => inner.put("stage", "s", { StageName: "s" }));
      edit.put("route", "r", route("r", "GET /a"));
    });
    await expect(work).rejects.toThrow(RevisionMoved);
    expect(await (await store.read("slow"))?.get("route", "r")).toBeNull();
  });

  it("leaves nothing behind when the API is removed", async () => {
    const { store } = testStore();
    await store.create(httpRoot("gone"), async (edit) => {
      edit.put("route", "r", route("r", "GET /a"));
      edit.stagePlans.set("s", bareStage("s"));
    });
    await store.edit("gone", async (edit) => edit.removeApi());
    expect(await rowsOf("gone")).toEqual({ apis: 0, definitions: 0, manifest: 0, records: 0, stage_plans: 0 });
    expect(await store.edit("gone", async () => 1)).toBeNull();
  });

  it("puts 10,000 routes in one batch within D1's bounds", async () => {
    const seen = { statements: 0, parameters: 0, longest: 0 };
    const { store } = testStore(countingDb(seen));
    await store.create(httpRoot("large"), async (edit) => {
      for (let n = 0; n < 10_000; n++)
        edit.put(
          "route",
          `r${n}`,
          { ...route(`r${n}`, `GET /p${n}`), OperationName: "x".repeat(150) },
          { name: `GET /p${n}` },
        );
    });
    expect((await rowsOf("large"))["definitions"]).toBe(10_000);
    expect(seen.statements).toBeLessThanOrEqual(50);
    expect(seen.parameters).toBeLessThanOrEqual(100);
    expect(seen.longest).toBeLessThanOrEqual(2_000_000);
  });
});

/** The test's database, counting what a write costs of D1's bounds. */
function countingDb(seen: { statements: number; parameters: number; longest: number }): D1Database {
  const count = (statement: D1PreparedStatement): D1PreparedStatement =>
    new Proxy(statement, {
      get(target, property) {
        if (property !== "bind") return Reflect.get(target, property) as unknown;
        return (...values: unknown[]) => {
          seen.statements++;
          seen.parameters = Math.max(seen.parameters, values.length);
          for (const value of values)
            if (typeof value === "string")
              seen.longest = Math.max(seen.longest, new TextEncoder().encode(value).length);
          return target.bind(...values);
        };
      },
    });
  return {
    prepare: (sql: string) => count(testDb.prepare(sql)),
    batch: (list: D1PreparedStatement[]) => testDb.batch(list),
  } as unknown as D1Database;
}
