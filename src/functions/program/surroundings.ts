import { RuntimeFault } from "./errors.ts";
import { current } from "./invocation.ts";
import type { Invocation } from "./invocation.ts";

/** The timer that the runtime program itself uses, whatever the function's code does to the global one. */
export const nativeSetTimeout = globalThis.setTimeout;
/** Its counterpart. */
export const nativeClearTimeout = globalThis.clearTimeout;

/** process.exit(code): ends the invocation as the end of the process does at AWS. */
export class Exit extends Error {
  readonly code: number;
  constructor(code: number) {
    super(code === 0 ? "Runtime exited without providing a reason" : `Runtime exited with error: exit status ${code}`);
    this.code = code;
  }
}

/**
 * Makes the globals of a Worker those of Lambda's Node.js: no Cache API (it is the gateway's), timers and fetch that are counted and
 * whose uncaught errors end their invocation, a process that knows the task root and does not end the Worker.
 */
export function arrangeGlobals(node: number): void {
  Reflect.deleteProperty(globalThis, "caches");
  Reflect.set(globalThis, "global", globalThis);
  patchTimers();
  patchFetch();
  patchProcess(node);
  globalThis.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    if (process.listenerCount("unhandledRejection") > 0) return;
    current.getStore()?.fail(unhandledRejection(event.reason));
  });
}

function unhandledRejection(reason: unknown): RuntimeFault {
  return Object.assign(new RuntimeFault("Runtime.UnhandledPromiseRejection", String(reason)), { reason });
}

type Callback = (...values: unknown[]) => void;

// Runs a callback of the event loop: what it throws ends the invocation that it belongs to.
function guarded(callback: Callback, values: unknown[], invocation: Invocation | undefined): void {
  try {
    callback(...values);
  } catch (thrown) {
    if (process.listenerCount("uncaughtException") > 0)
      process.emit("uncaughtException", thrown instanceof Error ? thrown : new Error(String(thrown)));
    else if (invocation === undefined) throw thrown;
    else invocation.fail(thrown);
  }
}

function patchTimers(): void {
  // Weak, because the timers of an invocation that is over are never cleared.
  const pending = new WeakMap<object, Invocation>();
  const settle = (timer: unknown): void => {
    if (typeof timer !== "object" || timer === null) return;
    const invocation = pending.get(timer);
    if (pending.delete(timer)) invocation?.done();
  };
  const starting = (start: (callback: () => void, delay?: number) => unknown, once: boolean) => {
    return (callback: Callback, delay?: number, ...values: unknown[]): unknown => {
      const invocation = current.getStore();
      const run = (): void => {
        if (once) settle(timer);
        guarded(callback, values, invocation);
      };
      const timer = start(run, delay);
      if (invocation !== undefined && typeof timer === "object" && timer !== null) {
        invocation.begin();
        pending.set(timer, invocation);
      }
      return timer;
    };
  };
  const clearing = (clear: (timer: never) => void) => (timer: never) => {
    settle(timer);
    clear(timer);
  };
  const { setTimeout, setInterval, setImmediate, clearTimeout, clearInterval, clearImmediate } = globalThis;
  const immediate = starting((callback) => setImmediate(callback), true);
  Object.assign(globalThis, {
    setTimeout: starting(setTimeout, true),
    setInterval: starting(setInterval, false),
    setImmediate: (callback: Callback, ...values: unknown[]) => immediate(callback, undefined, ...values),
    clearTimeout: clearing(clearTimeout),
    clearInterval: clearing(clearInterval),
    clearImmediate: clearing(clearImmediate),
  });
}

function patchFetch(): void {
  const { fetch } = globalThis;
  globalThis.fetch = async (input, init) => {
    const invocation = current.getStore();
    invocation?.begin();
    try {
      return await fetch(input, init);
    } finally {
      invocation?.done();
    }
  };
}

function patchProcess(node: number): void {
  process.cwd = () => "/var/task";
  process.exit = (code) => {
    const exit = new Exit(typeof code === "number" ? code : Number(code ?? process.exitCode ?? 0));
    current.getStore()?.fail(exit);
    throw exit;
  };
  const version = `v${node}.0.0`;
  if (!process.version.startsWith(`v${node}.`))
    Object.defineProperty(process, "version", { value: version, configurable: true });
}
