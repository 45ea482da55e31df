/** An upstream over TCP: records what reaches it and answers as told. For tests that run in Node. */
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { Readable } from "node:stream";

/** A request as it came. */
export interface RecordedRequest {
  method: string;
  /** Path and query, as sent. */
  url: string;
  /** By name in lower case, repeated fields joined by ", ". */
  headers: Record<string, string>;
  /** Names and values in turn, with their casing. */
  rawHeaders: string[];
  body: Buffer;
}

/** What the upstream does with a request. Without a status: 200. */
export interface ScriptedAnswer {
  status?: number;
  headers?: Record<string, string | string[]>;
  /** Text, bytes, or chunks that are sent as they come (a generator may wait between them: a slow stream). */
  body?: string | Uint8Array | AsyncIterable<Uint8Array | string>;
  /** Milliseconds before the head of the answer. */
  delayMs?: number;
  /** These bytes on the socket in place of an answer of HTTP; then the connection closes. */
  raw?: string | Uint8Array;
  /** Never answer. */
  hang?: boolean;
  /** Close the connection: before the answer, or in the middle of its body. */
  breaks?: "before-head" | "in-body";
}

/** A running upstream. */
export interface UpstreamServer {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** Oldest first. */
  readonly requests: RecordedRequest[];
  /** The newest request. @throws when none came */
  last(): RecordedRequest;
  /** What to answer from now on; a function sees the request. The default: 200 and `{"ok":true}`. */
  answer(script: ScriptedAnswer | ((request: RecordedRequest) => ScriptedAnswer)): void;
  /** Forgets the requests and goes back to the default answer. */
  reset(): void;
  stop(): Promise<void>;
}

const ok: ScriptedAnswer = { headers: { "content-type": "application/json" }, body: '{"ok":true}' };

/** Starts an upstream on a free port of 127.0.0.1. A WebSocket upgrade is accepted and every text sent back. */
export async function startUpstream(): Promise<UpstreamServer> {
  const requests: RecordedRequest[] = [];
  const sockets = new Set<Socket>();
  let script: (request: RecordedRequest) => ScriptedAnswer = () => ok;
  const server = createServer((message, response) => {
    void record(message).then((recorded) => {
      requests.push(recorded);
      return perform(script(recorded), response);
    });
  });
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket)).on("error", () => socket.destroy());
  });
  server.on("upgrade", (message: IncomingMessage, socket: Socket) => {
    requests.push({ ...head(message), body: Buffer.alloc(0) });
    echo(message.headers["sec-websocket-key"] ?? "", socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A server that listens on TCP has an AddressInfo; strings are for pipes.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests,
    last: () => {
      const newest = requests.at(-1);
      if (newest === undefined) throw new Error("No request has reached the upstream");
      return newest;
    },
    answer: (next) => (script = typeof next === "function" ? next : () => next),
    reset: () => {
      requests.length = 0;
      script = () => ok;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function head(message: IncomingMessage): Omit<RecordedRequest, "body"> {
  const headers: Record<string, string> = {};
  for (const [name, values] of Object.entries(message.headersDistinct)) headers[name] = (values ?? []).join(", ");
  return { method: message.method ?? "", url: message.url ?? "", headers, rawHeaders: message.rawHeaders };
}

async function record(message: IncomingMessage): Promise<RecordedRequest> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of message) chunks.push(Buffer.from(chunk));
  } catch {
    // The caller went away in the middle of its body: what came until then is recorded.
  }
  return { ...head(message), body: Buffer.concat(chunks) };
}

async function perform(answer: ScriptedAnswer, response: ServerResponse): Promise<void> {
  if (answer.hang) return;
  if (answer.delayMs !== undefined) await new Promise((resolve) => setTimeout(resolve, answer.delayMs));
  if (answer.breaks === "before-head") return void response.socket?.destroy();
  if (answer.raw !== undefined) return void response.socket?.end(answer.raw);
  response.writeHead(answer.status ?? 200, answer.headers);
  const body = answer.body ?? "";
  if (answer.breaks === "in-body") {
    response.write(typeof body === "string" || body instanceof Uint8Array ? body : "half");
    return void setTimeout(() => response.socket?.destroy(), 20);
  }
  if (typeof body === "string" || body instanceof Uint8Array) return void response.end(body);
  Readable.from(body)
    .on("error", () => response.destroy())
    .pipe(response);
}

/** Accepts a WebSocket (RFC 6455, section 4.2.2) and sends each short text frame back, unmasked. */
function echo(key: string, socket: Socket): void {
  const accept = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  socket.on("data", (frame: Buffer) => {
    const opcode = (frame[0] ?? 0) & 0x0f;
    const length = (frame[1] ?? 0) & 0x7f;
    if (opcode === 0x8) return void socket.end(Buffer.from([0x88, 0]));
    const mask = frame.subarray(2, 6);
    const payload = frame.subarray(6, 6 + length).map((byte, index) => byte ^ (mask[index % 4] ?? 0));
    socket.write(Buffer.concat([Buffer.from([0x80 | opcode, length]), payload]));
  });
}
