import type { Config } from "./config.ts";
import { createFunctionRuntime } from "./functions/runtime.ts";
import { awsLambda } from "./invocation/aws-lambda.ts";
import { type DynamicWorkers, dynamicWorkers } from "./invocation/dynamic-worker.ts";
import { HeldFunctions } from "./invocation/held-functions.ts";
import { createInvokers, type InvokerPorts, type Invokers } from "./invocation/invoker.ts";
import { serviceBinding } from "./invocation/service-binding.ts";
import { outgoingAws } from "./outgoing-aws.ts";
import type { FunctionQueueObject } from "./objects/function-queue.ts";
import { createSigningKeys } from "./sigv4/signingkey.ts";
import { readEventConfig } from "./storage/function-reads.ts";
import type { Secrets } from "./storage/secrets.ts";

/** What running functions takes of the worker's environment. */
export interface FunctionsEnv {
  DB: D1Database;
  LOADER?: WorkerLoader;
  FUNCTION_QUEUE: DurableObjectNamespace<FunctionQueueObject<FunctionsEnv>>;
}

/** The gateway's own bindings: no function is called by their names. */
export const OWN_BINDINGS: ReadonlySet<string> = new Set([
  "DB",
  "CACHE",
  "CHANGE_LOG",
  "LIMITS",
  "LOADER",
  "CONNECTIONS",
  "DOMAINS",
  "FUNCTION_QUEUE",
  "ASSETS",
]);

/** The functions that this isolate holds, and the ways to call them. */
export interface Functions extends Invokers {
  held: HeldFunctions;
}

/** Puts together how functions are called in this worker. `secrets`: null where ENCRYPTION_KEY is not set. */
export function functionsOf(env: FunctionsEnv, config: Config, secrets: Secrets | null, now: () => number): Functions {
  const { ACCOUNT_ID: accountId } = config;
  const open = (rowId: string, sealed: string): string => {
    if (!secrets) throw new Error("ENCRYPTION_KEY is not set");
    return secrets.open(rowId, sealed);
  };
  const held = new HeldFunctions({ db: env.DB, accountId, now, open });
  const invokers = createInvokers({
    held,
    accountId,
    binding: bindings(env, now),
    workers: workersOf(env, config, now),
    aws: awsOf(config, env, now),
    random: () => Math.random(),
    enqueue: (event) => queueOf(env, event.arn).enqueue(event),
    eventConfig: (id, qualifier) => readEventConfig(env.DB, id, qualifier),
  });
  return { held, ...invokers };
}

/** A function has one queue for all of its qualifiers. */
function queueOf(
  { FUNCTION_QUEUE: queues }: FunctionsEnv,
  arn: string,
): DurableObjectStub<FunctionQueueObject<FunctionsEnv>> {
  return queues.get(queues.idFromName(arn.split(":").slice(0, 7).join(":")));
}

function workersOf({ DB, LOADER: loader }: FunctionsEnv, config: Config, now: () => number): DynamicWorkers | null {
  if (!loader) return null;
  const closed = config.FUNCTION_NETWORK === "off";
  return dynamicWorkers(createFunctionRuntime({ loader, now, ...(closed && { outbound: null }) }), DB, now);
}

/** The binding of a function: its name in upper case, with `_` for `-`. */
function bindings(env: object, now: () => number): InvokerPorts["binding"] {
  return (functionName) => {
    const service = serviceNamed(env, functionName.toUpperCase().replaceAll("-", "_"));
    return service && serviceBinding(service, now);
  };
}

/** A service that the operator has bound to this worker; null: there is none of this name. */
export function serviceNamed(env: object, name: string): Fetcher | null {
  if (OWN_BINDINGS.has(name)) return null;
  const binding: unknown = Reflect.get(env, name);
  return isService(binding) ? binding : null;
}

/** Of the platform's bindings only services (and assets, which are the gateway's own) have this method. */
function isService(binding: unknown): binding is Fetcher {
  return typeof binding === "object" && binding !== null && "fetch" in binding && typeof binding.fetch === "function";
}

function awsOf(config: Config, env: object, now: () => number): InvokerPorts["aws"] {
  const { credentials, endpoint, allows } = outgoingAws(config, env);
  if (!credentials) return () => null;
  const place = awsLambda({
    credentials,
    endpoint: (region) => endpoint("lambda", region),
    signingKeys: createSigningKeys(),
    fetch: (url, init) => fetch(url, init),
    now,
  });
  return (arn) => (allows("lambda", arn) ? place : null);
}
