import type { Change } from "../model/change.ts";
import { DOCUMENT_TOPICS, type DocumentKind, type DocumentKinds } from "../model/document.ts";
import type { StoreServices } from "./api-store.ts";
import { guard, outboxInsert, retryMoved, runGuarded } from "./batch.ts";
import { parseBody } from "./dates.ts";
import type { Keys } from "./edit.ts";

/** A stored document with the keys it is found by. */
export interface StoredDocument<K extends DocumentKind> {
  id: string;
  name: string | null;
  parent: string | null;
  revision: number;
  body: DocumentKinds[K];
}

interface Row {
  id: string;
  name: string | null;
  parent: string | null;
  revision: number;
  body: string;
}

const COLUMNS = "id, name, parent, revision, body";

/** A change of documents under way: nothing is written before the commit, and then all of it or none. */
export class DocumentEdit {
  readonly puts: { kind: DocumentKind; id: string; body: object; keys: Keys }[] = [];
  readonly removals: { kind: DocumentKind; id: string; owner: string }[] = [];
  /** statements of other parts of storage for the same batch */
  readonly statements: D1PreparedStatement[] = [];

  put<K extends DocumentKind>(kind: K, id: string, body: DocumentKinds[K], keys: Keys = {}): void {
    this.puts.push({ kind, id, body, keys });
  }

  /** `owner`: the id that the change log shall name instead of the document's own */
  remove(kind: DocumentKind, id: string, owner = id): void {
    this.removals.push({ kind, id, owner });
  }
}

/** The repository of what stands outside of APIs: one row per document, every write guarded by the revision it is based on. */
export class DocumentStore {
  readonly db: D1Database;
  readonly #services: StoreServices;

  constructor(db: D1Database, services: StoreServices) {
    this.db = db;
    this.#services = services;
  }

  async get<K extends DocumentKind>(kind: K, id: string): Promise<StoredDocument<K> | null> {
    const row = await this.db
      .prepare(`SELECT ${COLUMNS} FROM documents WHERE collection = ?1 AND id = ?2`)
      .bind(kind, id)
      .first<Row>();
    return row && stored<K>(row);
  }

  /** Which of these ids there are. */
  async existing(kind: DocumentKind, ids: readonly string[]): Promise<Set<string>> {
    if (ids.length === 0) return new Set();
    const { results } = await this.db
      .prepare("SELECT id FROM documents WHERE collection = ?1 AND id IN (SELECT value FROM json_each(?2))")
      .bind(kind, JSON.stringify(ids))
      .all<{ id: string }>();
    return new Set(results.map(({ id }) => id));
  }

  async byName<K extends DocumentKind>(kind: K, name: string): Promise<StoredDocument<K> | null> {
    const row = await this.db
      .prepare(`SELECT ${COLUMNS} FROM documents WHERE collection = ?1 AND name = ?2`)
      .bind(kind, name)
      .first<Row>();
    return row && stored<K>(row);
  }

  /** Those of these ids that exist, in no order. */
  async byIds<K extends DocumentKind>(kind: K, ids: readonly string[]): Promise<StoredDocument<K>[]> {
    const { results } = await this.db
      .prepare(`SELECT ${COLUMNS} FROM documents WHERE collection = ?1 AND id IN (SELECT value FROM json_each(?2))`)
      .bind(kind, JSON.stringify(ids))
      .all<Row>();
    return results.map((row) => stored<K>(row));
  }

  /** In the order of ids; only those of one owner where `parent` is given. */
  async list<K extends DocumentKind>(
    kind: K,
    { parent, after = "", limit = -1 }: { parent?: string; after?: string; limit?: number } = {},
  ): Promise<StoredDocument<K>[]> {
    const values: unknown[] = [kind, after, limit];
    if (parent !== undefined) values.push(parent);
    const { results } = await this.db
      .prepare(
        `SELECT ${COLUMNS} FROM documents WHERE collection = ?1 AND id > ?2${parent === undefined ? "" : " AND parent = ?4"} ORDER BY id LIMIT ?3`,
      )
      .bind(...values)
      .all<Row>();
    return results.map((row) => stored<K>(row));
  }

  /** Writes new documents. A document of the same id or name that exists already makes it fail with RevisionMoved. */
  async create(work: (edit: DocumentEdit) => Promise<void> | void): Promise<void> {
    const edit = new DocumentEdit();
    await work(edit);
    const taken = edit.puts.map(({ kind, id, keys }) =>
      guard(
        this.db,
        "NOT EXISTS (SELECT 1 FROM documents WHERE collection = ?1 AND (id = ?2 OR name = ?3))",
        kind,
        id,
        keys.name ?? null,
      ),
    );
    await this.#write(edit, taken);
  }

  /**
   * Changes documents on the ground of one of them: reads it, runs `work`, and writes in one batch; where another writer came
   * between, all of it again. Null where there is no such document. `work` must have no other effect than its edit.
   */
  async edit<K extends DocumentKind, R>(
    kind: K,
    id: string,
    work: (document: StoredDocument<K>, edit: DocumentEdit) => Promise<R> | R,
  ): Promise<R | null> {
    return retryMoved(this.#services, async () => {
      const document = await this.get(kind, id);
      if (!document) return null;
      const edit = new DocumentEdit();
      const result = await work(document, edit);
      const unmoved = "EXISTS (SELECT 1 FROM documents WHERE collection = ?1 AND id = ?2 AND revision = ?3)";
      await this.#write(edit, [
        guard(this.db, unmoved, kind, id, document.revision),
        this.db
          .prepare("UPDATE documents SET revision = revision + 1 WHERE collection = ?1 AND id = ?2")
          .bind(kind, id),
      ]);
      return result;
    });
  }

  async #write(edit: DocumentEdit, first: D1PreparedStatement[]): Promise<void> {
    const { now, newId, announcer } = this.#services;
    const outboxId = newId();
    const changes: Change[] = [
      ...edit.puts.map(({ kind, id, keys }) => ({ topic: DOCUMENT_TOPICS[kind], id: keys.parent ?? id })),
      ...edit.removals.map(({ kind, owner }) => ({ topic: DOCUMENT_TOPICS[kind], id: owner })),
    ];
    await runGuarded(this.db, [
      ...first,
      ...edit.removals.map(({ kind, id }) =>
        this.db.prepare("DELETE FROM documents WHERE collection = ?1 AND id = ?2").bind(kind, id),
      ),
      ...edit.puts.map(({ kind, id, body, keys }) =>
        this.db
          .prepare(
            `INSERT INTO documents (collection, id, name, parent, revision, body) VALUES (?1, ?2, ?3, ?4, 0, ?5)
             ON CONFLICT (collection, id) DO UPDATE SET name = excluded.name, parent = excluded.parent, body = excluded.body`,
          )
          .bind(kind, id, keys.name ?? null, keys.parent ?? null, JSON.stringify(body)),
      ),
      ...edit.statements,
      outboxInsert(this.db, outboxId, now(), changes),
    ]);
    await announcer.announce(outboxId, changes);
  }
}

function stored<K extends DocumentKind>(row: Row): StoredDocument<K> {
  return { ...row, body: parseBody<DocumentKinds[K]>(row.body) };
}
