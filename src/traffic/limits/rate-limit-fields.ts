import type { QuotaLimits } from "../../limiter/messages.ts";
import type { LimitHolder } from "./holder.ts";

// draft-ietf-httpapi-ratelimit-headers-11: RateLimit-Policy names policies with quota (q) and window (w, seconds); RateLimit tells what
// remains (r) and the seconds until the quota is reset (t).

const DAY_SECONDS = 86_400;
const PERIOD_DAYS = { DAY: 1, WEEK: 7, MONTH: 30 } as const;

/** `"plan";q=100;w=10, "quota";q=5000;w=86400`: a bucket's burst, in the time in which it fills. */
export function policyFields(limits: readonly LimitHolder[]): string {
  const items = limits.flatMap((holder) => {
    const { buckets, quota } = holder.limits;
    const own = buckets.map(({ name, rate, burst }) => `${text(name)};q=${burst};w=${seconds(burst, rate)}`);
    return quota ? [...own, `"quota";q=${quota.limit};w=${windowOf(quota)}`] : own;
  });
  return items.join(", ");
}

/** `"plan";r=42;t=1, "quota";r=4711`. */
export function remainingFields(limits: readonly LimitHolder[], now: number): string {
  const items = limits.flatMap((holder) => {
    const left = holder.left(now);
    const own = holder.limits.buckets.map(({ name, rate, burst }) => {
      return `${text(name)};r=${left.tokens};t=${seconds(burst - left.tokens, rate)}`;
    });
    return left.quota === null ? own : [...own, `"quota";r=${left.quota}`];
  });
  return items.join(", ");
}

function seconds(tokens: number, rate: number): number {
  return rate > 0 ? Math.max(1, Math.ceil(tokens / rate)) : DAY_SECONDS;
}

function windowOf({ period }: QuotaLimits): number {
  return PERIOD_DAYS[period] * DAY_SECONDS;
}

/** A string of structured fields (RFC 9651): printable ASCII in quotes. */
function text(name: string): string {
  return `"${name.replaceAll(/[^\x20-\x7e]/g, "?").replaceAll(/["\\]/g, "\\$&")}"`;
}
