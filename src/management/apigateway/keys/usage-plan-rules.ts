import type { ApiStage, QuotaSettings, ThrottleSettings } from "@aws-sdk/client-api-gateway";
import type { StoredUsagePlan } from "../../../model/document.ts";
import { badRequest, notFound } from "../../../wire/faults.ts";
import type { Call } from "../../call.ts";

/** The largest offset of a quota by period: the day of the week or of the month (from 0) on which it begins. */
const LARGEST_OFFSET = { DAY: 0, WEEK: 6, MONTH: 27 } as const;

/** Checks a plan as a whole, and fills in what AWS shows of a quota. */
export function checkPlan(plan: StoredUsagePlan): void {
  if (plan.quota) checkQuota(plan.quota);
  if (plan.throttle) checkThrottle(plan.throttle);
  for (const stage of plan.apiStages ?? []) for (const one of Object.values(stage.throttle ?? {})) checkThrottle(one);
}

function checkQuota(quota: QuotaSettings): void {
  const { limit, period } = quota;
  quota.offset ??= 0;
  if (limit === undefined || limit < 1) throw badRequest("Usage Plan quota limit must be greater than zero");
  if (period === undefined) throw badRequest("Usage Plan quota period must be one of: [DAY, WEEK, MONTH]");
  const most = LARGEST_OFFSET[period];
  if (most === undefined) throw badRequest("Usage Plan quota period must be one of: [DAY, WEEK, MONTH]");
  if (quota.offset >= 0 && quota.offset <= most) return;
  const range = most === 0 ? "zero" : `between zero and ${most === 6 ? "six" : most} inclusive`;
  throw badRequest(`Usage Plan quota offset must be ${range} in the ${period} period`);
}

function checkThrottle({ rateLimit = 0, burstLimit = 0 }: ThrottleSettings): void {
  if (rateLimit < 0) throw badRequest("Usage Plan throttle rate limit must not be negative");
  if (burstLimit < 0) throw badRequest("Usage Plan throttle burst limit must not be negative");
}

/** Every stage of a plan must exist, those aside that it had before. Beyond AWS, stages of HTTP and WebSocket APIs may be in a plan. */
export async function checkStages(
  call: Call,
  plan: StoredUsagePlan,
  stages: readonly ApiStage[],
  before: readonly ApiStage[] = [],
): Promise<void> {
  for (const { apiId, stage } of stages) {
    if (before.some((one) => one.apiId === apiId && one.stage === stage)) continue;
    if (!apiId || !stage) throw badRequest("Invalid API Stage specified");
    const api = await call.apis.read(apiId);
    const found = await (api?.root.kind === "REST" ? api.get("restStage", stage) : api?.get("stage", stage));
    if (!found) throw notFound(invalidStage(plan, apiId, stage));
  }
}

/** AWS's words for a stage that a plan lacks, or that does not exist. */
export function invalidStage({ id }: StoredUsagePlan, apiId: string, stage: string): string {
  return `Invalid API Stage {api: ${apiId}, stage: ${stage}} specified for usageplan ${id}`;
}
