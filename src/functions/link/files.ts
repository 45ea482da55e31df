import type { Files } from "../archive/unpack.ts";
import { folderOf, newFileTable, packageScope } from "../modules/packages.ts";
import type { FileTable, PackageJson } from "../modules/packages.ts";
import type { RuntimeFeatures } from "../modules/protocol.ts";
import type { ModuleShape } from "./shape.ts";

/** Reads which files there are and what their package.json files say. One that is not JSON says nothing, as at node's own look-up. */
export function fileTable(files: Files): FileTable {
  const packages = new Map<string, PackageJson>();
  for (const [path, bytes] of files) {
    if (path === "package.json" || path.endsWith("/package.json")) packages.set(folderOf(path), packageJson(bytes));
  }
  return newFileTable(files.keys(), packages);
}

/** The text of a source file, without a byte order mark. */
export function sourceText(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** Whether a file is JavaScript by its name; extensionless files are code only when the handler names them. */
export function isCode(path: string): boolean {
  return /\.[cm]?js$/.test(path);
}

/**
 * Whether a file is an ES module (nodejs.org, "Determining module system"): by extension, by the nearest package.json, and where the
 * runtime detects it, by its syntax.
 */
export function isModule(table: FileTable, path: string, shape: ModuleShape, features: RuntimeFeatures): boolean {
  if (path.endsWith(".mjs")) return true;
  if (!path.endsWith(".js")) return false;
  const type = packageScope(table, folderOf(path))?.json.type;
  if (type === "module" || type === "commonjs") return type === "module";
  return features.detectModule && shape.moduleSyntax !== undefined;
}

/** What the Node.js versions of Lambda allow, and NODE_OPTIONS re-enables (Lambda's developer guide, "Building with Node.js"). */
export function runtimeFeatures(runtime: string, nodeOptions: string): RuntimeFeatures {
  const node = Number(/^nodejs(\d+)/.exec(runtime)?.[1] ?? "22");
  const asked = (option: string): boolean => nodeOptions.split(/\s+/).includes(option);
  return {
    node,
    requireModule: node >= 24 || asked("--experimental-require-module"),
    detectModule: node >= 24 || asked("--experimental-detect-module"),
  };
}

function packageJson(bytes: Uint8Array): PackageJson {
  let parsed: unknown;
  try {
    parsed = JSON.parse(sourceText(bytes));
  } catch {
    return {};
  }
  if (typeof parsed !== "object" || parsed === null) return {};
  const fields = new Map(Object.entries(parsed));
  const text = (name: string): string | undefined => {
    const value: unknown = fields.get(name);
    return typeof value === "string" ? value : undefined;
  };
  const [name, type, main] = [text("name"), text("type"), text("main")];
  const [exports, imports]: [unknown, unknown] = [fields.get("exports"), fields.get("imports")];
  return {
    ...(name === undefined ? {} : { name }),
    ...(type === undefined ? {} : { type }),
    ...(main === undefined ? {} : { main }),
    ...(exports === undefined ? {} : { exports }),
    ...(imports === undefined ? {} : { imports }),
  };
}
