/** What resolution reads of a package.json (nodejs.org, "Modules: Packages"). */
export interface PackageJson {
  readonly name?: string;
  readonly type?: string;
  readonly main?: string;
  readonly exports?: unknown;
  readonly imports?: unknown;
}

/** The files of a function's code and what their package.json files say. Paths are relative to the task root. */
export interface FileTable {
  readonly files: ReadonlySet<string>;
  readonly folders: ReadonlySet<string>;
  /** By folder; "" is the task root. */
  readonly packages: ReadonlyMap<string, PackageJson>;
}

/** Makes the table; the folders are those that the files lie in. */
export function newFileTable(paths: Iterable<string>, packages: ReadonlyMap<string, PackageJson>): FileTable {
  const files = new Set(paths);
  const folders = new Set([""]);
  for (const path of files) {
    for (let folder = folderOf(path); !folders.has(folder); folder = folderOf(folder)) folders.add(folder);
  }
  return { files, folders, packages };
}

/** The folder that a path lies in; "" for the task root. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

/** Joins a folder and a relative path, with `.` and `..` resolved; undefined where it leaves the task root. */
export function joinPath(folder: string, relative: string): string | undefined {
  const segments = folder === "" ? [] : folder.split("/");
  for (const segment of relative.split("/")) {
    if (segment === "" || segment === ".") continue;
    if (segment !== "..") segments.push(segment);
    else if (segments.pop() === undefined) return undefined;
  }
  return segments.join("/");
}

/** A folder and the folders above it, innermost first, the task root ("") last. */
export function foldersUp(folder: string): string[] {
  const folders = [folder];
  for (let at = folder; at !== "";) {
    at = folderOf(at);
    folders.push(at);
  }
  return folders;
}

/**
 * The nearest package.json at or above a folder; the search ends at a `node_modules` folder, as node's does
 * ("LOOKUP_PACKAGE_SCOPE").
 */
export function packageScope(table: FileTable, folder: string): { folder: string; json: PackageJson } | undefined {
  for (const candidate of foldersUp(folder)) {
    if (candidate === "node_modules" || candidate.endsWith("/node_modules")) return undefined;
    const json = table.packages.get(candidate);
    if (json !== undefined) return { folder: candidate, json };
  }
  return undefined;
}
