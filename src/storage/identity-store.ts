import type { Change } from "../model/change.ts";
import type { IdentityKind, IdentityLink, StoredAccessKey, StoredIdentity } from "../model/identity.ts";
import type { StoreServices } from "./api-store.ts";
import { guard, outboxInsert, retryMoved, runGuarded } from "./batch.ts";
import { ENTITY_COLUMNS, type EntityRow, KEY_COLUMNS, type TargetRow, entityOf, targetsOf } from "./identity-reads.ts";

/** A policy that lives inside a user, group or role. */
export interface InlinePolicy {
  name: string;
  document: string;
}

/** Which page of a list: entries whose key comes after `after`, at most `limit`. */
export interface IdentityPage {
  pathPrefix?: string | undefined;
  /** a name in lower case */
  after?: string | undefined;
  limit?: number | undefined;
}

/** The repository of an account's identities. They are one aggregate with one revision: its writers follow one another. */
export class IdentityStore {
  readonly db: D1Database;
  readonly #services: StoreServices;

  constructor(db: D1Database, services: StoreServices) {
    this.db = db;
    this.#services = services;
  }

  /** By the name as it was given; null also where only the case differs. */
  async byName<K extends IdentityKind>(kind: K, name: string): Promise<StoredIdentity<K> | null> {
    const found = await this.#first("e.kind = ?1 AND e.name = ?2", kind, name.toLowerCase());
    return found && found.body.name === name ? narrowed(kind, found) : null;
  }

  /** Whether the name is taken, also in another case. */
  async isTaken(kind: IdentityKind, name: string): Promise<boolean> {
    return (await this.#first("e.kind = ?1 AND e.name = ?2", kind, name.toLowerCase())) !== null;
  }

  async byId(id: string): Promise<StoredIdentity | null> {
    return this.#first("e.id = ?1", id);
  }

  /** In the order of names. */
  async list<K extends IdentityKind>(kind: K, page: IdentityPage = {}): Promise<StoredIdentity<K>[]> {
    const { pathPrefix = "/", after = "", limit = -1 } = page;
    const rows = await this.#entities(
      "iam_entities e WHERE e.kind = ?1 AND e.name > ?2 AND substr(e.path, 1, length(?3)) = ?3 ORDER BY e.name LIMIT ?4",
      kind,
      after,
      pathPrefix,
      limit,
    );
    return rows.map((row) => narrowed(kind, row));
  }

  /** The policies that are attached to an identity, or its boundary. In the order of names. */
  async policiesOf(source: string, link: "attached" | "boundary" = "attached"): Promise<StoredIdentity<"policy">[]> {
    const policies = await this.#targets(source, link);
    return policies.map((policy) => narrowed("policy", policy)).sort(byLowerName);
  }

  /** The groups that a user is in. In the order of names. */
  async groupsOf(userId: string): Promise<StoredIdentity<"group">[]> {
    const groups = await this.#targets(userId, "member");
    return groups.map((group) => narrowed("group", group)).sort(byLowerName);
  }

  /** What is linked to a group or policy: its members, those it is attached to. In the order of names. */
  sources(link: IdentityLink, target: string): Promise<StoredIdentity[]> {
    return this.#entities(
      "iam_links l JOIN iam_entities e ON e.id = l.source WHERE l.target = ?1 AND l.kind = ?2 ORDER BY e.name",
      target,
      link,
    );
  }

  /** How many identities each policy is linked to. */
  async linkCounts(link: IdentityLink): Promise<Map<string, number>> {
    const { results } = await this.db
      .prepare("SELECT target, count(*) AS n FROM iam_links WHERE kind = ?1 GROUP BY target")
      .bind(link)
      .all<{ target: string; n: number }>();
    return new Map(results.map(({ target, n }) => [target, n]));
  }

  /** In the order of names. */
  async inlinePolicies(owner: string): Promise<InlinePolicy[]> {
    const { results } = await this.db
      .prepare("SELECT name, document FROM iam_inline_policies WHERE owner = ?1 ORDER BY name")
      .bind(owner)
      .all<InlinePolicy>();
    return results;
  }

  /** In the order of ids. */
  async accessKeys(userId: string): Promise<StoredAccessKey[]> {
    const { results } = await this.db
      .prepare(`SELECT ${KEY_COLUMNS} FROM iam_access_keys WHERE user_id = ?1 ORDER BY id`)
      .bind(userId)
      .all<StoredAccessKey>();
    return results;
  }

  /**
   * Changes identities: `work` reads and puts down what is to be written, then all of it is written in one batch; where another
   * writer came between, all of it again. `work` must have no other effect than its edit.
   */
  async edit<R>(work: (edit: IdentityEdit) => Promise<R>): Promise<R> {
    return retryMoved(this.#services, async () => {
      const revision = await this.#revision();
      const edit = new IdentityEdit(this.db);
      const result = await work(edit);
      if (edit.statements.length === 0) return result;
      await this.#write(edit, revision);
      return result;
    });
  }

  async #write(edit: IdentityEdit, revision: number): Promise<void> {
    const { now, newId, announcer } = this.#services;
    const outboxId = newId();
    const changes: Change[] = [...edit.changed].map((id) => ({ topic: "iam", id }));
    await runGuarded(this.db, [
      guard(this.db, "(SELECT revision FROM iam_revision) = ?1", revision),
      this.db.prepare("UPDATE iam_revision SET revision = revision + 1"),
      ...edit.statements,
      outboxInsert(this.db, outboxId, now(), changes),
    ]);
    await announcer.announce(outboxId, changes);
  }

  async #targets(source: string, link: IdentityLink): Promise<StoredIdentity[]> {
    const { results } = await this.db
      .prepare(
        `SELECT l.target, ${ENTITY_COLUMNS} FROM iam_links l LEFT JOIN iam_entities e ON e.id = l.target WHERE l.source = ?1 AND l.kind = ?2`,
      )
      .bind(source, link)
      .all<TargetRow>();
    return targetsOf(results);
  }

  async #revision(): Promise<number> {
    const row = await this.db.prepare("SELECT revision FROM iam_revision").first<{ revision: number }>();
    if (!row) throw new Error("the table iam_revision has lost its row");
    return row.revision;
  }

  async #first(where: string, ...values: unknown[]): Promise<StoredIdentity | null> {
    const [found] = await this.#entities(`iam_entities e WHERE ${where}`, ...values);
    return found ?? null;
  }

  async #entities(from: string, ...values: unknown[]): Promise<StoredIdentity[]> {
    const { results } = await this.db
      .prepare(`SELECT ${ENTITY_COLUMNS} FROM ${from}`)
      .bind(...values)
      .all<EntityRow>();
    return results.map(entityOf);
  }
}

function byLowerName(a: StoredIdentity, b: StoredIdentity): number {
  return a.body.name.toLowerCase() < b.body.name.toLowerCase() ? -1 : 1;
}

/** Narrows what a query for one kind has found. */
function narrowed<K extends IdentityKind>(_kind: K, found: StoredIdentity): StoredIdentity<K> {
  return found as StoredIdentity<K>;
}

/** A change of identities under way: nothing is written before the commit, and then all of it or none. */
export class IdentityEdit {
  readonly statements: D1PreparedStatement[] = [];
  /** what the change log is told of: ids of identities and of access keys */
  readonly changed = new Set<string>();
  readonly #db: D1Database;

  constructor(db: D1Database) {
    this.#db = db;
  }

  /** Makes an identity, or replaces its body. */
  put({ kind, id, body }: StoredIdentity): void {
    this.#add(
      id,
      `INSERT INTO iam_entities (id, kind, name, path, body) VALUES (?1, ?2, ?3, ?4, ?5)
       ON CONFLICT (id) DO UPDATE SET name = excluded.name, path = excluded.path, body = excluded.body`,
      id,
      kind,
      body.name.toLowerCase(),
      body.path,
      JSON.stringify(body),
    );
  }

  /** Removes an identity; its boundary goes with it, everything else must be gone before. */
  remove(id: string): void {
    this.#add(id, "DELETE FROM iam_entities WHERE id = ?1", id);
    this.#add(id, "DELETE FROM iam_links WHERE source = ?1 AND kind = 'boundary'", id);
  }

  putInline(owner: string, { name, document }: InlinePolicy): void {
    this.#add(
      owner,
      "INSERT INTO iam_inline_policies (owner, name, document) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET document = ?3",
      owner,
      name,
      document,
    );
  }

  removeInline(owner: string, name: string): void {
    this.#add(owner, "DELETE FROM iam_inline_policies WHERE owner = ?1 AND name = ?2", owner, name);
  }

  link(link: IdentityLink, source: string, target: string): void {
    const sql = "INSERT INTO iam_links (kind, source, target) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
    this.#add(source, sql, link, source, target);
  }

  unlink(link: IdentityLink, source: string, target: string): void {
    const sql = "DELETE FROM iam_links WHERE kind = ?1 AND source = ?2 AND target = ?3";
    this.#add(source, sql, link, source, target);
  }

  addAccessKey({ id, userId, status, secret, createdAt }: StoredAccessKey): void {
    const sql = "INSERT INTO iam_access_keys (id, user_id, status, secret, created_at) VALUES (?1, ?2, ?3, ?4, ?5)";
    this.#add(id, sql, id, userId, status, secret, createdAt);
  }

  /** The secret is left as it is: a rotation of the encryption key may be replacing it at this moment. */
  setAccessKeyStatus(id: string, status: StoredAccessKey["status"]): void {
    this.#add(id, "UPDATE iam_access_keys SET status = ?2 WHERE id = ?1", id, status);
  }

  removeAccessKey(id: string): void {
    this.#add(id, "DELETE FROM iam_access_keys WHERE id = ?1", id);
  }

  #add(changed: string, sql: string, ...values: unknown[]): void {
    this.statements.push(this.#db.prepare(sql).bind(...values));
    this.changed.add(changed);
  }
}
