// npm run check: types, lint rules, format. Each is one test in the sum that npm test prints.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { install } from "./install.mjs";
import { isMain, ROOT } from "./project.mjs";

const CHECKS = [
  { name: "types", program: "tsc", args: ["-p", "test"] },
  { name: "lint", program: "oxlint", args: ["--deny-warnings", "src", "test", "scripts"] },
  { name: "format", program: "oxfmt", args: ["--check", "."] },
];

/** Runs all checks, prints what a failing one says, and returns the names of those that passed and failed. */
export function check() {
  const result = { passed: [], failed: [] };
  for (const { name, program, args } of CHECKS) {
    const path = join(ROOT, "node_modules/.bin", program);
    const { status, stdout, stderr, error } = spawnSync(path, args, { cwd: ROOT, encoding: "utf8" });
    const passed = status === 0;
    result[passed ? "passed" : "failed"].push(name);
    console.log(`${passed ? "✓" : "✗"} ${name} (${[program, ...args].join(" ")})`);
    if (!passed) console.log(error?.message ?? `${stdout}${stderr}`);
  }
  return result;
}

if (isMain(import.meta.url)) {
  await install();
  process.exitCode = check().failed.length === 0 ? 0 : 1;
}
