import { expect, it } from "vitest";
import { Allowance, beginAsk, check, endAsk } from "../../../src/limiter/allowance.ts";
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
