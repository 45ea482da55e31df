import { joinPath, packageScope } from "./packages.ts";
import type { FileTable } from "./packages.ts";
import type { ProgramConfig } from "./protocol.ts";
import { resolve } from "./resolve.ts";

/** The file and function that a handler setting names. */
export type HandlerPlace = Pick<ProgramConfig, "entry" | "exportPath">;

/**
 * Finds a handler such as "src/app.handler" as Lambda's Node.js runtime does: the module's name ends at the first dot after the last
 * slash; a file without extension, then .js, .mjs, .cjs, then node's own look-up of folders and node_modules.
 */
export function findHandler(table: FileTable, handler: string): HandlerPlace {
  if (handler.includes("..")) {
    const message = `'${handler}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`;
    return { entry: { fault: { type: "Runtime.MalformedHandlerName", message } }, exportPath: [] };
  }
  const slash = handler.lastIndexOf("/");
  const last = handler.slice(slash + 1);
  const dot = last.indexOf(".");
  if (dot === -1)
    return { entry: { fault: { type: "Runtime.MalformedHandlerName", message: "Bad handler" } }, exportPath: [] };
  const name = last.slice(0, dot);
  const exportPath = last.slice(dot + 1).split(".");
  return { entry: findEntry(table, handler.slice(0, slash + 1), name), exportPath };
}

function findEntry(table: FileTable, folder: string, name: string): ProgramConfig["entry"] {
  const path = joinPath("", `${folder}${name}`) ?? name;
  if (table.files.has(path)) return { path, manner: "require" };
  const typed = packageScope(table, joinPath("", folder) ?? "")?.json.type === "module";
  const script = `${path}.js`;
  if (table.files.has(script)) return { path: script, manner: typed ? "import" : "require" };
  if (table.files.has(`${path}.mjs`)) return { path: `${path}.mjs`, manner: "import" };
  if (table.files.has(`${path}.cjs`)) return { path: `${path}.cjs`, manner: "require" };
  for (const from of ["index.js", joinPath("", `${folder}index.js`) ?? "index.js"]) {
    for (const specifier of [`./${folder}${name}`, name]) {
      const found = resolve(table, specifier, from, "require");
      if (found.kind === "file") return { path: found.path, manner: "require" };
    }
  }
  const message = `Error: Cannot find module '${name}'\nRequire stack:\n- /var/runtime/index.mjs`;
  return { fault: { type: "Runtime.ImportModuleError", message } };
}
