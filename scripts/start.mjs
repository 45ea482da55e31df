// npm start: installs what is missing, applies the migrations to the local database, and runs the gateway.
// `npm start -- ARGS` hands ARGS to `wrangler dev`. Plain JavaScript for node 20.
import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { get } from "node:http";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { install } from "./install.mjs";
import { wrangler, wranglerUntilStopped } from "./wrangler.mjs";
import { isMain, ROOT } from "./project.mjs";

/** All local state in one ignored folder: removing it starts anew. */
const STATE = join(ROOT, ".tollgate");
export const DEFAULT_PORT = "8787";
/** What users of AWS emulators expect; on the command line only, so that no file or bundle holds a credential. */
const CREDENTIALS = ["--var", "ADMIN_ACCESS_KEY_ID:test", "--var", "ADMIN_SECRET_ACCESS_KEY:test"];

/** On a laptop integrations may call all of AWS (an emulator, mostly) and VPC links lead where their URIs say. */
const LOCAL_DEFAULTS = {
  AWS_INTEGRATION_ALLOW: "*",
  VPC_LINKS: "*=direct",
};

/** The value of `--name value` or `--name=value` in the arguments, the last one if repeated. */
export function argument(args, name) {
  let value;
  args.forEach((arg, index) => {
    if (arg === `--${name}`) value = args[index + 1];
    else if (arg.startsWith(`--${name}=`)) value = arg.slice(name.length + 3);
  });
  return value;
}

/** The arguments of `wrangler dev`: ours, unless the user gave the same; the user's variables come last and win. */
export function devArguments(args, { keyFile, developerFile, stateFolder }) {
  const defaults = {
    port: DEFAULT_PORT,
    "persist-to": stateFolder,
    "show-interactive-dev-session": "false",
  };
  const missing = Object.entries(defaults).filter(([name]) => argument(args, name) === undefined);
  return [
    "dev",
    ...CREDENTIALS,
    ...Object.entries(LOCAL_DEFAULTS).flatMap(([name, value]) => ["--var", `${name}:${value}`]),
    // Later files win, so a key in the developer's own .dev.vars does.
    ...[keyFile, developerFile].flatMap((file) => (file === undefined ? [] : ["--env-file", file])),
    ...missing.map(([name, value]) => `--${name}=${value}`),
    ...args,
  ];
}

/** Why the port cannot be used, as a sentence; undefined when it can. */
export function portFault(port, host = "127.0.0.1") {
  const number = Number(port);
  if (!/^\d+$/.test(port) || number > 65_535) return Promise.resolve(`Not a port: ${port}`);
  return new Promise((answer) => {
    const probe = createServer();
    probe.on("error", (error) =>
      answer(
        error.code === "EADDRINUSE"
          ? `Port ${port} is in use by another program. Stop it, or choose another port: npm start -- --port ${number + 1}`
          : `Port ${port} cannot be used: ${error.message}`,
      ),
    );
    probe.listen({ port: number, host: host === "localhost" ? "127.0.0.1" : host }, () =>
      probe.close(() => answer(undefined)),
    );
  });
}

/** The file with the key that encrypts secrets at rest; made once. A file, since command lines are public. */
export function encryptionKeyFile() {
  const file = join(STATE, "encryption-key.env");
  mkdirSync(STATE, { recursive: true });
  if (!existsSync(file)) {
    writeFileSync(file, `ENCRYPTION_KEY=${randomBytes(32).toString("base64")}\n`, { mode: 0o600, flag: "wx" });
  }
  return file;
}

/** Applies the migrations unless these very ones lie in the state already: asking wrangler takes two seconds. */
function migrate(stateFolder) {
  const folder = join(ROOT, "migrations");
  const hash = createHash("sha256");
  for (const name of readdirSync(folder).toSorted()) hash.update(`${name}\n`).update(readFileSync(join(folder, name)));
  const applied = hash.digest("hex");
  const stamp = join(stateFolder, "migrations.sha256");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === applied) return;
  console.log("Applying the migrations to the local database …");
  wrangler(["d1", "migrations", "apply", "DB", "--local", "--persist-to", stateFolder]);
  writeFileSync(stamp, applied);
}

/** Whether a gateway answers at the port. */
export function answers(port, host) {
  return new Promise((resolve) => {
    get({ port, host, path: "/health", headers: { host: `localhost:${port}` }, agent: false }, (response) => {
      response.destroy();
      resolve(true);
    }).on("error", () => resolve(false));
  });
}

async function greet(port, host, ended) {
  while (!ended.signal.aborted && !(await answers(port, host))) await sleep(200);
  if (ended.signal.aborted) return;
  console.log(`
  Tollgate listens on http://localhost:${port}        (stop it with Ctrl-C)

  Point the AWS CLI at it:
    export AWS_ENDPOINT_URL=http://localhost:${port}
    export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_DEFAULT_REGION=us-east-1
    aws apigatewayv2 create-api --name first --protocol-type HTTP --target https://example.com

  and call the API:
    curl http://{ApiId}.execute-api.localhost:${port}/
`);
}

async function main(args) {
  const help = args.includes("--help") || args.includes("-h");
  const port = argument(args, "port") ?? DEFAULT_PORT;
  const host = argument(args, "ip") ?? "127.0.0.1";
  const fault = help ? undefined : await portFault(port, host);
  if (fault !== undefined) throw new Error(fault);
  await install();
  const stateFolder = resolve(ROOT, argument(args, "persist-to") ?? join(STATE, "state"));
  mkdirSync(stateFolder, { recursive: true });
  if (!help) migrate(stateFolder);
  const ended = new AbortController();
  const developerFile = join(ROOT, ".dev.vars");
  const running = wranglerUntilStopped(
    devArguments(args, {
      keyFile: encryptionKeyFile(),
      developerFile: existsSync(developerFile) ? developerFile : undefined,
      stateFolder,
    }),
  ).finally(() => ended.abort());
  if (!help) void greet(port, ["localhost", "0.0.0.0", "*"].includes(host) ? "127.0.0.1" : host, ended);
  const { status, stopped } = await running;
  return stopped ? 0 : status;
}

if (isMain(import.meta.url)) {
  process.exitCode = await main(process.argv.slice(2)).catch((error) => {
    console.error(error.message);
    return 1;
  });
}
