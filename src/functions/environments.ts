import type { Files } from "./archive/unpack.ts";
import program from "./generated/program.json";
import { link } from "./link/link.ts";
import type { InvocationReply, InvocationRequest, StreamReply } from "./modules/protocol.ts";
import { environmentOf, logStreamName } from "./version.ts";
import type { FunctionVersion } from "./version.ts";

/** The day from which workerd's behaviour is taken for functions; later changes of the platform do not reach them by themselves. */
const COMPATIBILITY_DATE = "2026-10-23";
const COMPATIBILITY_FLAGS = ["nodejs_compat", "global_fetch_strictly_public"];
/** How many functions' environments are remembered; what is forgotten is computed again. */
const MOST_REMEMBERED = 1000;

/** By which name a function's code with its configuration runs, and what is known of it. */
export interface Environment {
  readonly name: string;
  /** The name of the Worker that is in use: another one after each that failed. */
  id: string;
  attempts: number;
  /** Files that the engine refused to compile, with its messages. */
  readonly broken: Map<string, string>;
  /** The Worker whose files could not be had, and why: an error of the gateway's storage, not of the function. */
  unloaded?: { readonly id: string; readonly thrown: unknown };
}

/** The entrypoint of the runtime program, as calls see it. */
export interface ProgramEntrypoint {
  invoke(request: InvocationRequest): Promise<InvocationReply | StreamReply>;
}

/** What environments are made with. */
export interface EnvironmentSurroundings {
  readonly loader: WorkerLoader;
  readonly outbound?: Fetcher | null;
  readonly now: () => number;
}

/** The execution environments of functions: a dynamic Worker for each code, configuration and set of variables. */
export class Environments {
  readonly #around: EnvironmentSurroundings;
  readonly #known = new Map<string, Environment>();
  /** versions are plain data that nobody changes: what was found for one holds as long as it does */
  readonly #found = new WeakMap<FunctionVersion, Environment>();

  constructor(around: EnvironmentSurroundings) {
    this.#around = around;
  }

  /** The environment of a version; two versions share one only if nothing that its code could see differs. */
  async of(version: FunctionVersion): Promise<Environment> {
    const found = this.#found.get(version) ?? (await this.#find(version));
    this.#found.set(version, found);
    return found;
  }

  async #find(version: FunctionVersion): Promise<Environment> {
    const networked = version.networkAllowed && this.#around.outbound !== null;
    const variables = Object.entries(environmentOf(version, "")).sort(([left], [right]) => (left < right ? -1 : 1));
    const key = JSON.stringify([version.codeSha256, networked, variables]);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(key)));
    const name = `function-${[...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
    const made: Environment = { name, id: name, attempts: 0, broken: new Map() };
    const oldest = this.#known.keys().next();
    if (this.#known.size >= MOST_REMEMBERED && oldest.done !== true) this.#known.delete(oldest.value);
    this.#known.set(key, made);
    return made;
  }

  /** The runtime program of an environment; its files are asked for where the Worker is not there yet. */
  entrypoint(version: FunctionVersion, environment: Environment, loadFiles: () => Promise<Files>): ProgramEntrypoint {
    const { id } = environment;
    const stub = this.#around.loader.get(id, async () => {
      try {
        return this.#workerCode(version, environment, await loadFiles());
      } catch (thrown) {
        environment.unloaded = { id, thrown };
        throw thrown;
      }
    });
    // The program's entrypoint is known by its own type; the binding cannot know it.
    return stub.getEntrypoint() as unknown as ProgramEntrypoint;
  }

  #workerCode(version: FunctionVersion, environment: Environment, files: Files): WorkerLoaderWorkerCode {
    const { outbound, now } = this.#around;
    const { runtime, handler } = version;
    const nodeOptions = version.environment["NODE_OPTIONS"] ?? "";
    const code = link({ files, handler, runtime, nodeOptions, broken: environment.broken }, program.text);
    const stream = logStreamName(version.version, now(), crypto.randomUUID().replaceAll("-", ""));
    return {
      compatibilityDate: COMPATIBILITY_DATE,
      compatibilityFlags: COMPATIBILITY_FLAGS,
      mainModule: code.mainModule,
      modules: code.modules,
      env: environmentOf(version, stream),
      ...networkOf(version.networkAllowed, outbound),
    };
  }
}

function networkOf(allowed: boolean, outbound: Fetcher | null | undefined): { globalOutbound?: Fetcher | null } {
  if (!allowed || outbound === null) return { globalOutbound: null };
  return outbound === undefined ? {} : { globalOutbound: outbound };
}
