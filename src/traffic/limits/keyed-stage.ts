import type { BucketLimits, Limits, QuotaLimits } from "../../limiter/messages.ts";
import type { ApiKeyPlan, PlannedStage, ThrottleLimits, UsagePlanLimits } from "../../plan/limits.ts";
import type { LimitHolder, WhenUnreachable } from "./holder.ts";
import type { LimitHolders } from "./holders.ts";

/** A key at a stage: the limits of its usage plan there. */
export interface KeyedStage {
  keyId: string;
  apiId: string;
  stage: string;
  /** null: the key is tied to the stage itself, without a plan */
  planId: string | null;
  /** the limits of one method or route; null: none, and nothing to count */
  holder(routeKey: string): LimitHolder | null;
}

type CoveredStage = PlannedStage & { apiId: string; stage: string };

/** Tags of a usage plan that say what happens where its limits cannot be reached: `open` or `closed`. */
const THROTTLE_TAG = "tollgate:throttle-when-unreachable";
const QUOTA_TAG = "tollgate:quota-when-unreachable";

/** What a key may do at a stage, by its usage plan that covers it. Null: nothing. */
export function keyedStage(holders: LimitHolders, key: ApiKeyPlan, apiId: string, stage: string): KeyedStage | null {
  if (!key.enabled) return null;
  for (const plan of key.plans) {
    const covered = plan.apiStages?.find((one) => one.apiId === apiId && one.stage === stage);
    if (covered) return withPlan(holders, key.id, plan, { ...covered, apiId, stage });
  }
  if (!key.stageKeys.includes(`${apiId}/${stage}`)) return null;
  return { keyId: key.id, apiId, stage, planId: null, holder: () => null };
}

function withPlan(
  holders: LimitHolders,
  keyId: string,
  plan: UsagePlanLimits,
  { apiId, stage, throttle = {} }: CoveredStage,
): KeyedStage {
  const make = (part: string, method?: BucketLimits): LimitHolder =>
    holders.holder(`key ${keyId}`, `${keyId}/${plan.id}`, part, limitsOf(plan, method), policyOf(plan));
  const keyed = { keyId, apiId, stage, planId: plan.id };
  if (Object.keys(throttle).length === 0) {
    // Mostly no method has a limit of its own: the holder is at hand then.
    const whole = make("");
    return { ...keyed, holder: () => whole };
  }
  const ofMethod = (method: string): LimitHolder => {
    // A method of the root is written `//GET` as well.
    const limits = throttle[method] ?? throttle[`/${method}`];
    const part = `${apiId}/${stage}${method}`;
    return limits ? make(part, bucket(part, limits)) : make("");
  };
  const made = new Map<string, LimitHolder>();
  return {
    ...keyed,
    holder(routeKey) {
      let holder = made.get(routeKey);
      if (!holder) {
        holder = ofMethod(methodKey(routeKey));
        made.set(routeKey, holder);
      }
      return holder;
    },
  };
}

/** AWS's order: the plan's limit of the method, then the plan's own. */
function limitsOf({ throttle, quota }: UsagePlanLimits, method: BucketLimits | undefined): Limits {
  return {
    buckets: [...(method ? [method] : []), ...(throttle ? [bucket("plan", throttle)] : [])],
    quota: quota ? quotaOf(quota) : null,
  };
}

function bucket(name: string, { rateLimit = 0, burstLimit = 0 }: ThrottleLimits): BucketLimits {
  return { name, rate: rateLimit, burst: burstLimit };
}

function quotaOf({ limit = 0, period = "DAY", offset = 0 }: NonNullable<UsagePlanLimits["quota"]>): QuotaLimits {
  return { limit, period, offset };
}

/** By default throttles let requests through, as AWS does, and quotas do not. A lease is counted against both: the quota decides. */
function policyOf({ quota, tags = {} }: UsagePlanLimits): WhenUnreachable {
  const given = tags[quota ? QUOTA_TAG : THROTTLE_TAG];
  if (given === "open" || given === "closed") return given;
  return quota ? "closed" : "open";
}

/** `GET /users/{id}` → `/users/{id}/GET`, as usage plans name methods. */
function methodKey(routeKey: string): string {
  const space = routeKey.indexOf(" ");
  if (space === -1) return `/${routeKey}`;
  const path = routeKey.slice(space + 1);
  return `${path === "/" ? "" : path}/${routeKey.slice(0, space)}`;
}
