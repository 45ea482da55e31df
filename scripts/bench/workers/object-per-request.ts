/** A limiter as it is usually built: every request asks the Durable Object of its key, which keeps a bucket and a quota in storage. */
import { DurableObject } from "cloudflare:workers";

const limits = { rate: 1_000, burst: 2_000, quota: 1_000_000_000 };

export class Bucket extends DurableObject {
  readonly #sql = this.ctx.storage.sql;
  #state: { level: number; at: number; used: number } | undefined;

  /** True: admitted, and written down. */
  take(): boolean {
    this.#state ??= this.#load();
    const state = this.#state;
    const now = Date.now();
    state.level = Math.min(limits.burst, state.level + ((now - state.at) * limits.rate) / 1000);
    state.at = now;
    if (state.level < 1 || state.used >= limits.quota) return false;
    state.level--;
    state.used++;
    this.#sql.exec(
      "INSERT OR REPLACE INTO bucket (only, level, at, used) VALUES (1, ?, ?, ?)",
      state.level,
      state.at,
      state.used,
    );
    return true;
  }

  #load(): { level: number; at: number; used: number } {
    this.#sql.exec(
      "CREATE TABLE IF NOT EXISTS bucket (only INTEGER PRIMARY KEY, level REAL, at INTEGER, used INTEGER)",
    );
    const [row] = this.#sql
      .exec<{ level: number; at: number; used: number }>("SELECT level, at, used FROM bucket")
      .toArray();
    return row ?? { level: limits.burst, at: Date.now(), used: 0 };
  }
}

export default {
  async fetch(request: Request, env: { UPSTREAM: string; BUCKETS: DurableObjectNamespace<Bucket> }): Promise<Response> {
    const key = request.headers.get("x-api-key") ?? "";
    if (!(await env.BUCKETS.get(env.BUCKETS.idFromName(key)).take())) return new Response(null, { status: 429 });
    const { pathname, search } = new URL(request.url);
    return fetch(env.UPSTREAM + pathname + search, request);
  },
};
