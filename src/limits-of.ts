import type { QuotaSettings } from "@aws-sdk/client-api-gateway";
import type { Config } from "./config.ts";
import type { QuotaLimits } from "./limiter/messages.ts";
import type { UsageCounters } from "./management/usage.ts";
import type { LimitOwner } from "./objects/limit-owner.ts";
import type { Freshness } from "./storage/freshness.ts";
import type { Secrets } from "./storage/secrets.ts";
import type { AccountLimits } from "./traffic/limits/stage-limits.ts";
import { TrafficLimits } from "./traffic/limits/steps.ts";

/** The bindings that limits need. */
export interface LimitsEnv {
  DB: D1Database;
  LIMITS: DurableObjectNamespace<LimitOwner>;
}

/** Keys and limits of this isolate, with what management asks of the counters. */
export interface Limits {
  traffic: TrafficLimits;
  usage: UsageCounters;
  accountThrottle: { rateLimit: number; burstLimit: number } | null;
}

/** Puts together who owns limits, and how this isolate holds them. `secrets`: null where ENCRYPTION_KEY is not set. */
export function limitsOf(
  env: LimitsEnv,
  config: Config,
  secrets: Secrets | null,
  freshness: Freshness,
  now: () => number,
): Limits {
  const owner = (name: string): DurableObjectStub<LimitOwner> => env.LIMITS.getByName(name);
  const account = accountLimits(config);
  let client: string | undefined;
  const traffic = new TrafficLimits({
    owners: {
      lease: (name, scope, ask) => owner(name).lease(scope, ask),
      relayed: (name, relay, ask) => owner(`${name} relay ${relay}`).relay(name, ask),
      report: (name, scope, reports) => owner(name).report(scope, reports),
    },
    now,
    // Random values are not to be had before the first request.
    client: () => (client ??= crypto.randomUUID().slice(0, 8)),
    db: env.DB,
    lookupHashes: secrets?.lookupHashes ?? null,
    account,
  });
  freshness.hold("apiKey", traffic.keys);
  freshness.hold("usagePlan", { changed: (id) => traffic.keys.planChanged(id), reset: () => traffic.keys.reset() });
  return {
    traffic,
    usage: usageCounters(owner, (keyId) => traffic.holders.flush(`key ${keyId}`)),
    accountThrottle: account && { rateLimit: account.rate, burstLimit: account.burst },
  };
}

/** The counters as management asks for them; `flush` tells the owner first what this isolate knows of a key. */
function usageCounters(
  owner: (name: string) => DurableObjectStub<LimitOwner>,
  flush: (keyId: string) => Promise<void>,
): UsageCounters {
  return {
    async daily(keyId, planId, quota, from, to) {
      await flush(keyId);
      return owner(`key ${keyId}`).daily(`${keyId}/${planId}`, quota ? quotaLimits(quota) : null, from, to);
    },
    async setRemaining(keyId, planId, quota, remaining) {
      await flush(keyId);
      await owner(`key ${keyId}`).setRemaining(`${keyId}/${planId}`, quotaLimits(quota), remaining);
    },
  };
}

function quotaLimits({ limit = 0, period = "DAY", offset = 0 }: QuotaSettings): QuotaLimits {
  return { limit, period, offset };
}

function accountLimits({ ACCOUNT_RATE_LIMIT, ACCOUNT_BURST_LIMIT }: Config): AccountLimits | null {
  const [rate, burst] = [Number(ACCOUNT_RATE_LIMIT), Number(ACCOUNT_BURST_LIMIT)];
  return rate === 0 ? null : { rate, burst: burst === 0 ? rate : burst };
}
