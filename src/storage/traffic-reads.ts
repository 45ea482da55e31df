import type { ApiKind } from "../model/api.ts";
import type { DomainMapping, DomainPlan, DomainRule } from "../plan/domain.ts";
import type { StagePlan } from "../plan/stage.ts";
import type { ManifestChanges } from "./manifest-text.ts";
import { SegmentMap } from "./segment-map.ts";

/** What traffic needs of an API before any deployment of it is loaded. */
export interface ApiEntry {
  apiId: string;
  kind: ApiKind;
  region: string;
  stages: SegmentMap<StagePlan>;
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
  return { apiId, ...api, stages: stagesByName(plans) };
}

/** Stages by their names. */
export function stagesByName(plans: readonly StagePlan[]): SegmentMap<StagePlan> {
  const stages = new SegmentMap<StagePlan>();
  for (const plan of plans) stages.add(plan.name, plan);
  return stages;
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
    come: (come?.results ?? []) as unknown as ManifestChanges["come"],
  };
}

interface DomainRow {
  id: string;
  mutualTls: string | null;
  routingMode: string;
  endpointType: string;
  arn: string | null;
  policy: string | null;
}

/** The first of these domain names that exists, with what stands below it, or null where none does. */
export async function readDomain(db: D1Database, names: string[]): Promise<DomainPlan | null> {
  const list = JSON.stringify(names);
  const [domains, children] = await db.batch([
    db
      .prepare(
        `SELECT id, body ->> '$.mutualTls' AS mutualTls, body ->> '$.routingMode' AS routingMode,
           body ->> '$.endpointType' AS endpointType, body ->> '$.arn' AS arn, body ->> '$.policy' AS policy
         FROM documents WHERE collection = 'domain' AND id IN (SELECT value FROM json_each(?1))`,
      )
      .bind(list),
    db
      .prepare(
        `SELECT collection, parent, body FROM documents
         WHERE collection IN ('domainMapping', 'domainRule', 'domainAccess', 'truststore') AND parent IN (SELECT value FROM json_each(?1))`,
      )
      .bind(list),
  ]);
  const known = (domains?.results ?? []) as unknown as DomainRow[];
  const domain = names.map((name) => known.find(({ id }) => id === name)).find((one) => one !== undefined);
  if (!domain) return null;
  const rows = (children?.results ?? []) as { collection: string; parent: string; body: string }[];
  // What these collections hold is written by management alone (model/document.ts).
  const below = <T>(wanted: string): T[] =>
    rows
      .filter(({ collection, parent }) => collection === wanted && parent === domain.id)
      .map(({ body }) => JSON.parse(body) as T);
  return {
    mappings: below<DomainMapping>("domainMapping"),
    rules: below<DomainRule>("domainRule"),
    routingMode: domain.routingMode,
    // Mutual TLS without a truststore trusts nobody.
    privacy:
      domain.endpointType === "PRIVATE"
        ? {
            arn: domain.arn ?? "",
            policy: domain.policy,
            sources: below<{ source: string }>("domainAccess").map(({ source }) => source),
          }
        : null,
    truststore: domain.mutualTls === null ? null : (below<{ pem: string }>("truststore")[0]?.pem ?? ""),
  };
}
