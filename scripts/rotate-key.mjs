// npm run rotate-key [-- --port PORT]      the local gateway, while npm start does not run: makes a new key, seals all secrets
//                                          at rest under it, and forgets the old one
// npm run rotate-key -- --endpoint URL     a deployed gateway whose secret ENCRYPTION_KEY is "new,old" already; its administrator's
//                                          credentials stand in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isMain, PROJECT_NODE, ROOT, withProjectNode } from "./project.mjs";
import { answers, argument, DEFAULT_PORT, encryptionKeyFile, portFault } from "./start.mjs";

/**
 * Asks a gateway to seal everything under its first key, page after page.
 *
 * @param {string} endpoint without a slash at the end
 * @param {{ accessKeyId: string, secret: string }} credentials the administrator's
 * @returns {Promise<number>} how many secrets were sealed anew
 * @throws {Error} with the gateway's words when it refuses
 */
export async function reseal(endpoint, credentials) {
  const { sign } = await import("../src/sigv4/sign.ts");
  const { createSigningKeys } = await import("../src/sigv4/signingkey.ts");
  const signingKeys = createSigningKeys();
  let resealed = 0;
  for (let position = "0:"; position !== null;) {
    const url = `${endpoint}/tollgate/rotate-key?position=${encodeURIComponent(position)}`;
    const context = { credentials, signingKeys, region: "us-east-1", service: "apigateway", now: Date.now() };
    const headers = sign({ method: "POST", url }, context);
    const answer = await fetch(url, { method: "POST", headers });
    if (!answer.ok) throw new Error(`${endpoint} answers ${answer.status}: ${await answer.text()}`);
    const progress = await answer.json();
    resealed += progress.resealed;
    position = progress.next;
  }
  return resealed;
}

async function rotateDeployed(endpoint) {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secret } = process.env;
  if (!accessKeyId || !secret) throw new Error("AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set");
  const resealed = await reseal(endpoint.replace(/\/$/, ""), { accessKeyId, secret });
  console.log(
    `${resealed} secrets were sealed under the first key. The others can go: npx wrangler secret put ENCRYPTION_KEY`,
  );
}

/** An interrupted rotation leaves both keys in the file, which the next one takes up. */
async function rotateLocal(port) {
  const developerFile = join(ROOT, ".dev.vars");
  if (existsSync(developerFile) && /^ENCRYPTION_KEY\b/m.test(readFileSync(developerFile, "utf8"))) {
    throw new Error("ENCRYPTION_KEY stands in .dev.vars: put the new key before the old one there and use --endpoint");
  }
  const fault = await portFault(port);
  if (fault !== undefined) throw new Error(`${fault}\nThe local key is rotated while npm start does not run.`);
  const file = encryptionKeyFile();
  const write = (keys) => writeFileSync(file, `ENCRYPTION_KEY=${keys.join(",")}\n`, { mode: 0o600 });
  let keys = readFileSync(file, "utf8")
    .trim()
    .replace(/^ENCRYPTION_KEY=/, "")
    .split(",");
  if (keys.length === 1) keys = [randomBytes(32).toString("base64"), ...keys];
  write(keys);
  const resealed = await withLocalGateway(port, (endpoint) =>
    reseal(endpoint, { accessKeyId: "test", secret: "test" }),
  );
  write(keys.slice(0, 1));
  console.log(`${resealed} secrets were sealed under a new key; the old one is gone.`);
}

async function withLocalGateway(port, work) {
  const gateway = spawn(PROJECT_NODE, [join(ROOT, "scripts/start.mjs"), "--port", port], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const ended = new Promise((resolve) => gateway.on("exit", resolve));
  try {
    while (gateway.exitCode === null && !(await answers(port, "127.0.0.1"))) await sleep(200);
    if (gateway.exitCode !== null) throw new Error("The local gateway did not start");
    return await work(`http://127.0.0.1:${port}`);
  } finally {
    gateway.kill("SIGINT");
    await ended;
  }
}

async function main(args) {
  const endpoint = argument(args, "endpoint");
  await (endpoint === undefined ? rotateLocal(argument(args, "port") ?? DEFAULT_PORT) : rotateDeployed(endpoint));
  return 0;
}

if (isMain(import.meta.url)) {
  process.exitCode = withProjectNode();
  process.exitCode ??= await main(process.argv.slice(2)).catch((error) => {
    console.error(error.message);
    return 1;
  });
}
