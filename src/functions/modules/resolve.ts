import { builtinName } from "./builtins.ts";
import { folderOf, foldersUp, joinPath, packageScope } from "./packages.ts";
import type { FileTable } from "./packages.ts";
import { exportsTarget, importsTarget } from "./targets.ts";
import type { Target } from "./targets.ts";

/** How a module is asked for: the two differ in conditions, extensions and folders. */
export type Manner = "import" | "require";

/** What a specifier leads to; "missing" with the reason. */
export type Resolution =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "builtin"; readonly name: string }
  | { readonly kind: "missing"; readonly reason: Missing };

/** Why a specifier leads nowhere; each has its own error code and message at node. */
export type Missing =
  | { readonly why: "module" }
  | { readonly why: "package"; readonly name: string }
  | { readonly why: "folder"; readonly path: string }
  | { readonly why: "notExported"; readonly folder: string; readonly subpath: string }
  | { readonly why: "invalid"; readonly text: string };

/** Where Lambda puts a function's code. */
export const TASK_ROOT = "/var/task";

const CONDITIONS: Readonly<Record<Manner, ReadonlySet<string>>> = {
  import: new Set(["node", "import", "node-addons"]),
  require: new Set(["node", "require", "node-addons"]),
};
const REQUIRE_EXTENSIONS = ["", ".js", ".json", ".node"];

/**
 * Resolves a specifier as node does (nodejs.org, "Modules: CommonJS modules" and "Modules: ECMAScript modules").
 * @param from the path of the asking file, relative to the task root
 */
export function resolve(table: FileTable, specifier: string, from: string, manner: Manner): Resolution {
  const builtin = builtinName(specifier);
  if (builtin !== undefined) return { kind: "builtin", name: builtin };
  const path = asPath(specifier, from, manner);
  if (path !== undefined) return findFile(table, path.path, manner, specifier.endsWith("/"));
  if (specifier.startsWith("#")) return resolveInternal(table, specifier, from, manner);
  if (specifier === "" || /^[a-z][a-z0-9+.-]*:/i.test(specifier)) return missing({ why: "module" });
  return resolveBare(table, specifier, from, manner);
}

function missing(reason: Missing): Resolution {
  return { kind: "missing", reason };
}

function asPath(specifier: string, from: string, manner: Manner): { path: string | undefined } | undefined {
  if (/^\.\.?(?:\/|$)/.test(specifier)) {
    const relative = manner === "import" ? withoutQuery(specifier) : specifier;
    return { path: joinPath(folderOf(from), relative) };
  }
  const absolute =
    manner === "import" && specifier.startsWith("file://") ? withoutQuery(specifier.slice(7)) : specifier;
  if (!absolute.startsWith("/")) return undefined;
  for (const root of [TASK_ROOT, "/bundle"]) {
    if (absolute === root || absolute.startsWith(`${root}/`))
      return { path: joinPath("", absolute.slice(root.length)) };
  }
  return { path: undefined };
}

function withoutQuery(specifier: string): string {
  const bare = specifier.replace(/[?#].*$/s, "");
  try {
    return decodeURIComponent(bare);
  } catch {
    return bare;
  }
}

function findFile(table: FileTable, path: string | undefined, manner: Manner, asFolder: boolean): Resolution {
  if (path === undefined) return missing({ why: "module" });
  if (manner === "import") {
    if (table.files.has(path) && !asFolder) return { kind: "file", path };
    return table.folders.has(path) ? missing({ why: "folder", path }) : missing({ why: "module" });
  }
  const found = (asFolder ? undefined : withExtension(table, path)) ?? folderMain(table, path);
  return found === undefined ? missing({ why: "module" }) : { kind: "file", path: found };
}

function withExtension(table: FileTable, path: string): string | undefined {
  return REQUIRE_EXTENSIONS.map((extension) => path + extension).find((candidate) => table.files.has(candidate));
}

function folderMain(table: FileTable, folder: string): string | undefined {
  const prefix = folder === "" ? "" : `${folder}/`;
  const main = table.packages.get(folder)?.main;
  const named = main === undefined ? undefined : joinPath(folder, main);
  const byMain =
    named === undefined
      ? undefined
      : (withExtension(table, named) ?? withExtension(table, joinPath(named, "index") ?? ""));
  return (
    byMain ??
    ["index.js", "index.json", "index.node"].map((name) => prefix + name).find((path) => table.files.has(path))
  );
}

function resolveInternal(table: FileTable, specifier: string, from: string, manner: Manner): Resolution {
  const scope = packageScope(table, folderOf(from));
  if (scope === undefined) return missing({ why: "module" });
  const target = importsTarget(scope.folder, scope.json.imports, specifier, CONDITIONS[manner]);
  if (target.kind === "bare") return resolve(table, target.specifier, `${scope.folder}/package.json`, manner);
  return fromTarget(table, target, scope.folder, specifier);
}

function resolveBare(table: FileTable, specifier: string, from: string, manner: Manner): Resolution {
  const match = /^((?:@[^/]+\/)?[^/@][^/]*)(\/.*)?$/.exec(specifier);
  const name = match?.[1];
  if (name === undefined) return missing({ why: "invalid", text: `Invalid module "${specifier}"` });
  const subpath = `.${match?.[2] ?? ""}`;
  const self = packageScope(table, folderOf(from));
  if (self?.json.name === name && self.json.exports !== undefined && self.json.exports !== null) {
    return fromTarget(
      table,
      exportsTarget(self.folder, self.json.exports, subpath, CONDITIONS[manner]),
      self.folder,
      subpath,
    );
  }
  for (const folder of foldersUp(folderOf(from))) {
    if (folder === "node_modules" || folder.endsWith("/node_modules")) continue;
    const found = inNodeModules(table, joinPath(folder, `node_modules/${name}`) ?? "", subpath, manner);
    if (found !== undefined) return found;
  }
  return missing({ why: "package", name });
}

function inNodeModules(table: FileTable, folder: string, subpath: string, manner: Manner): Resolution | undefined {
  const json = table.packages.get(folder);
  if (json?.exports !== undefined && json.exports !== null) {
    return fromTarget(table, exportsTarget(folder, json.exports, subpath, CONDITIONS[manner]), folder, subpath);
  }
  const path = joinPath(folder, subpath) ?? folder;
  // A whole package may be asked for by folder in either manner ("LEGACY_MAIN_RESOLVE"), and a folder that require looks at in vain
  // sends it one folder up.
  const found = findFile(table, path, subpath === "." ? "require" : manner, false);
  if (found.kind === "file" || json !== undefined) return found;
  return manner === "import" && table.folders.has(folder) ? found : undefined;
}

function fromTarget(table: FileTable, target: Target, folder: string, subpath: string): Resolution {
  if (target.kind === "path") {
    return table.files.has(target.path) ? { kind: "file", path: target.path } : missing({ why: "module" });
  }
  if (target.kind === "none") return missing({ why: "notExported", folder, subpath });
  return missing({ why: "invalid", text: `Invalid target for "${subpath}" in ${TASK_ROOT}/${folder}/package.json` });
}
