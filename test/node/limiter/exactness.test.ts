import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { newLedger, serve } from "../../../src/limiter/ledger.ts";
import type { Answer, Limits, QuotaLimits } from "../../../src/limiter/messages.ts";
import { type Outcome, type Scenario, simulate } from "./simulation.ts";

// LIMITER_RUNS=10000 npx vitest run test/node/limiter   runs every property so often.
const numRuns = Number(process.env["LIMITER_RUNS"] ?? 100);
const timeout = 20_000 + numRuns * 60;

const START = Date.UTC(2026, 1, 27, 23, 59, 50);
const DAY_MS = 86_400_000;

const calm: Omit<Scenario, "limits" | "isolates" | "offered" | "duration"> = {
  delay: 10,
  loss: 0,
  deaths: 0,
  evictions: 0,
  jumps: [],
  skew: 0,
  costs: [1],
  relays: 0,
  seed: 1,
  start: START,
};

const throttle = (rate: number, burst: number, quota: QuotaLimits | null = null): Limits => ({
  buckets: [{ name: "plan", rate, burst }],
  quota,
});

/** A token bucket over what was really admitted: below 0 is a violation in some interval. */
function lowestLevel({ admitted }: Outcome, rate: number, burst: number): number {
  let level = burst;
  let lowest = burst;
  let last = 0;
  for (const { at, cost } of admitted) {
    level = Math.min(burst, level + ((at - last) * rate) / 1000) - cost;
    last = at;
    lowest = Math.min(lowest, level);
  }
  return lowest;
}

function costOf({ admitted }: Outcome, from = 0, to = Infinity): number {
  return admitted.reduce((sum, { at, cost }) => (at >= from && at < to ? sum + cost : sum), 0);
}

const scenarios = fc.record({
  rate: fc.oneof(fc.double({ min: 0.5, max: 20, noNaN: true }), fc.integer({ min: 1, max: 300 })),
  burst: fc.integer({ min: 1, max: 200 }),
  isolates: fc.integer({ min: 1, max: 64 }),
  load: fc.double({ min: 0.2, max: 4, noNaN: true }),
  duration: fc.integer({ min: 500, max: 6_000 }),
  delay: fc.integer({ min: 0, max: 150 }),
  loss: fc.constantFrom(0, 0, 0.02, 0.2),
  deaths: fc.constantFrom(0, 0.5, 5),
  evictions: fc.constantFrom(0, 1, 10),
  skew: fc.constantFrom(0, 3_000),
  costs: fc.constantFrom([1], [1], [1, 2, 5]),
  seed: fc.integer(),
});

describe("limits are exact", () => {
  it(
    "admits never more than burst + rate × t in any interval, whatever dies, is evicted, late or lost",
    { timeout },
    () => {
      fc.assert(
        fc.property(scenarios, ({ rate, burst, load, ...rest }) => {
          const limits = throttle(rate, burst);
          const outcome = simulate({ ...calm, ...rest, limits, offered: Math.max(5, rate * load) });
          expect(lowestLevel(outcome, rate, burst)).toBeGreaterThan(-1e-6);
        }),
        { numRuns },
      );
    },
  );

  it("admits never more where leases are large and long, for bursts and for calls now and then", { timeout }, () => {
    const ample = fc.record({
      burst: fc.integer({ min: 200, max: 2_000 }),
      isolates: fc.integer({ min: 1, max: 6 }),
      offered: fc.double({ min: 0.5, max: 40, noNaN: true }),
      duration: fc.integer({ min: 30_000, max: 120_000 }),
      delay: fc.integer({ min: 0, max: 150 }),
      loss: fc.constantFrom(0, 0.05),
      deaths: fc.constantFrom(0, 0.1),
      evictions: fc.constantFrom(0, 0.1),
      seed: fc.integer(),
    });
    fc.assert(
      fc.property(ample, fc.integer({ min: 1, max: 20 }), ({ burst, ...rest }, rate) => {
        const limits = throttle(rate, burst, { limit: 1_500, period: "DAY", offset: 0 });
        const outcome = simulate({ ...calm, ...rest, start: START - DAY_MS / 2, limits });
        expect(lowestLevel(outcome, rate, burst)).toBeGreaterThan(-1e-6);
        expect(costOf(outcome)).toBeLessThanOrEqual(1_500);
      }),
      { numRuns },
    );
  });

  it("admits never more through relays", { timeout }, () => {
    fc.assert(
      fc.property(scenarios, fc.integer({ min: 1, max: 8 }), ({ rate, burst, load, ...rest }, relays) => {
        const limits = throttle(rate, burst);
        const outcome = simulate({ ...calm, ...rest, relays, limits, offered: Math.max(5, rate * load) });
        expect(lowestLevel(outcome, rate, burst)).toBeGreaterThan(-1e-6);
      }),
      { numRuns },
    );
  });

  it("admits never more than the quota in a period, also across its boundary and when clocks jump", { timeout }, () => {
    const jumps = fc.array(
      fc.record({ at: fc.integer({ min: 0, max: 6_000 }), by: fc.integer({ min: -20_000, max: 20_000 }) }),
      { maxLength: 3 },
    );
    fc.assert(
      fc.property(
        scenarios,
        jumps,
        fc.integer({ min: 1, max: 300 }),
        ({ rate, burst, load, ...rest }, jumped, limit) => {
          const limits = throttle(rate, burst, { limit, period: "DAY", offset: 0 });
          const outcome = simulate({ ...calm, ...rest, jumps: jumped, limits, offered: Math.max(5, rate * load) });
          for (const { spent, lost } of Object.values(outcome.ledger.usage.days)) {
            expect(spent + lost).toBeLessThanOrEqual(limit);
          }
          expect(costOf(outcome)).toBeLessThanOrEqual(limit * Object.keys(outcome.ledger.usage.days).length);
        },
      ),
      { numRuns },
    );
  });

  it("borrows nothing from the next period: a lease ends with its day", { timeout }, () => {
    fc.assert(
      fc.property(scenarios, fc.integer({ min: 1, max: 100 }), ({ rate, burst, load, ...rest }, limit) => {
        const midnight = 2_000;
        const start = Date.UTC(2028, 1, 29) - midnight;
        const limits = throttle(rate, burst, { limit, period: "DAY", offset: 0 });
        const outcome = simulate({ ...calm, ...rest, skew: 0, start, limits, offered: Math.max(50, rate * load) });
        expect(costOf(outcome, 0, midnight)).toBeLessThanOrEqual(limit);
        expect(costOf(outcome, midnight)).toBeLessThanOrEqual(limit);
      }),
      { numRuns },
    );
  });

  it("counts what was spent: with nothing lost, usage is what was admitted", { timeout }, () => {
    fc.assert(
      fc.property(scenarios, ({ rate, burst, load, ...rest }) => {
        const limits = throttle(rate, burst, { limit: 1_000_000, period: "DAY", offset: 0 });
        const quiet = { ...calm, ...rest, loss: 0, deaths: 0, start: START - DAY_MS / 2 };
        const outcome = simulate({ ...quiet, limits, offered: Math.max(5, rate * load) });
        const usage = Object.values(outcome.ledger.usage.days);
        expect(usage.reduce((sum, { spent }) => sum + spent, 0)).toBe(costOf(outcome));
        expect(usage.reduce((sum, { lost }) => sum + lost, 0)).toBe(0);
      }),
      { numRuns },
    );
  });

  it("loses with an isolate no more than one lease, and never counts it as spent", { timeout }, () => {
    fc.assert(
      fc.property(scenarios, ({ rate, burst, load, ...rest }) => {
        const limits = throttle(rate, burst, { limit: 100_000, period: "DAY", offset: 0 });
        const outcome = simulate({ ...calm, ...rest, loss: 0, deaths: 3, limits, offered: Math.max(20, rate * load) });
        for (const lost of outcome.lost) expect(lost).toBeLessThanOrEqual(outcome.largestLease);
        const spent = Object.values(outcome.ledger.usage.days).reduce((sum, day) => sum + day.spent, 0);
        expect(spent).toBeLessThanOrEqual(costOf(outcome));
      }),
      { numRuns },
    );
  });
});

describe("limits waste little", () => {
  /** admitted, as a part of what one token bucket in one place would have admitted of the same requests */
  const utilisation = (scenario: Scenario, rate: number, burst: number): number => {
    const outcome = simulate(scenario);
    let level = burst;
    let last = 0;
    let ideal = 0;
    for (const { at } of outcome.offered) {
      level = Math.min(burst, level + ((at - last) * rate) / 1000);
      last = at;
      if (level < 1) continue;
      level--;
      ideal++;
    }
    return outcome.admitted.length / ideal;
  };

  it.each([
    [10, 5],
    [10, 20],
    [1, 5],
    [0.5, 3],
    [100, 20],
    [100, 200],
    [1_000, 100],
    [1_000, 2_000],
  ])("a caller who offers twice its rate of %d a second (burst %d) uses at least 98 percent of it", (rate, burst) => {
    const duration = Math.max(20_000, 500_000 / rate);
    const scenario = {
      ...calm,
      limits: throttle(rate, burst),
      isolates: 1,
      offered: rate * 2,
      duration,
    };
    expect(utilisation(scenario, rate, burst)).toBeGreaterThanOrEqual(0.98);
  });

  it.each([
    [10, 5],
    [10, 20],
    [10, 100],
  ])("64 isolates that share a key of %d a second (burst %d) use at least 90 percent of it", (rate, burst) => {
    for (const offered of [40, 640, 1_000]) {
      const scenario = { ...calm, delay: 30, limits: throttle(rate, burst), isolates: 64, offered, duration: 30_000 };
      expect(utilisation(scenario, rate, burst)).toBeGreaterThanOrEqual(0.9);
    }
  });

  it("8 relays for 64 isolates use at least 90 percent of a stage's 2,000 a second", () => {
    const limits = throttle(2_000, 2_000);
    const scenario = { ...calm, limits, relays: 8, isolates: 64, offered: 4_000, duration: 10_000 };
    expect(utilisation(scenario, 2_000, 2_000)).toBeGreaterThanOrEqual(0.9);
  });

  it("asks at most 20 times a second where 1,000 requests a second meet a limit of 10", () => {
    const outcome = simulate({ ...calm, limits: throttle(10, 10), isolates: 1, offered: 1_000, duration: 10_000 });
    expect(outcome.calls / 10).toBeLessThanOrEqual(20);
  });

  it("asks at most once for 50 requests where one isolate is sent 1,000 a second below the limit", () => {
    const outcome = simulate({
      ...calm,
      limits: throttle(2_000, 4_000),
      isolates: 1,
      offered: 1_000,
      duration: 10_000,
    });
    expect(outcome.refused).toBe(0);
    expect(outcome.calls / outcome.admitted.length).toBeLessThanOrEqual(0.02);
  });

  it.each([
    [4, 1_000, 2_000, 0.01],
    [1, 1_000, 2_000, 0.05],
    [4, 100, 200, 0.07],
    [4, 10, 20, 0.35],
  ])(
    "%d calls a second of %d allowed (burst %d) ask at most for a part of %d of them",
    (offered, rate, burst, part) => {
      const limits = throttle(rate, burst, { limit: 1_000_000, period: "MONTH", offset: 0 });
      const outcome = simulate({ ...calm, limits, isolates: 1, offered, duration: 200_000, start: START - DAY_MS / 2 });
      expect(outcome.refused).toBe(0);
      expect(outcome.calls / outcome.admitted.length).toBeLessThanOrEqual(part);
    },
  );

  it("an isolate that calls much finds tokens beside others that hold long leases and call rarely", () => {
    const limits = throttle(1_000, 2_000);
    const ledger = newLedger(0);
    const asked = (client: string, want: number): Answer =>
      serve(ledger, { client, limits, cost: 1, want, held: 0, roundTrip: 10, reports: [] }, 1);
    for (let n = 0; n < 20; n++) asked(`rare ${n}`, 64);
    const answer = asked("busy", 500);
    expect(answer.kind === "grant" ? answer.tokens : 0).toBeGreaterThanOrEqual(64);
  });
});
