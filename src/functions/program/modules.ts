import type { ModuleLinkage } from "../link/rewrite.ts";
import { TASK_ROOT } from "../modules/resolve.ts";
import { folderOf } from "../modules/packages.ts";

/** The names that a module gives to those that import it. */
export type Namespace = Record<string, unknown>;

/** What an import request leads to: an ES module, or something whose names are known once it is loaded. */
export type Dependency =
  | { readonly kind: "module"; readonly module: EsModule }
  | { readonly kind: "other"; readonly load: () => Namespace; readonly what: string };

/** What the text of an ES module is handed. */
interface Linkage {
  exports(getters: Readonly<Record<string, () => unknown>>): void;
  from(request: number): Namespace;
  readonly live: object;
  fallback: unknown;
  readonly meta: object;
  import(specifier: unknown): Promise<unknown>;
}

/** The text of an ES module, as the link made it a generator; its first step makes its exports known. */
export interface ModuleText {
  readonly linkage: ModuleLinkage;
  readonly body: (linkage: Linkage) => Generator | AsyncGenerator;
}

/** What an ES module needs of the rest of the registry. */
export interface ModuleSurroundings {
  readonly text: (path: string) => ModuleText;
  readonly dependency: (specifier: string, from: string) => Dependency;
  readonly importFrom: (specifier: unknown, from: string) => Promise<unknown>;
  readonly resolveFrom: (specifier: string, from: string) => string;
}

interface Evaluation {
  done: boolean;
  error?: { readonly thrown: unknown };
  promise?: Promise<void>;
}

/** One ES module of one run of the function's code (ECMAScript, section 16.2.1.6: link, then evaluate once). */
export class EsModule {
  readonly path: string;
  readonly namespace: Namespace = Object.create(null);
  readonly #around: ModuleSurroundings;
  readonly #text: ModuleText;
  readonly #body: Generator | AsyncGenerator;
  readonly #live: object = Object.create(null);
  #dependencies: Dependency[] = [];
  /** Requests whose module was still being linked, so that this one must not wait for it: what closes a cycle. */
  readonly #backward = new Set<number>();
  #linked = false;
  #evaluation: Evaluation | undefined;

  constructor(path: string, around: ModuleSurroundings) {
    this.path = path;
    this.#around = around;
    this.#text = around.text(path);
    Object.defineProperty(this.namespace, Symbol.toStringTag, { value: "Module" });
    this.#body = this.#text.body(this.#linkage());
    void this.#body.next();
  }

  /** Finds the modules that this one imports, and theirs. */
  link(): void {
    const { linkage } = this.#text;
    for (const [index, specifier] of linkage.requests.entries()) {
      const dependency = this.#around.dependency(specifier, this.path);
      if (dependency.kind === "module" && !dependency.module.#linked) this.#backward.add(index);
      this.#dependencies.push(dependency);
    }
    for (const [name, request, imported] of linkage.again)
      define(this.namespace, name, () => this.#value(request, imported));
    for (const [local, request, imported] of linkage.live)
      define(this.#live, local, () => this.#value(request, imported));
    this.#linked = true;
  }

  /** Runs the module after those that it imports; gives a promise where one of them awaits. Runs once, fails always alike. */
  evaluate(): Promise<void> | undefined {
    const state = this.#evaluation;
    if (state === undefined) return this.#start();
    if (state.error !== undefined) throw state.error.thrown;
    return state.done ? undefined : state.promise;
  }

  #start(): Promise<void> | undefined {
    const state: Evaluation = { done: false };
    this.#evaluation = state;
    const failed = (thrown: unknown): never => {
      state.error = { thrown };
      throw thrown;
    };
    try {
      const promise = this.#runFrom(0);
      if (promise === undefined) {
        state.done = true;
        return undefined;
      }
      state.promise = promise.then(() => void (state.done = true), failed);
      return state.promise;
    } catch (thrown) {
      return failed(thrown);
    }
  }

  #runFrom(first: number): Promise<void> | undefined {
    for (let index = first; index < this.#dependencies.length; index++) {
      const dependency = this.#dependencies[index];
      if (dependency?.kind === "other") dependency.load();
      if (dependency?.kind !== "module" || this.#backward.has(index)) continue;
      const waiting = dependency.module.evaluate();
      if (waiting !== undefined) return waiting.then(() => this.#runFrom(index + 1));
    }
    this.#defineStars();
    this.#checkImports();
    const step = this.#body.next();
    return step instanceof Promise ? step.then(() => undefined) : undefined;
  }

  // `export *` gives every name but "default" that the module does not give itself.
  #defineStars(): void {
    for (const request of this.#text.linkage.stars) {
      for (const name of Object.keys(this.#from(request))) {
        const own = name === "default" || name === "module.exports" || Object.hasOwn(this.namespace, name);
        if (!own) define(this.namespace, name, () => this.#value(request, name));
      }
    }
  }

  #checkImports(): void {
    const { imports, again, requests } = this.#text.linkage;
    const asked = [...imports, ...again.map(([, request, imported]) => [request, imported] as const)];
    for (const [request, imported] of asked) {
      const dependency = this.#dependencies[request];
      if (imported === "*" || dependency === undefined || this.#backward.has(request)) continue;
      if (imported in this.#from(request)) continue;
      throw new SyntaxError(missingName(requests[request] ?? "", imported, dependency));
    }
  }

  #from(request: number): Namespace {
    const dependency = this.#dependencies[request];
    if (dependency === undefined) return {};
    return dependency.kind === "module" ? dependency.module.namespace : dependency.load();
  }

  #value(request: number, imported: string): unknown {
    const namespace = this.#from(request);
    return imported === "*" ? namespace : namespace[imported];
  }

  #linkage(): Linkage {
    const filename = `${TASK_ROOT}/${this.path}`;
    const folder = folderOf(this.path);
    return {
      exports: (getters) => {
        for (const [name, getter] of Object.entries(getters)) define(this.namespace, name, getter);
      },
      from: (request) => this.#from(request),
      live: this.#live,
      fallback: undefined,
      meta: Object.assign(Object.create(null), {
        dirname: folder === "" ? TASK_ROOT : `${TASK_ROOT}/${folder}`,
        filename,
        url: `file://${filename.split("/").map(encodeURIComponent).join("/")}`,
        main: false,
        resolve: (specifier: string) => this.#around.resolveFrom(specifier, this.path),
      }),
      import: (specifier) => this.#around.importFrom(specifier, this.path),
    };
  }
}

function define(target: object, name: string, getter: () => unknown): void {
  Object.defineProperty(target, name, { get: getter, enumerable: true, configurable: true });
}

// The sentences are node's, so that searching for them finds node's explanations.
function missingName(specifier: string, imported: string, dependency: Dependency): string {
  if (dependency.kind === "module")
    return `The requested module '${specifier}' does not provide an export named '${imported}'`;
  return (
    `Named export '${imported}' not found. The requested module '${specifier}' is a ${dependency.what}, ` +
    `which may not support all module.exports as named exports.`
  );
}
