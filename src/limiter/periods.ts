import type { QuotaLimits } from "./messages.ts";

export const DAY_MS = 86_400_000;
/** The first Sunday after the epoch (1970-01-04): a WEEK without offset begins on Sundays. */
const FIRST_SUNDAY = 3;
const DAYS_OF_WEEK = 7;

/** A day of UTC, counted from the epoch. */
export function dayOf(time: number): number {
  return Math.floor(time / DAY_MS);
}

/** The first day of the quota's period that `day` lies in, and the first day of the next one. */
export function periodOf({ period, offset }: QuotaLimits, day: number): { first: number; next: number } {
  switch (period) {
    case "DAY":
      return { first: day, next: day + 1 };
    case "WEEK": {
      const since = (((day - FIRST_SUNDAY - offset) % DAYS_OF_WEEK) + DAYS_OF_WEEK) % DAYS_OF_WEEK;
      return { first: day - since, next: day - since + DAYS_OF_WEEK };
    }
    case "MONTH": {
      const date = new Date(day * DAY_MS);
      const begins = (month: number): number => dayOf(Date.UTC(date.getUTCFullYear(), month, 1 + offset));
      const month = date.getUTCMonth();
      return begins(month) <= day
        ? { first: begins(month), next: begins(month + 1) }
        : { first: begins(month - 1), next: begins(month) };
    }
  }
}
