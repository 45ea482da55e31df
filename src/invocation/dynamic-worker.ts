import { unpack } from "../functions/archive/unpack.ts";
import type { InvocationResult } from "../functions/outcome.ts";
import type { FunctionRuntime, InvocationOptions, StreamedInvocation } from "../functions/runtime.ts";
import { readFunctionCode } from "../storage/function-code.ts";
import type { HeldVersion } from "./held-functions.ts";
import { failure, type RunOutcome, type RunRequest } from "./run.ts";

/** Runs versions from their uploaded archives. Never throws. */
export type DynamicWorkers = (held: HeldVersion, request: RunRequest) => Promise<RunOutcome>;

/** Runs functions in dynamic Workers; their code is read from D1 where it is not running in this place yet. */
export function dynamicWorkers(runtime: FunctionRuntime, db: D1Database, now: () => number): DynamicWorkers {
  return async ({ version, codeSize }, request) => {
    const started = now();
    const loadFiles = async () => unpack(await readFunctionCode(db, version.codeSha256, codeSize));
    try {
      const outcome =
        request.mode === "stream"
          ? await runtime.invokeStreaming(version, loadFiles, request.payload, optionsOf(request))
          : await runtime.invoke(version, loadFiles, request.payload, optionsOf(request));
      if ("body" in outcome) return streamed(outcome, version.version);
      // The function may run longer than its caller waits: that is no error of the function.
      const own = started + version.timeoutSeconds * 1000;
      if (outcome.timedOut && request.deadline !== null && request.deadline < own) {
        return failure("timedOut", `${request.arn} gave no result in the time that its caller waits`);
      }
      return answered(outcome, version.version);
    } catch (error) {
      return failure("unavailable", `${request.arn} could not be run: ${String(error)}`);
    }
  };
}

function optionsOf({ requestId, clientContext, traceHeader, deadline }: RunRequest): InvocationOptions {
  return {
    requestId,
    ...(clientContext !== null && { clientContext }),
    ...(traceHeader !== null && { traceId: traceHeader }),
    ...(deadline !== null && { deadline }),
  };
}

function answered(result: InvocationResult, executedVersion: string): RunOutcome {
  const { payload, functionError = null, logs } = result;
  return { kind: "answered", payload, functionError, executedVersion, logs };
}

function streamed({ contentType, body, ended }: StreamedInvocation, executedVersion: string): RunOutcome {
  const settled = ended.then(
    ({ reason, logs }): { reason: string | null; logs: readonly string[] } => ({ reason: reason ?? null, logs }),
    (error: unknown) => ({ reason: String(error), logs: [] }),
  );
  return {
    kind: "streaming",
    contentType,
    body,
    ended: settled.then(({ reason }) => reason),
    executedVersion,
    logs: settled.then(({ logs }) => logs),
  };
}
