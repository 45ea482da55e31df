import type { QuotaSettings } from "@aws-sdk/client-api-gateway";

/** What management asks of the counters of usage, which stand with the limits. */
export interface UsageCounters {
  /**
   * Requests used and left of a key in a plan, a pair for each day from `from` to `to` (days since the epoch, both included). Without a
   * quota nothing is left to count down: 0.
   */
  daily(keyId: string, planId: string, quota: QuotaSettings | undefined, from: number, to: number): Promise<number[][]>;
  /** From now on `remaining` requests are left in the quota's period. */
  setRemaining(keyId: string, planId: string, quota: QuotaSettings, remaining: number): Promise<void>;
}
