import type { ServiceHandlers } from "../../../wire/handlers.ts";
import type { Call } from "../../call.ts";
import { createApiKey, deleteApiKey, getApiKey, getApiKeys, updateApiKey } from "./api-keys.ts";
import { importApiKeys } from "./import-api-keys.ts";
import { getUsage, updateUsage } from "./usage.ts";
import { createUsagePlanKey, deleteUsagePlanKey, getUsagePlanKey, getUsagePlanKeys } from "./usage-plan-keys.ts";
import { createUsagePlan, deleteUsagePlan, getUsagePlan, getUsagePlans, updateUsagePlan } from "./usage-plans.ts";

/** API keys and usage plans: who may call, and how much. */
export const keyHandlers = {
  CreateApiKey: createApiKey,
  GetApiKey: getApiKey,
  GetApiKeys: getApiKeys,
  ImportApiKeys: importApiKeys,
  UpdateApiKey: updateApiKey,
  DeleteApiKey: deleteApiKey,

  CreateUsagePlan: createUsagePlan,
  GetUsagePlan: getUsagePlan,
  GetUsagePlans: getUsagePlans,
  UpdateUsagePlan: updateUsagePlan,
  DeleteUsagePlan: deleteUsagePlan,

  CreateUsagePlanKey: createUsagePlanKey,
  GetUsagePlanKey: getUsagePlanKey,
  GetUsagePlanKeys: getUsagePlanKeys,
  DeleteUsagePlanKey: deleteUsagePlanKey,

  GetUsage: getUsage,
  UpdateUsage: updateUsage,
} satisfies ServiceHandlers<Call, "apigateway">;
