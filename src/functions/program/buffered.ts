import type { InvocationRequest } from "../modules/protocol.ts";
import { contextFields } from "./context.ts";
import { RuntimeFault } from "./errors.ts";
import type { Invocation } from "./invocation.ts";
import { nativeSetTimeout } from "./surroundings.ts";

/** A handler as Lambda's Node.js runtime calls it. */
export type Handler = (...values: unknown[]) => unknown;

/**
 * Runs a handler that gives one result: by promise, by callback or context.succeed/fail/done, or, from Node.js 24 on, by returning it.
 * @returns the result as JSON text
 * @throws what the handler failed with
 */
export async function runBuffered(
  handler: Handler,
  request: InvocationRequest,
  invocation: Invocation,
  deadline: number,
  node: number,
): Promise<string> {
  const event: unknown = JSON.parse(request.event);
  if (node >= 24) return serialized(await handler(event, contextFields(request, deadline)));
  const outcome = Promise.withResolvers<string>();
  const { callback, context } = completion(outcome, invocation);
  // Accessors would become plain values if they were spread.
  const result = handler(event, Object.assign(context, contextFields(request, deadline)), callback);
  if (isThenable(result)) result.then(context.succeed, context.fail);
  else endWhenIdle(outcome, invocation, handler);
  return await outcome.promise;
}

interface Context {
  callbackWaitsForEmptyEventLoop: boolean;
  readonly succeed: (result?: unknown) => void;
  readonly fail: (error?: unknown) => void;
  readonly done: (error?: unknown, result?: unknown) => void;
}

type Outcome = PromiseWithResolvers<string>;

// Only the first call counts. A result that cannot be serialized is an error of the invocation.
function completion(outcome: Outcome, invocation: Invocation): { callback: Context["done"]; context: Context } {
  const settle = (error: unknown, result: unknown): void => {
    if (error !== undefined && error !== null) outcome.reject(error);
    else {
      try {
        outcome.resolve(serialized(result));
      } catch (thrown) {
        outcome.reject(thrown);
      }
    }
  };
  let completed = false;
  const once = <T extends unknown[]>(act: (...values: T) => void) => {
    return (...values: T): void => {
      if (completed) return;
      completed = true;
      act(...values);
    };
  };
  const done = once<[unknown?, unknown?]>(settle);
  const context: Context = {
    callbackWaitsForEmptyEventLoop: true,
    done,
    succeed: (result) => done(undefined, result),
    fail: (error) => done(error ?? "handled"),
  };
  const callback = once<[unknown?, unknown?]>((error, result) => {
    const failed = error !== undefined && error !== null;
    if (failed || !context.callbackWaitsForEmptyEventLoop) settle(error, result);
    else void invocation.idle().then(() => settle(undefined, result));
  });
  return { callback, context };
}

/** How long nothing must go on before a handler that never answered counts as over, in milliseconds. */
const QUIET = { withoutCallback: 10, withCallback: 250 };

// A handler that neither gives a promise nor calls back succeeds with null once node's event loop is empty. What keeps that loop busy is
// known here for timers, fetch, http and sockets only; so one that takes a callback is given some time for what is not seen.
function endWhenIdle(outcome: Outcome, invocation: Invocation, handler: Handler): void {
  const quiet = handler.length >= 3 ? QUIET.withCallback : QUIET.withoutCallback;
  const check = async (): Promise<void> => {
    await invocation.idle();
    const begun = invocation.begun;
    await new Promise((resolve) => nativeSetTimeout(resolve, quiet));
    if (invocation.busy || invocation.begun !== begun) return await check();
    if (isAsyncFunction(handler)) outcome.reject(new RuntimeFault("Runtime.NodeJsExit", NEVER_SETTLED));
    else outcome.resolve("null");
  };
  void check();
}

const NEVER_SETTLED =
  "The Lambda runtime client detected an unexpected Node.js exit code. This is most commonly caused by a Promise that was never settled. " +
  "For more information, see https://nodejs.org/docs/latest/api/process.html#exit-codes";

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}

function isAsyncFunction(handler: Handler): boolean {
  return handler.constructor.name === "AsyncFunction";
}

function serialized(result: unknown): string {
  try {
    return JSON.stringify(result ?? null) ?? "null";
  } catch {
    throw new Error("Unable to stringify response body");
  }
}
