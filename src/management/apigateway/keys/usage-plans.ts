import type { UsagePlan } from "@aws-sdk/client-api-gateway";
import type { StoredUsagePlan } from "../../../model/document.ts";
import { badRequest, notFound } from "../../../wire/faults.ts";
import type { Fault } from "../../../wire/fault.ts";
import type { Input, Output } from "../../../wire/handlers.ts";
import type { Call } from "../../call.ts";
import { limitOf, pageOf, positionOf } from "../../pages.ts";
import { applyPatches } from "../../patch.ts";
import { checkedTags } from "../../tag-rules.ts";
import { usagePlanPatches } from "./usage-plan-patches.ts";
import { checkPlan, checkStages, invalidStage } from "./usage-plan-rules.ts";

export const unknownUsagePlan = (): Fault => notFound("Invalid Usage Plan ID specified");

export async function createUsagePlan(
  call: Call,
  input: Input<"apigateway", "CreateUsagePlan">,
): Promise<Output<"apigateway", "CreateUsagePlan">> {
  const { name, description, throttle, quota, apiStages = [], tags } = input;
  if (name === "") throw badRequest("Usage Plan name cannot be blank");
  const plan: StoredUsagePlan = {
    id: call.newId(6),
    name,
    ...(description ? { description } : {}),
    apiStages,
    ...(throttle ? { throttle } : {}),
    ...(quota ? { quota } : {}),
    ...(tags ? { tags: checkedTags(tags) } : {}),
  };
  checkPlan(plan);
  await checkStages(call, plan, [], (apiId, stage) => `API Stage not found: ${apiId}:${stage}`);
  await call.documents.create((edit) => edit.put("usagePlan", plan.id, plan));
  return plan;
}

export async function getUsagePlan(
  call: Call,
  { usagePlanId }: Input<"apigateway", "GetUsagePlan">,
): Promise<Output<"apigateway", "GetUsagePlan">> {
  const plan = await findPlan(call, usagePlanId);
  return { ...plan, tags: plan.tags ?? {} };
}

export async function getUsagePlans(
  call: Call,
  input: Input<"apigateway", "GetUsagePlans">,
): Promise<Output<"apigateway", "GetUsagePlans">> {
  const limit = limitOf(input.limit);
  if (input.keyId !== undefined) {
    const ids = await call.apiKeys.plansOf(input.keyId);
    const plans = await Promise.all(ids.map((id) => call.documents.get("usagePlan", id)));
    return { items: plans.flatMap((plan) => plan?.body ?? []) };
  }
  const rows = await call.documents.list("usagePlan", { after: positionOf(input.position), limit: limit + 1 });
  const { items, next } = pageOf(rows, limit);
  return { items: items.map(({ body }) => body), position: next };
}

export async function updateUsagePlan(
  call: Call,
  { usagePlanId, patchOperations = [] }: Input<"apigateway", "UpdateUsagePlan">,
): Promise<Output<"apigateway", "UpdateUsagePlan">> {
  const after = await call.documents.edit("usagePlan", usagePlanId, async ({ body }, edit) => {
    const plan: StoredUsagePlan = structuredClone(body);
    applyPatches(plan, patchOperations, usagePlanPatches);
    checkPlan(plan);
    await checkStages(call, plan, body.apiStages ?? [], (apiId, stage) => invalidStage(plan, apiId, stage));
    edit.put("usagePlan", usagePlanId, plan);
    return plan;
  });
  if (!after) throw unknownUsagePlan();
  return { ...after, tags: after.tags ?? {} };
}

export async function deleteUsagePlan(
  call: Call,
  { usagePlanId }: Input<"apigateway", "DeleteUsagePlan">,
): Promise<Output<"apigateway", "DeleteUsagePlan">> {
  const gone = await call.documents.edit("usagePlan", usagePlanId, ({ body }, edit) => {
    const [stage] = body.apiStages ?? [];
    if (stage) {
      const start = `Cannot delete Usage Plan ${usagePlanId} because there are API Stages associated with it`;
      throw badRequest(`${start}, including ${stage.apiId}:${stage.stage}`);
    }
    edit.remove("usagePlan", usagePlanId);
    const members = "DELETE FROM usage_plan_keys WHERE plan_id = ?1";
    edit.statements.push(call.documents.db.prepare(members).bind(usagePlanId));
    return true;
  });
  if (!gone) throw unknownUsagePlan();
  return {};
}

/** @throws NotFoundException */
export async function findPlan(call: Call, usagePlanId: string): Promise<UsagePlan> {
  const row = await call.documents.get("usagePlan", usagePlanId);
  if (!row) throw unknownUsagePlan();
  return row.body;
}
