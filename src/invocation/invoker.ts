import { functionArn, type StoredEventConfig } from "../model/function.ts";
import type { FunctionEvent, FunctionEventPorts } from "../plan/function-event.ts";
import type {
  DirectInvocation,
  DirectInvoker,
  FunctionFailure,
  FunctionInvocation,
  FunctionInvoker,
  FunctionTarget,
} from "../plan/function-invoker.ts";
import { enqueue, eventRunner, patienceOf } from "./events.ts";
import type { DynamicWorkers } from "./dynamic-worker.ts";
import type { HeldFunction, HeldFunctions, HeldVersion } from "./held-functions.ts";
import { logRun } from "./log.ts";
import { refusalOf } from "./permission.ts";
import { failure, type Place, type Run, type RunOutcome, type RunRequest } from "./run.ts";
import { RunningFunctions } from "./running.ts";
import { createArnReader } from "./target.ts";

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
  /** puts an event into its function's queue */
  enqueue(event: FunctionEvent): Promise<void>;
  /** how events for a qualifier of a function are tried again; null: as by default */
  eventConfig(id: string, qualifier: string): Promise<StoredEventConfig | null>;
}

/** The ways in which functions are called: for traffic with the function's permission, directly, and by the queues of events. */
export interface Invokers {
  traffic: FunctionInvoker;
  direct: DirectInvoker;
  events: Pick<FunctionEventPorts, "run" | "patience">;
}

/** Makes the invokers of an isolate. A function runs in the service bound for it, else from its archive, else in AWS Lambda. */
export function createInvokers(ports: InvokerPorts): Invokers {
  const run = runner(ports);
  return {
    traffic: trafficInvoker(run),
    direct: directInvoker(run, ports),
    events: { run: eventRunner(run), patience: (arn) => patienceOf(ports, arn) },
  };
}

function runner(ports: InvokerPorts): Run {
  const running = new RunningFunctions();
  const read = createArnReader(ports.accountId, ports.binding);
  return async (request, refusal) => {
    const { own, bound } = read(request.arn);
    let held: HeldFunction | null;
    try {
      held = own && (await ports.held.find(own));
    } catch (error) {
      return failure("unavailable", `${request.arn} could not be looked up: ${String(error)}`);
    }
    const refused = held && refusal(held);
    if (refused) return refused;
    const place = bound ? { run: bound, takesEvents: false } : placeOf(ports, held, request.arn);
    if ("kind" in place) return place;
    if (request.mode === "event" && !place.takesEvents) return enqueue(ports, request);
    const outcome = held ? await running.within(held, () => place.run(request)) : await place.run(request);
    return logRun(request, outcome);
  };
}

interface ChosenPlace {
  run: Place;
  /** it has a queue of its own for events */
  takesEvents: boolean;
}

function placeOf(ports: InvokerPorts, held: HeldFunction | null, arn: string): ChosenPlace | FunctionFailure {
  const { workers } = ports;
  const chosen = held && choose(held, ports.random());
  if (chosen && workers && chosen.version.runtime.startsWith("nodejs")) {
    return { run: (request) => workers(chosen, request), takesEvents: false };
  }
  const aws = ports.aws(arn);
  if (aws) return { run: aws, takesEvents: true };
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

function trafficInvoker(run: Run): FunctionInvoker {
  const call = (arn: string, payload: string, invocation: FunctionInvocation, stream: boolean): Promise<RunOutcome> => {
    const { requestId, traceHeader, deadline } = invocation;
    const request = {
      arn,
      requestId,
      payload,
      clientContext: null,
      traceHeader,
      deadline,
      mode: modeOf(invocation.type, stream),
    };
    return run(request, (held) => {
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
  ): Promise<RunOutcome> => {
    const { requestId, clientContext, traceHeader } = invocation;
    const mode = modeOf(invocation.type, stream);
    const request = { arn: arnOf(target), requestId, payload, clientContext, traceHeader, deadline: null, mode };
    return run(request, () => null);
  };
  return {
    invoke: async (target, payload, invocation) => buffered(await call(target, payload, invocation, false)),
    invokeStreaming: async (target, payload, invocation) => call(target, payload, invocation, true),
    runsElsewhere: (target) => ports.binding(target.functionName) !== null || ports.aws(arnOf(target)) !== null,
  };
}

function modeOf(type: "RequestResponse" | "Event", stream: boolean): RunRequest["mode"] {
  return type === "Event" ? "event" : stream ? "stream" : "buffered";
}

/** Only callers that take a stream are given one. */
function buffered(outcome: RunOutcome): Exclude<RunOutcome, { kind: "streaming" }> {
  return outcome.kind === "streaming" ? failure("unavailable", "the function streamed unasked") : outcome;
}
