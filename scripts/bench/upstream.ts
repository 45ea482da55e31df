/** The upstream of all rows: a constant 1 KB of JSON, by nginx where the machine has it, else by a second workerd. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { cores, freePort, start } from "./processes.ts";
import { installed, isOnPath } from "./programs.ts";

const body = JSON.stringify({ text: "x".repeat(1_024 - JSON.stringify({ text: "" }).length) });

/** A running upstream. */
export interface Upstream {
  name: string;
  /** Without a slash at the end. */
  url: string;
  stop(): Promise<void>;
}

/** Starts the upstream on the core of the load. @throws when it does not answer within some seconds */
export async function startUpstream(folder: string): Promise<Upstream> {
  mkdirSync(folder, { recursive: true });
  const name = isOnPath("nginx") ? "nginx" : "workerd";
  const port = await freePort();
  const program = name === "nginx" ? nginx(folder, port) : workerd(folder, port);
  const url = `http://127.0.0.1:${port}`;
  for (let attempt = 0; attempt < 50; attempt++) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer !== undefined && (await answer.text()) === body) return { name, url, stop: program.stop };
    await sleep(100);
  }
  await program.stop();
  throw new Error(`The upstream (${name}) does not answer: ${(await program.ended).stderr}`);
}

function nginx(folder: string, port: number) {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  writeFileSync(
    join(folder, "nginx.conf"),
    `daemon off;
master_process off;
pid ${folder}/nginx.pid;
error_log stderr error;
events { worker_connections 1024; }
http {
  access_log off;
  ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join("\n  ")}
  default_type application/json;
  keepalive_requests 1000000000;
  keepalive_timeout 1h;
  server {
    listen 127.0.0.1:${port} reuseport;
    location / { return 200 '${body}'; }
  }
}
`,
  );
  return start(cores.rest, "nginx", ["-e", "stderr", "-p", folder, "-c", join(folder, "nginx.conf")]);
}

function workerd(folder: string, port: number) {
  writeFileSync(
    join(folder, "upstream.js"),
    `const init = { headers: { "content-type": "application/json" } };
export default { fetch() { return new Response(${JSON.stringify(body)}, init); } };
`,
  );
  writeFileSync(
    join(folder, "upstream.capnp"),
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "upstream", worker = (
    modules = [(name = "upstream.js", esModule = embed "upstream.js")], compatibilityDate = "2026-01-01"))],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "upstream")]
);
`,
  );
  return start(cores.rest, installed("workerd"), ["serve", join(folder, "upstream.capnp")], folder);
}
