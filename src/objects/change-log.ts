import { DurableObject } from "cloudflare:workers";
import type { Change, ChangePage, LoggedChange } from "../model/change.ts";

/** Bindings that the log needs of its worker. */
interface ChangeLogEnv {
  DB: D1Database;
  CHANGE_LOG: DurableObjectNamespace<ChangeLog>;
}

/** How many changes the log keeps: an isolate that is further behind starts afresh. */
const KEPT_CHANGES = 5_000;
/** An outbox row older than this was left behind by a writer that died between its write and the log. */
const ORPHAN_AGE_MS = 5_000;
/** How often the log looks for such rows while anybody asks it. */
const DRAIN_EVERY_MS = 10_000;
/** A relay asks the root at most this often. */
const RELAY_INTERVAL_MS = 1_000;

/**
 * The change log: a monotone sequence of what changed. The object named `root` owns the sequence; objects named after a location
 * are relays that ask the root once a second on behalf of all isolates there.
 */
export class ChangeLog extends DurableObject<ChangeLogEnv> {
  readonly #sql: SqlStorage;
  /** of a relay: when it asked the root last */
  #relayedAt = Number.NEGATIVE_INFINITY;
  /** of a relay: the question to the root that is under way */
  #asking: Promise<void> | null = null;

  constructor(state: DurableObjectState, env: ChangeLogEnv) {
    super(state, env);
    this.#sql = state.storage.sql;
    this.#sql.exec(
      "CREATE TABLE IF NOT EXISTS log (seq INTEGER PRIMARY KEY AUTOINCREMENT, topic TEXT NOT NULL, id TEXT NOT NULL)",
    );
    this.#sql.exec("CREATE TABLE IF NOT EXISTS taken (outbox_id TEXT PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID");
  }

  /** Appends the changes of one outbox row, once however often it is told; gives the log's newest sequence number. */
  append(outboxId: string, changes: Change[]): number {
    const known = this.#sql.exec("SELECT seq FROM taken WHERE outbox_id = ?", outboxId).toArray();
    if (known.length === 0) {
      for (const { topic, id } of changes) this.#sql.exec("INSERT INTO log (topic, id) VALUES (?, ?)", topic, id);
      this.#sql.exec("INSERT INTO taken (outbox_id, seq) VALUES (?, ?)", outboxId, this.#newest());
      this.#prune();
    }
    return this.#newest();
  }

  /** All changes after `seq` (−1: none is known, gives the newest number alone). Called by isolates and relays. */
  async since(seq: number): Promise<ChangePage> {
    if ((await this.ctx.storage.getAlarm()) === null) await this.ctx.storage.setAlarm(Date.now() + DRAIN_EVERY_MS);
    return this.#page(seq);
  }

  /** As since, through this relay's copy of the root's log, which is at most a second old. */
  async relaySince(seq: number): Promise<ChangePage> {
    const now = Date.now();
    const isOld = (): boolean =>
      this.#relayedAt <= now - RELAY_INTERVAL_MS || (this.#relayedAt < now && this.#newestRelayed() < seq);
    // Whoever comes while the root is asked waits for that answer, and asks again only where it is too old all the same.
    while (isOld()) await (this.#asking ??= this.#askRoot());
    return this.#page(seq);
  }

  async #askRoot(): Promise<void> {
    const now = Date.now();
    try {
      const root = this.env.CHANGE_LOG.get(this.env.CHANGE_LOG.idFromName("root"));
      this.#takePage(await root.since(this.#newestRelayed()));
      this.#relayedAt = now;
    } finally {
      this.#asking = null;
    }
  }

  /** Puts into the log what writers left in the outbox. */
  override async alarm(): Promise<void> {
    const { results } = await this.env.DB.prepare(
      "SELECT id, changes FROM outbox WHERE written_at < ?1 ORDER BY written_at LIMIT 500",
    )
      .bind(Date.now() - ORPHAN_AGE_MS)
      .all<{ id: string; changes: string }>();
    for (const row of results) this.append(row.id, JSON.parse(row.changes) as Change[]);
    if (results.length > 0) {
      const ids = JSON.stringify(results.map((row) => row.id));
      await this.env.DB.prepare("DELETE FROM outbox WHERE id IN (SELECT value FROM json_each(?1))").bind(ids).run();
    }
  }

  #newest(): number {
    return this.#sql.exec<{ seq: number }>("SELECT coalesce(max(seq), 0) AS seq FROM log").one().seq;
  }

  #newestRelayed(): number {
    return this.#sql.exec("SELECT 1 FROM log LIMIT 1").toArray().length === 0 ? -1 : this.#newest();
  }

  #page(seq: number): ChangePage {
    const newest = this.#newest();
    if (seq < 0) return { seq: newest, changes: [], reset: false };
    const oldest = this.#sql.exec<{ seq: number }>("SELECT coalesce(min(seq), 1) AS seq FROM log").one().seq;
    if (seq < oldest - 1 || seq > newest) return { seq: newest, changes: [], reset: true };
    const rows = this.#sql.exec("SELECT seq, topic, id FROM log WHERE seq > ? ORDER BY seq", seq).toArray();
    return { seq: newest, changes: rows as unknown as LoggedChange[], reset: false };
  }

  /** A relay's copy: rows with the root's own numbers; after a reset it starts afresh. */
  #takePage(page: ChangePage): void {
    if (page.reset || this.#newestRelayed() === -1) {
      this.#sql.exec("DELETE FROM log");
      if (page.seq > 0) this.#sql.exec("INSERT INTO log (seq, topic, id) VALUES (?, 'account', '')", page.seq);
    }
    for (const { seq, topic, id } of page.changes) {
      this.#sql.exec("INSERT OR IGNORE INTO log (seq, topic, id) VALUES (?, ?, ?)", seq, topic, id);
    }
    this.#prune();
  }

  #prune(): void {
    const floor = this.#newest() - KEPT_CHANGES;
    this.#sql.exec("DELETE FROM log WHERE seq <= ?", floor);
    this.#sql.exec("DELETE FROM taken WHERE seq <= ?", floor);
  }
}
