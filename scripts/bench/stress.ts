/**
 * npm run stress:sockets [-- --connections N] [--messages N]
 *
 * Many connections on one gateway in raw workerd: opened 1,000 a second; what an idle one takes of memory; messages sent and
 * answered, none lost; the time until all have heard a message that was sent to all. Bounded: at most 20,000 connections. workerd takes
 * two file descriptors for each (`ulimit -n`).
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { WebSocket } from "ws";
import { sign } from "../../src/sigv4/sign.ts";
import { createSigningKeys } from "../../src/sigv4/signingkey.ts";
import { memoryBytes } from "./processes.ts";
import { closeAll, connectMany } from "./socket-clients.ts";
import { gatewayWorker } from "./sockets.ts";
import { deployAnsweringApi } from "./websocket-api.ts";
import { startWorkerd } from "./workerd.ts";

const CONNECTS_PER_SECOND = 1_000;
/** Messages of one connection that are under way at once. */
const UNDER_WAY = 4;

/** Runs it and prints the figures. @throws where a message was lost */
export async function runStress(
  folder: string,
  { connections, messages }: { connections: number; messages: number },
): Promise<void> {
  const runtime = await startWorkerd(folder, [gatewayWorker(folder)]);
  const address = runtime.address("gateway");
  const path = await deployAnsweringApi(address, "$context.messageId");
  const url = address.replace("http", "ws") + path;
  await closeAll(await connectMany(url, 32, CONNECTS_PER_SECOND));
  const before = memoryBytes(runtime.pid, "VmRSS");
  const begun = performance.now();
  const sockets = await connectMany(url, connections, CONNECTS_PER_SECOND);
  const seconds = (performance.now() - begun) / 1000;
  console.log(
    `opened ${connections} connections in ${seconds.toFixed(1)} s (${CONNECTS_PER_SECOND} a second were asked for)`,
  );
  await sleep(2_000);
  const perSocket = (memoryBytes(runtime.pid, "VmRSS") - before) / 1_024 / connections;
  console.log(`memory of the gateway per idle connection: ${perSocket.toFixed(1)} KB`);
  console.log(await sendMany(sockets, messages));
  for (let round = 0; round < 3; round++) console.log(await fanOut(sockets, address + path));
  await closeAll(sockets);
  await runtime.stop();
}

/** Sends messages on all connections and waits for as many answers. */
async function sendMany(sockets: readonly WebSocket[], messages: number): Promise<string> {
  let sent = 0;
  let answered = 0;
  let last = performance.now();
  const begun = last;
  const send = (socket: WebSocket): void => {
    if (sent >= messages) return;
    sent++;
    socket.send(`{"n":${sent}}`);
  };
  for (const socket of sockets) {
    socket.on("message", () => {
      answered++;
      last = performance.now();
      send(socket);
    });
  }
  for (let turn = 0; turn < UNDER_WAY; turn++) for (const socket of sockets) send(socket);
  const isUnderWay = (): boolean => answered < sent && performance.now() - last < 10_000;
  while (isUnderWay()) await sleep(50);
  for (const socket of sockets) socket.removeAllListeners("message");
  const perSecond = answered / ((last - begun) / 1000);
  if (answered !== sent) throw new Error(`${sent - answered} of ${sent} messages were lost`);
  return `${sent} messages, ${answered} answered, 0 lost, ${perSecond.toFixed(0)} a second`;
}

/** Sends a message to all by the connections' management. */
async function fanOut(sockets: readonly WebSocket[], url: string): Promise<string> {
  const begun = performance.now();
  let last = begun;
  const heard = sockets.map(
    (socket) =>
      new Promise<void>((resolve) =>
        socket.once("message", () => {
          last = performance.now();
          resolve();
        }),
      ),
  );
  const answer = await post(`${url}/@connections`, "to all");
  const answeredAfter = performance.now() - begun;
  await Promise.race([Promise.all(heard), sleep(30_000)]);
  const all = `${(last - begun).toFixed(0)} ms until all had heard it`;
  return `fan-out: ${answer} answered after ${answeredAfter.toFixed(0)} ms, ${all}`;
}

/** Signed as the management APIs want it. */
async function post(url: string, body: string): Promise<string> {
  const credentials = { accessKeyId: "test", secret: "test" };
  const context = { credentials, region: "us-east-1", service: "execute-api", now: Date.now() };
  const headers = sign(
    { method: "POST", url, body: new TextEncoder().encode(body) },
    { ...context, signingKeys: createSigningKeys() },
  );
  return (await fetch(url, { method: "POST", headers, body })).text();
}
