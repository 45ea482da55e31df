import type { ApiKind } from "../model/api.ts";
import type { DomainMapping } from "../plan/domain.ts";
import type { ManifestEntry } from "../plan/record.ts";
import type { StagePlan } from "../plan/stage.ts";

/** What traffic needs of an API before any deployment of it is loaded. */
export interface ApiEntry {
  apiId: string;
  kind: ApiKind;
  region: string;
  stages: Map<string, StagePlan>;
}

/** Reads an API and its stages: one round trip. Null where there is no such API. */
export async function readApiEntry(db: D1Database, apiId: string): Promise<ApiEntry | null> {
  const [apis, stages] = await db.batch([
    db.prepare("SELECT kind, region FROM apis WHERE id = ?1").bind(apiId),
    db.prepare("SELECT plan FROM stage_plans WHERE api_id = ?1").bind(apiId),
  ]);
  const api = apis?.results[0] as { kind: ApiKind; region: string } | undefined;
  if (!api) return null;
  const plans = ((stages?.results ?? []) as { plan: string }[]).map((row) => JSON.parse(row.plan) as StagePlan);
  return { apiId, ...api, stages: new Map(plans.map((plan) => [plan.name, plan])) };
}

/** What changed in an API's manifest between two deployments, the second being the newer one. */
export interface ManifestChanges {
  gone: { kind: string; id: string }[];
  come: ManifestEntry[];
}

/** The difference from deployment `from` to deployment `to` (from < to ≤ from + MANIFEST_LAG): it costs the rows that changed. */
export async function readManifestChanges(
  db: D1Database,
  apiId: string,
  from: number,
  to: number,
): Promise<ManifestChanges> {
  const [gone, come] = await db.batch([
    db
      .prepare("SELECT kind, id FROM manifest WHERE api_id = ?1 AND to_seq > ?2 AND to_seq <= ?3")
      .bind(apiId, from, to),
    db
      .prepare(
        "SELECT kind, id, name, hash FROM manifest WHERE api_id = ?1 AND from_seq > ?2 AND from_seq <= ?3 AND (to_seq IS NULL OR to_seq > ?3)",
      )
      .bind(apiId, from, to),
  ]);
  return {
    gone: (gone?.results ?? []) as { kind: string; id: string }[],
    come: (come?.results ?? []) as unknown as ManifestEntry[],
  };
}

/** The mappings of the first of these domain names that exists, or null where none does. */
export async function readDomainMappings(db: D1Database, names: string[]): Promise<DomainMapping[] | null> {
  const [domains, mappings] = await db.batch([
    db
      .prepare("SELECT id FROM documents WHERE collection = 'domain' AND id IN (SELECT value FROM json_each(?1))")
      .bind(JSON.stringify(names)),
    db
      .prepare(
        "SELECT parent, body FROM documents WHERE collection = 'domainMapping' AND parent IN (SELECT value FROM json_each(?1))",
      )
      .bind(JSON.stringify(names)),
  ]);
  const known = new Set(((domains?.results ?? []) as { id: string }[]).map(({ id }) => id));
  const name = names.find((one) => known.has(one));
  if (name === undefined) return null;
  const rows = ((mappings?.results ?? []) as { parent: string; body: string }[]).filter(
    ({ parent }) => parent === name,
  );
  return rows.map(({ body }) => JSON.parse(body) as DomainMapping);
}
