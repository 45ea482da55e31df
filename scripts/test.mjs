// npm test: installs what is missing and runs everything. Arguments go to vitest. Its last line is the sum.
// Plain JavaScript for node 20.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { check } from "./check.mjs";
import { runChild } from "./child.mjs";
import { install } from "./install.mjs";
import { isMain, PROJECT_NODE, ROOT } from "./project.mjs";

/**
 * Sums up the checks and vitest's JSON report.
 *
 * A test file that cannot be loaded holds no tests, and an error outside of tests belongs to none: each counts as one
 * failure, so that nothing that went wrong can hide behind "0 failed".
 *
 * @param {{ passed: string[], failed: string[] }} checks
 * @param {object | undefined} report undefined when vitest wrote none
 * @param {number} status vitest's own exit status
 */
export function sum(checks, report, status) {
  const unloadable = (report?.testResults ?? []).filter(
    (file) => file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed"),
  );
  const failedTests = (report?.numFailedTests ?? 0) + unloadable.length;
  const ran = (report?.numPassedTests ?? 0) + failedTests;
  const unexplained = ran === 0 || (status !== 0 && failedTests === 0) ? 1 : 0;
  return {
    passed: checks.passed.length + (report?.numPassedTests ?? 0),
    failed: checks.failed.length + failedTests + unexplained,
    skipped: (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0),
  };
}

/** The distinct reasons that skipped tests carry in their names: "(skipped: no aws on PATH)". */
export function skipReasons(report) {
  const names = (report?.testResults ?? []).flatMap((file) => file.assertionResults.map((test) => test.fullName));
  return [...new Set(names.flatMap((name) => /\((skipped: [^)]+)\)/.exec(name)?.[1] ?? []))];
}

/** The last line. */
export function line({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped === 0 ? "" : `, ${skipped} skipped`}`;
}

async function vitest(args) {
  const folder = mkdtempSync(join(tmpdir(), "tollgate-test-"));
  const file = join(folder, "report.json");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  try {
    const { status, stopped } = await runChild(
      PROJECT_NODE,
      [join(ROOT, "node_modules/vitest/vitest.mjs"), "run", ...reporters, ...args],
      { cwd: ROOT, env: environment(folder), stdio: ["ignore", "inherit", "inherit"] },
    );
    return { status: stopped ? 130 : status, report: readReport(file) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function environment(folder) {
  return {
    ...process.env,
    PATH: [join(ROOT, "node_modules/.bin"), process.env.PATH].join(delimiter),
    // In CI vitest refuses `.only` and writes no snapshots: a run of everything is a run of everything.
    CI: "1",
    WRANGLER_SEND_METRICS: "false",
    WRANGLER_WRITE_LOGS: "false",
    WRANGLER_REGISTRY_PATH: join(folder, "registry"),
    CLOUDFLARE_CF_FETCH_ENABLED: "false",
  };
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

async function main(args) {
  await install();
  const checks = check();
  const { status, report } = await vitest(args);
  const total = sum(checks, report, status);
  for (const reason of skipReasons(report)) console.log(reason);
  console.log(line(total));
  return total.failed === 0 ? 0 : 1;
}

if (isMain(import.meta.url)) {
  process.exitCode = await main(process.argv.slice(2)).catch((error) => {
    console.error(error.message);
    console.log(line({ passed: 0, failed: 1, skipped: 0 }));
    return 1;
  });
}
