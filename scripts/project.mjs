// Where the project lies, and the node that its tools run under.
import { spawnSync } from "node:child_process";
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

/** The first node that loads TypeScript by itself. */
const STRIPS_TYPES = 24;

/** Under an older node, the same program again with the project's own: its exit status, else undefined. */
export function withProjectNode() {
  if (Number.parseInt(process.versions.node, 10) >= STRIPS_TYPES) return undefined;
  const { status } = spawnSync(PROJECT_NODE, process.argv.slice(1), { cwd: ROOT, stdio: "inherit" });
  return status ?? 1;
}
