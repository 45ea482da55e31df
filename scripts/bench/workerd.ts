/** One raw workerd process with all rows in it. */
import { createInterface } from "node:readline";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { unstable_splitSqlQuery as splitSql } from "wrangler";
import type { Bundle } from "./bundle.ts";
import { type ConfiguredWorker, d1Socket, writeConfig } from "./config.ts";
import { cores, type Started, start } from "./processes.ts";
import { root } from "./programs.ts";
import { createRequire } from "node:module";

/** The running runtime. */
export interface Runtime extends Started {
  /** The address of a row's worker, for example `http://127.0.0.1:40123`. @throws for a row it does not have */
  address(id: string): string;
}

/** The binary itself: the script in node_modules/.bin would be a process of its own around it. */
function binary(): string {
  const require = createRequire(createRequire(import.meta.url).resolve("miniflare"));
  const { default: path }: { default: string } = require("workerd");
  return path;
}

/** Starts workerd with these workers on its core and applies the migrations to their databases. */
export async function startWorkerd(
  folder: string,
  workers: ConfiguredWorker[],
  v8Flags: readonly string[] = [],
): Promise<Runtime> {
  const config = writeConfig(folder, workers, v8Flags);
  const args = ["serve", "--experimental", "--control-fd=3", config];
  const started = start(cores.system, binary(), args, folder);
  const wanted = workers.flatMap(({ id, bundle }) => [id, ...bundle.d1.map((binding) => d1Socket(id, binding))]);
  const ports = await listening(started, new Set(wanted));
  const address = (id: string): string => {
    const port = ports.get(id);
    if (port === undefined) throw new Error(`workerd does not listen for ${id}`);
    return `http://127.0.0.1:${port}`;
  };
  for (const { id, bundle } of workers) await migrate(id, bundle, address);
  return { ...started, address };
}

/** Reads the ports from workerd's control pipe, a line of JSON for each socket. */
async function listening(started: Started, sockets: Set<string>): Promise<Map<string, number>> {
  const ports = new Map<string, number>();
  const failed = started.ended.then(({ status, stdout, stderr }) => {
    throw new Error(`workerd ended with ${status}:\n${stdout}${stderr}`);
  });
  const ready = (async () => {
    if (started.control === undefined) throw new Error("workerd has no control pipe");
    for await (const line of createInterface(started.control)) {
      const event: { event: string; socket?: string; port?: number } = JSON.parse(line);
      if (event.event === "listen" && event.socket !== undefined) ports.set(event.socket, event.port ?? 0);
      if ([...sockets].every((socket) => ports.has(socket))) return ports;
    }
    return failed;
  })();
  return Promise.race([ready, failed]);
}

async function migrate(id: string, bundle: Bundle, address: (id: string) => string): Promise<void> {
  const folder = join(root, "migrations");
  for (const binding of bundle.d1) {
    for (const file of readdirSync(folder).toSorted()) {
      const statements = splitSql(readFileSync(join(folder, file), "utf8"));
      const answer = await fetch(`${address(d1Socket(id, binding))}/query`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(statements.map((sql) => ({ sql, params: [] }))),
      });
      if (!answer.ok) throw new Error(`Migration ${file} failed: ${await answer.text()}`);
    }
  }
}
