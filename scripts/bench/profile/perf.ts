/** Takes stacks of a running process by Linux perf (Debian: linux-perf). */
import { once } from "node:events";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { isOnPath } from "../programs.ts";
import { cores, start } from "../processes.ts";
import { codeNames } from "./code-map.ts";
import type { Frame, Stack } from "./stacks.ts";

/** Has V8 write down in this folder where its code lies. */
export const namingFlags = (folder: string): string[] => ["--perf-basic-prof", `--perf-basic-prof-path=${folder}`];

const TIMES_A_SECOND = 1_999;

/** @throws where perf is not on the machine */
export function needsPerf(): void {
  if (!isOnPath("perf")) throw new Error("profiles are taken by perf, which is not on PATH (Debian: linux-perf)");
}

/** Takes stacks for so many seconds into a file. @throws with perf's words when it cannot */
export async function record(pid: number, seconds: number, file: string): Promise<void> {
  const how = ["record", "-q", "-F", String(TIMES_A_SECOND), "-e", "cpu-clock", "-g", "-p", String(pid), "-o", file];
  const { status, stderr } = await start(cores.rest, "perf", [...how, "--", "sleep", String(seconds)]).ended;
  if (status !== 0) throw new Error(`perf record ended with ${status}:\n${stderr}`);
}

/**
 * The stacks of a file that was taken of a process which still runs, with the names that V8 wrote into the folder.
 * @throws when perf cannot read it, or there are none in it
 */
export async function stacksOf(file: string, folder: string, pid: number): Promise<Stack[]> {
  const nameOf = codeNames(readFileSync(join(folder, `perf-${pid}.map`), "utf8"));
  const child = spawn("perf", ["script", "-i", file, "-F", "ip,sym,dso", "--no-inline"], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  const ended = once(child, "close");
  const stacks: Stack[] = [];
  let stack: Frame[] = [];
  for await (const line of createInterface(child.stdout)) {
    const frame = frameOf(line, nameOf);
    if (frame) stack.push(frame);
    else if (stack.length > 0) {
      stacks.push(stack);
      stack = [];
    }
  }
  const [status] = await ended;
  if (status !== 0 || stacks.length === 0) throw new Error(`perf script ended with ${status}, ${stacks.length} stacks`);
  return stacks;
}

/** A line such as `  3db9e8a workerd::api::Headers::set (/path/of/workerd)`; null: an empty one, between two stacks. */
export function frameOf(line: string, nameOf: (address: string) => string | null): Frame | null {
  const [, address = "", symbol, object = ""] = /^\s*([0-9a-f]+) (.*) \((.*)\)$/.exec(line) ?? [];
  if (symbol === undefined) return null;
  const name = object.endsWith(".map") ? nameOf(address) : null;
  return { symbol: name ?? symbol, kernel: object === "[kernel.kallsyms]" };
}
