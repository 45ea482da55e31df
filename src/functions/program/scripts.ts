import type { FileTable } from "../modules/packages.ts";
import { folderOf } from "../modules/packages.ts";
import type { ProgramConfig } from "../modules/protocol.ts";
import { resolve, TASK_ROOT } from "../modules/resolve.ts";
import type { Builtins, NativeLoader } from "./builtins.ts";
import { codedError } from "./errors.ts";
import { missingError } from "./missing.ts";

/** A CommonJS module as its code sees it (nodejs.org, "The module object"). */
export interface ScriptModule {
  exports: unknown;
  readonly id: string;
  readonly path: string;
  readonly filename: string;
  loaded: boolean;
  readonly children: ScriptModule[];
  readonly paths: readonly string[];
  readonly parent: ScriptModule | undefined;
  readonly require: RequireFunction;
}

/** The `require` of one module. */
export interface RequireFunction {
  (specifier: string): unknown;
  resolve(specifier: string): string;
  readonly cache: Record<string, ScriptModule | undefined>;
  readonly main: undefined;
  readonly extensions: Readonly<Record<string, undefined>>;
}

/** The text of a script, as the link made it a function. */
type ScriptBody = (
  exports: unknown,
  require: RequireFunction,
  module: ScriptModule,
  filename: string,
  dirname: string,
  linkage: { import(specifier: unknown): Promise<unknown> },
) => void;

/** What scripts need of the rest of the registry. */
export interface ScriptSurroundings {
  readonly config: ProgramConfig;
  readonly table: FileTable;
  readonly native: NativeLoader;
  readonly builtins: () => Builtins;
  /** Loads an ES module at once. */
  readonly requireModule: (path: string, from: ScriptModule | undefined) => unknown;
  readonly importFrom: (specifier: unknown, from: string) => Promise<unknown>;
}

/** The CommonJS modules of one run of the function's code (nodejs.org, "Modules: CommonJS modules"). */
export class Scripts {
  readonly cache: Record<string, ScriptModule | undefined> = Object.create(null);
  readonly #around: ScriptSurroundings;

  constructor(around: ScriptSurroundings) {
    this.#around = around;
  }

  /** Loads a script, a JSON file or an ES module by its path and gives its exports. */
  load(path: string, parent: ScriptModule | undefined): unknown {
    const filename = `${TASK_ROOT}/${path}`;
    const cached = this.cache[filename];
    if (cached !== undefined) return cached.exports;
    const { config } = this.#around;
    if (config.code[path] === "module") return this.#around.requireModule(path, parent);
    if (path.endsWith(".node"))
      throw codedError("ERR_DLOPEN_FAILED", `Native addons cannot be loaded here: ${filename}`);
    const module = this.#newModule(path, filename, parent);
    this.cache[filename] = module;
    try {
      this.#run(module, path);
      module.loaded = true;
    } catch (thrown) {
      delete this.cache[filename];
      throw thrown;
    }
    return module.exports;
  }

  /** The `require` function for code at a path, e.g. of `createRequire`. */
  requireFor(path: string, module?: ScriptModule): RequireFunction {
    const find = (specifier: unknown) => this.#find(specifier, path, module);
    const require = (specifier: string): unknown => {
      const found = find(specifier);
      return found.kind === "builtin" ? this.#around.builtins().get(found.name) : this.load(found.path, module);
    };
    return Object.assign(require, {
      resolve: (specifier: string): string => {
        const found = find(specifier);
        return found.kind === "builtin" ? specifier : `${TASK_ROOT}/${found.path}`;
      },
      cache: this.cache,
      main: undefined,
      extensions: {},
    });
  }

  #find(
    specifier: unknown,
    from: string,
    module: ScriptModule | undefined,
  ): { kind: "file"; path: string } | { kind: "builtin"; name: string } {
    if (typeof specifier !== "string") {
      throw Object.assign(new TypeError(`The "id" argument must be of type string. Received ${typeof specifier}`), {
        code: "ERR_INVALID_ARG_TYPE",
      });
    }
    const found = resolve(this.#around.table, specifier, from, "require");
    if (found.kind === "missing")
      throw missingError(specifier, found.reason, from, "require", requireStack(from, module));
    return found;
  }

  #newModule(path: string, filename: string, parent: ScriptModule | undefined): ScriptModule {
    const folder = folderOf(path);
    const holder: { require: RequireFunction | undefined } = { require: undefined };
    const module: ScriptModule = {
      exports: {},
      id: filename,
      path: folder === "" ? TASK_ROOT : `${TASK_ROOT}/${folder}`,
      filename,
      loaded: false,
      children: [],
      paths: [`${TASK_ROOT}/node_modules`],
      parent,
      get require(): RequireFunction {
        holder.require ??= requireFor(this);
        return holder.require;
      },
    };
    const requireFor = (self: ScriptModule): RequireFunction => this.requireFor(path, self);
    parent?.children.push(module);
    return module;
  }

  #run(module: ScriptModule, path: string): void {
    const { config, native } = this.#around;
    const text = native.load(`/${path}`);
    if (config.code[path] === undefined) {
      if (!path.endsWith(".json")) throw codedError("ERR_NOT_LINKED", notLinked(module.filename));
      module.exports = parseData(text, module.filename);
      return;
    }
    const linkage = { import: (specifier: unknown) => this.#around.importFrom(specifier, path) };
    if (isBody(text))
      text.call(module.exports, module.exports, module.require, module, module.filename, module.path, linkage);
  }
}

// The link saw no way by which this file could be loaded.
function notLinked(filename: string): string {
  return `${filename} was not linked as code: load it by a call of require or import that stands in the code as such.`;
}

function isBody(text: unknown): text is ScriptBody {
  return typeof text === "function";
}

function parseData(data: unknown, filename: string): unknown {
  const text = new TextDecoder().decode(data instanceof ArrayBuffer ? data : new Uint8Array());
  try {
    return JSON.parse(text);
  } catch (thrown) {
    throw new SyntaxError(`${filename}: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  }
}

function requireStack(from: string, module: ScriptModule | undefined): string[] {
  const stack = module === undefined ? [`${TASK_ROOT}/${from}`] : [];
  for (let at = module; at !== undefined; at = at.parent) stack.push(at.filename);
  return [...stack, "/var/runtime/index.mjs"];
}
