/** An event invocation that waits for its turn. */
export interface FunctionEvent {
  /** the function as it was called, with its qualifier if it had one */
  arn: string;
  /** stays the same over all attempts, as at AWS */
  requestId: string;
  /** JSON */
  payload: string;
  /** JSON; null: none */
  clientContext: string | null;
  traceHeader: string | null;
}

/** What became of an attempt to run an event. */
export type EventOutcome =
  | { kind: "done" }
  /** the function ran and failed: a retry of those that are counted */
  | { kind: "failed"; reason: string }
  /** it could not run now: tried again until the event is too old */
  | { kind: "refused"; reason: string }
  /** it will never run */
  | { kind: "lost"; reason: string };

/** How long and how often an event is tried. */
export interface EventPatience {
  /** retries after the first attempt */
  retries: number;
  ageMillis: number;
}

/** What the queue of a function's events needs of the rest of the worker. None of it throws. */
export interface FunctionEventPorts {
  run(event: FunctionEvent): Promise<EventOutcome>;
  /** as configured now */
  patience(arn: string): Promise<EventPatience>;
  now(): number;
}
