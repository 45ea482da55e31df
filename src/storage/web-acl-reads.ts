import type { StoredIpSet, StoredWebAcl } from "../model/waf.ts";

/** A web ACL with the addresses of the IP sets that it refers to, by their ARNs: one round trip. Null where there is none. */
export async function readWebAcl(
  db: D1Database,
  arn: string,
): Promise<{ acl: StoredWebAcl; addresses: Record<string, string[]> } | null> {
  const id = arn.slice(arn.lastIndexOf("/") + 1);
  const body = "SELECT body FROM documents WHERE collection = 'webAcl' AND id = ?1";
  const [acls, sets] = await db.batch<{ body: string }>([
    db.prepare(body).bind(id),
    db
      .prepare(`SELECT body FROM documents WHERE collection = 'ipSet' AND instr((${body}), body ->> '$.ARN') > 0`)
      .bind(id),
  ]);
  const acl = acls?.results[0];
  if (!acl) return null;
  const ipSets = (sets?.results ?? []).map((row) => JSON.parse(row.body) as StoredIpSet);
  return {
    acl: JSON.parse(acl.body) as StoredWebAcl,
    addresses: Object.fromEntries(ipSets.map(({ ARN, Addresses }) => [ARN, Addresses])),
  };
}

/** Holds where there is a web ACL of this id. */
export const WEB_ACL_EXISTS = "EXISTS (SELECT 1 FROM documents WHERE collection = 'webAcl' AND id = ?1)";

/** Holds where there is an IP set of each of these ARNs, a JSON array. */
export const IP_SETS_EXIST = `NOT EXISTS (SELECT 1 FROM json_each(?1) AS wanted WHERE NOT EXISTS
  (SELECT 1 FROM documents WHERE collection = 'ipSet' AND body ->> '$.ARN' = wanted.value))`;

const PROTECTED = "FROM definitions WHERE kind = 'restStage' AND body ->> '$.webAclArn' = ?1";
/** Holds where no stage is associated with a web ACL. */
export const PROTECTS_NOTHING = `NOT EXISTS (SELECT 1 ${PROTECTED})`;

/** Where a set's ARN stands in a web ACL's document, a rule refers to it. */
const REFERRING = "FROM documents WHERE collection = 'webAcl' AND instr(body, ?1) > 0";
/** Holds where no web ACL refers to an IP set. */
export const REFERRED_BY_NONE = `NOT EXISTS (SELECT 1 ${REFERRING})`;

/** Whether a condition holds now; the same one guards the write that is based on it. */
export async function holds(db: D1Database, condition: string, value: string): Promise<boolean> {
  return (await db.prepare(`SELECT 1 WHERE ${condition}`).bind(value).first()) !== null;
}

/** The stages that a web ACL is associated with. */
export async function protectedStages(db: D1Database, webAclArn: string): Promise<{ apiId: string; stage: string }[]> {
  const { results } = await db
    .prepare(`SELECT api_id AS apiId, id AS stage ${PROTECTED} ORDER BY api_id, id`)
    .bind(webAclArn)
    .all<{ apiId: string; stage: string }>();
  return results;
}
