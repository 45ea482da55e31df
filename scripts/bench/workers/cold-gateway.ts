/**
 * The gateway, which forgets everything before each request that says `x-cold`, and tells what it asked of D1 then. `x-cold: d1`
 * finds nothing in KV either.
 */
import { type Env, createApp } from "../../../src/app.ts";
import gateway from "../../../src/worker.ts";

export * from "../../../src/worker.ts";

interface Asked {
  roundTrips: number;
  statements: number;
  bytes: number;
}

/** A database that counts; only the ways to use one that the gateway has. */
function counted(db: D1Database, asked: Asked): D1Database {
  const take = (results: D1Result[]): void => {
    asked.roundTrips++;
    asked.statements += results.length;
    asked.bytes += JSON.stringify(results.map((one) => one.results)).length;
  };
  const originals = new WeakMap<object, D1PreparedStatement>();
  const wrap = (statement: D1PreparedStatement): D1PreparedStatement => {
    const all = async (): Promise<D1Result> => {
      const result = await statement.all();
      take([result]);
      return result;
    };
    const wrapped = {
      bind: (...values: unknown[]) => wrap(statement.bind(...values)),
      all,
      run: all,
      first: async () => (await all()).results[0] ?? null,
    };
    originals.set(wrapped, statement);
    return wrapped as unknown as D1PreparedStatement;
  };
  const batch = async (statements: D1PreparedStatement[]): Promise<D1Result[]> => {
    const results = await db.batch(statements.map((one) => originals.get(one) ?? one));
    take(results);
    return results;
  };
  return { prepare: (sql: string) => wrap(db.prepare(sql)), batch } as unknown as D1Database;
}

/** A KV that knows nothing and keeps nothing. */
const EMPTY_KV = { get: async () => null, put: async () => undefined } as unknown as KVNamespace;

export default {
  ...gateway,
  async fetch(request, env, context) {
    if (!request.headers.has("x-cold")) return gateway.fetch(request, env, context);
    const asked: Asked = { roundTrips: 0, statements: 0, bytes: 0 };
    const CACHE = request.headers.get("x-cold") === "d1" ? EMPTY_KV : env.CACHE;
    const answer = await createApp({ ...env, CACHE, DB: counted(env.DB, asked) }).fetch(request, context);
    const response = new Response(answer.body, answer);
    response.headers.set("x-asked", JSON.stringify(asked));
    return response;
  },
} satisfies ExportedHandler<Env>;
