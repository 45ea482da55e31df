/**
 * npm run bench -- --soak [--minutes N] [--rate N]
 *
 * Sends load at 70 % of what the gateway can take, or so many requests a second, to the row with everything on, and watches memory. 30 minutes unless told. The
 * first answer that is not 2xx, and the first connection that fails, end it with an error.
 */
import { join } from "node:path";
import { bundle } from "./bundle.ts";
import { gatewaySecrets } from "./gateway.ts";
import { prepareLoad } from "./load.ts";
import { memoryBytes } from "./processes.ts";
import { gatewayEverything } from "./rows/gateway-everything.ts";
import { startUpstream } from "./upstream.ts";
import { startWorkerd } from "./workerd.ts";

const CAPACITY_SECONDS = 10;
const SHARE = 0.7;
const CONNECTIONS = 32;

/** Runs the soak and prints what it found. */
export async function runSoak(
  folder: string,
  { minutes, rate: asked }: { minutes: number; rate: number },
): Promise<void> {
  const vars = gatewaySecrets;
  const upstream = await startUpstream(join(folder, "upstream"));
  const worker = { id: "soak", bundle: bundle(gatewayEverything, join(folder, "bundle")), vars, metrics: true };
  const runtime = await startWorkerd(folder, [worker]);
  const address = runtime.address("soak");
  const requests = await gatewayEverything.seed({ address, upstream: upstream.url });
  const load = prepareLoad(folder, "soak", address, requests);
  await load.send(CONNECTIONS, 3);
  const { requestsPerSecond } = await load.send(CONNECTIONS, CAPACITY_SECONDS);
  const rate = asked || Math.round(requestsPerSecond * SHARE);
  console.log(`capacity ${requestsPerSecond.toFixed(0)} requests/s, soaking at ${rate}/s for ${minutes} min`);
  console.log("| minute | requests | memory (MB) |\n|---|---|---|");
  for (let minute = 1; minute <= minutes; minute++) {
    const { requests: sent } = await load.send(CONNECTIONS, 60, rate);
    console.log(`| ${minute} | ${sent} | ${(memoryBytes(runtime.pid, "VmRSS") / 1_024 / 1_024).toFixed(0)} |`);
  }
  console.log("0 errors: every answer was 2xx.");
  await runtime.stop();
  await upstream.stop();
}
