import type { ApiStage, QuotaSettings, ThrottleSettings } from "@aws-sdk/client-api-gateway";
import type { StoredUsagePlan } from "../../../model/document.ts";
import { badRequest, notFound } from "../../../wire/faults.ts";
import type { Call } from "../../call.ts";

/** The largest offset of a quota by period: the day of the week or of the month (from 0) on which it begins. */
const LARGEST_OFFSET: ReadonlyMap<string, number> = new Map([
  ["DAY", 0],
  ["WEEK", 6],
  ["MONTH", 27],
]);

/** Checks a plan as a whole, and fills in what AWS shows of a quota. */
export function checkPlan(plan: StoredUsagePlan): void {
  if (plan.quota) checkQuota(plan.quota);
  if (plan.throttle) checkThrottle(plan.throttle);
  for (const { throttle = {} } of plan.apiStages ?? []) {
    for (const [key, one] of Object.entries(throttle)) {
      checkThrottledMethod(key);
      checkThrottle(one);
    }
  }
}

function checkQuota(quota: QuotaSettings): void {
  const { limit, period } = quota;
  quota.offset ??= 0;
  if (limit === undefined || limit < 1) {
    throw badRequest("Usage Plan quota limit must be a non-negative numeric");
  }
  const most = LARGEST_OFFSET.get(period ?? "");
  if (most === undefined) {
    throw badRequest("Invalid Usage Plan quota period specified. Must be one of [DAY, WEEK, MONTH]");
  }
  if (quota.offset >= 0 && quota.offset <= most) return;
  const range = most === 0 ? "zero" : `between 0 and ${most} inclusive`;
  throw badRequest(`Usage Plan quota offset must be ${range} in the ${period} period`);
}

/** Of REST and HTTP APIs `/{resourcePath}/{METHOD}`, of the root `//GET` or `/GET`; of a WebSocket API, and of `$default`, a slash and the route's key. */
const THROTTLED_METHOD = /^\/(?:[^/]+|.*\/(?:GET|PUT|POST|DELETE|PATCH|OPTIONS|HEAD|ANY))$/;

function checkThrottledMethod(key: string): void {
  if (!THROTTLED_METHOD.test(key)) throw badRequest(`Invalid method {resourcePath: ${key},method: } specified`);
}

function checkThrottle({ rateLimit = 0, burstLimit = 0 }: ThrottleSettings): void {
  if (rateLimit < 0) throw badRequest("Usage Plan throttle rate limit must not be negative");
  if (burstLimit < 0) throw badRequest("Usage Plan throttle burst limit must not be negative");
}

/** Every stage of a plan must exist, those aside that it had before; `missing` words what AWS says otherwise. Beyond AWS, stages of HTTP and WebSocket APIs may be in a plan. */
export async function checkStages(
  call: Call,
  { apiStages: stages = [] }: StoredUsagePlan,
  before: readonly ApiStage[],
  missing: (apiId: string, stage: string) => string,
): Promise<void> {
  for (const { apiId, stage } of stages) {
    if (before.some((one) => one.apiId === apiId && one.stage === stage)) continue;
    if (!apiId || !stage) throw badRequest("Invalid API Stage specified");
    const api = await call.apis.read(apiId);
    const found = await (api?.root.kind === "REST" ? api.get("restStage", stage) : api?.get("stage", stage));
    if (!found) throw notFound(missing(apiId, stage));
  }
}

/** AWS's words for a stage that a plan lacks, or that does not exist. */
export function invalidStage({ id }: StoredUsagePlan, apiId: string, stage: string): string {
  return `Invalid API Stage {api: ${apiId}, stage: ${stage}} specified for usageplan ${id}`;
}
