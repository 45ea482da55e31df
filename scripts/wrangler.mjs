// Runs wrangler under the project's node: without questions, without the internet, with its records inside the project.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { runChild } from "./child.mjs";
import { PROJECT_NODE, ROOT } from "./project.mjs";

const PROGRAM = join(ROOT, "node_modules/wrangler/bin/wrangler.js");

/** Without these wrangler asks before migrations, reports usage, looks for updates and fetches a sample `request.cf`. */
const QUIET = {
  CI: "1",
  WRANGLER_SEND_METRICS: "false",
  WRANGLER_HIDE_BANNER: "true",
  WRANGLER_NO_SKILLS_UPDATE_PROMPTS: "true",
  WRANGLER_WRITE_LOGS: "false",
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  // The explorer would let any page on this machine read what lies in storage, encrypted or not.
  X_LOCAL_EXPLORER: "false",
  X_LOCAL_OBSERVABILITY: "false",
};

/** Runs a command of wrangler to its end and returns all that it printed. @throws {Error} with that, when it fails */
export function wrangler(args) {
  const { status, stdout, stderr, error } = spawnSync(PROJECT_NODE, [PROGRAM, ...args], {
    cwd: ROOT,
    env: { ...process.env, ...QUIET },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`wrangler ${args.join(" ")} failed:\n${stdout}${stderr}`);
  return stdout + stderr;
}

/** Runs a command of wrangler that lasts until this process is stopped. */
export function wranglerUntilStopped(args) {
  return runChild(PROJECT_NODE, [PROGRAM, ...args], {
    cwd: ROOT,
    env: { ...process.env, ...QUIET },
    stdio: ["ignore", "inherit", "inherit"],
  });
}
