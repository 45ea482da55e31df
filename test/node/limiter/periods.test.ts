import { describe, expect, it } from "vitest";
import { dayOf, periodOf } from "../../../src/limiter/periods.ts";
import { newLedger, serve } from "../../../src/limiter/ledger.ts";
import type { QuotaLimits } from "../../../src/limiter/messages.ts";
import { quotaLeft, setRemaining } from "../../../src/limiter/usage.ts";

const day = (date: string): number => dayOf(Date.parse(`${date}T12:00:00Z`));
const dates = ({ first, next }: { first: number; next: number }): string[] =>
  [first, next].map((one) => new Date(one * 86_400_000).toISOString().slice(0, 10));

describe("a quota's period, in UTC", () => {
  it.each<[period: QuotaLimits["period"], offset: number, date: string, first: string, next: string]>([
    ["DAY", 0, "2026-03-29", "2026-03-29", "2026-03-30"],
    ["WEEK", 0, "2026-11-26", "2026-11-22", "2026-11-29"],
    ["WEEK", 0, "2026-11-22", "2026-11-22", "2026-11-29"],
    ["WEEK", 1, "2026-11-22", "2026-11-16", "2026-11-23"],
    ["WEEK", 6, "2027-01-01", "2026-12-26", "2027-01-02"],
    ["MONTH", 0, "2028-02-29", "2028-02-01", "2028-03-01"],
    ["MONTH", 27, "2028-02-29", "2028-02-28", "2028-03-28"],
    ["MONTH", 27, "2027-02-27", "2027-01-28", "2027-02-28"],
    ["MONTH", 14, "2027-01-03", "2026-12-15", "2027-01-15"],
    ["MONTH", 0, "2100-02-28", "2100-02-01", "2100-03-01"],
  ])("%s with offset %d has %s in [%s, %s)", (period, offset, date, first, next) => {
    expect(dates(periodOf({ limit: 1, period, offset }, day(date)))).toEqual([first, next]);
  });

  it("leaves no gap and overlaps with none, for every offset, over leap years", () => {
    for (const period of ["DAY", "WEEK", "MONTH"] as const) {
      for (let offset = 0; offset <= (period === "MONTH" ? 27 : period === "WEEK" ? 6 : 0); offset++) {
        const quota = { limit: 1, period, offset };
        for (let at = day("2027-12-20"); at < day("2029-01-10"); at++) {
          const { first, next } = periodOf(quota, at);
          expect(first <= at && at < next).toBe(true);
          expect(periodOf(quota, next).first).toBe(next);
        }
      }
    }
  });
});

describe("a quota", () => {
  const now = Date.parse("2026-11-26T10:00:00Z");
  const spendAll = (limit: number, quota: QuotaLimits): number => {
    const ledger = newLedger(now);
    let spent = 0;
    for (;;) {
      const ask = { client: "a", cost: 1, want: 7, held: 0, roundTrip: 0, reports: [], limits: { buckets: [], quota } };
      const answer = serve(ledger, ask, now);
      if (answer.kind === "refusal") return spent;
      spent += answer.tokens;
      if (spent > limit) return spent;
    }
  };

  it("admits its limit and not one more", () => {
    expect(spendAll(100, { limit: 100, period: "MONTH", offset: 0 })).toBe(100);
  });

  it("counts what was used in the new period's days when its period changes in mid-period", () => {
    const ledger = newLedger(now);
    const serveAt = (time: number, quota: QuotaLimits, cost: number): string => {
      const ask = { client: "a", cost, want: cost, held: 0, roundTrip: 0, reports: [], limits: { buckets: [], quota } };
      const answer = serve(ledger, ask, time);
      if (answer.kind === "grant") {
        const reports = [{ lease: answer.lease, spent: cost, age: 0 }];
        serve(ledger, { ...ask, cost: 1_000, reports }, time);
      }
      return answer.kind;
    };
    const daily: QuotaLimits = { limit: 50, period: "DAY", offset: 0 };
    expect(serveAt(now - 86_400_000, daily, 40)).toBe("grant");
    expect(serveAt(now, daily, 40)).toBe("grant");
    const monthly: QuotaLimits = { limit: 100, period: "MONTH", offset: 0 };
    expect(quotaLeft(ledger, monthly, now)).toBe(20);
    expect(serveAt(now, monthly, 30)).toBe("refusal");
    expect(quotaLeft(ledger, { ...monthly, limit: 120 }, now)).toBe(40);
  });

  it("is extended for its period only", () => {
    const ledger = newLedger(now);
    const quota: QuotaLimits = { limit: 10, period: "DAY", offset: 0 };
    setRemaining(ledger, quota, 500, now);
    expect(quotaLeft(ledger, quota, now)).toBe(500);
    expect(quotaLeft(ledger, quota, now + 86_400_000)).toBe(10);
  });
});
