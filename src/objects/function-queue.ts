import { DurableObject } from "cloudflare:workers";
import type { EventOutcome, EventPatience, FunctionEvent, FunctionEventPorts } from "../plan/function-event.ts";

/** Events of one function that run at once. */
const MOST_RUNNING = 10;
/** After a function's error the first retry comes a minute later, the second two minutes after that (AWS's developer guide). */
const RETRY_AFTER_MS = [60_000, 120_000];
/** An event that could not run is tried again after 1 s, then twice as late each time, up to 5 minutes (ibid.). */
const REFUSED_FIRST_MS = 1_000;
const REFUSED_MOST_MS = 300_000;
const FOUND_AGAIN_MS = 60_000;

interface Row {
  id: number;
  event: string;
  payload: string;
  queued_at: number;
  failures: number;
  refusals: number;
}

/**
 * The queue of one function's event invocations: an alarm runs them, at least once each, and again as AWS does where they fail. The worker
 * gives it the ports.
 */
export abstract class FunctionQueueObject<Env> extends DurableObject<Env> {
  readonly #sql: SqlStorage;
  readonly #running = new Map<number, Promise<void>>();
  /** ends the alarm's wait for the events that run, when another has come */
  #wake: () => void = () => undefined;

  constructor(state: DurableObjectState, env: Env) {
    super(state, env);
    this.#sql = state.storage.sql;
    this.#sql.exec(
      `CREATE TABLE IF NOT EXISTS events (id INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT NOT NULL, payload TEXT NOT NULL,
       queued_at INTEGER NOT NULL, due_at INTEGER NOT NULL, failures INTEGER NOT NULL, refusals INTEGER NOT NULL)`,
    );
    this.#sql.exec("CREATE INDEX IF NOT EXISTS events_by_due ON events (due_at)");
  }

  protected abstract ports(): FunctionEventPorts;

  /** Takes an event over: it will run even if its caller is gone. */
  async enqueue({ payload, ...event }: FunctionEvent): Promise<void> {
    const now = this.ports().now();
    this.#sql.exec(
      "INSERT INTO events (event, payload, queued_at, due_at, failures, refusals) VALUES (?, ?, ?, ?, 0, 0)",
      JSON.stringify(event),
      payload,
      now,
      now,
    );
    this.#wake();
    await this.#schedule();
  }

  /** How many events wait or run. */
  size(): number {
    return this.#sql.exec<{ n: number }>("SELECT count(*) AS n FROM events").one().n;
  }

  override async alarm(): Promise<void> {
    // Should this object die while events run, they are found again a minute later.
    await this.ctx.storage.setAlarm(this.ports().now() + FOUND_AGAIN_MS);
    for (;;) {
      const woken = new Promise<void>((resolve) => (this.#wake = resolve));
      for (const row of this.#due()) this.#start(row);
      if (this.#running.size === 0) break;
      await Promise.race([woken, ...this.#running.values()]);
    }
    await this.#schedule();
  }

  #due(): Row[] {
    const rows = this.#sql
      .exec("SELECT * FROM events WHERE due_at <= ? ORDER BY due_at, id LIMIT ?", this.ports().now(), 2 * MOST_RUNNING)
      .toArray() as unknown as Row[];
    return rows.filter(({ id }) => !this.#running.has(id)).slice(0, MOST_RUNNING - this.#running.size);
  }

  #start(row: Row): void {
    const run = this.#attempt(row).finally(() => this.#running.delete(row.id));
    this.#running.set(row.id, run);
  }

  async #attempt(row: Row): Promise<void> {
    const ports = this.ports();
    // Its own shape, as enqueue wrote it.
    const event = JSON.parse(row.event) as Omit<FunctionEvent, "payload">;
    const patience = await ports.patience(event.arn);
    const tooOld = ports.now() > row.queued_at + patience.ageMillis;
    const outcome: EventOutcome = tooOld
      ? { kind: "lost", reason: "it has waited for longer than MaximumEventAgeInSeconds" }
      : await ports.run({ ...event, payload: row.payload });
    const dueAt = nextAttempt(row, outcome, patience, ports.now());
    if (dueAt === null) {
      this.#sql.exec("DELETE FROM events WHERE id = ?", row.id);
      if (outcome.kind !== "done") logDropped(event, row, outcome.reason);
      return;
    }
    this.#sql.exec(
      "UPDATE events SET due_at = ?, failures = failures + ?, refusals = refusals + ? WHERE id = ?",
      dueAt,
      outcome.kind === "failed" ? 1 : 0,
      outcome.kind === "refused" ? 1 : 0,
      row.id,
    );
  }

  /** Sets the alarm for the event that is due first. */
  async #schedule(): Promise<void> {
    const { due } = this.#sql.exec<{ due: number | null }>("SELECT min(due_at) AS due FROM events").one();
    if (due === null) await this.ctx.storage.deleteAlarm();
    else await this.ctx.storage.setAlarm(due);
  }
}

/** When an event is tried again, in milliseconds since the epoch; null: no more. */
function nextAttempt(row: Row, outcome: EventOutcome, patience: EventPatience, now: number): number | null {
  const delay = delayOf(row, outcome, patience);
  if (delay === null || now + delay > row.queued_at + patience.ageMillis) return null;
  return now + delay;
}

function delayOf({ failures, refusals }: Row, { kind }: EventOutcome, { retries }: EventPatience): number | null {
  if (kind === "failed") return failures < retries ? (RETRY_AFTER_MS[failures] ?? null) : null;
  if (kind === "refused") return Math.min(REFUSED_FIRST_MS * 2 ** refusals, REFUSED_MOST_MS);
  return null;
}

function logDropped({ arn, requestId }: Omit<FunctionEvent, "payload">, { failures }: Row, reason: string): void {
  console.error(JSON.stringify({ event: "functionEventDropped", function: arn, requestId, failures, reason }));
}
