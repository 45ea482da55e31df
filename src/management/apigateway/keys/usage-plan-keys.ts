import type { ApiStage, UsagePlan, UsagePlanKey } from "@aws-sdk/client-api-gateway";
import type { ApiKeyRow } from "../../../storage/api-keys.ts";
import { badRequest, conflict, notFound } from "../../../wire/faults.ts";
import type { Fault } from "../../../wire/fault.ts";
import type { Input, Output } from "../../../wire/handlers.ts";
import type { Call } from "../../call.ts";
import { unknownApiKey } from "./api-keys.ts";
import { keyPage } from "./ranked-pages.ts";
import { findPlan } from "./usage-plans.ts";

const unknownPlanKey = (): Fault => notFound("Invalid Usage Plan Key specified");

export async function createUsagePlanKey(
  call: Call,
  { usagePlanId, keyId, keyType }: Input<"apigateway", "CreateUsagePlanKey">,
): Promise<Output<"apigateway", "CreateUsagePlanKey">> {
  if (keyType !== "API_KEY") throw badRequest(`Invalid keyType ${keyType}. Must be one of: [API_KEY]`);
  const plan = await findPlan(call, usagePlanId);
  const row = await call.apiKeys.get(keyId);
  if (!row) throw unknownApiKey();
  await refuseSecondPlan(call, plan, keyId);
  await call.apiKeys.join(usagePlanId, keyId);
  return planKeyOf(call, row);
}

/** A stage knows a key by one plan only: else nobody could say whose limits count. */
async function refuseSecondPlan(call: Call, plan: UsagePlan, keyId: string): Promise<void> {
  const others = await call.apiKeys.plansOf(keyId);
  if (others.includes(plan.id ?? "")) throw conflict("Usage Plan already contains the API Key specified");
  const name = ({ apiId, stage }: ApiStage): string => `${apiId}:${stage}`;
  const stages = new Set(plan.apiStages?.map(name));
  for (const id of others) {
    const other = await call.documents.get("usagePlan", id);
    const shared = other?.body.apiStages?.map(name).find((one) => stages.has(one));
    if (shared === undefined) continue;
    const rule = "API Key cannot reference multiple Usage Plans with the same API stage";
    throw conflict(`Usage Plan ${plan.id} cannot be added because ${rule}: ${shared}`);
  }
}

export async function getUsagePlanKey(
  call: Call,
  { usagePlanId, keyId }: Input<"apigateway", "GetUsagePlanKey">,
): Promise<Output<"apigateway", "GetUsagePlanKey">> {
  return planKeyOf(call, await memberOf(call, usagePlanId, keyId));
}

/** An unknown plan has no keys: recorded so. */
export async function getUsagePlanKeys(
  call: Call,
  input: Input<"apigateway", "GetUsagePlanKeys">,
): Promise<Output<"apigateway", "GetUsagePlanKeys">> {
  const { usagePlanId: planId, nameQuery: namePrefix } = input;
  const { items, position } = await keyPage(call, input, { planId, namePrefix });
  return { items: items.map((row) => planKeyOf(call, row)), position };
}

export async function deleteUsagePlanKey(
  call: Call,
  { usagePlanId, keyId }: Input<"apigateway", "DeleteUsagePlanKey">,
): Promise<Output<"apigateway", "DeleteUsagePlanKey">> {
  await memberOf(call, usagePlanId, keyId);
  await call.apiKeys.leave(usagePlanId, keyId);
  return {};
}

/** A key of a plan. @throws NotFoundException for an unknown plan, and a key that is not in it */
export async function memberOf(call: Call, usagePlanId: string, keyId: string): Promise<ApiKeyRow> {
  await findPlan(call, usagePlanId);
  const row = await call.apiKeys.get(keyId);
  if (!row || !(await call.apiKeys.plansOf(keyId)).includes(usagePlanId)) throw unknownPlanKey();
  return row;
}

function planKeyOf(call: Call, { key, sealed }: ApiKeyRow): UsagePlanKey {
  const value = call.secrets.open(`apiKey/${key.id}`, sealed);
  return { id: key.id, type: "API_KEY", value, ...(key.name === undefined ? {} : { name: key.name }) };
}
