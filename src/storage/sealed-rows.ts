import type { DocumentKind } from "../model/document.ts";
import { accessKeyRow } from "../model/identity.ts";
import type { Secrets } from "./secrets.ts";

/** Rows that hold a secret under ENCRYPTION_KEY: how they are found and how a secret sealed anew takes the old one's place. */
interface SealedRows {
  /** rows after the id ?1, at most ?2, in the order of their ids; columns id and sealed */
  select: string;
  /**
   * ?1: a JSON array of [id, sealed before, sealed anew, look-up hash anew]. A row that has changed since it was read stays: its writer has sealed it
   * under the first key.
   */
  update: string;
  /** the id that a row's secret is sealed for */
  sealedFor(id: string): string;
}

/** A secret in the body of documents. Their revision moves, so that a writer who has read the old one reads again. */
function inDocuments(collection: DocumentKind, member: string): SealedRows {
  const sealed = `body ->> '$.${member}'`;
  return {
    select: `SELECT id, ${sealed} AS sealed FROM documents
      WHERE collection = '${collection}' AND id > ?1 AND ${sealed} IS NOT NULL ORDER BY id LIMIT ?2`,
    update: `UPDATE documents SET body = json_set(body, '$.${member}', row.value ->> 2), revision = revision + 1
      FROM json_each(?1) AS row
      WHERE collection = '${collection}' AND documents.id = row.value ->> 0 AND documents.${sealed} = row.value ->> 1`,
    sealedFor: (id) => `${collection === "functionVersion" ? "function" : collection}/${id}`,
  };
}

/** Every place where a sealed secret is stored. What stores a new kind of secret adds its rows here. */
const SEALED_ROWS: readonly SealedRows[] = [
  inDocuments("functionVersion", "sealedEnvironment"),
  inDocuments("clientCertificate", "sealedKey"),
  {
    select: "SELECT id, secret AS sealed FROM iam_access_keys WHERE id > ?1 ORDER BY id LIMIT ?2",
    update: `UPDATE iam_access_keys SET secret = row.value ->> 2 FROM json_each(?1) AS row
      WHERE iam_access_keys.id = row.value ->> 0 AND secret = row.value ->> 1`,
    sealedFor: accessKeyRow,
  },
  {
    select: "SELECT id, sealed FROM api_keys WHERE id > ?1 ORDER BY id LIMIT ?2",
    update: `UPDATE api_keys SET sealed = row.value ->> 2, hash = row.value ->> 3 FROM json_each(?1) AS row
      WHERE api_keys.id = row.value ->> 0 AND sealed = row.value ->> 1`,
    sealedFor: (id) => `apiKey/${id}`,
  },
];

/** Rows read and written at once: two queries. */
const PAGE = 200;

/** One stretch of the work of sealing everything under the first key. */
export interface ResealProgress {
  examined: number;
  resealed: number;
  /** where the next stretch begins; null: all is done */
  next: string | null;
}

/**
 * Seals anew what is not under the first key of ENCRYPTION_KEY: one page of one kind of rows, from where `position` says (null: the
 * beginning). A stretch may be repeated.
 *
 * @throws SecretsError for a row that no key opens; RangeError for a position that is none
 */
export async function resealPage(db: D1Database, secrets: Secrets, position: string | null): Promise<ResealProgress> {
  const [, digits = "0", after = ""] = /^(\d+):(.*)$/s.exec(position ?? "0:") ?? [];
  const kind = Number(digits);
  const rows = SEALED_ROWS[kind];
  if (!rows) throw new RangeError(`no position: ${position}`);
  const { results } = await db.prepare(rows.select).bind(after, PAGE).all<{ id: string; sealed: string }>();
  const changed = results
    .filter(({ sealed }) => secrets.needsReseal(sealed))
    .map(({ id, sealed }) => {
      const row = rows.sealedFor(id);
      const secret = secrets.open(row, sealed);
      return [id, sealed, secrets.seal(row, secret), secrets.lookupHash(secret)];
    });
  if (changed.length > 0) await db.prepare(rows.update).bind(JSON.stringify(changed)).run();
  const last = results.at(-1);
  const more = results.length === PAGE && last ? `${kind}:${last.id}` : `${kind + 1}:`;
  const done = results.length < PAGE && kind + 1 === SEALED_ROWS.length;
  return { examined: results.length, resealed: changed.length, next: done ? null : more };
}
