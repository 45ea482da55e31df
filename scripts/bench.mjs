// npm run bench: what a request through the gateway costs, against a bare pass-through. Arguments: see scripts/bench/main.ts.
// Plain JavaScript for node 20: installs what is missing and runs the bench under the project's node.
import { join } from "node:path";
import { runChild } from "./child.mjs";
import { install } from "./install.mjs";
import { PROJECT_NODE, ROOT } from "./project.mjs";

await install();
const { status } = await runChild(PROJECT_NODE, [join(ROOT, "scripts/bench/main.ts"), ...process.argv.slice(2)], {
  cwd: ROOT,
  stdio: ["ignore", "inherit", "inherit"],
});
process.exitCode = status;
