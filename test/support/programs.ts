/** Programs that run beside a test until they are ended. */
import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { request } from "./request.ts";

/** A port of 127.0.0.1 that nobody uses at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A server that listens on TCP has an AddressInfo; strings are for pipes.
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts a program that runs until it is ended, and waits until something answers on its port. */
export async function startUntilAnswers(
  program: string,
  args: string[],
  cwd: string,
  port: number,
): Promise<ChildProcess> {
  const child = spawn(program, args, { cwd, stdio: "ignore", detached: true });
  const answers = (): Promise<boolean> =>
    request(`http://localhost:${port}/health`).then(
      () => true,
      () => false,
    );
  while (child.exitCode === null && !(await answers())) await sleep(100);
  if (child.exitCode !== null) throw new Error(`${program} ${args.join(" ")} ended with ${child.exitCode}`);
  return child;
}

/** Ends a program and what it has started, as Ctrl-C on a terminal does. */
export async function end(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.on("exit", resolve));
  if (child.pid !== undefined) process.kill(-child.pid, "SIGINT");
  await ended;
}
