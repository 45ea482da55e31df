// Runs a child as the leader of a process group of its own, so that a stop reaches it exactly once and whatever it
// started can be ended with it, by the group's id.
import { spawn } from "node:child_process";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];
/** How long a child that was asked to stop may take. */
const GRACE_MS = 10_000;
const PARENT_CHECK_MS = 500;

/**
 * Runs a program to its end. A signal that reaches this process is handed on; a second one, or the end of the
 * patience, ends the whole group.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {import("node:child_process").SpawnOptions} options
 * @returns {Promise<{ status: number, stopped: boolean }>} stopped: because this process was told to
 */
export function runChild(program, args, options) {
  const child = spawn(program, args, { detached: process.platform !== "win32", ...options });
  let stopped = false;
  let clock;
  const endGroup = () => {
    try {
      process.kill(-child.pid, "SIGKILL");
    } catch {
      // Nobody is left in the group.
    }
  };
  const stop = (signal) => {
    if (stopped) return endGroup();
    stopped = true;
    child.kill(signal);
    clock = setTimeout(endGroup, GRACE_MS);
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  const watch = watchParent(() => stop("SIGTERM"));
  return new Promise((resolve, reject) => {
    child.on("error", (error) => reject(new Error(`${program} could not be started: ${error.message}`)));
    child.on("exit", (status) => {
      clearTimeout(clock);
      clearInterval(watch);
      for (const signal of SIGNALS) process.off(signal, stop);
      endGroup();
      resolve({ status: status ?? 1, stopped });
    });
  });
}

/** A SIGTERM to npm ends npm and the shell between, and never comes here: under npm, the parent's end is a stop. */
function watchParent(onEnd) {
  if (process.env.npm_lifecycle_event === undefined) return undefined;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    onEnd();
  }, PARENT_CHECK_MS);
  return watch;
}
