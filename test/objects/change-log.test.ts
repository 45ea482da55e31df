import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { ChangeLog } from "../../src/objects/change-log.ts";
import { testDb } from "../support/store.ts";

const { CHANGE_LOG } = env as unknown as { CHANGE_LOG: DurableObjectNamespace<ChangeLog> };
const named = (name: string): DurableObjectStub<ChangeLog> => CHANGE_LOG.get(CHANGE_LOG.idFromName(name));
const api = (id: string): { topic: "api"; id: string } => ({ topic: "api", id });

describe("the change log", () => {
  it("numbers changes in one line and gives those after a number", async () => {
    const log = named("numbers");
    expect(await log.append("o1", [api("a"), api("b")])).toBe(2);
    expect(await log.append("o2", [api("c")])).toBe(3);
    expect(await log.since(1)).toEqual({
      seq: 3,
      reset: false,
      changes: [
        { seq: 2, ...api("b") },
        { seq: 3, ...api("c") },
      ],
    });
    expect(await log.since(3)).toEqual({ seq: 3, reset: false, changes: [] });
  });

  it("takes an outbox row once, however often it is told", async () => {
    const log = named("once");
    await log.append("o1", [api("a")]);
    expect(await log.append("o1", [api("a")])).toBe(1);
  });

  it("tells an asker that is ahead of it, or behind its memory, to start afresh", async () => {
    const log = named("reset");
    for (let n = 0; n < 60; n++)
      await log.append(
        `o${n}`,
        Array.from({ length: 100 }, (_, k) => api(`${n}-${k}`)),
      );
    expect((await log.since(7)).reset).toBe(true);
    expect((await log.since(9_999)).reset).toBe(true);
    expect((await log.since(5_990)).changes).toHaveLength(10);
  });

  it("puts what a dead writer left in the outbox into the log, and leaves what is being written", async () => {
    const log = named("root");
    const { seq } = await log.since(-1);
    const insert = "INSERT INTO outbox (id, written_at, changes) VALUES (?1, ?2, ?3)";
    await testDb
      .prepare(insert)
      .bind("dead", Date.now() - 60_000, JSON.stringify([api("left")]))
      .run();
    await testDb
      .prepare(insert)
      .bind("alive", Date.now(), JSON.stringify([api("writing")]))
      .run();
    await runDurableObjectAlarm(log);
    expect((await log.since(seq)).changes.map(({ id }) => id)).toEqual(["left"]);
    const { results } = await testDb.prepare("SELECT id FROM outbox").all();
    expect(results).toEqual([{ id: "alive" }]);
  });

  it("is relayed with the root's own numbers", async () => {
    const root = named("root");
    await root.append("r1", [api("before")]);
    const relay = named("relay-1");
    const { seq } = await relay.relaySince(-1);
    expect(seq).toBe((await root.since(-1)).seq);
    await root.append("r2", [api("after")]);
    // A relay asks the root once a second.
    const changes = async (): Promise<unknown> => (await relay.relaySince(seq)).changes;
    await expect.poll(changes, { timeout: 10_000 }).toEqual([{ seq: seq + 1, ...api("after") }]);
  });

  it("is asked once by a relay for all isolates that come at the same time, again where that answer is behind one of them", async () => {
    await runInDurableObject(named("relay-2"), async (_object, state) => {
      const news = { seq: 2, changes: [{ seq: 2, ...api("new") }], reset: false };
      const pages = [{ seq: 1, changes: [], reset: false }, news];
      const since = vi.fn(async () => pages.shift());
      // All that a relay calls of the root.
      const CHANGE_LOG = {
        idFromName: () => "root",
        get: () => ({ since }),
      } as unknown as DurableObjectNamespace<ChangeLog>;
      const relay = new ChangeLog(state, { DB: testDb, CHANGE_LOG });
      const answers = await Promise.all([-1, -1, 0].map((seq) => relay.relaySince(seq)));
      expect([answers.map(({ seq }) => seq), since.mock.calls.length]).toEqual([[1, 1, 1], 1]);
      vi.setSystemTime(Date.now() + 10);
      expect([(await relay.relaySince(2)).seq, since.mock.calls.length]).toEqual([2, 2]);
      vi.useRealTimers();
    });
  });
});
