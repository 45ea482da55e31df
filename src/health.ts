import type { FunctionsEnv } from "./functions-of.ts";
import type { LimitsEnv } from "./limits-of.ts";
import type { ChangeLog } from "./objects/change-log.ts";
import type { Later } from "./traffic/exchange.ts";
import { SharedWork } from "./storage/shared-work.ts";

/** How long an isolate repeats what it found out: anybody may ask, and nobody shall load the bindings by asking. */
const REMEMBERED_MS = 2_000;
/** How long one request waits for what another one is finding out. */
const PATIENCE_MS = 2_000;

/** Which bindings answer, by their names. */
export type Health = Readonly<Record<string, boolean>>;

type HealthEnv = FunctionsEnv & LimitsEnv & { CACHE: KVNamespace };

/** What `/health` tells: the bindings are asked at most once in two seconds, however many ask. `now` in milliseconds since the epoch. */
export function createHealth(
  env: HealthEnv,
  changeLog: () => Pick<DurableObjectStub<ChangeLog>, "since">,
  now: () => number,
): (later: Later) => Promise<Health> {
  const asking = new SharedWork<Health>(PATIENCE_MS, now);
  let last: { readonly health: Health; readonly until: number } | undefined;
  return async (later) => {
    if (last !== undefined && now() < last.until) return last.health;
    return asking.run("health", later, async () => {
      const health = await bindingHealth(env, changeLog());
      last = { health, until: now() + REMEMBERED_MS };
      return health;
    });
  };
}

/** Of Durable Objects the change log is asked; of the others, and of the worker loader, it is told whether they are there. */
async function bindingHealth(env: HealthEnv, changeLog: Pick<DurableObjectStub<ChangeLog>, "since">): Promise<Health> {
  const answers = (probe: PromiseLike<unknown>): Promise<boolean> =>
    Promise.resolve(probe).then(
      () => true,
      () => false,
    );
  const [DB, CACHE, CHANGE_LOG] = await Promise.all([
    answers(env.DB.prepare("SELECT 1").first()),
    answers(env.CACHE.get("health")),
    answers(changeLog.since(-1)),
  ]);
  const present = {
    CONNECTIONS: "CONNECTIONS" in env,
    DOMAINS: "DOMAINS" in env,
    FUNCTION_QUEUE: "FUNCTION_QUEUE" in env,
    LIMITS: "LIMITS" in env,
    LOADER: "LOADER" in env,
  };
  return { DB, CACHE, CHANGE_LOG, ...present };
}
