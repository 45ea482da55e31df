import type { FileTable } from "../modules/packages.ts";
import { resolve } from "../modules/resolve.ts";
import { cycleGroups } from "./graph.ts";
import type { CodeFile } from "./graph.ts";

/** Tells whether an imported name may still change after the importing module has started to run. */
export type Liveness = (file: CodeFile, specifier: string, imported: string) => boolean;

/**
 * Imports are live bindings (ECMAScript, section 16.2.1.6). One whose exporting module has run to its end and declares it constant
 * cannot change any more, and may be copied; the names of a module in the same cycle, or of a variable, may.
 */
export function liveness(table: FileTable, code: ReadonlyMap<string, CodeFile>): Liveness {
  const moduleAt = (from: CodeFile, specifier: string): CodeFile | undefined => {
    const found = resolve(table, specifier, from.path, "import");
    const file = found.kind === "file" ? code.get(found.path) : undefined;
    return file?.isModule === true ? file : undefined;
  };
  const groups = cycleGroups(code, (file) =>
    file.shape.imports.flatMap(({ specifier }) => moduleAt(file, specifier) ?? []),
  );
  const mayChange = (file: CodeFile, name: string, seen: ReadonlySet<CodeFile>): boolean => {
    if (seen.has(file)) return true;
    const within = new Set([...seen, file]);
    const entry = file.shape.exports.find((candidate) => candidate.kind !== "star" && candidate.name === name);
    if (entry?.kind === "local") return !entry.constant;
    const specifiers =
      entry?.kind === "again"
        ? [entry.specifier]
        : file.shape.exports.flatMap((star) => (star.kind === "star" ? [star.specifier] : []));
    const imported = entry?.kind === "again" ? entry.imported : name;
    return specifiers.some((specifier) => {
      const target = moduleAt(file, specifier);
      if (target === undefined || imported === "*") return false;
      return target.shape.exports.length > 0 && mayChange(target, imported, within);
    });
  };
  return (file, specifier, imported) => {
    const target = moduleAt(file, specifier);
    if (target === undefined || imported === "*") return false;
    if (groups.get(target.path) === groups.get(file.path)) return true;
    return mayChange(target, imported, new Set());
  };
}
