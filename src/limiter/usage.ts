import type { Ledger } from "./ledger.ts";
import type { QuotaLimits } from "./messages.ts";
import { dayOf, periodOf } from "./periods.ts";

/** What was used on one day of UTC. */
export interface DayUsage {
  /** requests that were admitted, as isolates reported them: what users see and are billed for */
  spent: number;
  /** leased and never reported: an isolate died. Counts against the quota, is never billed */
  lost: number;
}

/** Counters by day: a quota's period is a run of days, so a quota may change its period in the middle of one. */
export interface Usage {
  /** by day since the epoch */
  days: Record<number, DayUsage>;
  /** more (or less) quota for the period that begins on `first`, by UpdateUsage */
  extension: { first: number; amount: number } | null;
  /** what came to the counters since they were last taken, by hour since the epoch: for the record of usage */
  news: Record<number, DayUsage>;
}

const HOUR_MS = 3_600_000;
/** Days that are kept: a month and a little. */
const KEPT_DAYS = 35;

export function newUsage(): Usage {
  return { days: {}, extension: null, news: {} };
}

/** Counts for the moment at which the lease was issued. */
export function addUsage(usage: Usage, when: number, { spent = 0, lost = 0 }: Partial<DayUsage>): void {
  const today = dayOf(when);
  if (!usage.days[today]) {
    for (const day of Object.keys(usage.days)) if (Number(day) < today - KEPT_DAYS) delete usage.days[Number(day)];
  }
  add((usage.days[today] ??= { spent: 0, lost: 0 }), spent, lost);
  add((usage.news[Math.floor(when / HOUR_MS)] ??= { spent: 0, lost: 0 }), spent, lost);
}

function add(counter: DayUsage, spent: number, lost: number): void {
  counter.spent += spent;
  counter.lost += lost;
}

/** Takes what is new since the last time. */
export function takeNews(usage: Usage): [hour: number, usage: DayUsage][] {
  const news = Object.entries(usage.news).map(([hour, counter]): [number, DayUsage] => [Number(hour), counter]);
  usage.news = {};
  return news;
}

export function quotaPeriod(quota: QuotaLimits, now: number): { first: number; next: number } {
  return periodOf(quota, dayOf(now));
}

/** Requests that the quota still admits in the period of `now`: neither spent, nor lost, nor handed out. */
export function quotaLeft(ledger: Ledger, quota: QuotaLimits, now: number): number {
  const { first } = quotaPeriod(quota, now);
  let taken = 0;
  for (const [day, { spent, lost }] of Object.entries(ledger.usage.days))
    if (Number(day) >= first) taken += spent + lost;
  for (const lease of ledger.leases) if (!lease.lost && dayOf(lease.countedAt) >= first) taken += lease.tokens;
  return quota.limit + extensionOf(ledger.usage, first) - taken;
}

/** UpdateUsage: from now on `remaining` requests are left in this period. */
export function setRemaining(ledger: Ledger, quota: QuotaLimits, remaining: number, now: number): void {
  const { first } = quotaPeriod(quota, now);
  const left = quotaLeft(ledger, quota, now);
  ledger.usage.extension = { first, amount: extensionOf(ledger.usage, first) + remaining - left };
}

/** What the period that begins on `first` was extended by. */
export function extensionOf({ extension }: Usage, first: number): number {
  return extension?.first === first ? extension.amount : 0;
}
