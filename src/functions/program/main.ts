import { WorkerEntrypoint } from "cloudflare:workers";
import type { InvocationReply, InvocationRequest, ProgramConfig, StreamReply } from "../modules/protocol.ts";
import { runBuffered } from "./buffered.ts";
import type { NativeLoader } from "./builtins.ts";
import { logFailure, patchConsole } from "./console.ts";
import { errorPayload, hideFolder } from "./errors.ts";
import { current, Invocation } from "./invocation.ts";
import { Abandoned, Sandbox } from "./sandbox.ts";
import type { LoadedHandler } from "./sandbox.ts";
import { awslambda } from "./streaming.ts";
import { runStreaming } from "./streamed.ts";
import { arrangeGlobals, Exit, nativeClearTimeout, nativeSetTimeout } from "./surroundings.ts";

/** Thrown where an invocation takes longer than the function may. */
class TimedOut extends Error {}

/**
 * Starts the runtime program in a dynamic Worker.
 * @param native the Worker's own module loader
 * @returns the Worker's entrypoint; `invoke` is what the gateway calls
 */
export function start(config: ProgramConfig, native: NativeLoader, folder: string): unknown {
  hideFolder(folder);
  arrangeGlobals(config.features.node);
  patchConsole(process.env);
  if (!/^(?:1|true)$/.test(process.env["AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA"] ?? ""))
    Reflect.set(globalThis, "awslambda", awslambda());
  const program = new Program(config, native);
  return class extends WorkerEntrypoint {
    async invoke(request: InvocationRequest): Promise<InvocationReply | StreamReply> {
      return await program.invoke(request);
    }
  };
}

/** Runs invocations, one environment after the other: what breaks an environment at AWS makes the next invocation load the code anew. */
class Program {
  readonly #config: ProgramConfig;
  readonly #native: NativeLoader;
  #sandbox: Sandbox;

  constructor(config: ProgramConfig, native: NativeLoader) {
    this.#config = config;
    this.#native = native;
    this.#sandbox = new Sandbox(config, native);
  }

  async invoke(request: InvocationRequest): Promise<InvocationReply | StreamReply> {
    const invocation = new Invocation(request.requestId);
    return await current.run(invocation, async () => {
      const began = Date.now();
      for (;;) {
        const sandbox = this.#sandbox;
        const known = sandbox.loaded;
        let loaded: LoadedHandler;
        try {
          loaded = known ?? (await this.#within(request.timeoutMs, invocation, () => sandbox.load(invocation)));
        } catch (thrown) {
          if (thrown instanceof Abandoned) continue;
          this.#renew(sandbox);
          return this.#failed(thrown, invocation, began, Date.now() - began);
        }
        const started = Date.now();
        const reply = await this.#run(loaded, request, invocation, sandbox, started);
        return known === undefined && reply.status !== "stream" ? { ...reply, initMs: started - began } : reply;
      }
    });
  }

  async #run(
    loaded: LoadedHandler,
    request: InvocationRequest,
    invocation: Invocation,
    sandbox: Sandbox,
    started: number,
  ): Promise<InvocationReply | StreamReply> {
    if (request.traceId === undefined) delete process.env["_X_AMZN_TRACE_ID"];
    else process.env["_X_AMZN_TRACE_ID"] = request.traceId;
    const { handler } = loaded;
    const deadline = started + request.timeoutMs;
    const failed = (thrown: unknown): InvocationReply => {
      if (thrown instanceof TimedOut || thrown instanceof Exit) this.#renew(sandbox);
      else logFailure("Invoke Error", thrown);
      return this.#failed(thrown, invocation, started);
    };
    const within = <T>(work: () => Promise<T>): Promise<T> => this.#within(request.timeoutMs, invocation, work);
    if (loaded.streaming)
      return await runStreaming(handler, request, deadline, {
        within,
        failed,
        ended: (payload) => ended(payload, invocation, started),
      });
    try {
      const payload = await within(() =>
        runBuffered(handler, request, invocation, deadline, this.#config.features.node),
      );
      return ended(payload, invocation, started);
    } catch (thrown) {
      return failed(thrown);
    }
  }

  async #within<T>(milliseconds: number, invocation: Invocation, work: () => Promise<T>): Promise<T> {
    let timer: ReturnType<typeof nativeSetTimeout> | undefined;
    const timeout = new Promise<never>((_resolve, reject) => {
      timer = nativeSetTimeout(() => reject(new TimedOut()), milliseconds);
    });
    try {
      return await Promise.race([work(), invocation.ended, timeout]);
    } finally {
      nativeClearTimeout(timer);
    }
  }

  #renew(sandbox: Sandbox): void {
    if (this.#sandbox !== sandbox) return;
    this.#sandbox = new Sandbox(this.#config, this.#native);
    sandbox.abandon();
  }

  #failed(thrown: unknown, invocation: Invocation, started: number, initMs?: number): InvocationReply {
    const head = initMs === undefined ? {} : { initMs };
    if (thrown instanceof TimedOut) return { ...ended("", invocation, started), ...head, status: "timeout" };
    if (thrown instanceof Exit) return { ...ended(thrown.message, invocation, started), ...head, status: "exit" };
    const error = errorPayload(thrown);
    return {
      ...ended(JSON.stringify(error), invocation, started),
      ...head,
      status: "error",
      errorType: error.errorType,
    };
  }
}

function ended(payload: string | Uint8Array, invocation: Invocation, started: number): InvocationReply {
  invocation.finished = true;
  const { initLines, lines } = invocation;
  return { status: "ok", payload, initLines, lines, durationMs: Date.now() - started };
}
