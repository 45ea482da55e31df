import type { Files } from "../archive/unpack.ts";
import type { FileTable } from "../modules/packages.ts";
import type { RuntimeFeatures } from "../modules/protocol.ts";
import { resolve } from "../modules/resolve.ts";
import { analyze } from "./analyze.ts";
import { isCode, isModule, sourceText } from "./files.ts";
import type { ModuleShape } from "./shape.ts";

/** A file of code that the handler may load. */
export interface CodeFile {
  readonly path: string;
  readonly source: string;
  readonly shape: ModuleShape;
  readonly isModule: boolean;
}

/**
 * Gathers the code that the handler's file can reach. Where a file loads modules by names that only running it tells, all code of the
 * archive is gathered: what a Worker is made of cannot grow later.
 */
export function gatherCode(
  files: Files,
  table: FileTable,
  entry: string,
  features: RuntimeFeatures,
): Map<string, CodeFile> {
  const gathered = new Map<string, CodeFile>();
  const waiting = [entry];
  let everything = false;
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const bytes = gathered.has(path) ? undefined : files.get(path);
    if (bytes === undefined) continue;
    const source = sourceText(bytes);
    const shape = analyze(source);
    const file: CodeFile = { path, source, shape, isModule: isModule(table, path, shape, features) };
    gathered.set(path, file);
    waiting.push(...reached(table, file));
    if (shape.open && !everything) {
      everything = true;
      waiting.push(...[...files.keys()].filter(isCode));
    }
  }
  return gathered;
}

function reached(table: FileTable, file: CodeFile): string[] {
  const asked = [
    ...file.shape.imports.map(({ specifier }) => resolve(table, specifier, file.path, "import")),
    ...file.shape.requires.map((specifier) => resolve(table, specifier, file.path, "require")),
    ...file.shape.requires.map((specifier) => resolve(table, specifier, file.path, "import")),
  ];
  return asked.flatMap((found) => (found.kind === "file" && !found.path.endsWith(".json") ? [found.path] : []));
}

/** Tells of each ES module which group of modules that import each other it belongs to (Tarjan's strongly connected components). */
export function cycleGroups(
  code: ReadonlyMap<string, CodeFile>,
  importsOf: (file: CodeFile) => CodeFile[],
): Map<string, number> {
  const groups = new Map<string, number>();
  const order = new Map<string, number>();
  const stack: string[] = [];
  const visit = (file: CodeFile): number => {
    const index = order.size;
    order.set(file.path, index);
    stack.push(file.path);
    let low = index;
    for (const next of importsOf(file)) {
      if (!order.has(next.path)) low = Math.min(low, visit(next));
      else if (!groups.has(next.path)) low = Math.min(low, order.get(next.path) ?? low);
    }
    if (low === index) closeGroup(stack, file.path, groups, index);
    return low;
  };
  for (const file of code.values()) if (file.isModule && !order.has(file.path)) visit(file);
  return groups;
}

function closeGroup(stack: string[], root: string, groups: Map<string, number>, group: number): void {
  for (let path = stack.pop(); path !== undefined; path = stack.pop()) {
    groups.set(path, group);
    if (path === root) return;
  }
}
