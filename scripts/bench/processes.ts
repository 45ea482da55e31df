/** The programs that a run starts: pinned to a core, and ended by their ids when it is over. */
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { availableParallelism } from "node:os";
import type { AddressInfo } from "node:net";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { isOnPath } from "./programs.ts";

/** The core of the system under test, and the one of all the rest. */
export const cores = { system: 0, rest: 1 };

/** True where processes can be pinned and there is a core for each side. */
export const canPin: boolean = isOnPath("taskset") && availableParallelism() > 1;

const started = new Set<ChildProcess>();

/** A started program: what it prints, and its end. */
export interface Started {
  pid: number;
  /** The pipe of file descriptor 3, where asked for. */
  control: Readable | undefined;
  /** Resolves when it ends, with its status and the end of what it printed: a gateway that logs for half an hour prints more than a string can hold. */
  ended: Promise<{ status: number | null; stdout: string; stderr: string }>;
  stop(): Promise<void>;
}

const KEPT_CHARACTERS = 100_000;

/** Starts a program on one core. @throws when it cannot be started */
export function start(core: number, program: string, args: string[], cwd?: string): Started {
  const [command = program, ...rest] = canPin ? ["taskset", "-c", String(core), program, ...args] : [program, ...args];
  const child = spawn(command, rest, { cwd, stdio: ["ignore", "pipe", "pipe", "pipe"] });
  started.add(child);
  const printed = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name]?.setEncoding("utf8").on("data", (text: string) => {
      printed[name] = (printed[name] + text).slice(-KEPT_CHARACTERS);
    });
  }
  const ended = new Promise<{ status: number | null; stdout: string; stderr: string }>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status) => {
      started.delete(child);
      resolve({ status, ...printed });
    });
  });
  ended.catch(() => started.delete(child));
  return {
    pid: child.pid ?? -1,
    // The fourth entry of stdio is a pipe that the child writes to.
    control: child.stdio[3] as Readable | undefined,
    ended,
    stop: async () => {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

/** Ends whatever still runs. */
export function endAll(): void {
  for (const child of started) child.kill("SIGKILL");
}

/** Clock ticks per second in /proc; 100 on every Linux that node runs on (USER_HZ). */
const TICKS_PER_SECOND = 100;

/** CPU time in microseconds that a process has used, user and system. Linux only. */
export async function cpuMicroseconds(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8");
  // The second field is the program's name in parentheses and may hold blanks; utime and stime are fields 14 and 15.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return ((Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND) * 1_000_000;
}

const LOOK_MS = 500;
/** A process that uses less of its core than this is quiet. */
const QUIET_SHARE = 0.05;

/**
 * Waits until a process does nothing of itself, for so many seconds at most: Durable Objects go on writing to their disk after the
 * requests that made them, and what they block and use would be laid to whoever is measured next. Returns whether it is quiet.
 */
export async function quiet(pid: number, seconds: number): Promise<boolean> {
  for (let looked = 0; looked < seconds * 1_000; looked += LOOK_MS) {
    const before = await cpuMicroseconds(pid);
    await sleep(LOOK_MS);
    if ((await cpuMicroseconds(pid)) - before <= QUIET_SHARE * LOOK_MS * 1_000) return true;
  }
  return false;
}

/** Memory that a process has (VmRSS), or had at most (VmHWM), in bytes. Linux only; 0 elsewhere. */
export function memoryBytes(pid: number, field: "VmRSS" | "VmHWM"): number {
  try {
    return Number(new RegExp(`${field}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** A port of 127.0.0.1 that nobody uses at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A server that listens on TCP has an AddressInfo; strings are for pipes.
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
