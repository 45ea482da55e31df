import { Buffer } from "node:buffer";
import { DurableObject } from "cloudflare:workers";
import type { Closing, ClientMessage, Connection, ConnectionState, Reply } from "../plan/connection.ts";

/** What the shard needs of the rest of the worker. */
export interface ShardPorts {
  now(): number;
  /** what the client is sent for a message; null: nothing. Never fails */
  message(message: ClientMessage): Promise<Reply>;
  /** runs the API's `$disconnect`. Never fails */
  disconnected(closing: Closing): Promise<void>;
  /** a connection without messages in either direction is closed after this */
  idleMillis: number;
  /** every connection is closed after this */
  lifeMillis: number;
  /** a larger message closes its connection */
  messageBytes: number;
}

/** What a socket itself remembers; the platform keeps it while the object sleeps. */
interface Attachment {
  id: string;
  lastActiveAt: number;
}

/** Messages of one connection that may wait for those before them: a client that is faster than its backend is told to slow down. */
const MOST_WAITING = 500;

/** How clients are told that a connection ends (RFC 6455, section 7.4.1). */
const NORMAL = 1000;
const GOING_AWAY = 1001;
const NO_STATUS = 1005;
const ABNORMAL = 1006;
const POLICY = 1008;
const TOO_BIG = 1009;

/** The header that carries a connection to its object, percent-encoded JSON. */
export const CONNECTION_HEADER = "x-tollgate-connection";

/**
 * Holds a part of a stage's connections. Sockets hibernate: an idle connection keeps no memory of the object's awake. Each connection's
 * messages are answered in their order, those of different connections beside each other. A row per connection tells, after
 * a crash, whose end nobody has seen.
 */
export abstract class ConnectionShardObject<Env> extends DurableObject<Env> {
  readonly #sql: SqlStorage;
  /** the last message of each connection that is under way */
  readonly #chains = new Map<string, { last: Promise<void>; waiting: number }>();

  constructor(state: DurableObjectState, env: Env) {
    super(state, env);
    this.#sql = state.storage.sql;
    this.#sql.exec("CREATE TABLE IF NOT EXISTS connections (id TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID");
  }

  protected abstract ports(): ShardPorts;

  /** Accepts a socket: an upgrade request with the connection in a header. */
  override async fetch(request: Request): Promise<Response> {
    const connection = JSON.parse(
      decodeURIComponent(request.headers.get(CONNECTION_HEADER) ?? "null"),
    ) as Connection | null;
    if (!connection) return new Response(null, { status: 400 });
    const { 0: client, 1: server } = new WebSocketPair();
    this.#sql.exec("INSERT OR REPLACE INTO connections VALUES (?, ?)", connection.id, JSON.stringify(connection));
    this.ctx.acceptWebSocket(server, [connection.id]);
    server.serializeAttachment({ id: connection.id, lastActiveAt: connection.connectedAt } satisfies Attachment);
    await this.#wakeBy(this.ports().now() + Math.min(this.ports().idleMillis, this.ports().lifeMillis));
    const protocol = request.headers.get("sec-websocket-protocol");
    return new Response(null, {
      status: 101,
      webSocket: client,
      headers: protocol === null ? {} : { "Sec-WebSocket-Protocol": protocol },
    });
  }

  override webSocketMessage(socket: WebSocket, data: string | ArrayBuffer): void {
    const connection = this.#connectionOf(socket);
    if (!connection) return socket.close(GOING_AWAY, "Going away");
    const { messageBytes, now } = this.ports();
    if (sizeOf(data) > messageBytes) return this.#end(socket, connection, TOO_BIG, "Message Too Big");
    this.#touch(socket, now());
    const chain = this.#chains.get(connection.id) ?? { last: Promise.resolve(), waiting: 0 };
    if (chain.waiting >= MOST_WAITING) return this.#end(socket, connection, POLICY, "Too many messages");
    chain.waiting++;
    chain.last = chain.last
      .then(() => this.#answer(socket, connection, data))
      .finally(() => {
        chain.waiting--;
        if (chain.waiting === 0) this.#chains.delete(connection.id);
      });
    this.#chains.set(connection.id, chain);
    this.ctx.waitUntil(chain.last);
  }

  override async webSocketClose(socket: WebSocket, code: number, reason: string): Promise<void> {
    const connection = this.#connectionOf(socket);
    closeQuietly(socket, code === NO_STATUS || code === ABNORMAL ? NORMAL : code, reason);
    if (connection) await this.#ended(connection, code, reason === "" ? (REASONS[code] ?? "") : reason);
  }

  override async webSocketError(socket: WebSocket): Promise<void> {
    const connection = this.#connectionOf(socket);
    if (connection) await this.#ended(connection, ABNORMAL, "");
  }

  /** Closes what was idle or open for too long, and ends what a crash left behind. */
  override async alarm(): Promise<void> {
    const { now, idleMillis, lifeMillis } = this.ports();
    const at = now();
    let next = Number.POSITIVE_INFINITY;
    const open = new Set<string>();
    for (const socket of this.ctx.getWebSockets()) {
      const connection = this.#connectionOf(socket);
      if (!connection) continue;
      open.add(connection.id);
      const due = Math.min(this.#lastActive(socket) + idleMillis, connection.connectedAt + lifeMillis);
      if (due <= at) this.#end(socket, connection, GOING_AWAY, "Going away");
      else next = Math.min(next, due);
    }
    for (const { id, body } of this.#rows()) {
      if (!open.has(id)) await this.#ended(JSON.parse(body) as Connection, ABNORMAL, "");
    }
    if (Number.isFinite(next)) await this.ctx.storage.setAlarm(next);
  }

  /** Sends to a connection; false: it is gone. */
  post(id: string, data: Uint8Array): boolean {
    const [socket] = this.ctx.getWebSockets(id);
    if (!socket || !this.#connectionOf(socket)) return false;
    this.#touch(socket, this.ports().now());
    return send(socket, frameOf(data));
  }

  /** Null: it is gone. */
  get(id: string): ConnectionState | null {
    const [socket] = this.ctx.getWebSockets(id);
    const connection = socket && this.#connectionOf(socket);
    if (!socket || !connection) return null;
    const { connectedAt, sourceIp, userAgent } = connection;
    return { connectedAt, sourceIp, userAgent, lastActiveAt: this.#lastActive(socket) };
  }

  /** Closes a connection; false: it is gone. */
  close(id: string): boolean {
    const [socket] = this.ctx.getWebSockets(id);
    const connection = socket && this.#connectionOf(socket);
    if (!socket || !connection) return false;
    this.#end(socket, connection, NORMAL, "Connection Closed Normally");
    return true;
  }

  async #answer(socket: WebSocket, connection: Connection, data: string | ArrayBuffer): Promise<void> {
    const message = typeof data === "string" ? data : new Uint8Array(data);
    const reply = await this.ports().message({ connection, data: message });
    if (reply === null) return;
    send(socket, reply);
    this.#touch(socket, this.ports().now());
  }

  /** Closes a socket and runs `$disconnect` once. */
  #end(socket: WebSocket, connection: Connection, code: number, reason: string): void {
    closeQuietly(socket, code, reason);
    this.ctx.waitUntil(this.#ended(connection, code, reason));
  }

  /** Whoever takes the row away runs `$disconnect`: so it runs once. */
  async #ended(connection: Connection, code: number, reason: string): Promise<void> {
    const { rowsWritten } = this.#sql.exec("DELETE FROM connections WHERE id = ?", connection.id);
    if (rowsWritten === 0) return;
    await this.#chains.get(connection.id)?.last;
    await this.ports().disconnected({ connection, code, reason });
  }

  #connectionOf(socket: WebSocket): Connection | null {
    const { id } = attachmentOf(socket);
    const [row] = this.#sql.exec<{ body: string }>("SELECT body FROM connections WHERE id = ?", id).toArray();
    return row ? (JSON.parse(row.body) as Connection) : null;
  }

  #rows(): { id: string; body: string }[] {
    return this.#sql.exec<{ id: string; body: string }>("SELECT id, body FROM connections").toArray();
  }

  #touch(socket: WebSocket, now: number): void {
    socket.serializeAttachment({ ...attachmentOf(socket), lastActiveAt: now });
  }

  #lastActive(socket: WebSocket): number {
    const answered = this.ctx.getWebSocketAutoResponseTimestamp(socket)?.getTime() ?? 0;
    return Math.max(attachmentOf(socket).lastActiveAt, answered);
  }

  async #wakeBy(at: number): Promise<void> {
    const set = await this.ctx.storage.getAlarm();
    if (set === null || set > at) await this.ctx.storage.setAlarm(at);
  }
}

/** What AWS says of an end that the client gave no reason for. */
const REASONS: Readonly<Record<number, string>> = {
  [NORMAL]: "Connection Closed Normally",
  [GOING_AWAY]: "Going away",
  [NO_STATUS]: "Client-side close frame status not set",
};

function attachmentOf(socket: WebSocket): Attachment {
  // What this module has put there.
  return socket.deserializeAttachment() as Attachment;
}

function sizeOf(data: string | ArrayBuffer): number {
  return typeof data === "string" ? Buffer.byteLength(data) : data.byteLength;
}

const DECODER = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Text where the bytes are text, as AWS sends them. */
function frameOf(data: Uint8Array): string | Uint8Array {
  try {
    return DECODER.decode(data);
  } catch {
    return data;
  }
}

function send(socket: WebSocket, frame: string | Uint8Array): boolean {
  try {
    socket.send(frame);
    return true;
  } catch {
    // It was closed meanwhile.
    return false;
  }
}

function closeQuietly(socket: WebSocket, code: number, reason: string): void {
  try {
    socket.close(code, reason);
  } catch {
    // It is closed already, or its code is none that may be sent.
  }
}
