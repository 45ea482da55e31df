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

/** How many rows each table holds of an API: `apis`, and whatever table has a column api_id. */
export async function rowsOf(apiId: string, db: D1Database = testDb): Promise<Record<string, number>> {
  const { results } = await db
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%api_id TEXT%'")
    .all<{ name: string }>();
  const counts: Record<string, number> = {};
  for (const table of ["apis", ...results.map(({ name }) => name)]) {
    const column = table === "apis" ? "id" : "api_id";
    const sql = `SELECT count(*) AS n FROM ${table} WHERE ${column} = ?1`;
    counts[table] = (await db.prepare(sql).bind(apiId).first<number>("n")) ?? 0;
  }
  return counts;
}
