import type { Files } from "../archive/unpack.ts";
import { findHandler } from "../modules/handler.ts";
import type { ProgramConfig } from "../modules/protocol.ts";
import { fileTable, runtimeFeatures } from "./files.ts";
import { gatherCode } from "./graph.ts";
import type { CodeFile } from "./graph.ts";
import { liveness } from "./liveness.ts";
import type { Liveness } from "./liveness.ts";
import { brokenText, moduleText, scriptProblem, scriptText } from "./rewrite.ts";

/** What to link: the files, the handler setting, and what of the configuration decides how modules load. */
export interface LinkInput {
  readonly files: Files;
  /** E.g. "index.handler". */
  readonly handler: string;
  /** E.g. "nodejs22.x". */
  readonly runtime: string;
  /** The function's NODE_OPTIONS variable; "" without. */
  readonly nodeOptions: string;
  /** Files that the engine refused to compile, with its message; they throw it when they are loaded. */
  readonly broken?: ReadonlyMap<string, string>;
}

/** A function's code as the modules of a dynamic Worker. */
export interface LinkedCode {
  readonly mainModule: string;
  readonly modules: Record<string, WorkerLoaderModule>;
}

/**
 * Links a function's files and the runtime program into the modules of a dynamic Worker, in one pass and without evaluating anything:
 * each file of code becomes a module that gives a function, which the program calls when the file is loaded. A missing handler or import
 * is no error here: the invocation reports it, as at AWS.
 * @param program the runtime program's text
 */
export function link(input: LinkInput, program: string): LinkedCode {
  const { files } = input;
  const table = fileTable(files);
  const features = runtimeFeatures(input.runtime, input.nodeOptions);
  const { entry, exportPath } = findHandler(table, input.handler);
  const code = "path" in entry ? gatherCode(files, table, entry.path, features) : new Map<string, CodeFile>();
  const isLive = liveness(table, code);
  const own = ownFolder(files);
  const config: ProgramConfig = {
    entry,
    handler: input.handler,
    exportPath,
    files: [...files.keys()],
    packages: Object.fromEntries(table.packages),
    code: Object.fromEntries([...code.values()].map((file) => [file.path, file.isModule ? "module" : "script"])),
    features,
  };
  const modules: Record<string, WorkerLoaderModule> = {
    [`${own}/main.js`]: {
      js: `import { start } from "./program.js"; import native from "./native.cjs"; import config from "./config.js"; export default start(JSON.parse(config), native, ${JSON.stringify(own)});`,
    },
    [`${own}/program.js`]: { js: program },
    [`${own}/native.cjs`]: { cjs: "exports.load = (name) => require(name);" },
    [`${own}/config.js`]: { js: `export default ${JSON.stringify(JSON.stringify(config))};` },
  };
  for (const [path, bytes] of files) {
    const file = code.get(path);
    if (file !== undefined) modules[path] = { cjs: codeText(file, isLive, input.broken?.get(path)) };
    else modules[path] = { data: exactBuffer(bytes) };
  }
  return { mainModule: `${own}/main.js`, modules };
}

function codeText(file: CodeFile, isLive: Liveness, refused: string | undefined): string {
  const problem = refused ?? (file.isModule ? undefined : scriptProblem(file.shape));
  if (problem !== undefined) return brokenText(problem);
  if (!file.isModule) return scriptText(file.source, file.shape);
  return moduleText(file.source, file.shape, (specifier, imported) => isLive(file, specifier, imported));
}

function exactBuffer(bytes: Uint8Array): ArrayBuffer {
  const { buffer } = bytes;
  if (buffer instanceof ArrayBuffer && bytes.byteLength === buffer.byteLength) return buffer;
  const copy = new ArrayBuffer(bytes.byteLength);
  new Uint8Array(copy).set(bytes);
  return copy;
}

// A folder that no file of the function lies in.
function ownFolder(files: Files): string {
  let name = "tollgate";
  const taken = new Set([...files.keys()].map((path) => path.split("/", 1)[0]));
  while (taken.has(name)) name += "_";
  return name;
}
