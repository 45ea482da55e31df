import { DurableObject } from "cloudflare:workers";
import { endAsk, failAsk } from "../limiter/allowance.ts";
import { countCall, newLoad } from "../limiter/load.ts";
import { Relay, answerFrom, beginRelayed } from "../limiter/relay.ts";
import { type Ledger, advance, newLedger, serve, takeReports } from "../limiter/ledger.ts";
import type { Answer, Ask, QuotaLimits, Report } from "../limiter/messages.ts";
import { dailyUsage } from "../limiter/daily-usage.ts";
import { setRemaining, takeNews } from "../limiter/usage.ts";

const HOUR_MS = 3_600_000;
const HOURS_OF_DAY = 24;
/** How long an hour's usage is kept. */
const KEPT_HOURS = 100 * HOURS_OF_DAY;
/** An hour's usage is final so long after its end: leases have ended, and late reports are not taken any more. */
const FINAL_AFTER_MS = 120_000;

/** A queue takes no more at once (Cloudflare Queues, limits). */
const MOST_MESSAGES = 100;
const TABLES = [
  "CREATE TABLE IF NOT EXISTS ledgers (scope TEXT PRIMARY KEY, ledger TEXT NOT NULL) WITHOUT ROWID",
  `CREATE TABLE IF NOT EXISTS usage (scope TEXT NOT NULL, hour INTEGER NOT NULL, spent INTEGER NOT NULL, lost INTEGER NOT NULL,
    exported INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (scope, hour)) WITHOUT ROWID`,
];

/** An isolate whose relay got too little for it asks again so soon. */
const RELAY_RETRY_MS = 20;

/** Where usage records go, as JSON lines; both are optional. */
interface LimitOwnerEnv {
  LIMITS: DurableObjectNamespace<LimitOwner>;
  USAGE_QUEUE?: Queue;
  USAGE_BUCKET?: R2Bucket;
}

/** What a key used of a plan in one hour: a line of the export. */
export interface UsageRecord {
  /** the same for the same hour, however often it is delivered: what is seen twice counts once */
  id: string;
  apiKeyId: string;
  usagePlanId: string;
  /** the beginning of the hour, ISO 8601 */
  hour: string;
  /** what was admitted: the sum of the requests' costs */
  requests: number;
}

interface HourRow extends Record<string, SqlStorageValue> {
  scope: string;
  hour: number;
  spent: number;
  lost: number;
}

/**
 * Owns limits: the buckets and the quota of one API key (a scope for each of its usage plans), or those of a stage, a method or the
 * account (one scope). What a lease changes is written before the lease is handed out: the platform holds an answer back until then.
 */
export class LimitOwner extends DurableObject<LimitOwnerEnv> {
  readonly #sql: SqlStorage;
  readonly #ledgers = new Map<string, Ledger>();
  readonly #load = newLoad();
  readonly #relay = new Relay();
  #asking: Promise<void> | null = null;
  /** when the alarm comes, as far as it is known; in the past: look */
  #alarmAt = 0;

  constructor(state: DurableObjectState, env: LimitOwnerEnv) {
    super(state, env);
    this.#sql = state.storage.sql;
  }

  /** Hands out tokens, or tells when there may be some. `scope`: `{keyId}/{usagePlanId}`; anything else is not metered. */
  async lease(scope: string, ask: Ask): Promise<Answer> {
    const ledger = this.#ledger(scope);
    const answer = serve(ledger, ask, Date.now());
    if (answer.kind === "grant" || ask.reports.length > 0) await this.#write(scope, ledger);
    const relays = isMetered(scope) ? 1 : countCall(this.#load, ledger.now);
    return relays === 1 ? answer : { ...answer, relays };
  }

  /** As lease, in an object that is one of the relays of `owner`. What it holds is in memory alone: lost with it, it is never spent. */
  async relay(owner: string, ask: Ask): Promise<Answer> {
    const held = answerFrom(this.#relay, ask, Date.now());
    if (held !== "ask") return held;
    this.#relay.allowance.waiting += Math.max(ask.cost, ask.want - ask.held);
    await (this.#asking ??= this.#askOwner(owner, ask));
    const answer = answerFrom(this.#relay, ask, Date.now());
    return answer === "ask" ? { kind: "refusal", cause: "throttle", retryAfter: RELAY_RETRY_MS } : answer;
  }

  async #askOwner(owner: string, ask: Ask): Promise<void> {
    const { allowance } = this.#relay;
    try {
      const question = beginRelayed(this.#relay, String(this.ctx.id), ask, Date.now());
      endAsk(allowance, Date.now(), await this.env.LIMITS.get(this.env.LIMITS.idFromName(owner)).lease("", question));
    } catch (error) {
      failAsk(allowance);
      throw error;
    } finally {
      allowance.waiting = 0;
      this.#asking = null;
    }
  }

  /** Takes the ends of leases. */
  async report(scope: string, reports: readonly Report[]): Promise<void> {
    const ledger = this.#ledger(scope);
    takeReports(ledger, reports, Date.now());
    await this.#write(scope, ledger);
  }

  /** Requests used and left, a pair for each day; see limiter/daily-usage.ts. */
  async daily(scope: string, quota: QuotaLimits | null, from: number, to: number): Promise<number[][]> {
    const ledger = this.#ledger(scope);
    advance(ledger, Date.now());
    await this.#write(scope, ledger);
    const days = new Map<number, { spent: number; lost: number }>();
    const rows = this.#sql.exec<{ day: number; spent: number; lost: number }>(
      `SELECT hour / ${HOURS_OF_DAY} AS day, sum(spent) AS spent, sum(lost) AS lost FROM usage WHERE scope = ? GROUP BY 1`,
      scope,
    );
    for (const { day, spent, lost } of rows) days.set(day, { spent, lost });
    return dailyUsage(ledger, days, quota, from, to);
  }

  /** From now on so many requests are left in the quota's period. */
  async setRemaining(scope: string, quota: QuotaLimits, remaining: number): Promise<void> {
    const ledger = this.#ledger(scope);
    setRemaining(ledger, quota, remaining, advance(ledger, Date.now()));
    await this.#write(scope, ledger);
  }

  /** Exports the hours that are final, and forgets those that nobody asks for any more. */
  override async alarm(): Promise<void> {
    const now = Date.now();
    this.#alarmAt = 0;
    for (const { scope } of this.#sql.exec<{ scope: string }>("SELECT scope FROM ledgers").toArray()) {
      const ledger = this.#ledger(scope);
      advance(ledger, now);
      await this.#write(scope, ledger);
    }
    const final = Math.floor((now - FINAL_AFTER_MS) / HOUR_MS);
    const rows = this.#sql
      .exec<HourRow>("SELECT scope, hour, spent, lost FROM usage WHERE exported = 0 AND hour < ? AND spent > 0", final)
      .toArray();
    if (rows.length > 0) await this.#export(rows.map(recordOf));
    this.#sql.exec("UPDATE usage SET exported = 1 WHERE hour < ?", final);
    this.#sql.exec("DELETE FROM usage WHERE hour < ?", final - KEPT_HOURS);
    const open = this.#sql.exec("SELECT 1 FROM usage WHERE exported = 0 LIMIT 1").toArray().length > 0;
    if (open) await this.#setAlarm(now);
  }

  async #export(records: UsageRecord[]): Promise<void> {
    const { USAGE_QUEUE: queue, USAGE_BUCKET: bucket } = this.env;
    for (let at = 0; at < records.length; at += MOST_MESSAGES) {
      const batch = records.slice(at, at + MOST_MESSAGES);
      await queue?.sendBatch(batch.map((body) => ({ body, contentType: "json" })));
    }
    if (!bucket) return;
    for (const record of records) {
      const day = record.hour.slice(0, 10);
      await bucket.put(`usage/${day}/${record.hour.slice(11, 13)}/${record.id}.jsonl`, `${JSON.stringify(record)}\n`);
    }
  }

  #ledger(scope: string): Ledger {
    let ledger = this.#ledgers.get(scope);
    if (!ledger) {
      ledger = this.#read(scope) ?? newLedger(Date.now());
      this.#ledgers.set(scope, ledger);
    }
    return ledger;
  }

  #read(scope: string): Ledger | null {
    const [row] = this.#rows(scope);
    if (!row) return null;
    const { alarmAt = 0, ...ledger } = JSON.parse(row.ledger) as Ledger & { alarmAt?: number };
    this.#alarmAt = Math.max(this.#alarmAt, alarmAt);
    return ledger;
  }

  /** The tables are made when they are missed: to ask for them at every start of an object is a fifth of what it costs. */
  #rows(scope: string): { ledger: string }[] {
    const select = (): { ledger: string }[] =>
      this.#sql.exec<{ ledger: string }>("SELECT ledger FROM ledgers WHERE scope = ?", scope).toArray();
    try {
      return select();
    } catch {
      for (const table of TABLES) this.#sql.exec(table);
      return select();
    }
  }

  /** One write: the ledger with the usage that has come to it. */
  async #write(scope: string, ledger: Ledger): Promise<void> {
    const taken = takeNews(ledger.usage);
    const news = isMetered(scope) ? taken : [];
    if (news.length > 0 && this.#alarmAt <= ledger.now) await this.#beWoken(ledger.now);
    this.#sql.exec(
      "INSERT OR REPLACE INTO ledgers (scope, ledger) VALUES (?, ?)",
      scope,
      JSON.stringify({ ...ledger, turns: {}, alarmAt: this.#alarmAt }),
    );
    for (const [hour, { spent, lost }] of news) {
      this.#sql.exec(
        `INSERT INTO usage (scope, hour, spent, lost) VALUES (?, ?, ?, ?)
         ON CONFLICT (scope, hour) DO UPDATE SET spent = spent + excluded.spent, lost = lost + excluded.lost`,
        scope,
        hour,
        spent,
        lost,
      );
    }
  }

  /** To look for the alarm costs as much as to write a ledger, so that its time is kept with the ledgers. */
  async #beWoken(now: number): Promise<void> {
    this.#alarmAt = (await this.ctx.storage.getAlarm()) ?? 0;
    if (this.#alarmAt <= now) await this.#setAlarm(now);
  }

  #setAlarm(now: number): Promise<void> {
    this.#alarmAt = (Math.floor(now / HOUR_MS) + 1) * HOUR_MS + FINAL_AFTER_MS + 1_000;
    return this.ctx.storage.setAlarm(this.#alarmAt);
  }
}

/** Scopes of keys: `{keyId}/{usagePlanId}`. */
function isMetered(scope: string): boolean {
  return scope.includes("/");
}

function recordOf({ scope, hour, spent }: HourRow): UsageRecord {
  const [apiKeyId = "", usagePlanId = ""] = scope.split("/");
  const begins = new Date(hour * HOUR_MS).toISOString();
  return {
    id: `${apiKeyId}-${usagePlanId}-${begins.slice(0, 13)}`,
    apiKeyId,
    usagePlanId,
    hour: begins,
    requests: spent,
  };
}
