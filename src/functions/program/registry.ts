import { newFileTable } from "../modules/packages.ts";
import type { FileTable } from "../modules/packages.ts";
import type { ProgramConfig } from "../modules/protocol.ts";
import { resolve, TASK_ROOT } from "../modules/resolve.ts";
import { Builtins } from "./builtins.ts";
import type { NativeLoader } from "./builtins.ts";
import { codedError } from "./errors.ts";
import { missingError } from "./missing.ts";
import { EsModule } from "./modules.ts";
import type { Dependency, ModuleText, Namespace } from "./modules.ts";
import { Scripts } from "./scripts.ts";
import type { ScriptModule } from "./scripts.ts";

/** All modules of one run of the function's code. A new registry is what a new execution environment is at AWS: nothing was loaded yet. */
export class Registry {
  readonly #config: ProgramConfig;
  readonly #table: FileTable;
  readonly #native: NativeLoader;
  readonly #scripts: Scripts;
  readonly #builtins: Builtins;
  readonly #modules = new Map<string, EsModule>();
  readonly #namespaces = new WeakMap<object, Namespace>();

  constructor(config: ProgramConfig, native: NativeLoader) {
    this.#config = config;
    this.#native = native;
    this.#table = newFileTable(config.files, new Map(Object.entries(config.packages)));
    this.#builtins = new Builtins(native, (path) => this.#scripts.requireFor(path));
    this.#scripts = new Scripts({
      config,
      table: this.#table,
      native,
      builtins: () => this.#builtins,
      requireModule: (path, from) => this.#requireModule(path, from),
      importFrom: (specifier, from) => this.#importFrom(specifier, from),
    });
  }

  /** Loads the handler's file in the manner that Lambda's runtime loads it, and gives its exports. */
  async loadEntry(entry: { path: string; manner: "import" | "require" }): Promise<unknown> {
    if (entry.manner === "require") return this.#scripts.load(entry.path, undefined);
    return await this.#importFile(entry.path);
  }

  async #importFrom(specifier: unknown, from: string): Promise<unknown> {
    const text = String(specifier);
    const found = resolve(this.#table, text, from, "import");
    if (found.kind === "missing") throw missingError(text, found.reason, from, "import", []);
    return found.kind === "builtin"
      ? this.#namespaceOf(this.#builtins.get(found.name))
      : await this.#importFile(found.path);
  }

  async #importFile(path: string): Promise<unknown> {
    if (this.#config.code[path] !== "module") return this.#namespaceOf(this.#scripts.load(path, undefined));
    const module = this.#module(path);
    await module.evaluate();
    return module.namespace;
  }

  #requireModule(path: string, from: ScriptModule | undefined): unknown {
    if (!this.#config.features.requireModule) {
      const asking = from === undefined ? "" : ` from ${from.filename}`;
      throw codedError("ERR_REQUIRE_ESM", `require() of ES Module ${TASK_ROOT}/${path}${asking} not supported.`);
    }
    const module = this.#module(path);
    if (module.evaluate() !== undefined) {
      throw codedError(
        "ERR_REQUIRE_ASYNC_MODULE",
        "require() cannot be used on an ESM graph with top-level await. Use import() instead.",
      );
    }
    return "module.exports" in module.namespace ? module.namespace["module.exports"] : module.namespace;
  }

  #module(path: string): EsModule {
    const known = this.#modules.get(path);
    if (known !== undefined) return known;
    const module = new EsModule(path, {
      text: (file) => this.#text(file),
      dependency: (specifier, from) => this.#dependency(specifier, from),
      importFrom: (specifier, from) => this.#importFrom(specifier, from),
      resolveFrom: (specifier, from) => this.#resolveFrom(specifier, from),
    });
    this.#modules.set(path, module);
    try {
      module.link();
    } catch (thrown) {
      this.#modules.delete(path);
      throw thrown;
    }
    return module;
  }

  #text(path: string): ModuleText {
    const text = this.#native.load(`/${path}`);
    if (typeof text === "function") text();
    if (!isModuleText(text)) throw new Error(`The file ${path} was not linked as a module.`);
    return text;
  }

  #dependency(specifier: string, from: string): Dependency {
    const found = resolve(this.#table, specifier, from, "import");
    if (found.kind === "missing") throw missingError(specifier, found.reason, from, "import", []);
    if (found.kind === "builtin") {
      return { kind: "other", what: "built-in module", load: () => this.#namespaceOf(this.#builtins.get(found.name)) };
    }
    if (this.#config.code[found.path] === "module") return { kind: "module", module: this.#module(found.path) };
    return {
      kind: "other",
      what: "CommonJS module",
      load: () => this.#namespaceOf(this.#scripts.load(found.path, undefined)),
    };
  }

  #resolveFrom(specifier: string, from: string): string {
    const found = resolve(this.#table, specifier, from, "import");
    if (found.kind === "missing") throw missingError(specifier, found.reason, from, "import", []);
    return found.kind === "builtin" ? found.name : `file://${TASK_ROOT}/${found.path}`;
  }

  // What a module without static exports gives importers: its exports as default, and each of their members by its name.
  #namespaceOf(exports: unknown): Namespace {
    if ((typeof exports !== "object" && typeof exports !== "function") || exports === null) return { default: exports };
    const known = this.#namespaces.get(exports);
    if (known !== undefined) return known;
    const namespace: Namespace = Object.create(null);
    const names = Object.keys(exports).filter((name) => name !== "default" && name !== "module.exports");
    for (const name of names)
      Object.defineProperty(namespace, name, { get: (): unknown => Reflect.get(exports, name), enumerable: true });
    Object.defineProperty(namespace, "default", { value: exports, enumerable: true });
    Object.defineProperty(namespace, "module.exports", { value: exports, enumerable: true });
    Object.defineProperty(namespace, Symbol.toStringTag, { value: "Module" });
    this.#namespaces.set(exports, namespace);
    return namespace;
  }
}

function isModuleText(text: unknown): text is ModuleText {
  return typeof text === "object" && text !== null && "linkage" in text && "body" in text;
}
