/** How much memory the runtime that listens on a port holds. Linux only. */
import { readdir, readFile, readlink } from "node:fs/promises";

/**
 * Resident memory in bytes of the process that listens on this port of 127.0.0.1, and of its sibling processes of the
 * same program (the local runtime is one process for the door and one for the worker). Ask it of a gateway of your own:
 * the siblings of the shared one include the runtimes of the other tests.
 *
 * @throws where there is no /proc, or nobody listens on the port
 */
export async function residentMemory(port: number): Promise<number> {
  const owner = await listener(port);
  const { parent, program } = await describeProcess(owner);
  let total = 0;
  for (const pid of await processes()) {
    const known = await describeProcess(pid).catch(() => undefined);
    if (known?.parent === parent && known.program === program) total += known.residentBytes;
  }
  return total;
}

async function processes(): Promise<number[]> {
  return (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
}

async function describeProcess(pid: number): Promise<{ parent: number; program: string; residentBytes: number }> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return {
    parent: Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]),
    program: await readlink(`/proc/${pid}/exe`),
    residentBytes: Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024,
  };
}

/** Finds the socket's inode among the listening ones (state 0A), then the process that holds it. */
async function listener(port: number): Promise<number> {
  const hexPort = port.toString(16).toUpperCase().padStart(4, "0");
  const table = await readFile("/proc/net/tcp", "utf8");
  const row = table
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .find((fields) => fields[1]?.endsWith(`:${hexPort}`) === true && fields[3] === "0A");
  const inode = row?.[9];
  for (const pid of inode === undefined ? [] : await processes()) {
    const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => []);
    for (const descriptor of descriptors) {
      const target = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => "");
      if (target === `socket:[${inode}]`) return pid;
    }
  }
  throw new Error(`Nobody listens on port ${port}`);
}
