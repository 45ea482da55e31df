import { expect, it } from "vitest";
import { Allowance, beginAsk, check, endAsk, letGo, spend } from "../../../src/limiter/allowance.ts";
import type { Grant, Limits } from "../../../src/limiter/messages.ts";

const LIMITS: Limits = { buckets: [{ name: "plan", rate: 10, burst: 10 }], quota: null };
const GRANT: Grant = { kind: "grant", lease: 1, tokens: 10, life: 100, askAfter: 0, left: { tokens: 0, quota: null } };

it("an isolate whose clock was set back to before its lease admits nothing by it, and gives it back", () => {
  const allowance = new Allowance();
  beginAsk(allowance, "isolate", LIMITS, 1_000, 1);
  endAsk(allowance, 1_010, GRANT);
  expect(check(allowance, 1_010, 1)).toBe("admit");
  expect(check(allowance, 999, 1)).toBe("ask");
  expect(beginAsk(allowance, "isolate", LIMITS, 999, 1).reports).toEqual([{ lease: 1, spent: 0, age: 0 }]);
});

/** An isolate that wants 256 tokens and spends some of a lease of 64, one in so many milliseconds; then it is idle until the lease is let go at 25 s. */
function idleAfter(spent: number, every: number): Allowance {
  const allowance = new Allowance();
  allowance.want = 256;
  beginAsk(allowance, "isolate", LIMITS, 0, 1);
  endAsk(allowance, 0, { ...GRANT, tokens: 64, life: 40_000 });
  for (let one = 1; one <= spent; one++) spend(allowance, one * every, 1);
  letGo(allowance, 25_000);
  return allowance;
}

it("an isolate that was busy until it fell idle wants as much again when it comes back", () => {
  expect(idleAfter(16, 125).want).toBe(256);
});

it("an isolate that spent little for as long as it held a lease wants little more than that", () => {
  expect(idleAfter(16, 1_500).want).toBe(34);
});

it("a single request tells little: no more is wanted than one a second would need", () => {
  expect(idleAfter(1, 1).want).toBe(50);
});
