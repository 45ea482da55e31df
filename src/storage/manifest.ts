import { COMPILER_VERSION, type ManifestEntry, type PartKind } from "../plan/record.ts";
import { bulk } from "./batch.ts";
import { Manifest } from "./manifest-text.ts";

/** A record that a deployment adds: its place, its source (canonical JSON) and its plan (JSON). */
export interface NewRecord extends ManifestEntry {
  source: string;
  plan: string;
}

/** What a deployment changes against the API's newest one. */
export interface ManifestDelta {
  /** records that end: replaced or gone */
  close: ManifestEntry[];
  open: NewRecord[];
}

/** A record as the loader gets it. */
export interface LoadedRecord {
  hash: string;
  source: string;
  compiler: number;
  plan: string;
}

const ENTRY_COLUMNS = "kind, id, name, hash";

const CLOSE_SQL = `UPDATE manifest SET to_seq = (SELECT value ->> 2 FROM json_each(?2) LIMIT 1)
  WHERE api_id = ?1 AND to_seq IS NULL AND (kind, id) IN (SELECT value ->> 0, value ->> 1 FROM json_each(?2))`;

const OPEN_SQL = `INSERT INTO manifest (api_id, kind, id, name, hash, from_seq)
  SELECT ?1, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 FROM json_each(?2)`;

const RECORD_SQL = `INSERT INTO records (api_id, hash, source, compiler, plan)
  SELECT ?1, value ->> 0, value ->> 1, ${COMPILER_VERSION}, value ->> 2 FROM json_each(?2) WHERE true
  ON CONFLICT (api_id, hash) DO UPDATE SET compiler = excluded.compiler, plan = excluded.plan`;

/** The statements that write a deployment with this sequence number. They belong into the API's guarded batch. */
export function deploymentStatements(
  db: D1Database,
  apiId: string,
  sequence: number,
  delta: ManifestDelta,
): D1PreparedStatement[] {
  const closed = delta.close.map((entry) => [entry.kind, entry.id, sequence]);
  const opened = delta.open.map((entry) => [entry.kind, entry.id, entry.name, entry.hash, sequence]);
  const records = delta.open.map((entry) => [entry.hash, entry.source, entry.plan]);
  return [
    ...bulk(db, CLOSE_SQL, apiId, closed),
    ...bulk(db, OPEN_SQL, apiId, opened),
    ...bulk(db, RECORD_SQL, apiId, records),
  ];
}

/** Ended rows are kept for so many revisions: isolates that are not further behind load only the difference. */
export const MANIFEST_LAG = 500;

/**
 * The statements that drop what no deployment needs any more, at the revision `now`: manifest rows whose interval holds no living
 * deployment, and the records that only they name. Looks at rows that ended after `since` − MANIFEST_LAG (0: at all), so that an
 * automatic deployment costs its own rows only.
 */
export function pruneStatements(
  db: D1Database,
  apiId: string,
  living: number[],
  since: number,
  now: number,
): D1PreparedStatement[] {
  const unneeded = (row: string): string =>
    `${row}.to_seq > ?3 AND ${row}.to_seq <= ?4 AND NOT EXISTS (SELECT 1 FROM json_each(?2) WHERE value >= ${row}.from_seq AND value < ${row}.to_seq)`;
  const values = [apiId, JSON.stringify(living), Math.max(0, since - MANIFEST_LAG), now - MANIFEST_LAG] as const;
  return [
    db
      .prepare(
        `DELETE FROM records WHERE api_id = ?1 AND hash IN (SELECT m.hash FROM manifest m WHERE m.api_id = ?1 AND ${unneeded("m")})
         AND NOT EXISTS (SELECT 1 FROM manifest k WHERE k.api_id = ?1 AND k.hash = records.hash AND (k.to_seq IS NULL OR NOT (${unneeded("k")})))`,
      )
      .bind(...values),
    db.prepare(`DELETE FROM manifest AS m WHERE m.api_id = ?1 AND ${unneeded("m")}`).bind(...values),
  ];
}

/** The entries of the API's newest deployment: all, or those named. */
export async function openEntries(
  db: D1Database,
  apiId: string,
  only?: { kind: PartKind; id: string }[],
): Promise<ManifestEntry[]> {
  const named = " AND (kind, id) IN (SELECT value ->> 0, value ->> 1 FROM json_each(?2))";
  const statement = db.prepare(
    `SELECT ${ENTRY_COLUMNS} FROM manifest WHERE api_id = ?1 AND to_seq IS NULL${only ? named : ""}`,
  );
  const bound = only
    ? statement.bind(apiId, JSON.stringify(only.map(({ kind, id }) => [kind, id])))
    : statement.bind(apiId);
  return (await bound.all<ManifestEntry>()).results;
}

/** The entries of the deployment with this sequence number. */
export async function loadManifest(db: D1Database, apiId: string, sequence: number): Promise<ManifestEntry[]> {
  const { results } = await db
    .prepare(
      `SELECT ${ENTRY_COLUMNS} FROM manifest WHERE api_id = ?1 AND from_seq <= ?2 AND (to_seq IS NULL OR to_seq > ?2)`,
    )
    .bind(apiId, sequence)
    .all<ManifestEntry>();
  return results;
}

/** Records by their hashes, in no order. */
export async function loadRecords(db: D1Database, apiId: string, hashes: string[]): Promise<LoadedRecord[]> {
  const { results } = await db
    .prepare(
      "SELECT hash, source, compiler, plan FROM records WHERE api_id = ?1 AND hash IN (SELECT value FROM json_each(?2))",
    )
    .bind(apiId, JSON.stringify(hashes))
    .all<LoadedRecord>();
  return results;
}

/** A record's plan as the loader gets it. */
export interface LoadedPlan {
  hash: string;
  compiler: number;
  plan: string;
  /** null where the plan is of this compiler's version: nobody needs it then */
  source: string | null;
}

const PLAN_COLUMNS = `hash, compiler, plan, CASE compiler WHEN ${COMPILER_VERSION} THEN NULL ELSE source END AS source`;
/** The rows of one deployment. */
const OF_DEPLOYMENT = "api_id = ?1 AND from_seq <= ?2 AND (to_seq IS NULL OR to_seq > ?2)";

/** Plans by their records' hashes, in no order. */
export async function loadPlans(db: D1Database, apiId: string, hashes: string[]): Promise<LoadedPlan[]> {
  const { results } = await db
    .prepare(`SELECT ${PLAN_COLUMNS} FROM records WHERE api_id = ?1 AND hash IN (SELECT value FROM json_each(?2))`)
    .bind(apiId, JSON.stringify(hashes))
    .all<LoadedPlan>();
  return results;
}

/** A manifest's rows as lines (see Manifest), in pieces far below the 2 MB that a value of D1 may have: by kind and an id's first letter. */
const LINES_SQL = `SELECT kind, group_concat(char(10) || id || ' ' || hash || ' ' || name, '') AS lines
  FROM manifest WHERE ${OF_DEPLOYMENT} GROUP BY kind, substr(id, 1, 1)`;

/** All entries of a deployment with its head's plan, in one round trip; where it has at most `wholeUpTo` records, all their plans. */
export async function loadManifestAndPlans(
  db: D1Database,
  apiId: string,
  sequence: number,
  wholeUpTo: number,
): Promise<{ manifest: Manifest; plans: LoadedPlan[] }> {
  const count = `(SELECT count(*) FROM (SELECT 1 FROM manifest WHERE ${OF_DEPLOYMENT} LIMIT ?3 + 1))`;
  const [pieces, plans] = await db.batch([
    db.prepare(LINES_SQL).bind(apiId, sequence),
    db
      .prepare(
        `SELECT ${PLAN_COLUMNS} FROM records WHERE api_id = ?1 AND hash IN
           (SELECT hash FROM manifest WHERE ${OF_DEPLOYMENT} AND (kind = 'head' OR ${count} <= ?3))`,
      )
      .bind(apiId, sequence, wholeUpTo),
  ]);
  const lines = { head: "", route: "", integration: "" };
  for (const piece of (pieces?.results ?? []) as { kind: PartKind; lines: string }[]) lines[piece.kind] += piece.lines;
  return {
    manifest: new Manifest(lines),
    plans: (plans?.results ?? []) as unknown as LoadedPlan[],
  };
}

/** A route of a deployment that a stage serves. */
export interface ServedRoute {
  apiId: string;
  /** the route's id */
  id: string;
  stage: string;
}

/** The routes that stages of any API serve by their own deployment and whose definition has this text in its JSON, at most `limit`. */
export async function servedRoutesWith(db: D1Database, text: string, limit: number): Promise<ServedRoute[]> {
  const { results } = await db
    .prepare(
      `SELECT m.api_id AS apiId, m.id, s.stage FROM records r
       JOIN manifest m ON m.api_id = r.api_id AND m.hash = r.hash AND m.kind = 'route'
       JOIN stage_plans s ON s.api_id = m.api_id AND m.from_seq <= s.plan ->> 'sequence'
         AND (m.to_seq IS NULL OR m.to_seq > s.plan ->> 'sequence')
       WHERE instr(r.source, ?1) > 0 LIMIT ?2`,
    )
    .bind(text, limit)
    .all<ServedRoute>();
  return results;
}
