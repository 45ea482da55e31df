import { functionArn, parseFunctionReference } from "../model/function.ts";
import type {
  DirectInvocation,
  DirectInvoker,
  FunctionFailure,
  FunctionInvocation,
  FunctionInvoker,
  FunctionTarget,
} from "../plan/function-invoker.ts";
import type { DynamicWorkers } from "./dynamic-worker.ts";
import type { HeldFunction, HeldFunctions, HeldVersion } from "./held-functions.ts";
import { logRun } from "./log.ts";
import { refusalOf } from "./permission.ts";
import { failure, type Place, type RunOutcome, type RunRequest } from "./run.ts";

/** The places where functions run, and what is needed to choose. */
export interface InvokerPorts {
  held: HeldFunctions;
  accountId: string;
  /** the service that is bound for a function; null: none */
  binding(functionName: string): Place | null;
  /** null: this worker has no Worker Loader */
  workers: DynamicWorkers | null;
  /** real AWS Lambda, where it may be asked for this function; null: it may not */
  aws(arn: string): Place | null;
  /** a number from 0 to below 1 */
  random(): number;
}

/** Both ways in which functions are called: for traffic with the function's permission, and directly. */
export interface Invokers {
  traffic: FunctionInvoker;
  direct: DirectInvoker;
}

/** Makes the invokers of an isolate. A function runs in the service bound for it, else from its archive, else in AWS Lambda. */
export function createInvokers(ports: InvokerPorts): Invokers {
  const run = runner(ports);
  return { traffic: trafficInvoker(run, ports), direct: directInvoker(run, ports) };
}

/** Called before a run: why it must not be, or null. */
type Refusal = (held: HeldFunction) => FunctionFailure | null;
type Run = (target: FunctionTarget | null, request: RunRequest, refusal: Refusal) => Promise<RunOutcome>;

function runner(ports: InvokerPorts): Run {
  const running = new Map<string, number>();
  return async (target, request, refusal) => {
    let held: HeldFunction | null;
    try {
      held = target && (await ports.held.find(target));
    } catch (error) {
      return failure("unavailable", `${request.arn} could not be looked up: ${String(error)}`);
    }
    const refused = held && refusal(held);
    if (refused) return refused;
    const place = placeOf(ports, held, request.arn);
    if ("kind" in place) return place;
    if (!held) return logRun(request, await place.run(request));
    const count = running.get(held.id) ?? 0;
    if (held.concurrency !== null && count >= held.concurrency) {
      return failure("throttled", `${held.arn} runs ${count} times already, which is its reserved concurrency`);
    }
    running.set(held.id, count + 1);
    try {
      return logRun(request, await place.run(request));
    } finally {
      const left = (running.get(held.id) ?? 1) - 1;
      if (left === 0) running.delete(held.id);
      else running.set(held.id, left);
    }
  };
}

function placeOf(ports: InvokerPorts, held: HeldFunction | null, arn: string): { run: Place } | FunctionFailure {
  const { workers } = ports;
  const bound = ports.binding(parseFunctionReference(arn)?.functionName ?? "");
  if (bound) return { run: bound };
  const chosen = held && choose(held, ports.random());
  if (chosen && workers && chosen.version.runtime.startsWith("nodejs")) {
    return { run: (request) => workers(chosen, request) };
  }
  const aws = ports.aws(arn);
  if (aws) return { run: aws };
  if (!chosen) return failure("unknownFunction", `there is no function ${arn}`);
  const { runtime } = chosen.version;
  return failure(
    "unavailable",
    workers
      ? `${arn} is written for ${runtime}: it needs a service binding or AWS Lambda`
      : `${arn} cannot run: this worker has no Worker Loader (worker_loaders in wrangler.toml, a paid plan)`,
  );
}

/** One of the versions that a qualifier means, each as often as its weight says. */
function choose({ versions, weights }: HeldFunction, random: number): HeldVersion | null {
  let left = random;
  for (const [index, version] of versions.entries()) {
    left -= weights[index] ?? 0;
    if (left < 0) return version;
  }
  return versions.at(-1) ?? null;
}

const NO_EVENTS = failure("unavailable", "event invocations are not implemented");

function trafficInvoker(run: Run, ports: InvokerPorts): FunctionInvoker {
  const call = (
    arn: string,
    payload: string,
    invocation: FunctionInvocation,
    stream: boolean,
  ): Promise<RunOutcome> | RunOutcome => {
    if (invocation.type === "Event") return NO_EVENTS;
    const target = ownFunction(arn, ports.accountId);
    const { requestId, traceHeader, deadline } = invocation;
    const request = { arn, requestId, payload, clientContext: null, traceHeader, deadline, stream };
    return run(target, request, (held) => {
      const reason = refusalOf(held, invocation);
      return reason === null ? null : failure("notPermitted", reason);
    });
  };
  return {
    invoke: async (arn, payload, invocation) => buffered(await call(arn, payload, invocation, false)),
    invokeStreaming: async (arn, payload, invocation) => call(arn, payload, invocation, true),
  };
}

function directInvoker(run: Run, ports: InvokerPorts): DirectInvoker {
  const arnOf = ({ region, functionName, qualifier }: FunctionTarget): string =>
    functionArn(region, ports.accountId, functionName, qualifier);
  const call = (
    target: FunctionTarget,
    payload: string,
    invocation: DirectInvocation,
    stream: boolean,
  ): Promise<RunOutcome> | RunOutcome => {
    if (invocation.type === "Event") return NO_EVENTS;
    const { requestId, clientContext, traceHeader } = invocation;
    const request = { arn: arnOf(target), requestId, payload, clientContext, traceHeader, deadline: null, stream };
    return run(target, request, () => null);
  };
  return {
    invoke: async (target, payload, invocation) => buffered(await call(target, payload, invocation, false)),
    invokeStreaming: async (target, payload, invocation) => call(target, payload, invocation, true),
    runsElsewhere: (target) => ports.binding(target.functionName) !== null || ports.aws(arnOf(target)) !== null,
  };
}

/** The function that an ARN of this account names; null: it is somebody else's, or no ARN. */
function ownFunction(arn: string, accountId: string): FunctionTarget | null {
  const reference = parseFunctionReference(arn);
  return reference?.region && reference.accountId === accountId ? { ...reference, region: reference.region } : null;
}

/** Only callers that take a stream are given one. */
function buffered(outcome: RunOutcome): Exclude<RunOutcome, { kind: "streaming" }> {
  return outcome.kind === "streaming" ? failure("unavailable", "the function streamed unasked") : outcome;
}
