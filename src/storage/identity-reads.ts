import { awsManagedPolicy } from "../model/aws-managed-policies.ts";
import {
  type IdentityKind,
  type IdentityLink,
  type StoredAccessKey,
  type StoredIdentity,
  defaultDocument,
} from "../model/identity.ts";

/** The columns of a stored identity. */
export const ENTITY_COLUMNS = "e.kind, e.id, e.body";

/** A row of ENTITY_COLUMNS. */
export interface EntityRow {
  kind: IdentityKind;
  id: string;
  body: string;
}

/** Reads a row that this module's tables hold. */
export function entityOf(row: EntityRow): StoredIdentity {
  // The body was written for just this kind.
  return { ...row, body: JSON.parse(row.body) } as StoredIdentity;
}

/** A row of a link's target with its id; policies of AWS's own have no row of their own. */
export type TargetRow = { target: string } & (EntityRow | { kind: null; id: null; body: null });

/** The identities that links point to. */
export function targetsOf(rows: TargetRow[]): StoredIdentity[] {
  return rows.flatMap(({ target, ...row }) => (row.id === null ? (awsManagedPolicy(target) ?? []) : entityOf(row)));
}

/** The columns of an access key. */
export const KEY_COLUMNS = 'id, user_id AS "userId", status, secret, created_at AS "createdAt"';

/** An access key, or null where there is none. */
export function readAccessKey(db: D1Database, accessKeyId: string): Promise<StoredAccessKey | null> {
  return db
    .prepare(`SELECT ${KEY_COLUMNS} FROM iam_access_keys WHERE id = ?1`)
    .bind(accessKeyId)
    .first<StoredAccessKey>();
}

/** A user or role with all policies that say what it may do. */
export interface Grants {
  owner: StoredIdentity<"user" | "role">;
  /** of the identity and of its groups: inline policies and those attached */
  documents: string[];
  /** of the documents, in their order: a policy's own, `user_{user}_{policy}` of an inline one and the like, as AWS's simulations name them */
  names: string[];
  /** the permissions boundary */
  boundary: string | null;
  /** ids of everything that was read here: when one of them changes, this is out of date */
  sources: Set<string>;
}

const HOLDERS = "(SELECT ?1 UNION SELECT target FROM iam_links WHERE source = ?1 AND kind = 'member')";

/** Reads what a user or role may do, in one round trip. Null where there is no such identity. */
export async function readGrants(db: D1Database, ownerId: string): Promise<Grants | null> {
  const [owners, groups, inline, linked] = await db.batch([
    db.prepare(`SELECT ${ENTITY_COLUMNS} FROM iam_entities e WHERE id = ?1`).bind(ownerId),
    db.prepare("SELECT target AS id FROM iam_links WHERE source = ?1 AND kind = 'member'").bind(ownerId),
    db
      .prepare(
        `SELECT e.kind || '_' || e.name || '_' || p.name AS name, p.document
         FROM iam_inline_policies p JOIN iam_entities e ON e.id = p.owner WHERE p.owner IN ${HOLDERS}`,
      )
      .bind(ownerId),
    db
      .prepare(
        `SELECT DISTINCT l.kind AS link, l.target, ${ENTITY_COLUMNS} FROM iam_links l LEFT JOIN iam_entities e ON e.id = l.target
         WHERE (l.kind = 'attached' AND l.source IN ${HOLDERS}) OR (l.kind = 'boundary' AND l.source = ?1)`,
      )
      .bind(ownerId),
  ]);
  const row = owners?.results[0] as EntityRow | undefined;
  const owner = row && entityOf(row);
  if (owner?.kind !== "user" && owner?.kind !== "role") return null;
  const policies = ((linked?.results ?? []) as (TargetRow & { link: IdentityLink })[]).flatMap(({ link, ...row }) =>
    targetsOf([row]).flatMap((policy) => documentOf(link, policy)),
  );
  const attached = policies.filter(({ link }) => link === "attached");
  const all = [...((inline?.results ?? []) as { name: string; document: string }[]), ...attached];
  const groupIds = ((groups?.results ?? []) as { id: string }[]).map(({ id }) => id);
  return {
    owner,
    documents: all.map(({ document }) => document),
    names: all.map(({ name }) => name),
    boundary: policies.find(({ link }) => link === "boundary")?.document ?? null,
    sources: new Set([ownerId, ...groupIds, ...policies.map(({ id }) => id)]),
  };
}

function documentOf(
  link: IdentityLink,
  policy: StoredIdentity,
): { link: IdentityLink; id: string; name: string; document: string }[] {
  if (policy.kind !== "policy") return [];
  return [{ link, id: policy.id, name: policy.body.name, document: defaultDocument(policy.body) }];
}
