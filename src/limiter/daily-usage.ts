import type { Ledger } from "./ledger.ts";
import type { QuotaLimits } from "./messages.ts";
import { dayOf, periodOf } from "./periods.ts";
import { type DayUsage, extensionOf, quotaLeft } from "./usage.ts";

/**
 * Requests used, and left at the end of the day, for each day from `from` to `to`: AWS's GetUsage. Used is what was admitted; what was lost
 * with an isolate and what is handed out is not left either. Without a quota nothing is counted down: 0 is left.
 */
export function dailyUsage(
  ledger: Ledger,
  days: ReadonlyMap<number, DayUsage>,
  quota: QuotaLimits | null,
  from: number,
  to: number,
): number[][] {
  const today = dayOf(ledger.now);
  const answer: number[][] = [];
  for (let day = from; day <= to; day++) {
    const used = days.get(day)?.spent ?? 0;
    if (!quota) answer.push([used, 0]);
    else if (day === today) answer.push([used, quotaLeft(ledger, quota, ledger.now)]);
    else answer.push([used, leftAfter(ledger, days, quota, day)]);
  }
  return answer;
}

function leftAfter(ledger: Ledger, days: ReadonlyMap<number, DayUsage>, quota: QuotaLimits, day: number): number {
  const { first } = periodOf(quota, day);
  let left = quota.limit + extensionOf(ledger.usage, first);
  for (let one = first; one <= day; one++) {
    const { spent = 0, lost = 0 } = days.get(one) ?? {};
    left -= spent + lost;
  }
  return left;
}
