import type { Files } from "./archive/unpack.ts";
import { Environments } from "./environments.ts";
import type { Environment } from "./environments.ts";
import { refusedFile } from "./load-failure.ts";
import type { RefusedFile } from "./load-failure.ts";
import type { InvocationReply, InvocationRequest, StreamReply } from "./modules/protocol.ts";
import { resultOf } from "./outcome.ts";
import type { Ending, InvocationResult } from "./outcome.ts";
import type { FunctionVersion } from "./version.ts";

/** What the runtime needs of its surroundings. */
export interface RuntimeSurroundings {
  /** The Worker Loader binding. */
  readonly loader: WorkerLoader;
  /**
   * The way out for functions that may use the network: absent for that of the gateway itself (the internet; its bindings are never part of
   * it), null to close the network for all functions.
   */
  readonly outbound?: Fetcher | null;
  readonly now: () => number;
  /** How many milliseconds an invocation may overrun its timeout before the gateway stops waiting for its answer. */
  readonly graceMs?: number;
}

/** One call of a function. */
export interface InvocationOptions {
  readonly requestId: string;
  /** JSON text of the context object's clientContext. */
  readonly clientContext?: string;
  readonly identity?: string;
  readonly traceId?: string;
  /** A time (as `now` gives it) after which nobody waits for the result; the function's own timeout where it is earlier. */
  readonly deadline?: number;
}

/** What a streaming invocation gives: headers and bytes as they come, and how it ended once they all came. */
export interface StreamedInvocation {
  /** "application/vnd.awslambda.http-integration-response" where the bytes begin with a prelude: JSON, eight NULs. */
  readonly contentType: string;
  readonly body: ReadableStream<Uint8Array>;
  readonly ended: Promise<InvocationResult>;
}

/** Runs functions in dynamic Workers. */
export interface FunctionRuntime {
  /**
   * Runs a function once and gathers its result. Never throws for what the function does: that is a result with `functionError`.
   * @param loadFiles gives the code's files; called only where the code is not running in this place yet
   * @param payload the event as JSON text; "" means an empty object
   * @throws what `loadFiles` throws, and errors of the platform
   */
  invoke(
    version: FunctionVersion,
    loadFiles: () => Promise<Files>,
    payload: string | Uint8Array,
    options: InvocationOptions,
  ): Promise<InvocationResult>;
  /** The same for callers that take the response as a stream. A handler that does not stream, or fails at once, gives a plain result. */
  invokeStreaming(
    version: FunctionVersion,
    loadFiles: () => Promise<Files>,
    payload: string | Uint8Array,
    options: InvocationOptions,
  ): Promise<InvocationResult | StreamedInvocation>;
}

const DEFAULT_GRACE_MS = 1000;
/** How many files that cannot be compiled are set aside before giving up on a function's code. */
const MOST_BROKEN_FILES = 20;

/** Makes a runtime. Keep one per isolate: it remembers by which names code is loaded, no code. */
export function createFunctionRuntime(around: RuntimeSurroundings): FunctionRuntime {
  const runtime = new Runtime(around);
  return {
    invoke: async (version, loadFiles, payload, options) => {
      const outcome = await runtime.run(version, loadFiles, payload, options, false);
      return "body" in outcome ? await outcome.ended : outcome;
    },
    invokeStreaming: (version, loadFiles, payload, options) => runtime.run(version, loadFiles, payload, options, true),
  };
}

class Runtime {
  readonly #around: RuntimeSurroundings;
  readonly #environments: Environments;

  constructor(around: RuntimeSurroundings) {
    this.#around = around;
    this.#environments = new Environments(around);
  }

  async run(
    version: FunctionVersion,
    loadFiles: () => Promise<Files>,
    payload: string | Uint8Array,
    options: InvocationOptions,
    stream: boolean,
  ): Promise<InvocationResult | StreamedInvocation> {
    const { now } = this.#around;
    const started = now();
    const request = invocationRequest(version, payload, options, stream, started);
    const reply = await this.#call(version, loadFiles, request, started);
    if (reply.status !== "stream") return resultOf(reply, version, options.requestId, now());
    const ended = endOf(reply).then((ending) => resultOf(ending, version, options.requestId, now()));
    return { contentType: reply.contentType, body: reply.body, ended };
  }

  async #call(
    version: FunctionVersion,
    loadFiles: () => Promise<Files>,
    request: InvocationRequest,
    started: number,
  ): Promise<Ending | StreamReply> {
    const environment = await this.#environments.of(version);
    for (;;) {
      const { id } = environment;
      try {
        return await this.#within(
          request,
          this.#environments.entrypoint(version, environment, loadFiles).invoke(request),
        );
      } catch (thrown) {
        // Under another name from now on: a Worker that failed to start fails for good.
        if (environment.id === id) environment.id = `${environment.name}/${++environment.attempts}`;
        if (environment.unloaded?.id === id) throw environment.unloaded.thrown;
        const durationMs = this.#around.now() - started;
        const refused = refusedFile(thrown);
        if (refused === undefined) return crash(thrown, durationMs);
        if (!setAside(environment, refused)) return syntaxFailure(refused.message, durationMs);
      }
    }
  }

  // Where the Worker itself does not answer in time (it is stuck, or the platform is slow), the caller is answered all the same.
  async #within<T>(request: InvocationRequest, work: Promise<T>): Promise<T | Ending> {
    const { graceMs = DEFAULT_GRACE_MS } = this.#around;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const durationMs = request.timeoutMs;
    const late = new Promise<Ending>((resolve) => {
      const ending: Ending = { status: "timeout", payload: "", initLines: [], lines: [], durationMs };
      timer = setTimeout(() => resolve(ending), 2 * durationMs + graceMs);
    });
    try {
      return await Promise.race([work, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}

// The reply holds on to the Worker until it is disposed of (Workers' RPC lifecycle).
async function endOf(reply: StreamReply): Promise<InvocationReply> {
  try {
    return await reply.finish();
  } finally {
    const dispose: unknown = Reflect.get(reply, Symbol.dispose);
    if (typeof dispose === "function") Reflect.apply(dispose, reply, []);
  }
}

// Another caller may have set the same file aside meanwhile; the same file twice means that setting it aside did not help.
function setAside(environment: Environment, { path, message }: RefusedFile): boolean {
  const known = environment.broken.get(path) === message && environment.attempts > 2 * environment.broken.size;
  environment.broken.set(path, message);
  return !known && environment.broken.size <= MOST_BROKEN_FILES;
}

function invocationRequest(
  version: FunctionVersion,
  payload: string | Uint8Array,
  options: InvocationOptions,
  stream: boolean,
  started: number,
): InvocationRequest {
  const { requestId, clientContext, identity, traceId, deadline } = options;
  const text = typeof payload === "string" ? payload : new TextDecoder().decode(payload);
  const own = version.timeoutSeconds * 1000;
  return {
    event: text === "" ? "{}" : text,
    requestId,
    functionArn: version.arn,
    timeoutMs: deadline === undefined ? own : Math.max(0, Math.min(own, deadline - started)),
    stream,
    ...(clientContext === undefined ? {} : { clientContext }),
    ...(identity === undefined ? {} : { identity }),
    ...(traceId === undefined ? {} : { traceId }),
  };
}

// The Worker itself broke: out of memory, out of CPU time, or the platform failed. At AWS the environment's process would have died.
function crash(thrown: unknown, durationMs: number): Ending {
  const payload = `Runtime exited with error: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
  return { status: "exit", payload, initLines: [], lines: [], durationMs };
}

function syntaxFailure(message: string, durationMs: number): Ending {
  const errorType = "Runtime.UserCodeSyntaxError";
  const payload = JSON.stringify({
    errorType,
    errorMessage: `SyntaxError: ${message}`,
    trace: [`${errorType}: SyntaxError: ${message}`],
  });
  return { status: "error", payload, errorType, initLines: [], lines: [], durationMs };
}
