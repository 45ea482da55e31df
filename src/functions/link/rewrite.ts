import { LINKAGE } from "./shape.ts";
import type { Edit, ModuleShape } from "./shape.ts";

/** What the runtime program must know of an ES module before it runs it; travels in front of the module's text. */
export interface ModuleLinkage {
  /** The specifiers of the static imports, in their order, each once. */
  readonly requests: readonly string[];
  /** What must exist: [index into requests, imported name]; the name "*" is the namespace and always exists. */
  readonly imports: readonly (readonly [request: number, imported: string])[];
  /** Exports of other modules' names: [exported name, index into requests, imported name]. */
  readonly again: readonly (readonly [name: string, request: number, imported: string])[];
  /** `export *`: indices into requests. */
  readonly stars: readonly number[];
  /** Imports whose value may change, by local name: [local name, index into requests, imported name]. */
  readonly live: readonly (readonly [local: string, request: number, imported: string])[];
  readonly awaits: boolean;
}

/**
 * A script (CommonJS module) as the text of a module that gives a function of its five well-known names.
 * It stays on its lines: nothing is put before the first line but what stands on it.
 */
export function scriptText(source: string, shape: ModuleShape): string {
  return `module.exports = function (exports, require, module, __filename, __dirname, ${LINKAGE}) {${edited(source, shape.dynamicImports)}\n};`;
}

/**
 * An ES module as the text of a module that gives its linkage and a generator: its first step makes the exports known, its
 * second runs the body. So cycles work, functions are hoisted, and the body runs inside a request, where a Worker may do I/O.
 * Imports that cannot change any more are constants; the others are read through `with`, which keeps them live.
 */
export function moduleText(
  source: string,
  shape: ModuleShape,
  isLive: (specifier: string, imported: string) => boolean,
): string {
  const linkage = linkageOf(shape, isLive);
  const names = shape.imports.flatMap(({ specifier, names }) => names.map((name) => ({ specifier, ...name })));
  const settled = names.filter(({ specifier, imported }) => !isLive(specifier, imported));
  const constants = settled.map(({ specifier, imported, local }) => {
    const namespace = `${LINKAGE}.from(${linkage.requests.indexOf(specifier)})`;
    return `${local} = ${imported === "*" ? namespace : `${namespace}[${JSON.stringify(imported)}]`}`;
  });
  const head = `${LINKAGE}.exports({${getters(shape)}}); yield;${constants.length > 0 ? ` const ${constants.join(", ")};` : ""}`;
  const body = edited(source, [...shape.edits, ...shape.dynamicImports]);
  const keyword = linkage.awaits ? "async function*" : "function*";
  // The parameters that stay empty hide the names of the script that the module is wrapped in.
  const [open, close] = linkage.live.length > 0 ? [`with (${LINKAGE}.live) { `, " }"] : ["", ""];
  return (
    `exports.linkage = ${JSON.stringify(linkage)}; exports.body = function (${LINKAGE}, require, module, exports, __filename, __dirname) { ${open}` +
    `return (${keyword} () { "use strict"; ${head} ${body}\n}).call(undefined);${close} };`
  );
}

/** The messages of the engine for scripts with the syntax of modules. */
const NOT_A_MODULE = {
  import: "Cannot use import statement outside a module",
  export: "Unexpected token 'export'",
  "import.meta": "Cannot use 'import.meta' outside a module",
};

/** The engine's message for a file that is a script and has the syntax of a module. */
export function scriptProblem(shape: ModuleShape): string | undefined {
  return shape.moduleSyntax === undefined ? undefined : NOT_A_MODULE[shape.moduleSyntax];
}

/** A file that the engine refuses to compile, as a module that throws its error when it is loaded. */
export function brokenText(message: string): string {
  return `module.exports = function () { throw new SyntaxError(${JSON.stringify(message)}); };`;
}

function linkageOf(shape: ModuleShape, isLive: (specifier: string, imported: string) => boolean): ModuleLinkage {
  const requests = [...new Set(shape.imports.map(({ specifier }) => specifier))];
  const names = shape.imports.flatMap(({ specifier, names }) => names.map((name) => ({ specifier, ...name })));
  return {
    requests,
    imports: names.map(({ specifier, imported }) => [requests.indexOf(specifier), imported] as const),
    again: shape.exports.flatMap((entry) =>
      entry.kind === "again" ? [[entry.name, requests.indexOf(entry.specifier), entry.imported] as const] : [],
    ),
    stars: shape.exports.flatMap((entry) => (entry.kind === "star" ? [requests.indexOf(entry.specifier)] : [])),
    live: names
      .filter(({ specifier, imported }) => isLive(specifier, imported))
      .map(({ specifier, imported, local }) => [local, requests.indexOf(specifier), imported] as const),
    awaits: shape.awaits,
  };
}

function getters(shape: ModuleShape): string {
  const local = shape.exports.filter((entry) => entry.kind === "local");
  return local.map((entry) => `${JSON.stringify(entry.name)}: () => ${entry.local}`).join(", ");
}

function edited(source: string, edits: readonly Edit[]): string {
  const text = source.startsWith("#!") ? `//${source.slice(2)}` : source;
  const sorted = [...edits].sort((left, right) => left.start - right.start || left.end - right.end);
  let result = "";
  let at = 0;
  for (const edit of sorted) {
    const lineBreaks = text.slice(edit.start, edit.end).split("\n").length - 1;
    result += text.slice(at, edit.start) + edit.text + "\n".repeat(lineBreaks);
    at = edit.end;
  }
  return result + text.slice(at);
}
