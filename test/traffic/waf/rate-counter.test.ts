import fc from "fast-check";
import { expect, it } from "vitest";
import { RateCounter } from "../../../src/traffic/waf/rate-counter.ts";

const WINDOW_SECONDS = 60;
const STEP_MS = 6_000;

it("counts what an exact window of nine steps holds at least, and one of ten at most", () => {
  const requests = fc.array(fc.record({ after: fc.nat(20_000), caller: fc.constantFrom("a", "b") }), { maxLength: 60 });
  fc.assert(
    fc.property(requests, (sent) => {
      const counter = new RateCounter(WINDOW_SECONDS);
      const seen: { caller: string; at: number }[] = [];
      let now = 1_700_000_000_000;
      for (const { after, caller } of sent) {
        now += after;
        seen.push({ caller, at: now });
        const within = (ms: number): number => seen.filter((one) => one.caller === caller && now - one.at < ms).length;
        const counted = counter.count(caller, now);
        expect(counted).toBeGreaterThanOrEqual(within(9 * STEP_MS));
        expect(counted).toBeLessThanOrEqual(within(10 * STEP_MS));
      }
    }),
  );
});

it("goes on counting when the clock is set back", () => {
  const counter = new RateCounter(WINDOW_SECONDS);
  expect([100_000, 40_000, 100_000].map((now) => counter.count("a", now))).toEqual([1, 2, 3]);
});

it("keeps 10,000 callers, those seen last: memory is bounded, and a flood of addresses resets nobody who goes on calling", () => {
  const counter = new RateCounter(WINDOW_SECONDS);
  counter.count("quiet", 0);
  let steady = 0;
  for (let nth = 0; nth < 20_000; nth++) {
    counter.count(`caller ${nth}`, 0);
    if (nth % 5_000 === 0) steady = counter.count("steady", 0);
  }
  expect([counter.count("quiet", 0), steady]).toEqual([1, 4]);
});
