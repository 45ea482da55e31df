import type {
  StoredAlias,
  StoredEventConfig,
  StoredFunction,
  StoredFunctionPolicy,
  StoredVersion,
} from "../model/function.ts";
import { qualifiedId } from "../model/function.ts";

/** All that a call of a function by one qualifier needs to know. */
export interface FunctionRows {
  function: StoredFunction;
  /** null: the qualifier is no alias */
  alias: StoredAlias | null;
  /** the versions that the qualifier may mean, by number: its own, or those of the alias */
  versions: Map<string, StoredVersion>;
  /** the resource policy of the qualifier; null: it has none */
  policy: StoredFunctionPolicy | null;
}

const VERSIONS_SQL = `SELECT id, body FROM documents WHERE collection = 'functionVersion' AND id IN (
  SELECT ?2
  UNION ALL SELECT ?1 || ':' || (body ->> '$.FunctionVersion') FROM documents WHERE collection = 'functionAlias' AND id = ?2
  UNION ALL SELECT ?1 || ':' || weight.key FROM documents,
    json_each(documents.body, '$.RoutingConfig.AdditionalVersionWeights') AS weight
    WHERE documents.collection = 'functionAlias' AND documents.id = ?2)`;

/**
 * Reads what a qualifier of a function means: one round trip. `policyOf`: the qualifier whose resource policy counts, empty for the
 * function's own. Null where there is no such function; without versions where it has no such qualifier.
 */
export async function readFunction(
  db: D1Database,
  id: string,
  qualifier: string,
  policyOf: string,
): Promise<FunctionRows | null> {
  const qualified = qualifiedId(id, qualifier);
  const one = "SELECT body FROM documents WHERE collection = ?1 AND id = ?2";
  const [functions, aliases, versions, policies] = await db.batch<{ id: string; body: string }>([
    db.prepare(one).bind("function", id),
    db.prepare(one).bind("functionAlias", qualified),
    db.prepare(VERSIONS_SQL).bind(id, qualified),
    db.prepare(one).bind("functionPolicy", qualifiedId(id, policyOf)),
  ]);
  const found = parsed<StoredFunction>(functions?.results);
  if (!found) return null;
  return {
    function: found,
    alias: parsed<StoredAlias>(aliases?.results),
    versions: new Map(
      (versions?.results ?? []).map((row) => [row.id.slice(id.length + 1), JSON.parse(row.body) as StoredVersion]),
    ),
    policy: parsed<StoredFunctionPolicy>(policies?.results),
  };
}

/** How events for a qualifier are tried again, null where nothing is set. */
export async function readEventConfig(
  db: D1Database,
  id: string,
  qualifier: string,
): Promise<StoredEventConfig | null> {
  const { results } = await db
    .prepare("SELECT body FROM documents WHERE collection = 'functionEventConfig' AND id = ?1")
    .bind(qualifiedId(id, qualifier))
    .all<{ body: string }>();
  return parsed<StoredEventConfig>(results);
}

/** Rows are written by the same types. */
function parsed<T>(rows: { body: string }[] | undefined): T | null {
  const [row] = rows ?? [];
  return row ? (JSON.parse(row.body) as T) : null;
}
