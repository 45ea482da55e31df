import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Ask, Grant, Limits, QuotaLimits } from "../../src/limiter/messages.ts";
import type { LimitOwner, UsageRecord } from "../../src/objects/limit-owner.ts";

const { LIMITS } = env as unknown as { LIMITS: DurableObjectNamespace<LimitOwner> };
const SCOPE = "key1/plan1";
let objects = 0;
const newOwner = (): DurableObjectStub<LimitOwner> => LIMITS.get(LIMITS.idFromName(`test ${objects++}`));

const bucket = (rate: number, burst: number): Limits => ({ buckets: [{ name: "plan", rate, burst }], quota: null });
const quota = (limit: number, period: QuotaLimits["period"] = "DAY"): Limits => ({
  buckets: [],
  quota: { limit, period, offset: 0 },
});
const ask = (limits: Limits, want: number, more: Partial<Ask> = {}): Ask => {
  return { client: "isolate", limits, cost: 1, want, held: 0, roundTrip: 0, reports: [], ...more };
};

/** Tokens of a lease; 0 where it was refused. */
async function tokens(owner: DurableObjectStub<LimitOwner>, question: Ask): Promise<number> {
  const answer = await owner.lease(SCOPE, question);
  return answer.kind === "grant" ? answer.tokens : 0;
}

async function granted(owner: DurableObjectStub<LimitOwner>, question: Ask): Promise<Grant> {
  const answer = await owner.lease(SCOPE, question);
  if (answer.kind !== "grant") throw new Error("refused");
  return answer;
}

afterEach(() => vi.useRealTimers());

describe("an owner of limits", () => {
  it("starts full without a record, and with its record after an eviction: what it has handed out stays out", async () => {
    const owner = newOwner();
    const limits = bucket(0.001, 10);
    expect(await tokens(owner, ask(limits, 10, { cost: 10 }))).toBe(10);
    await evictDurableObject(owner);
    expect(await tokens(owner, ask(limits, 1))).toBe(0);
    expect(await tokens(newOwner(), ask(limits, 10, { cost: 10 }))).toBe(10);
  });

  it("never exceeds a quota, whenever it is evicted and whatever isolates die", async () => {
    const owner = newOwner();
    const limits = quota(60);
    let admitted = 0;
    let lost = 0;
    for (let round = 0; round < 200; round++) {
      const answer = await owner.lease(SCOPE, ask(limits, 4, { client: `isolate ${round}` }));
      if (answer.kind === "refusal") break;
      const spent = Math.min(answer.tokens, 3);
      admitted += spent;
      if (round % 5 === 0) await evictDurableObject(owner);
      const dies = round % 3 === 0;
      if (dies) lost += answer.tokens - spent;
      else await owner.report(SCOPE, [{ lease: answer.lease, spent, age: 0 }]);
    }
    expect(admitted + lost).toBeLessThanOrEqual(60);
    expect(admitted).toBeGreaterThanOrEqual(40);
  });

  it("takes a report once, however often it comes, and gives back what was not spent", async () => {
    const owner = newOwner();
    const limits = quota(10);
    const { lease } = await granted(owner, ask(limits, 10, { cost: 10 }));
    const report = { lease, spent: 4, age: 0 };
    await owner.report(SCOPE, [report]);
    await owner.report(SCOPE, [report, { lease: 999, spent: 3, age: 0 }]);
    expect(await owner.daily(SCOPE, limits.quota, dayNow(), dayNow())).toEqual([[4, 6]]);
    expect(await tokens(owner, ask(limits, 6, { cost: 6 }))).toBe(6);
  });

  it("counts a lease that nobody reported against the quota, and never as used", async () => {
    const owner = newOwner();
    vi.setSystemTime(new Date("2026-06-15T10:00:00Z"));
    const limits = quota(100, "MONTH");
    const { tokens: lost } = await granted(owner, ask(limits, 10));
    vi.setSystemTime(new Date("2026-06-15T10:05:00Z"));
    const day = dayNow();
    expect(await owner.daily(SCOPE, limits.quota, day - 1, day)).toEqual([
      [0, 100],
      [0, 100 - lost],
    ]);
  });

  it("begins a new period at midnight UTC, on leap days too, and keeps usage by day", async () => {
    const owner = newOwner();
    vi.setSystemTime(new Date("2028-02-29T23:59:58Z"));
    const limits = quota(5);
    const first = await granted(owner, ask(limits, 5, { cost: 5 }));
    expect(first.life).toBeLessThanOrEqual(2_000);
    expect(await tokens(owner, ask(limits, 1))).toBe(0);
    vi.setSystemTime(new Date("2028-03-01T00:00:01Z"));
    const second = await granted(owner, ask(limits, 2, { reports: [{ lease: first.lease, spent: 5, age: 0 }] }));
    await owner.report(SCOPE, [{ lease: second.lease, spent: 1, age: 0 }]);
    expect(await owner.daily(SCOPE, limits.quota, dayNow() - 1, dayNow())).toEqual([
      [5, 0],
      [1, 4],
    ]);
  });

  it("goes on where it was when its clock is set back or forward: no quota comes back", async () => {
    const owner = newOwner();
    const limits = quota(6, "MONTH");
    vi.setSystemTime(new Date("2026-06-15T10:00:00Z"));
    expect(await tokens(owner, ask(limits, 3, { cost: 3 }))).toBe(3);
    vi.setSystemTime(new Date("2026-06-15T09:00:00Z"));
    expect(await tokens(owner, ask(limits, 3, { cost: 3 }))).toBe(3);
    vi.setSystemTime(new Date("2026-06-20T10:00:00Z"));
    expect(await tokens(owner, ask(limits, 1))).toBe(0);
  });

  it("takes other limits of a plan at once: a lower quota, a smaller burst, a longer period", async () => {
    const owner = newOwner();
    const { lease } = await granted(owner, ask(quota(10), 4, { cost: 4 }));
    await owner.report(SCOPE, [{ lease, spent: 4, age: 0 }]);
    expect(await tokens(owner, ask(quota(4), 1))).toBe(0);
    expect(await tokens(owner, ask(quota(5, "WEEK"), 1))).toBe(1);
    const small = bucket(0.001, 2);
    expect(await tokens(owner, ask(bucket(0.001, 50), 5))).toBe(5);
    expect(await tokens(owner, ask(small, 1))).toBe(0);
  });

  it("is extended by UpdateUsage for the period", async () => {
    const owner = newOwner();
    const limits = quota(1);
    expect(await tokens(owner, ask(limits, 1))).toBe(1);
    await owner.setRemaining(SCOPE, { limit: 1, period: "DAY", offset: 0 }, 7);
    expect(await tokens(owner, ask(limits, 7, { cost: 7 }))).toBe(7);
    expect(await tokens(owner, ask(limits, 1))).toBe(0);
  });

  it("exports an hour's usage once it is final, with the same id however often it is tried", async () => {
    const owner = newOwner();
    const limits = bucket(100, 100);
    vi.setSystemTime(new Date("2026-06-15T10:30:00Z"));
    const { lease } = await granted(owner, ask(limits, 5));
    await owner.report(SCOPE, [{ lease, spent: 5, age: 0 }]);
    const sent: UsageRecord[] = [];
    let broken = true;
    const queue = {
      async sendBatch(messages: { body: UsageRecord }[]) {
        sent.push(...messages.map(({ body }) => body));
        if (broken) throw new Error("the queue's answer was lost");
      },
    };
    const alarm = (): Promise<void> =>
      runInDurableObject(owner, async (instance: LimitOwner) => {
        Reflect.set(instance, "env", { USAGE_QUEUE: queue });
        await instance.alarm();
      });
    vi.setSystemTime(new Date("2026-06-15T11:01:00Z"));
    await alarm();
    expect(sent).toEqual([]);
    vi.setSystemTime(new Date("2026-06-15T11:03:00Z"));
    await expect(alarm()).rejects.toThrow("lost");
    broken = false;
    await alarm();
    await alarm();
    const record = {
      id: "key1-plan1-2026-06-15T10",
      apiKeyId: "key1",
      usagePlanId: "plan1",
      hour: "2026-06-15T10:00:00.000Z",
      requests: 5,
    };
    expect(sent).toEqual([record, record]);
  });

  it("sends its askers to relays when it is asked more than 500 times in a second; they hand on what it has leased to them", async () => {
    const name = "stage busy/prod";
    const owner = LIMITS.get(LIMITS.idFromName(name));
    const limits = bucket(0.001, 1_000);
    vi.setSystemTime(new Date("2026-06-15T10:00:00Z"));
    const one = ask(limits, 1, { held: 1_000 });
    let relays: number | undefined;
    for (let n = 0; n < 501; n++) ({ relays } = await owner.lease("", one));
    expect(relays).toBeGreaterThan(1);
    let admitted = 501;
    for (let n = 0; n < 200; n++) {
      const relay = LIMITS.get(LIMITS.idFromName(`${name} relay ${n % (relays ?? 1)}`));
      const answer = await relay.relay(name, ask(limits, 10, { client: `isolate ${n}` }));
      if (answer.kind === "grant") admitted += answer.tokens;
    }
    expect(admitted).toBeGreaterThan(600);
    expect(admitted).toBeLessThanOrEqual(1_000);
  });

  it("has an alarm whenever there is usage to export: after evictions, and in every later hour", async () => {
    const owner = newOwner();
    const limits = bucket(100, 100);
    const alarmAt = (): Promise<number | null> => runInDurableObject(owner, (_, state) => state.storage.getAlarm());
    const use = async (): Promise<void> => {
      const { lease } = await granted(owner, ask(limits, 5));
      await owner.report(SCOPE, [{ lease, spent: 5, age: 0 }]);
    };
    for (const hour of [10, 11, 13]) {
      vi.setSystemTime(new Date(Date.UTC(2096, 5, 15, hour, 30)));
      for (let call = 0; call < 3; call++) {
        await use();
        expect(await alarmAt()).toBe(Date.UTC(2096, 5, 15, hour + 1, 2, 1));
        await evictDurableObject(owner);
      }
      vi.setSystemTime(new Date(Date.UTC(2096, 5, 15, hour + 1, 2, 1)));
      await runDurableObjectAlarm(owner);
      await evictDurableObject(owner);
      expect(await alarmAt()).toBeNull();
    }
  });

  it("sets its alarm by itself when there is usage", async () => {
    const owner = newOwner();
    const { lease } = await granted(owner, ask(bucket(100, 100), 5));
    await owner.report(SCOPE, [{ lease, spent: 5, age: 0 }]);
    expect(await runDurableObjectAlarm(owner)).toBe(true);
  });
});

function dayNow(): number {
  return Math.floor(Date.now() / 86_400_000);
}
