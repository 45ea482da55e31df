/** Runs a program that may or may not be on the machine. */
import { spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { describe } from "vitest";

/** `describe`, left out with "skipped: " and what is missing in its name; undefined: nothing is. */
export function describeUnless(missing: string | undefined, name: string, tests: () => void): void {
  describe(missing ? `${name} (skipped: ${missing})` : name, { skip: missing !== undefined }, tests);
}

/** How a program ended, and all that it printed. */
export interface Outcome {
  status: number;
  stdout: string;
  stderr: string;
}

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

/**
 * Runs a program to its end, without a shell, waiting at most `timeoutMs` (120,000 unless told).
 * The test's own servers go on answering meanwhile. A variable that is undefined in `env` is taken out.
 *
 * @throws when it cannot be started or does not end in time
 */
export function run(
  program: string,
  args: string[],
  options: { env?: Record<string, string | undefined>; cwd?: string; timeoutMs?: number } = {},
): Promise<Outcome> {
  const timeoutMs = options.timeoutMs ?? 120_000;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const printed = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => (printed.stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (printed.stderr += text));
    const clock = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new Error(`${program} ${args.join(" ")} took longer than ${timeoutMs} ms\n${printed.stderr}`));
    }, timeoutMs);
    child.on("error", reject);
    child.on("close", (status) => {
      clearTimeout(clock);
      resolve({ status: status ?? -1, ...printed });
    });
  });
}
