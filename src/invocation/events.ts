import { functionId, LATEST, type StoredEventConfig } from "../model/function.ts";
import type { EventOutcome, EventPatience, FunctionEvent } from "../plan/function-event.ts";
import type { InvokerPorts } from "./invoker.ts";
import { failure, type Run, type RunOutcome, type RunRequest } from "./run.ts";
import { ownFunction } from "./target.ts";

/** Lambda's own limit of an event. */
const MOST_EVENT_BYTES = 1024 * 1024;
/** Lambda's defaults (API reference, PutFunctionEventInvokeConfig). */
const RETRIES = 2;
const AGE_SECONDS = 6 * 60 * 60;

/** Puts an event into its function's queue; the answer is empty. */
export async function enqueue(ports: Pick<InvokerPorts, "enqueue">, request: RunRequest): Promise<RunOutcome> {
  const { arn, requestId, payload, clientContext, traceHeader } = request;
  const bytes = new TextEncoder().encode(payload).byteLength;
  if (bytes > MOST_EVENT_BYTES) {
    const limit = `${bytes} byte payload is too large for the Event invocation type (limit ${MOST_EVENT_BYTES} bytes)`;
    return failure("payloadTooLarge", limit);
  }
  try {
    await ports.enqueue({ arn, requestId, payload, clientContext, traceHeader });
  } catch (error) {
    return failure("unavailable", `the queue of ${arn} cannot be reached: ${String(error)}`);
  }
  return { kind: "answered", payload: "", functionError: null, executedVersion: LATEST, logs: null };
}

/** Runs events that a queue hands over: their callers' permission was checked when they came. */
export function eventRunner(run: Run): (event: FunctionEvent) => Promise<EventOutcome> {
  return async (event) => {
    const request: RunRequest = { ...event, deadline: null, mode: "buffered" };
    return eventOutcome(await run(request, () => null));
  };
}

function eventOutcome(outcome: RunOutcome): EventOutcome {
  switch (outcome.kind) {
    case "answered": {
      if (outcome.functionError === null) return { kind: "done" };
      const { payload } = outcome;
      const text = typeof payload === "string" ? payload : new TextDecoder().decode(payload);
      return { kind: "failed", reason: `the function failed: ${text}` };
    }
    case "streaming":
    case "timedOut":
      return { kind: "failed", reason: "reason" in outcome ? outcome.reason : "the function streamed unasked" };
    case "throttled":
    case "unavailable":
      return { kind: "refused", reason: outcome.reason };
    case "unknownFunction":
    case "notPermitted":
    case "payloadTooLarge":
      return { kind: "lost", reason: outcome.reason };
  }
}

/** How often and how long events for a function are tried: as its configuration says, where it can be read. */
export async function patienceOf(
  ports: Pick<InvokerPorts, "accountId" | "eventConfig">,
  arn: string,
): Promise<EventPatience> {
  const target = ownFunction(arn, ports.accountId);
  let config: StoredEventConfig | null = null;
  try {
    if (target) {
      const id = functionId(target.region, target.functionName);
      config = await ports.eventConfig(id, target.qualifier ?? LATEST);
    }
  } catch (error) {
    console.error(JSON.stringify({ event: "storageUnreachable", function: arn, reason: String(error) }));
  }
  return {
    retries: config?.maximumRetryAttempts ?? RETRIES,
    ageMillis: (config?.maximumEventAgeInSeconds ?? AGE_SECONDS) * 1000,
  };
}
