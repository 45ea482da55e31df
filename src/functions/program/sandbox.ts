import type { ProgramConfig } from "../modules/protocol.ts";
import type { Handler } from "./buffered.ts";
import type { NativeLoader } from "./builtins.ts";
import { logFailure } from "./console.ts";
import { RuntimeFault } from "./errors.ts";
import type { Invocation } from "./invocation.ts";
import { Registry } from "./registry.ts";
import { isStreaming } from "./streaming.ts";

/** The handler, ready to be called. */
export interface LoadedHandler {
  readonly handler: Handler;
  readonly streaming: boolean;
}

/** Thrown to those who wait for code that another invocation was loading when it was cut off; they load it themselves. */
export class Abandoned extends Error {}

/** An execution environment of Lambda's: the function's code is loaded once in it, by the first invocation. */
export class Sandbox {
  readonly #config: ProgramConfig;
  readonly #native: NativeLoader;
  #loading: Promise<LoadedHandler> | undefined;
  #loaded: LoadedHandler | undefined;
  readonly #waiting = new Set<(reason: Abandoned) => void>();

  constructor(config: ProgramConfig, native: NativeLoader) {
    this.#config = config;
    this.#native = native;
  }

  /** Whether the handler is there without waiting. */
  get loaded(): LoadedHandler | undefined {
    return this.#loaded;
  }

  /** Loads the code, or waits for the invocation that does. */
  async load(invocation: Invocation): Promise<LoadedHandler> {
    if (this.#loading === undefined) {
      this.#loading = this.#load(invocation);
      return await this.#loading;
    }
    // Each waits for a promise of its own request: one of another request ends with that.
    const cutOff = Promise.withResolvers<never>();
    this.#waiting.add(cutOff.reject);
    try {
      return await Promise.race([this.#loading, cutOff.promise]);
    } finally {
      this.#waiting.delete(cutOff.reject);
    }
  }

  /** Lets nobody wait any longer for code that is being loaded. */
  abandon(): void {
    for (const cutOff of this.#waiting) cutOff(new Abandoned());
  }

  async #load(invocation: Invocation): Promise<LoadedHandler> {
    invocation.loading = true;
    try {
      this.#loaded = checked(this.#config, await this.#find());
      return this.#loaded;
    } catch (thrown) {
      const fault = asLoadFault(thrown);
      logFailure("Uncaught Exception", fault);
      throw fault;
    } finally {
      invocation.loading = false;
    }
  }

  async #find(): Promise<unknown> {
    const { entry, exportPath } = this.#config;
    if ("fault" in entry) throw new RuntimeFault(entry.fault.type, entry.fault.message);
    let found = await new Registry(this.#config, this.#native).loadEntry(entry);
    for (const name of exportPath)
      found = found === undefined || found === null ? found : Reflect.get(Object(found), name);
    return found;
  }
}

function checked(config: ProgramConfig, found: unknown): LoadedHandler {
  if (found === undefined || found === null || found === false || found === 0 || found === "") {
    throw new RuntimeFault("Runtime.HandlerNotFound", `${config.handler} is undefined or not exported`);
  }
  if (!isHandler(found)) throw new RuntimeFault("Runtime.HandlerNotFound", `${config.handler} is not a function`);
  const streaming = isStreaming(found);
  if (config.features.node >= 24 && found.length >= 3 && !streaming)
    throw new RuntimeFault("Runtime.CallbackHandlerDeprecated", NO_CALLBACKS);
  return { handler: found, streaming };
}

const NO_CALLBACKS =
  "ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function " +
  "to use a supported handler signature to use Node.js 24 or later. For more information see " +
  "https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.";

function isHandler(found: unknown): found is Handler {
  return typeof found === "function";
}

// Which errors of loading have a type of their own at Lambda; all others keep theirs.
function asLoadFault(thrown: unknown): unknown {
  if (thrown instanceof RuntimeFault || !(thrown instanceof Error)) return thrown;
  if (thrown instanceof SyntaxError) return new RuntimeFault("Runtime.UserCodeSyntaxError", String(thrown));
  const code: unknown = Reflect.get(thrown, "code");
  const missing = code === "MODULE_NOT_FOUND" || code === "ERR_MODULE_NOT_FOUND";
  return missing ? new RuntimeFault("Runtime.ImportModuleError", String(thrown)) : thrown;
}
