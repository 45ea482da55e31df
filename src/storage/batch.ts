import type { Change } from "../model/change.ts";

/** D1 takes values up to 2 MB; a character is at most three bytes in UTF-8 (four for two). */
const MAX_BULK_CHARS = 600_000;

/** Thrown by a guarded batch when the row that it was based on has moved: read again and try again. */
export class RevisionMoved extends Error {}

/** Whether a write failed since one of its values is larger than D1 takes. */
export function isTooLarge(error: unknown): boolean {
  return error instanceof Error && error.message.includes("SQLITE_TOOBIG");
}

/** How often an edit is read and tried again when another writer was faster, before it gives up. */
const MAX_ATTEMPTS = 40;

/** Runs `work`, and again after a pause where another writer came between. It must have no other effect than its writes. */
export async function retryMoved<R>(
  services: { pause(attempt: number): Promise<void> },
  work: () => Promise<R>,
): Promise<R> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof RevisionMoved) || attempt >= MAX_ATTEMPTS) throw error;
      await services.pause(attempt);
    }
  }
}

/** Passes changes on: to the change log and to the caches of this isolate. */
export interface Announcer {
  announce(outboxId: string, changes: Change[]): Promise<void>;
}

/** One statement whose only effect is to abort the batch when `condition` (an SQL expression) selects nothing. */
export function guard(db: D1Database, condition: string, ...values: unknown[]): D1PreparedStatement {
  return db.prepare(`UPDATE guard SET passed = (SELECT 1 WHERE ${condition})`).bind(...values);
}

/** Runs a batch whose first statement may be a guard; a guard that failed becomes RevisionMoved. */
export async function runGuarded(db: D1Database, statements: D1PreparedStatement[]): Promise<void> {
  try {
    await db.batch(statements);
  } catch (error) {
    if (error instanceof Error && error.message.includes("guard.passed")) throw new RevisionMoved();
    throw error;
  }
}

/**
 * Statements that run `sql` with ?1 = `scope` and ?2 = a JSON array of rows, as many statements as needed to keep each value
 * below D1's 2 MB. `sql` reads the rows by `json_each(?2)`.
 */
export function bulk(db: D1Database, sql: string, scope: string, rows: readonly unknown[]): D1PreparedStatement[] {
  const statements: D1PreparedStatement[] = [];
  let chunk: string[] = [];
  let size = 0;
  const flush = (): void => {
    if (chunk.length > 0) statements.push(db.prepare(sql).bind(scope, `[${chunk.join(",")}]`));
    chunk = [];
    size = 0;
  };
  for (const row of rows) {
    const text = JSON.stringify(row);
    if (size + text.length > MAX_BULK_CHARS) flush();
    chunk.push(text);
    size += text.length + 1;
  }
  flush();
  return statements;
}

/** The outbox row that goes with a write, in the same batch. */
export function outboxInsert(db: D1Database, id: string, now: number, changes: Change[]): D1PreparedStatement {
  return db
    .prepare("INSERT INTO outbox (id, written_at, changes) VALUES (?1, ?2, ?3)")
    .bind(id, now, JSON.stringify(changes));
}
