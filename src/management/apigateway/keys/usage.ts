import type { Usage } from "@aws-sdk/client-api-gateway";
import { badRequest } from "../../../wire/faults.ts";
import type { Input, Output } from "../../../wire/handlers.ts";
import type { Call } from "../../call.ts";
import { keyPage } from "./ranked-pages.ts";
import { memberOf } from "./usage-plan-keys.ts";
import { findPlan } from "./usage-plans.ts";

const DAY_MS = 86_400_000;
/** Days of usage that are kept, and that one call may ask for. */
const MOST_DAYS = 90;

export async function getUsage(
  call: Call,
  input: Input<"apigateway", "GetUsage">,
): Promise<Output<"apigateway", "GetUsage">> {
  const { usagePlanId, keyId, startDate, endDate } = input;
  const [from, to] = [dayOf(startDate), dayOf(endDate)];
  if (to < from) throw badRequest("Usage end date must not be before the start date");
  if (to - from >= MOST_DAYS) throw badRequest(`Usage can be asked for ${MOST_DAYS} days at most`);
  const { quota } = await findPlan(call, usagePlanId);
  const daily = (id: string): Promise<number[][]> => call.usage.daily(id, usagePlanId, quota, from, to);
  const answer = { usagePlanId, startDate, endDate };
  if (keyId !== undefined) {
    await memberOf(call, usagePlanId, keyId);
    return { ...answer, items: { [keyId]: await daily(keyId) } };
  }
  const { items, position } = await keyPage(call, input, { planId: usagePlanId });
  const usage = await Promise.all(items.map(async ({ key }) => [key.id, await daily(key.id)] as const));
  return { ...answer, items: Object.fromEntries(usage), position };
}

/** Grants a temporary extension: from now on so many requests are left in the current period. */
export async function updateUsage(
  call: Call,
  { usagePlanId, keyId, patchOperations = [] }: Input<"apigateway", "UpdateUsage">,
): Promise<Output<"apigateway", "UpdateUsage">> {
  await memberOf(call, usagePlanId, keyId);
  const { quota } = await findPlan(call, usagePlanId);
  if (!quota) throw badRequest(`Usage Plan ${usagePlanId} has no quota to extend`);
  for (const { op, path, value } of patchOperations) {
    if (op !== "replace" || path !== "/remaining") {
      throw badRequest(`Invalid patch path  '${path}' specified for op '${op}'. Must be one of: [/remaining]`);
    }
    if (!/^\d{1,15}$/.test(value ?? "")) throw badRequest(`Invalid remaining quota specified: ${value}`);
    await call.usage.setRemaining(keyId, usagePlanId, quota, Number(value));
  }
  await call.apiKeys.touch(keyId);
  return today(call, usagePlanId, keyId);
}

async function today(call: Call, usagePlanId: string, keyId: string): Promise<Usage> {
  const { quota } = await findPlan(call, usagePlanId);
  const day = Math.floor(call.now().getTime() / DAY_MS);
  const date = new Date(day * DAY_MS).toISOString().slice(0, 10);
  const items = { [keyId]: await call.usage.daily(keyId, usagePlanId, quota, day, day) };
  return { usagePlanId, startDate: date, endDate: date, items };
}

/** A date as `2016-01-31`, in days since the epoch. */
function dayOf(date: string): number {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : NaN;
  if (Number.isNaN(time)) throw badRequest(`Invalid date specified: ${date}. It must be written as yyyy-MM-dd`);
  return time / DAY_MS;
}
