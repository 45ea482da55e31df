import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { line, skipReasons, sum } from "../../../scripts/test.mjs";
import { run } from "../../support/command.ts";

const checks = { passed: ["types", "lint"], failed: [] };
const file = (status: string, tests: { status: string; fullName: string }[] = []) => ({
  status,
  assertionResults: tests,
});

describe("the sum of npm test", () => {
  it("adds checks and tests", () => {
    const report = { numPassedTests: 5, numFailedTests: 0, numPendingTests: 1, numTodoTests: 1, testResults: [] };
    expect(sum(checks, report, 0)).toEqual({ passed: 7, failed: 0, skipped: 2 });
  });

  it("counts a failed check", () => {
    const report = { numPassedTests: 1, numFailedTests: 0, testResults: [] };
    expect(sum({ passed: [], failed: ["types"] }, report, 0)).toMatchObject({ passed: 1, failed: 1 });
  });

  it("counts a test file that cannot be loaded", () => {
    const report = { numPassedTests: 1, numFailedTests: 0, testResults: [file("failed"), file("passed")] };
    expect(sum(checks, report, 1).failed).toBe(1);
  });

  it("does not count a failed test twice", () => {
    const failing = file("failed", [{ status: "failed", fullName: "a rule" }]);
    expect(sum(checks, { numPassedTests: 0, numFailedTests: 1, testResults: [failing] }, 1).failed).toBe(1);
  });

  it("counts an error outside of all tests", () => {
    expect(sum(checks, { numPassedTests: 9, numFailedTests: 0, testResults: [] }, 1).failed).toBe(1);
  });

  it("fails when nothing ran", () => {
    expect(sum(checks, { numPassedTests: 0, numFailedTests: 0, testResults: [] }, 0).failed).toBe(1);
    expect(sum(checks, undefined, 1).failed).toBe(1);
  });

  it("is printed with what was skipped, where anything was", () => {
    expect(line({ passed: 3, failed: 0, skipped: 0 })).toBe("3 passed, 0 failed");
    expect(line({ passed: 3, failed: 1, skipped: 2 })).toBe("3 passed, 1 failed, 2 skipped");
  });

  it("names each reason for skipping once", () => {
    const skipped = (name: string) => ({ status: "skipped", fullName: `${name} (skipped: no aws on PATH) does` });
    const report = { testResults: [file("passed", [skipped("a"), skipped("b")])] };
    expect(skipReasons(report)).toEqual(["skipped: no aws on PATH"]);
  });
});

describe(".ci/run", () => {
  const script = join(import.meta.dirname, "../../../.ci/run");

  it("ends as npm test ends, with its last line", async () => {
    const folder = await mkdtemp(join(tmpdir(), "tollgate-ci-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    for (const [name, text] of [
      ["npm", 'echo "$@" in $TF_PLUGIN_DIR; echo "1 passed, 2 failed"; exit 1'],
      ["chromium", ""],
    ] as const) {
      await writeFile(join(folder, name), `#!/bin/sh\n${text}\n`);
      await chmod(join(folder, name), 0o755);
    }
    const env = { PATH: `${folder}:${process.env["PATH"] ?? ""}`, TF_PLUGIN_DIR: "/mirror" };
    const outcome = await run("bash", [script], { env });
    expect(outcome).toMatchObject({ status: 1, stdout: "test --silent in /mirror\n1 passed, 2 failed\n" });
  });
});
