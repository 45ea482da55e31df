import type { BucketLimits } from "./messages.ts";

/**
 * A token bucket that counts what was spent. It is written as the time at which it would be full again, so that a spend that
 * becomes known late is counted at the time at which it happened. What is handed out and not yet known to be spent stands
 * beside it, in leases (ledger.ts): `tokens − outstanding` may be handed out.
 */
export interface Bucket {
  rate: number;
  burst: number;
  /** milliseconds since the epoch; in the past: full */
  fullAt: number;
}

/** A full bucket. */
export function fullBucket({ rate, burst }: BucketLimits): Bucket {
  return { rate, burst, fullAt: 0 };
}

/** Tokens in the bucket, between 0 and burst (below 0 only after the limits were lowered). */
export function tokensAt({ rate, burst, fullAt }: Bucket, now: number): number {
  return rate <= 0 ? 0 : burst - (rate * Math.max(0, fullAt - now)) / 1000;
}

/** Takes tokens that were spent at `when`. */
export function spendAt(bucket: Bucket, when: number, tokens: number): void {
  if (bucket.rate > 0) bucket.fullAt = Math.max(bucket.fullAt, when) + (tokens * 1000) / bucket.rate;
}

/** Gives the bucket other limits: what is in it stays, no more than the new burst. */
export function resize(bucket: Bucket, { rate, burst }: BucketLimits, now: number): void {
  if (bucket.rate === rate && bucket.burst === burst) return;
  const tokens = Math.min(tokensAt(bucket, now), burst);
  bucket.rate = rate;
  bucket.burst = burst;
  bucket.fullAt = rate <= 0 || tokens >= burst ? now : now + ((burst - tokens) * 1000) / rate;
}
