import type { Connection, GroupChange } from "../plan/connection.ts";

/**
 * What an object knows of its connections across crashes: a row for each that is open, and one for each group that it is in. Rows
 * that are read stay in memory while the object is awake.
 */
export class ConnectionRows {
  readonly #sql: SqlStorage;
  readonly #known = new Map<string, Connection>();

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec("CREATE TABLE IF NOT EXISTS connections (id TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID");
    sql.exec(
      "CREATE TABLE IF NOT EXISTS members (name TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (name, id)) WITHOUT ROWID",
    );
    sql.exec("CREATE INDEX IF NOT EXISTS members_by_id ON members (id)");
  }

  add(connection: Connection): void {
    this.#sql.exec("INSERT INTO connections VALUES (?, ?)", connection.id, JSON.stringify(connection));
    this.#known.set(connection.id, connection);
  }

  /** Null: it is not open. */
  get(id: string): Connection | null {
    const known = this.#known.get(id);
    if (known) return known;
    const [row] = this.#sql.exec<{ body: string }>("SELECT body FROM connections WHERE id = ?", id).toArray();
    if (!row) return null;
    const connection = JSON.parse(row.body) as Connection;
    this.#known.set(id, connection);
    return connection;
  }

  /** Takes a connection's rows away; false: another did so before. */
  remove(id: string): boolean {
    this.#known.delete(id);
    this.#sql.exec("DELETE FROM members WHERE id = ?", id);
    return this.#sql.exec("DELETE FROM connections WHERE id = ?", id).rowsWritten > 0;
  }

  regroup(id: string, { join, leave }: GroupChange): void {
    for (const name of leave) this.#sql.exec("DELETE FROM members WHERE name = ? AND id = ?", name, id);
    for (const name of join) this.#sql.exec("INSERT OR IGNORE INTO members VALUES (?, ?)", name, id);
  }

  members(group: string): string[] {
    return this.#ids("SELECT id FROM members WHERE name = ?", group);
  }

  count(group: string | null): number {
    const counted =
      group === null
        ? this.#sql.exec<{ n: number }>("SELECT COUNT(*) AS n FROM connections")
        : this.#sql.exec<{ n: number }>("SELECT COUNT(*) AS n FROM members WHERE name = ?", group);
    return counted.one().n;
  }

  /** Ids in their order, after one. */
  page(after: string, limit: number): string[] {
    return this.#ids("SELECT id FROM connections WHERE id > ? ORDER BY id LIMIT ?", after, limit);
  }

  all(): string[] {
    return this.#ids("SELECT id FROM connections");
  }

  #ids(query: string, ...values: (string | number)[]): string[] {
    return [...this.#sql.exec<{ id: string }>(query, ...values)].map(({ id }) => id);
  }
}
