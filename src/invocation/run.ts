import type { DirectAnswer, DirectStream, FunctionFailure } from "../plan/function-invoker.ts";
import type { HeldFunction } from "./held-functions.ts";

/** One run of a function, wherever it runs. */
export interface RunRequest {
  /** as it was called, with its qualifier if it had one */
  arn: string;
  requestId: string;
  /** JSON */
  payload: string;
  /** JSON; null: none */
  clientContext: string | null;
  traceHeader: string | null;
  /** milliseconds since the epoch after which nobody waits; null: as long as the function may run */
  deadline: number | null;
  /** stream: the caller takes a stream; event: it does not wait */
  mode: "buffered" | "stream" | "event";
}

export type RunOutcome = DirectAnswer | DirectStream | FunctionFailure;

/** Somewhere that functions run. Never throws. */
export type Place = (request: RunRequest) => Promise<RunOutcome>;

/** Called before a run: why it must not be, or null. */
export type Refusal = (held: HeldFunction) => FunctionFailure | null;

/** Runs a function where it belongs. */
export type Run = (request: RunRequest, refusal: Refusal) => Promise<RunOutcome>;

/** A failure with its reason, for the log. */
export function failure(kind: FunctionFailure["kind"], reason: string): FunctionFailure {
  return { kind, reason };
}

/** What an exception of `fetch` means: the deadline's, or that nobody answers. */
export function fetchFailure(error: unknown, what: string): FunctionFailure {
  const late = error instanceof DOMException && error.name === "TimeoutError";
  return late
    ? failure("timedOut", `${what} gave no answer in time`)
    : failure("unavailable", `${what}: ${String(error)}`);
}

/** Ends a fetch at a request's deadline. */
export function signalOf({ deadline }: RunRequest, now: number): { signal?: AbortSignal } {
  return deadline === null ? {} : { signal: AbortSignal.timeout(Math.max(0, deadline - now)) };
}
