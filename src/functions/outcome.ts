import type { InvocationReply } from "./modules/protocol.ts";
import type { FunctionVersion } from "./version.ts";

/** What an invocation gave. */
export interface InvocationResult {
  /** The result as JSON text, the error object where it failed; bytes where a streaming handler's response was gathered. */
  readonly payload: string | Uint8Array;
  /** AWS names every failure of today's runtimes "Unhandled" (header X-Amz-Function-Error). */
  readonly functionError?: "Unhandled" | "Handled";
  /** The invocation's log, with INIT, START, END and REPORT lines. */
  readonly logs: readonly string[];
  /** Why it failed, in one line for the operator. */
  readonly reason?: string;
  /** It was stopped, by its own timeout or by its caller's deadline. */
  readonly timedOut?: boolean;
}

/** What an invocation ended with before its log was written. */
export interface Ending {
  readonly status: InvocationReply["status"];
  readonly payload: string | Uint8Array;
  readonly errorType?: string;
  readonly initLines: readonly string[];
  readonly lines: readonly string[];
  readonly initMs?: number;
  readonly durationMs: number;
}

/** Turns what the runtime program told into the result that callers get, with the log as Lambda writes it. */
export function resultOf(
  ending: Ending,
  version: FunctionVersion,
  requestId: string,
  endedAt: number,
): InvocationResult {
  const failure = failureOf(ending, version, requestId);
  const logs = logOf(ending, version, requestId, endedAt, failure?.errorType);
  if (failure === undefined) return { payload: ending.payload, logs };
  const { payload, reason } = failure;
  const timedOut = ending.status === "timeout";
  return { payload, functionError: "Unhandled", logs, reason, ...(timedOut && { timedOut }) };
}

interface Failure {
  readonly payload: string | Uint8Array;
  readonly errorType: string;
  readonly reason: string;
}

function failureOf(ending: Ending, version: FunctionVersion, requestId: string): Failure | undefined {
  if (ending.status === "ok") return undefined;
  if (ending.status === "error") {
    const errorType = ending.errorType ?? "Error";
    return { payload: ending.payload, errorType, reason: errorReason(ending.payload, errorType) };
  }
  const timeout = ending.status === "timeout";
  const what = timeout ? `Task timed out after ${version.timeoutSeconds.toFixed(2)} seconds` : textOf(ending.payload);
  const errorType = timeout ? "Sandbox.Timedout" : "Runtime.ExitError";
  const errorMessage = `RequestId: ${requestId} Error: ${what}`;
  return { payload: JSON.stringify({ errorType, errorMessage }), errorType, reason: what };
}

function errorReason(payload: string | Uint8Array, errorType: string): string {
  const parsed: unknown = JSON.parse(textOf(payload));
  const message: unknown =
    typeof parsed === "object" && parsed !== null && "errorMessage" in parsed ? parsed.errorMessage : "";
  return `${errorType}: ${String(message)}`;
}

function textOf(payload: string | Uint8Array): string {
  return typeof payload === "string" ? payload : new TextDecoder().decode(payload);
}

// The lines as CloudWatch Logs shows them. REPORT has no "Max Memory Used": a Worker is not told.
function logOf(
  ending: Ending,
  version: FunctionVersion,
  requestId: string,
  endedAt: number,
  errorType: string | undefined,
): string[] {
  if (version.logFormat === "JSON") return jsonLog(ending, version, requestId, endedAt, errorType);
  const node = /^nodejs(\d+)/.exec(version.runtime)?.[1] ?? "22";
  const init = ending.initMs === undefined ? [] : [`INIT_START Runtime Version: nodejs:${node}`, ...ending.initLines];
  const duration = ending.durationMs.toFixed(2);
  const report =
    `REPORT RequestId: ${requestId}\tDuration: ${duration} ms\tBilled Duration: ${billed(ending)} ms\t` +
    `Memory Size: ${version.memoryMegabytes} MB\t${ending.initMs === undefined ? "" : `Init Duration: ${ending.initMs.toFixed(2)} ms\t`}`;
  const status = ending.status === "timeout" ? "Status: timeout" : `Status: error\tError Type: ${errorType}`;
  const killed = ending.status === "timeout" || ending.status === "exit";
  return [
    ...init,
    `START RequestId: ${requestId} Version: ${version.version}`,
    ...ending.lines,
    ...(ending.status === "timeout"
      ? [
          `${new Date(endedAt).toISOString()} ${requestId} Task timed out after ${version.timeoutSeconds.toFixed(2)} seconds`,
        ]
      : []),
    ...(ending.status === "exit"
      ? [`RequestId: ${requestId} Error: ${textOf(ending.payload)}`, "Runtime.ExitError"]
      : []),
    `END RequestId: ${requestId}`,
    killed ? `${report}${status}` : report,
  ];
}

// Lambda's JSON log format makes the platform's lines JSON too (Lambda's developer guide, "System log events").
function jsonLog(
  ending: Ending,
  version: FunctionVersion,
  requestId: string,
  endedAt: number,
  errorType: string | undefined,
): string[] {
  const time = new Date(endedAt).toISOString();
  const start = { time, type: "platform.start", record: { requestId, version: version.version } };
  const metrics = {
    durationMs: ending.durationMs,
    billedDurationMs: billed(ending),
    memorySizeMB: version.memoryMegabytes,
    ...(ending.initMs === undefined ? {} : { initDurationMs: ending.initMs }),
  };
  const failed = ending.status === "timeout" ? "timeout" : "error";
  const status = ending.status === "ok" ? "success" : failed;
  const record = { requestId, metrics, status, ...(errorType === undefined ? {} : { errorType }) };
  return [
    ...ending.initLines,
    JSON.stringify(start),
    ...ending.lines,
    JSON.stringify({ time, type: "platform.report", record }),
  ];
}

function billed(ending: Ending): number {
  return Math.max(1, Math.ceil(ending.durationMs));
}
