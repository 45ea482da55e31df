import type { Files } from "./archive/unpack.ts";
import program from "./generated/program.json";
import { link } from "./link/link.ts";
import { refusedFile } from "./load-failure.ts";
import type { InvocationReply, InvocationRequest, StreamReply } from "./modules/protocol.ts";
import { resultOf } from "./outcome.ts";
import type { Ending, InvocationResult } from "./outcome.ts";
import { environmentOf, logStreamName } from "./version.ts";
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

/** The day from which workerd's behaviour is taken for functions; later changes of the platform do not reach them by themselves. */
const COMPATIBILITY_DATE = "2026-10-23";
const COMPATIBILITY_FLAGS = ["nodejs_compat", "global_fetch_strictly_public"];
const DEFAULT_GRACE_MS = 1000;
/** How many files that cannot be compiled are set aside before giving up on a function's code. */
const MOST_BROKEN_FILES = 50;
/** How many functions' keys are remembered; what is forgotten is computed again. */
const MOST_REMEMBERED = 1000;

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

/** The entrypoint of the runtime program, as calls see it. */
interface ProgramEntrypoint {
  invoke(request: InvocationRequest): Promise<InvocationReply | StreamReply>;
}

/** By which name a function's code with its configuration runs, and which of its files could not be compiled. */
interface Environment {
  id: string;
  readonly broken: Map<string, string>;
}

class Runtime {
  readonly #around: RuntimeSurroundings;
  readonly #environments = new Map<string, Environment>();

  constructor(around: RuntimeSurroundings) {
    this.#around = around;
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
    const environment = await this.#environment(version);
    for (;;) {
      try {
        return await this.#within(request, this.#entrypoint(version, environment, loadFiles).invoke(request));
      } catch (thrown) {
        const refused = refusedFile(thrown);
        if (refused === undefined) throw thrown;
        if (environment.broken.size >= MOST_BROKEN_FILES || environment.broken.has(refused.path)) {
          return syntaxFailure(refused.message, this.#around.now() - started);
        }
        environment.broken.set(refused.path, refused.message);
        // Another name, because a Worker that failed to start keeps its name.
        environment.id += `/${environment.broken.size}`;
      }
    }
  }

  #entrypoint(version: FunctionVersion, environment: Environment, loadFiles: () => Promise<Files>): ProgramEntrypoint {
    const stub = this.#around.loader.get(environment.id, async () => {
      const { outbound, now } = this.#around;
      const { runtime, handler, environment: variables } = version;
      const nodeOptions = variables["NODE_OPTIONS"] ?? "";
      const code = link(
        { files: await loadFiles(), handler, runtime, nodeOptions, broken: environment.broken },
        program.text,
      );
      const id = crypto.randomUUID().replaceAll("-", "");
      return {
        compatibilityDate: COMPATIBILITY_DATE,
        compatibilityFlags: COMPATIBILITY_FLAGS,
        mainModule: code.mainModule,
        modules: code.modules,
        env: environmentOf(version, logStreamName(version.version, now(), id)),
        ...networkOf(version.networkAllowed, outbound),
      };
    });
    // The program's entrypoint is known by its own type; the binding cannot know it.
    return stub.getEntrypoint() as unknown as ProgramEntrypoint;
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

  async #environment(version: FunctionVersion): Promise<Environment> {
    const variables = environmentOf(version, "");
    const networked = version.networkAllowed && this.#around.outbound !== null;
    const key = JSON.stringify([
      version.codeSha256,
      networked,
      Object.entries(variables).sort(([left], [right]) => (left < right ? -1 : 1)),
    ]);
    const known = this.#environments.get(key);
    if (known !== undefined) return known;
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(key)));
    const hex = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const made: Environment = { id: `function-${hex}`, broken: new Map() };
    const oldest = this.#environments.keys().next();
    if (this.#environments.size >= MOST_REMEMBERED && oldest.done !== true) this.#environments.delete(oldest.value);
    this.#environments.set(key, made);
    return made;
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

function networkOf(allowed: boolean, outbound: Fetcher | null | undefined): { globalOutbound?: Fetcher | null } {
  if (!allowed || outbound === null) return { globalOutbound: null };
  return outbound === undefined ? {} : { globalOutbound: outbound };
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

function syntaxFailure(message: string, durationMs: number): Ending {
  const errorType = "Runtime.UserCodeSyntaxError";
  const payload = JSON.stringify({
    errorType,
    errorMessage: `SyntaxError: ${message}`,
    trace: [`${errorType}: SyntaxError: ${message}`],
  });
  return { status: "error", payload, errorType, initLines: [], lines: [], durationMs };
}
