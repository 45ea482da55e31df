/**
 * npm run bench -- --cold
 *
 * What the first request to an API costs an isolate that holds nothing: round trips, statements and bytes of D1, time, and CPU; for
 * APIs of 10, 1,000 and 10,000 routes, with plans from D1 and from KV, in raw workerd. D1 and KV are local here, on the same disk:
 * at the edge each round trip adds its own time, and KV is nearer. The CPU is the process's, with that of D1 and KV themselves.
 */
import { ApiGatewayV2Client, CreateStageCommand, ImportApiCommand } from "@aws-sdk/client-apigatewayv2";
import { join } from "node:path";
import { bundle } from "./bundle.ts";
import { clientSettings, gatewaySecrets } from "./gateway.ts";
import { cpuMicroseconds } from "./processes.ts";
import { spread } from "./rounds.ts";
import type { Row } from "./row.ts";
import { startUpstream } from "./upstream.ts";
import { startWorkerd } from "./workerd.ts";

const SIZES = [10, 1_000, 10_000];
const REPEATS = 15;

const row: Row = {
  name: "cold",
  worker: { gatewayEntry: "scripts/bench/workers/cold-gateway.ts" },
  seed: () => [],
};

/** Makes an API of so many routes, and returns the address of one of them. */
async function importedApi(address: string, upstream: string, routes: number): Promise<string> {
  const client = new ApiGatewayV2Client(clientSettings(address));
  const integration = { type: "http_proxy", httpMethod: "GET", uri: upstream, payloadFormatVersion: "1.0" };
  const get = { "x-amazon-apigateway-integration": integration, responses: {} };
  const paths = Object.fromEntries(Array.from({ length: routes }, (_, n) => [`/group${n % 50}/r${n}/{id}`, { get }]));
  const Body = JSON.stringify({ openapi: "3.0.1", info: { title: "cold", version: "1" }, paths });
  const { ApiId } = await client.send(new ImportApiCommand({ Body }));
  await client.send(new CreateStageCommand({ ApiId, StageName: "$default", AutoDeploy: true }));
  return `${address}/execute-api/${ApiId}/group7/r7/1`;
}

/** Sends requests one after the other. */
async function timed(url: string, headers: Record<string, string>): Promise<{ milliseconds: number; asked: string }> {
  const times: number[] = [];
  let asked = "";
  for (let n = 0; n < REPEATS; n++) {
    const begun = performance.now();
    const answer = await fetch(url, { headers });
    await answer.arrayBuffer();
    times.push(performance.now() - begun);
    if (answer.status !== 200) throw new Error(`the gateway answered ${answer.status}`);
    asked = answer.headers.get("x-asked") ?? "{}";
  }
  return { milliseconds: spread(times).median, asked };
}

/** Measures all sizes and prints a table. */
export async function runCold(folder: string): Promise<void> {
  const vars = gatewaySecrets;
  const upstream = await startUpstream(join(folder, "upstream"));
  const runtime = await startWorkerd(folder, [{ id: "cold", bundle: bundle(row, join(folder, "bundle")), vars }]);
  console.log(
    "| routes | plans from | round trips to D1 | statements | KB read | first request (ms) | CPU (ms) | warm request (ms) |",
  );
  console.log("|---|---|---|---|---|---|---|---|");
  for (const routes of SIZES) {
    const url = await importedApi(runtime.address("cold"), upstream.url, routes);
    const warm = await timed(url, {});
    for (const from of ["d1", "kv"]) {
      await timed(url, { "x-cold": from });
      const before = await cpuMicroseconds(runtime.pid);
      const { milliseconds, asked } = await timed(url, { "x-cold": from });
      const cpu = ((await cpuMicroseconds(runtime.pid)) - before) / REPEATS / 1_000;
      const { roundTrips, statements, bytes }: Record<string, number> = JSON.parse(asked);
      const figures = [milliseconds, cpu, warm.milliseconds].map((value) => value.toFixed(1));
      const read = ((bytes ?? 0) / 1_024).toFixed(0);
      console.log(`| ${routes} | ${from} | ${roundTrips} | ${statements} | ${read} | ${figures.join(" | ")} |`);
    }
  }
  await runtime.stop();
  await upstream.stop();
}
