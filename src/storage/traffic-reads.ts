import type { ApiKind } from "../model/api.ts";
import type { DomainMapping, DomainPlan } from "../plan/domain.ts";
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

/** The first of these domain names that exists, with its mappings, or null where none does. */
export async function readDomain(db: D1Database, names: string[]): Promise<DomainPlan | null> {
  const list = JSON.stringify(names);
  const [domains, mappings, truststores] = await db.batch([
    db
      .prepare(
        "SELECT id, body ->> '$.mutualTls' AS mutualTls FROM documents WHERE collection = 'domain' AND id IN (SELECT value FROM json_each(?1))",
      )
      .bind(list),
    db
      .prepare(
        "SELECT parent, body FROM documents WHERE collection = 'domainMapping' AND parent IN (SELECT value FROM json_each(?1))",
      )
      .bind(list),
    db
      .prepare(
        "SELECT id, body ->> '$.pem' AS pem FROM documents WHERE collection = 'truststore' AND id IN (SELECT value FROM json_each(?1))",
      )
      .bind(list),
  ]);
  const known = (domains?.results ?? []) as { id: string; mutualTls: string | null }[];
  const name = names.find((one) => known.some(({ id }) => id === one));
  if (name === undefined) return null;
  const rows = ((mappings?.results ?? []) as { parent: string; body: string }[]).filter(
    ({ parent }) => parent === name,
  );
  const hasMutualTls = known.some(({ id, mutualTls }) => id === name && mutualTls !== null);
  const pem = ((truststores?.results ?? []) as { id: string; pem: string }[]).find(({ id }) => id === name)?.pem;
  return {
    mappings: rows.map(({ body }) => JSON.parse(body) as DomainMapping),
    // Mutual TLS without a truststore trusts nobody.
    truststore: hasMutualTls ? (pem ?? "") : null,
  };
}
