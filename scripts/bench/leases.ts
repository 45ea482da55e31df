/**
 * npm run bench:leases
 *
 * How often the gateway asks the owners of limits, at 1,000 requests a second for 10 seconds: on one key that may, and on one key
 * that may call 10 times a second. Counted in the worker itself, in raw workerd.
 */
import { Agent, get } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { bundle } from "./bundle.ts";
import { gatewaySecrets } from "./gateway.ts";
import { keyedApi, keyValue } from "./keys.ts";
import type { Row } from "./row.ts";
import { startUpstream } from "./upstream.ts";
import { startWorkerd } from "./workerd.ts";

const PER_SECOND = 1_000;
const SECONDS = 10;

const cases = [
  { name: "one key, below its limit", throttle: { rateLimit: 5_000, burstLimit: 10_000 } },
  { name: "one key of 10 a second", throttle: { rateLimit: 10, burstLimit: 20 } },
];

const row: Row = {
  name: "counted",
  worker: { gatewayEntry: "scripts/bench/workers/counted-gateway.ts" },
  seed: () => [],
};

/** Runs all cases and prints a table. */
export async function runLeases(folder: string): Promise<void> {
  const vars = gatewaySecrets;
  const upstream = await startUpstream(join(folder, "upstream"));
  const runtime = await startWorkerd(folder, [{ id: "counted", bundle: bundle(row, join(folder, "bundle")), vars }]);
  const address = runtime.address("counted");
  console.log("| case | requests | admitted | calls | calls a second | calls per request |\n|---|---|---|---|---|---|");
  for (const { name, throttle } of cases) {
    const quota = { limit: 1_000_000_000, period: "MONTH" as const };
    const host = await keyedApi(address, upstream.url, { throttle, quota }, [0]);
    console.log(await measured(name, address, host));
  }
  await runtime.stop();
  await upstream.stop();
}

async function measured(name: string, address: string, host: string): Promise<string> {
  await fetch(`${address}/calls`);
  const statuses = await paced(`${address}/users/1`, { host, "x-api-key": keyValue(0) });
  const calls = Number(await (await fetch(`${address}/calls`)).text());
  const admitted = statuses.filter((status) => status === 200).length;
  const perSecond = (calls / SECONDS).toFixed(1);
  return `| ${name} | ${statuses.length} | ${admitted} | ${calls} | ${perSecond} | ${(calls / statuses.length).toFixed(4)} |`;
}

/** Sends requests evenly, PER_SECOND for SECONDS, whatever their answers take. */
async function paced(url: string, headers: Record<string, string>): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 50 });
  const answers: Promise<number>[] = [];
  const begun = performance.now();
  while (answers.length < PER_SECOND * SECONDS) {
    const due = Math.min(PER_SECOND * SECONDS, ((performance.now() - begun) / 1000) * PER_SECOND);
    while (answers.length < due) answers.push(statusOf(url, headers, agent));
    await sleep(1);
  }
  const statuses = await Promise.all(answers);
  agent.destroy();
  return statuses;
}

function statusOf(url: string, headers: Record<string, string>, agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    get(url, { headers, agent }, (answer) => {
      answer.resume().on("end", () => resolve(answer.statusCode ?? 0));
    }).on("error", reject);
  });
}
