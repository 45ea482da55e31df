import type { ChangeLog } from "./objects/change-log.ts";
import type { FunctionsEnv } from "./functions-of.ts";
import type { LimitsEnv } from "./limits-of.ts";

/**
 * Which bindings answer, for `/health`. Of Durable Objects the change log is asked; of the others, and of the worker loader, it is
 * told whether they are there.
 */
export async function bindingHealth(
  env: FunctionsEnv & LimitsEnv & { CACHE: KVNamespace },
  changeLog: DurableObjectStub<ChangeLog>,
): Promise<Record<string, boolean>> {
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
