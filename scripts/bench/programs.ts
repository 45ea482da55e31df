/** Which programs the machine has. */
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** Whether a program of this name lies on PATH and may be run. */
export function isOnPath(program: string): boolean {
  return (process.env["PATH"] ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** The project's folder. */
export const root: string = join(import.meta.dirname, "../..");

/** A program of node_modules. */
export function installed(program: string): string {
  return join(root, "node_modules/.bin", program);
}
