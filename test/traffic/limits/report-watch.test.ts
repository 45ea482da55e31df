import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { QuotaLimits } from "../../../src/limiter/messages.ts";
import { LimitHolder } from "../../../src/traffic/limits/holder.ts";
import { ReportWatch } from "../../../src/traffic/limits/report-watch.ts";
import { take } from "../../../src/traffic/limits/take.ts";
import { memoryOwners } from "../../support/memory-owners.ts";

const quota: QuotaLimits = { limit: 1_000_000, period: "MONTH", offset: 0 };
const limits = { buckets: [{ name: "plan", rate: 1_000, burst: 2_000 }], quota };

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** Holders of many keys in one isolate; `loops` counts the work that outlives its request. */
function isolate() {
  const { state, ports: memory } = memoryOwners();
  const reported: string[] = [];
  const ports = {
    ...memory,
    now: () => Date.now(),
    owners: {
      ...memory.owners,
      report: (...[owner, scope, reports]: Parameters<typeof memory.owners.report>) => {
        reported.push(owner);
        state.now = Date.now();
        return memory.owners.report(owner, scope, reports);
      },
    },
  };
  const watch = new ReportWatch(ports.now);
  const later = vi.fn();
  const holder = (name: string): LimitHolder => new LimitHolder(ports, watch, name, "", limits, "closed");
  const request = async (one: LimitHolder): Promise<unknown> => {
    state.now = Date.now();
    return take([one], 1, ports.now, later);
  };
  return { state, reported, holder, request };
}

describe("the reports of an isolate's leases", () => {
  it("are made for all keys by one timer, when nobody calls any more", async () => {
    const { reported, holder, request } = isolate();
    for (let n = 0; n < 50; n++) expect(await request(holder(`key ${n}`))).toBeNull();
    expect(vi.getTimerCount()).toBe(1);
    await vi.advanceTimersByTimeAsync(24_000);
    expect(reported).toEqual([]);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(new Set(reported).size).toBe(50);
    expect(reported).toHaveLength(50);
    await vi.advanceTimersByTimeAsync(100_000);
    expect(reported).toHaveLength(50);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("are taken over by later requests, so that a lease lives while its isolate is called, and is told of at its end", async () => {
    const { state, reported, holder, request } = isolate();
    const [rare, busy] = [holder("rare"), holder("busy")];
    await request(rare);
    for (let second = 0; second < 36; second++) {
      await request(busy);
      await vi.advanceTimersByTimeAsync(1_000);
    }
    expect(reported).toEqual([]);
    for (let second = 0; second < 5; second++) {
      await request(busy);
      await vi.advanceTimersByTimeAsync(1_000);
    }
    expect(reported).toEqual(["rare"]);
    expect(state.leases).toBeLessThanOrEqual(3);
  });

  it("go on where an owner could not be reached", async () => {
    const { state, reported, holder, request } = isolate();
    const [one, other] = [holder("one"), holder("other")];
    await request(one);
    await request(other);
    state.broken = true;
    for (let second = 0; second < 41; second++) {
      await vi.advanceTimersByTimeAsync(1_000);
      if (second < 39) await request(other);
    }
    state.broken = false;
    await request(other);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(reported.filter((name) => name === "one").length).toBeGreaterThanOrEqual(2);
  });
});
