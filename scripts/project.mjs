// Where the project lies, and the node that its tools run under.
import { realpathSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The project's folder. */
export const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** The node of the devDependency, under which wrangler and vitest run whatever the system's node is. */
export const PROJECT_NODE = join(ROOT, "node_modules/.bin/node");

/** Whether the module with this `import.meta.url` is the program that was started. */
export function isMain(url) {
  return process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(url);
}
