import type { StoredApiKey } from "../model/api-key.ts";
import type { Change } from "../model/change.ts";
import type { StoreServices } from "./api-store.ts";
import { bulk, guard, outboxInsert, retryMoved, runGuarded } from "./batch.ts";
import { parseBody } from "./dates.ts";

/** A key with what is stored beside it. */
export interface ApiKeyRow {
  key: StoredApiKey;
  /** its value, see storage/secrets.ts; the row's id is `apiKey/{id}` */
  sealed: string;
  /** lists are in the order of falling ranks */
  rank: number;
}

export interface NewApiKey {
  key: StoredApiKey;
  hash: string;
  sealed: string;
  /** usage plans that it shall be in */
  planIds: readonly string[];
}

export interface KeyQuery {
  namePrefix?: string | undefined;
  customerId?: string | undefined;
  /** only those of this usage plan; ranks are then those of the membership */
  planId?: string | undefined;
  /** only those of a smaller rank */
  before?: number | undefined;
  limit: number;
}

interface Row {
  rank: number;
  sealed: string;
  body: string;
  revision: number;
}

/** A key's value belongs to another key already. */
export class KeyValueTaken extends Error {}

const PUT_SQL = `INSERT INTO api_keys (id, hash, sealed, name, customer_id, revision, body)
  SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, 0, value ->> 5 FROM json_each(?2) WHERE true AND ?1 = ''
  ON CONFLICT (id) DO UPDATE SET hash = excluded.hash, sealed = excluded.sealed, name = iif(excluded.name = '', api_keys.name, excluded.name),
    revision = api_keys.revision + 1, body = json_patch(api_keys.body, json_remove(excluded.body, '$.createdDate', '$.stageKeys'))`;

const JOIN_SQL = `INSERT OR IGNORE INTO usage_plan_keys (plan_id, key_id)
  SELECT value ->> 0, value ->> 1 FROM json_each(?2) WHERE ?1 = ''`;

/** The repository of API keys and of their membership in usage plans. */
export class ApiKeyStore {
  readonly #db: D1Database;
  readonly #services: StoreServices;

  constructor(db: D1Database, services: StoreServices) {
    this.#db = db;
    this.#services = services;
  }

  async get(id: string): Promise<ApiKeyRow | null> {
    const row = await this.#row(id);
    return row && rowOf(row);
  }

  #row(id: string): Promise<Row | null> {
    return this.#db.prepare("SELECT rank, sealed, body, revision FROM api_keys WHERE id = ?1").bind(id).first<Row>();
  }

  /** The newest first. */
  async list({ namePrefix, customerId, planId, before, limit }: KeyQuery): Promise<ApiKeyRow[]> {
    const [from, rank] = planId === undefined ? ["api_keys k", "k.rank"] : [PLAN_JOIN, "m.rank"];
    const conditions = ["1 = 1"];
    const values: unknown[] = [limit];
    const add = (condition: string, value: unknown): void => {
      values.push(value);
      conditions.push(condition.replaceAll("?", `?${values.length}`));
    };
    if (planId !== undefined) add("m.plan_id = ?", planId);
    if (namePrefix) {
      add("k.name >= ?", namePrefix);
      add("k.name < ?", `${namePrefix}\u{10ffff}`);
    }
    if (customerId !== undefined) add("k.customer_id = ?", customerId);
    if (before !== undefined) add(`${rank} < ?`, before);
    const { results } = await this.#db
      .prepare(
        `SELECT ${rank} AS rank, k.sealed, k.body, k.revision FROM ${from} WHERE ${conditions.join(" AND ")} ORDER BY ${rank} DESC LIMIT ?1`,
      )
      .bind(...values)
      .all<Row>();
    return results.map(rowOf);
  }

  /** Ids of the keys that have these hashes. */
  async idsByHash(hashes: readonly string[]): Promise<Map<string, string>> {
    const ids = new Map<string, string>();
    for (const statement of bulk(this.#db, ID_SQL, "", hashes)) {
      for (const { hash, id } of (await statement.all<{ hash: string; id: string }>()).results) ids.set(hash, id);
    }
    return ids;
  }

  /** Writes new keys; an existing one, whose `id` is given, keeps what the new one does not say, and the date when it was made. @throws KeyValueTaken */
  async put(keys: readonly NewApiKey[]): Promise<void> {
    const rows = keys.map(({ key, hash, sealed }) => {
      return [key.id, hash, sealed, key.name ?? "", key.customerId ?? null, JSON.stringify(key)];
    });
    const members = keys.flatMap(({ key, planIds }) => planIds.map((planId) => [planId, key.id]));
    try {
      await this.#write(
        [...bulk(this.#db, PUT_SQL, "", rows), ...bulk(this.#db, JOIN_SQL, "", members)],
        keys.map(({ key }) => key.id),
      );
    } catch (error) {
      if (error instanceof Error && error.message.includes("api_keys.hash")) throw new KeyValueTaken();
      throw error;
    }
  }

  /** Changes a key. Null where there is none. `work` may run more than once. */
  async edit(id: string, work: (key: StoredApiKey) => void): Promise<StoredApiKey | null> {
    return retryMoved(this.#services, async () => {
      const row = await this.#row(id);
      if (!row) return null;
      const { key } = rowOf(row);
      work(key);
      const update = this.#db
        .prepare(
          "UPDATE api_keys SET name = ?2, customer_id = ?3, body = ?4, revision = revision + 1 WHERE id = ?1 AND revision = ?5",
        )
        .bind(id, key.name ?? "", key.customerId ?? null, JSON.stringify(key), row.revision);
      const unmoved = "EXISTS (SELECT 1 FROM api_keys WHERE id = ?1 AND revision = ?2)";
      await this.#write([guard(this.#db, unmoved, id, row.revision), update], [id]);
      return key;
    });
  }

  /** Removes a key, also from its usage plans. False where there is none. */
  async remove(id: string): Promise<boolean> {
    if (!(await this.#row(id))) return false;
    await this.#write(
      ["DELETE FROM usage_plan_keys WHERE key_id = ?1", "DELETE FROM api_keys WHERE id = ?1"].map((sql) =>
        this.#db.prepare(sql).bind(id),
      ),
      [id],
    );
    return true;
  }

  /** Ids of the usage plans that a key is in. */
  async plansOf(keyId: string): Promise<string[]> {
    const { results } = await this.#db
      .prepare("SELECT plan_id AS id FROM usage_plan_keys WHERE key_id = ?1 ORDER BY rank")
      .bind(keyId)
      .all<{ id: string }>();
    return results.map(({ id }) => id);
  }

  async join(planId: string, keyId: string): Promise<void> {
    await this.#write(bulk(this.#db, JOIN_SQL, "", [[planId, keyId]]), [keyId]);
  }

  async leave(planId: string, keyId: string): Promise<void> {
    const leave = "DELETE FROM usage_plan_keys WHERE plan_id = ?1 AND key_id = ?2";
    await this.#write([this.#db.prepare(leave).bind(planId, keyId)], [keyId]);
  }

  /** Tells all isolates that something about a key has changed which is not stored here. */
  touch(keyId: string): Promise<void> {
    return this.#write([], [keyId]);
  }

  async #write(statements: D1PreparedStatement[], ids: readonly string[]): Promise<void> {
    const { now, newId, announcer } = this.#services;
    const outboxId = newId();
    // More keys than anybody holds one by one: everybody forgets all of them.
    const named = ids.length > MOST_NAMED ? ["*"] : ids;
    const changes = named.map((id): Change => ({ topic: "apiKey", id }));
    await runGuarded(this.#db, [...statements, outboxInsert(this.#db, outboxId, now(), changes)]);
    await announcer.announce(outboxId, changes);
  }
}

const PLAN_JOIN = "usage_plan_keys m JOIN api_keys k ON k.id = m.key_id";
const ID_SQL = "SELECT hash, id FROM api_keys WHERE ?1 = '' AND hash IN (SELECT value FROM json_each(?2))";
const MOST_NAMED = 100;

function rowOf({ rank, sealed, body }: Row): ApiKeyRow {
  return { rank, sealed, key: parseBody<StoredApiKey>(body) };
}
