import { createServer, request as openRequest, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Gateway, startGateway } from "../support/gateway.ts";
import { createHttpApi } from "../support/http-api.ts";
import { residentMemory } from "../support/memory.ts";
import { openRequest as open } from "../support/request.ts";

const MB = 1024 * 1024;
const CHUNK = Buffer.alloc(MB / 4, "x");
/** The runtime's own buffers and its garbage come and go: far less than what flows through. */
const MAY_GROW = 80 * MB;

/** How many bytes the endless answer has given so far. */
let given = 0;

/** `megabytes` of data, made as fast as they are taken. */
function* data(megabytes: number): Generator<Buffer> {
  for (let sent = 0; sent < megabytes * MB; sent += CHUNK.length) yield CHUNK;
}

function* endless(): Generator<Buffer> {
  for (given = 0; ; given += CHUNK.length) yield CHUNK;
}

let gateway: Gateway;
let backend: Server;
let url: string;
let backendClosed: Promise<void>;

/** GET /{n}: n megabytes · POST: answers with the number of bytes that came · GET /endless: until the caller goes. */
function answer(request: IncomingMessage): Readable {
  if (request.url === "/endless") return Readable.from(endless());
  return Readable.from(data(Number(request.url?.slice(1))));
}

beforeAll(async () => {
  gateway = await startGateway();
  let closed: () => void = () => undefined;
  backendClosed = new Promise((resolve) => (closed = resolve));
  backend = createServer((request, response) => {
    if (request.method === "POST") {
      void bytesOf(request).then((bytes) => response.end(String(bytes)));
      return;
    }
    pipeline(answer(request), response).catch(closed);
  });
  await new Promise<void>((resolve) => backend.listen(0, "127.0.0.1", resolve));
  // A server that listens on TCP has an AddressInfo; strings are for pipes.
  const { port } = backend.address() as AddressInfo;
  ({ pathUrl: url } = await createHttpApi(gateway, { routes: { $default: `http://127.0.0.1:${port}` } }));
});
afterAll(async () => {
  backend.closeAllConnections();
  backend.close();
  await gateway.stop();
});

async function bytesOf(stream: AsyncIterable<Buffer>): Promise<number> {
  let bytes = 0;
  for await (const chunk of stream) bytes += chunk.length;
  return bytes;
}

/** How much more memory the runtime holds, at most, while `work` goes on than before it. */
async function growth(work: () => Promise<unknown>): Promise<number> {
  const before = await residentMemory(gateway.port);
  let most = before;
  const sampling = setInterval(() => {
    void residentMemory(gateway.port).then((now) => (most = Math.max(most, now)));
  }, 100);
  await work().finally(() => clearInterval(sampling));
  return Math.max(most, await residentMemory(gateway.port)) - before;
}

const download = async (megabytes: number): Promise<number> => bytesOf(await open(`${url}/${megabytes}`));

function upload(megabytes: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = openRequest(url, { method: "POST", agent: false }, (response) => {
      response.setEncoding("utf8").on("data", resolve);
    });
    pipeline(Readable.from(data(megabytes)), sent).catch(reject);
  });
}

it("a download of 500 MB does not grow the gateway's memory", async () => {
  await download(50);
  let bytes = 0;
  const grown = await growth(async () => (bytes = await download(500)));
  expect(bytes).toBe(500 * MB);
  expect(grown).toBeLessThan(MAY_GROW);
});

it("an upload of 200 MB does not grow the gateway's memory", async () => {
  await upload(20);
  let bytes = "";
  const grown = await growth(async () => (bytes = await upload(200)));
  expect(bytes).toBe(String(200 * MB));
  expect(grown).toBeLessThan(MAY_GROW);
});

it("a caller who does not read holds the backend back, and one who goes away ends its call", async () => {
  const gone = new AbortController();
  const message = await open(`${url}/endless`, { signal: gone.signal });
  message.on("error", () => undefined);
  for (let before = -1; given !== before;) {
    before = given;
    await sleep(300);
  }
  expect(given).toBeLessThan(MAY_GROW);
  gone.abort();
  await backendClosed;
});
