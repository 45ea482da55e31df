import { env } from "cloudflare:workers";
import type { HttpApiRoot } from "../../src/model/api.ts";
import type { Change } from "../../src/model/change.ts";
import { ApiStore } from "../../src/storage/api-store.ts";

export const testDb = (env as unknown as { DB: D1Database }).DB;

/** A store whose announcements are kept in a list instead of being sent to the change log. */
export function testStore(db: D1Database = testDb): { store: ApiStore; announced: Change[][] } {
  const announced: Change[][] = [];
  let ids = 0;
  const store = new ApiStore(db, {
    now: () => 1_700_000_000_000,
    newId: () => `${crypto.randomUUID()}-${ids++}`,
    pause: () => new Promise((resolve) => setTimeout(resolve, 1)),
    announcer: { announce: async (_id, changes) => void announced.push(changes) },
  });
  return { store, announced };
}

export function httpRoot(id: string): HttpApiRoot {
  return {
    id,
    kind: "HTTP",
    region: "us-east-1",
    revision: 0,
    body: { ApiId: id, Name: id, ProtocolType: "HTTP", RouteSelectionExpression: "" },
  };
}

/** How many rows each table holds of an API. */
export async function rowsOf(apiId: string, db: D1Database = testDb): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const [table, column] of [
    ["apis", "id"],
    ["definitions", "api_id"],
    ["manifest", "api_id"],
    ["records", "api_id"],
    ["stage_plans", "api_id"],
  ] as const) {
    const row = await db
      .prepare(`SELECT count(*) AS n FROM ${table} WHERE ${column} = ?1`)
      .bind(apiId)
      .first<{ n: number }>();
    counts[table] = row?.n ?? 0;
  }
  return counts;
}
