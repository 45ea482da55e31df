/**
 * npm run bench:sockets [-- --rounds N] [--seconds N]
 *
 * What a message through a WebSocket API costs, against a bare hibernatable Durable Object that echoes: 32 connections, each with
 * one message under way, in raw workerd. Both echo the same bytes; the gateway's route is one of MOCK, chosen by a member of the message.
 */
import { join } from "node:path";
import type { WebSocket } from "ws";
import { bundle } from "./bundle.ts";
import { gatewaySecrets } from "./gateway.ts";
import { cpuMicroseconds } from "./processes.ts";
import { figures, type Figures, order, type Sample, type Spread } from "./rounds.ts";
import type { Row } from "./row.ts";
import { closeAll, connectMany, pingPong } from "./socket-clients.ts";
import { deployAnsweringApi } from "./websocket-api.ts";
import { type Runtime, startWorkerd } from "./workerd.ts";

const CONNECTIONS = 32;
/** Seconds of one stretch: short, so that both are measured while the machine does the same besides. */
const WINDOW = 0.5;
/** Seconds until both run as compiled code. */
const WARM_UP = 5;
const MESSAGE = JSON.stringify({ action: "say", text: "x".repeat(100) });

const bare: Row = {
  name: "bare Durable Object",
  worker: { entry: "scripts/bench/workers/bare-echo.ts", objects: { ECHO: "Echo" } },
  seed: () => [],
};
const gateway: Row = { name: "gateway: WebSocket API", worker: "gateway", seed: () => [] };

/** Runs both in turn, so many rounds of so many seconds each in short stretches, and prints a table. */
export async function runSockets(
  folder: string,
  { rounds, seconds }: { rounds: number; seconds: number },
): Promise<void> {
  const { runtime, clients } = await prepare(folder);
  const samples: Sample[] = [];
  for (const name of order(bare.name, [gateway.name], Math.round((rounds * seconds) / WINDOW))) {
    samples.push(await measure(name, clients.get(name) ?? [], runtime.pid));
  }
  console.log(tableOf(figures(samples, bare.name)));
  await closeAll([...clients.values()].flat());
  await runtime.stop();
}

async function prepare(folder: string): Promise<{ runtime: Runtime; clients: Map<string, WebSocket[]> }> {
  const runtime = await startWorkerd(folder, [
    { id: "bare", bundle: bundle(bare, join(folder, "bare")), vars: {} },
    gatewayWorker(folder),
  ]);
  const address = runtime.address("gateway");
  const path = await deployAnsweringApi(address, MESSAGE);
  const clients = new Map([
    [bare.name, await connectMany(runtime.address("bare").replace("http", "ws"), CONNECTIONS, 1_000)],
    [gateway.name, await connectMany(address.replace("http", "ws") + path, CONNECTIONS, 1_000)],
  ]);
  for (const sockets of clients.values()) await pingPong(sockets, MESSAGE, WARM_UP);
  return { runtime, clients };
}

/** The gateway as a worker of the bench, with the variables that it needs. */
export function gatewayWorker(folder: string, vars: Record<string, string> = {}) {
  return {
    id: "gateway",
    bundle: bundle(gateway, join(folder, "gateway")),
    vars: { ...gatewaySecrets, ...vars },
  };
}

async function measure(row: string, sockets: WebSocket[], pid: number): Promise<Sample> {
  const before = await cpuMicroseconds(pid);
  const answers = await pingPong(sockets, MESSAGE, WINDOW);
  const cpu = (await cpuMicroseconds(pid)) - before;
  const requestsPerSecond = answers / WINDOW;
  return {
    row,
    cpuMicroseconds: cpu / answers,
    requestsPerSecond,
    medianMicroseconds: (sockets.length / requestsPerSecond) * 1e6,
  };
}

function tableOf(rows: readonly Figures[]): string {
  const spread = ({ median, min, max }: Spread): string =>
    `${median.toFixed(2)} (${min.toFixed(2)} – ${max.toFixed(2)})`;
  const lines = rows.map(
    ({ row, cpuMicroseconds, cpuRatio, throughputRatio }) =>
      `| ${row} | ${spread(cpuMicroseconds)} | ${spread(cpuRatio)} | ${spread(throughputRatio)} |`,
  );
  return [
    "| case (median, smallest and largest) | CPU per message (µs) | CPU ÷ bare | throughput ÷ bare |",
    "|---|---|---|---|",
    ...lines,
  ].join("\n");
}
