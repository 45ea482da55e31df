import { EventEmitter } from "node:events";
import { builtinName } from "../modules/builtins.ts";
import { codedError } from "./errors.ts";
import { taskFileSystem } from "./filesystem.ts";
import { current } from "./invocation.ts";

/** The Worker's own module loader, which knows built-in modules and the function's files by their names. */
export interface NativeLoader {
  load(name: string): unknown;
}

/** Makes the `require` function of a file; the module that `createRequire` belongs to gives it. */
export type RequireMaker = (path: string) => (specifier: string) => unknown;

/** Node's built-in modules as the function's code sees them. */
export class Builtins {
  readonly #native: NativeLoader;
  readonly #requireFor: RequireMaker;
  readonly #made = new Map<string, unknown>();

  constructor(native: NativeLoader, requireFor: RequireMaker) {
    this.#native = native;
    this.#requireFor = requireFor;
  }

  /**
   * @param name with `node:`
   * @throws an error with code ERR_UNKNOWN_BUILTIN_MODULE where the platform has no such module
   */
  get(name: string): unknown {
    if (!this.#made.has(name)) this.#made.set(name, this.#make(name));
    return this.#made.get(name);
  }

  #make(name: string): unknown {
    if (name === "node:process") return process;
    if (name === "node:console") return Object.assign(this.#load(name), console);
    if (name === "node:module") return this.#moduleModule();
    if (name === "node:timers") return { ...this.#load(name), ...timers() };
    if (name === "node:fs") return taskFileSystem(this.#load(name));
    if (name === "node:fs/promises") return taskFileSystem(this.#load("node:fs"))["promises"];
    if (name === "node:http" || name === "node:https") return trackedModule(this.#load(name), ["request", "get"]);
    if (name === "node:net" || name === "node:tls")
      return trackedModule(this.#load(name), ["connect", "createConnection"]);
    return this.#load(name);
  }

  #load(name: string): object {
    let loaded: unknown;
    try {
      loaded = this.#native.load(name);
    } catch {
      throw codedError("ERR_UNKNOWN_BUILTIN_MODULE", `No such built-in module: ${name}`);
    }
    if ((typeof loaded !== "object" && typeof loaded !== "function") || loaded === null) {
      throw codedError("ERR_UNKNOWN_BUILTIN_MODULE", `No such built-in module: ${name}`);
    }
    return loaded;
  }

  #moduleModule(): unknown {
    const native = this.#load("node:module");
    const createRequire = (from: string | URL): unknown => this.#requireFor(taskPath(String(from)));
    const isBuiltin = (name: string): boolean => builtinName(name) !== undefined;
    const made = Object.assign(() => {}, native, { createRequire, isBuiltin });
    return Object.assign(made, { Module: made });
  }
}

// Requests and sockets keep node's event loop busy until they close.
function trackedModule(native: object, names: readonly string[]): Record<string, unknown> {
  const members: Record<string, unknown> = { ...native };
  for (const name of names) {
    const member = members[name];
    if (typeof member !== "function") continue;
    members[name] = (...values: unknown[]): unknown => {
      const emitter: unknown = Reflect.apply(member, native, values);
      const invocation = current.getStore();
      if (invocation !== undefined && emitter instanceof EventEmitter) {
        invocation.begin();
        emitter.once("close", () => invocation.done());
      }
      return emitter;
    };
  }
  return members;
}

function timers(): Record<string, unknown> {
  const { setTimeout, setInterval, setImmediate, clearTimeout, clearInterval, clearImmediate } = globalThis;
  return { setTimeout, setInterval, setImmediate, clearTimeout, clearInterval, clearImmediate };
}

function taskPath(from: string): string {
  const path = from.startsWith("file://") ? decodeURIComponent(from.slice(7)) : from;
  return path.replace(/^\/(?:var\/task|bundle)\//, "");
}
