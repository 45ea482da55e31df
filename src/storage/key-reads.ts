import type { ApiKeyPlan, UsagePlanLimits } from "../plan/limits.ts";

const SQL = `SELECT k.id, k.body, (
    SELECT json_group_array(json(d.body)) FROM usage_plan_keys m
    JOIN documents d ON d.collection = 'usagePlan' AND d.id = m.plan_id WHERE m.key_id = k.id
  ) AS plans
  FROM api_keys k WHERE k.hash IN (SELECT value FROM json_each(?1))`;

/** The API key whose value has one of these hashes, with its usage plans: one round trip. Null: none has. */
export async function readApiKey(db: D1Database, hashes: readonly string[]): Promise<ApiKeyPlan | null> {
  const row = await db.prepare(SQL).bind(JSON.stringify(hashes)).first<{ id: string; body: string; plans: string }>();
  if (!row) return null;
  const body = JSON.parse(row.body) as { enabled?: boolean; name?: string; customerId?: string; stageKeys?: string[] };
  return {
    id: row.id,
    enabled: body.enabled ?? false,
    name: body.name ?? null,
    customerId: body.customerId ?? null,
    stageKeys: body.stageKeys ?? [],
    plans: JSON.parse(row.plans) as UsagePlanLimits[],
  };
}
