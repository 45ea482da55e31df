import { TASK_ROOT } from "../modules/resolve.ts";
import type { Manner, Missing } from "../modules/resolve.ts";
import { codedError } from "./errors.ts";

/** The error for a specifier that leads nowhere: node's codes and messages (nodejs.org, "Errors"), with a hint where one helps. */
export function missingError(
  specifier: string,
  reason: Missing,
  from: string,
  manner: Manner,
  requireStack: readonly string[],
): Error {
  const asking = `${TASK_ROOT}/${from}`;
  switch (reason.why) {
    case "folder":
      return codedError(
        "ERR_UNSUPPORTED_DIR_IMPORT",
        `Directory import '${TASK_ROOT}/${reason.path}' is not supported resolving ES modules imported from ${asking}`,
      );
    case "notExported":
      return codedError(
        specifier.startsWith("#") ? "ERR_PACKAGE_IMPORT_NOT_DEFINED" : "ERR_PACKAGE_PATH_NOT_EXPORTED",
        notExported(specifier, reason.folder, reason.subpath),
      );
    case "invalid":
      return codedError("ERR_INVALID_MODULE_SPECIFIER", reason.text);
    default:
      return notFound(specifier, reason, asking, manner, requireStack);
  }
}

function notFound(
  specifier: string,
  reason: Missing,
  asking: string,
  manner: Manner,
  requireStack: readonly string[],
): Error {
  const hint = reason.why === "package" ? bundleHint(reason.name) : "";
  if (manner === "require") {
    const stack = requireStack.map((path) => `\n- ${path}`).join("");
    return codedError("MODULE_NOT_FOUND", `Cannot find module '${specifier}'\nRequire stack:${stack}${hint}`, {
      requireStack,
    });
  }
  const what = reason.why === "package" ? `package '${reason.name}'` : `module '${specifier}'`;
  return codedError("ERR_MODULE_NOT_FOUND", `Cannot find ${what} imported from ${asking}${hint}`);
}

// Lambda's own runtimes bring the AWS SDK; this one brings no packages at all.
function bundleHint(name: string): string {
  const sdk = name.startsWith("@aws-sdk/") || name.startsWith("@smithy/") || name === "aws-sdk";
  const why = sdk ? "The AWS SDK is not part of this runtime" : "The function's code does not contain it";
  return `\n${why}: bundle '${name}' into the zip file, as a node_modules folder or with a bundler.`;
}

function notExported(specifier: string, folder: string, subpath: string): string {
  const file = `${TASK_ROOT}/${folder === "" ? "" : `${folder}/`}package.json`;
  if (specifier.startsWith("#")) return `Package import specifier "${specifier}" is not defined in package ${file}`;
  if (subpath === ".") return `No "exports" main defined in ${file}`;
  return `Package subpath '${subpath}' is not defined by "exports" in ${file}`;
}
