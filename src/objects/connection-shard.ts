import { DurableObject } from "cloudflare:workers";
import type {
  Audience,
  Closing,
  ClientMessage,
  Connection,
  ConnectionState,
  GroupChange,
  MessageOutcome,
} from "../plan/connection.ts";
import * as client from "./client-socket.ts";
import { ClientSocket } from "./client-socket.ts";
import { ConnectionRows } from "./connection-rows.ts";
import { MessageQueues } from "./message-queues.ts";

/** What the shard needs of the rest of the worker. */
export interface ShardPorts {
  now(): number;
  /** what becomes of a message; without a promise where nothing waits. Never fails */
  message(message: ClientMessage): MessageOutcome | Promise<MessageOutcome>;
  /** runs the API's `$disconnect`. Never fails */
  disconnected(closing: Closing): Promise<void>;
  /** a connection without messages in either direction is closed after this */
  idleMillis: number;
  /** every connection is closed after this */
  lifeMillis: number;
  /** a larger message closes its connection */
  messageBytes: number;
  /** a connection that is sent more, without a word of its client, is closed */
  unheardBytes: number;
  /** whether binary frames are taken; AWS closes their connection */
  binaryFrames: boolean;
  /** whether a text with U+FFFD is taken; else it closes its connection, since it may have come as bytes that are no UTF-8 */
  damagedText: boolean;
  /** a text that is answered with another one by the platform, without waking the object; null: none */
  autoResponse: { request: string; response: string } | null;
}

/** What of one connection may wait for its backend: a client that is faster is told to slow down. */
const WAITING = { messages: 500, length: 1024 * 1024 };

/** How AWS names the end of a connection whose client gave no status. */
const NO_STATUS_REASON = "Client-side close frame status not set";

/** How a connection comes to its object: percent-encoded JSON of this, in a header. */
export interface Opening {
  connection: Connection;
  groups: readonly string[];
}

export const OPENING_HEADER = "x-tollgate-opening";

/**
 * Holds a part of a stage's connections. Sockets hibernate: an idle connection keeps nothing of the object awake. Whoever takes a
 * connection's row away runs its `$disconnect`, so that it runs once; rows without a socket are what a crash has left.
 */
export abstract class ConnectionShardObject<Env> extends DurableObject<Env> {
  readonly #rows: ConnectionRows;
  readonly #queues = new MessageQueues(WAITING);

  constructor(state: DurableObjectState, env: Env) {
    super(state, env);
    this.#rows = new ConnectionRows(state.storage.sql);
    if (this.#rows.count(null) > state.getWebSockets().length) void state.storage.setAlarm(1);
  }

  protected abstract ports(): ShardPorts;

  /** Accepts a socket: an upgrade request with the connection in a header. */
  override async fetch(request: Request): Promise<Response> {
    const opening = JSON.parse(decodeURIComponent(request.headers.get(OPENING_HEADER) ?? "null")) as Opening | null;
    if (!opening) return new Response(null, { status: 400 });
    const { connection, groups } = opening;
    const { now, idleMillis, lifeMillis, autoResponse } = this.ports();
    const { 0: browser, 1: server } = new WebSocketPair();
    this.#rows.add(connection);
    this.#rows.regroup(connection.id, { join: groups, leave: [] });
    this.ctx.setWebSocketAutoResponse(
      autoResponse ? new WebSocketRequestResponsePair(autoResponse.request, autoResponse.response) : undefined,
    );
    this.ctx.acceptWebSocket(server, [connection.id]);
    const at = now();
    ClientSocket.open(server, connection.id, at);
    await this.#wakeBy(at + Math.min(idleMillis, lifeMillis));
    const protocol = request.headers.get("sec-websocket-protocol");
    const headers = protocol === null ? {} : { "Sec-WebSocket-Protocol": protocol };
    return new Response(null, { status: 101, webSocket: browser, headers });
  }

  override webSocketMessage(socket: WebSocket, data: string | ArrayBuffer): void {
    const sender = ClientSocket.of(socket);
    const connection = this.#rows.get(sender.id);
    if (!connection) return client.close(socket, client.GOING_AWAY, "Going away");
    const { messageBytes, binaryFrames, damagedText, now } = this.ports();
    const isText = typeof data === "string";
    if (client.isLarger(data, messageBytes)) return this.#end(socket, connection, client.TOO_BIG, "Message too big");
    if (!isText && !binaryFrames)
      return this.#end(socket, connection, client.UNSUPPORTED, "Binary frames are not supported");
    if (isText && !damagedText && client.isDamaged(data))
      return this.#end(socket, connection, client.NOT_UTF8, "Invalid UTF-8");
    sender.heard(now());
    const length = isText ? data.length : data.byteLength;
    const answered = this.#queues.add(connection.id, length, () => this.#answer(sender, connection, data));
    if (answered === "full") this.#end(socket, connection, client.POLICY, "Too many messages");
    // What is answered already keeps nothing awake: handing a promise to the platform costs more than the rest of an echo.
    else if (answered !== "done") this.ctx.waitUntil(answered);
  }

  override async webSocketClose(socket: WebSocket, code: number, reason: string): Promise<void> {
    const connection = this.#connectionOf(socket);
    client.close(socket, code, reason);
    if (connection) await this.#ended(connection, code, code === client.NO_STATUS ? NO_STATUS_REASON : reason);
  }

  override async webSocketError(socket: WebSocket): Promise<void> {
    const connection = this.#connectionOf(socket);
    if (connection) await this.#ended(connection, client.ABNORMAL, "");
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
      const due = Math.min(this.#lastActive(ClientSocket.of(socket)) + idleMillis, connection.connectedAt + lifeMillis);
      if (due <= at) this.#end(socket, connection, client.GOING_AWAY, "Going away");
      else next = Math.min(next, due);
    }
    const left = this.#rows.all().flatMap((id) => (open.has(id) ? [] : (this.#rows.get(id) ?? [])));
    await Promise.all(left.map((connection) => this.#ended(connection, client.ABNORMAL, "")));
    if (Number.isFinite(next)) await this.#wakeBy(next);
  }

  /** Sends to a connection; false: it is gone. */
  post(id: string, data: Uint8Array): boolean {
    const socket = this.#socketOf(id);
    return socket !== null && this.#send(ClientSocket.of(socket), client.frameOf(data));
  }

  /** Sends to all, or to the members of a group; gives how many heard it. */
  broadcast(data: Uint8Array, { group, except }: Audience): number {
    const frame = client.frameOf(data);
    const sockets =
      group === null
        ? this.ctx.getWebSockets()
        : this.#rows.members(group).flatMap((id) => this.ctx.getWebSockets(id)[0] ?? []);
    let heard = 0;
    for (const socket of sockets) {
      const hearer = ClientSocket.of(socket);
      if (hearer.id !== except && this.#rows.get(hearer.id) && this.#send(hearer, frame)) heard++;
    }
    return heard;
  }

  /** False: it is gone. */
  regroup(id: string, groups: GroupChange): boolean {
    if (!this.#rows.get(id)) return false;
    this.#rows.regroup(id, groups);
    return true;
  }

  count(group: string | null): number {
    return this.#rows.count(group);
  }

  list(after: string, limit: number): ConnectionState[] {
    return this.#rows.page(after, limit).flatMap((id) => this.get(id) ?? []);
  }

  /** Null: it is gone. */
  get(id: string): ConnectionState | null {
    const socket = this.#socketOf(id);
    const connection = this.#rows.get(id);
    if (!socket || !connection) return null;
    const { connectedAt, sourceIp, userAgent } = connection;
    return { id, connectedAt, sourceIp, userAgent, lastActiveAt: this.#lastActive(ClientSocket.of(socket)) };
  }

  /** Closes a connection; false: it is gone. */
  close(id: string): boolean {
    const socket = this.#socketOf(id);
    const connection = this.#rows.get(id);
    if (!socket || !connection) return false;
    this.#end(socket, connection, client.NORMAL, "Connection Closed Normally");
    return true;
  }

  #answer(sender: ClientSocket, connection: Connection, data: string | ArrayBuffer): Promise<void> | void {
    const message = typeof data === "string" ? data : new Uint8Array(data);
    const outcome = this.ports().message({ connection, data: message });
    if (outcome instanceof Promise) return outcome.then((settled) => this.#conclude(sender, connection, settled));
    this.#conclude(sender, connection, outcome);
  }

  #conclude(sender: ClientSocket, connection: Connection, { reply, groups }: MessageOutcome): void {
    if (groups) this.regroup(connection.id, groups);
    if (reply !== null) this.#send(sender, reply);
  }

  /** What a client takes in cannot be seen here; one that is sent much and says nothing is taken for one that never reads. */
  #send(hearer: ClientSocket, frame: string | Uint8Array): boolean {
    const { now, unheardBytes } = this.ports();
    const heardAt = Math.max(hearer.heardAt, this.#autoResponded(hearer.socket));
    const unheard = (heardAt > hearer.heardAt ? 0 : hearer.unheard) + client.sizeOf(frame);
    const connection = unheard > unheardBytes ? this.#rows.get(hearer.id) : null;
    if (connection) {
      this.#end(hearer.socket, connection, client.POLICY, "Too much is unread");
      return false;
    }
    if (!client.send(hearer.socket, frame)) return false;
    hearer.sent(now(), heardAt, unheard);
    return true;
  }

  /** Closes a socket and runs `$disconnect` once. */
  #end(socket: WebSocket, connection: Connection, code: number, reason: string): void {
    client.close(socket, code, reason);
    this.ctx.waitUntil(this.#ended(connection, code, reason));
  }

  async #ended(connection: Connection, code: number, reason: string): Promise<void> {
    if (!this.#rows.remove(connection.id)) return;
    await this.#queues.settled(connection.id);
    await this.ports().disconnected({ connection, code, reason });
  }

  #connectionOf(socket: WebSocket): Connection | null {
    return this.#rows.get(ClientSocket.of(socket).id);
  }

  /** Null: no such connection is open. */
  #socketOf(id: string): WebSocket | null {
    return this.#rows.get(id) ? (this.ctx.getWebSockets(id)[0] ?? null) : null;
  }

  #lastActive({ socket, lastActiveAt }: ClientSocket): number {
    return Math.max(lastActiveAt, this.#autoResponded(socket));
  }

  #autoResponded(socket: WebSocket): number {
    if (!this.ports().autoResponse) return 0;
    return this.ctx.getWebSocketAutoResponseTimestamp(socket)?.getTime() ?? 0;
  }

  async #wakeBy(at: number): Promise<void> {
    const set = await this.ctx.storage.getAlarm();
    if (set === null || set > at) await this.ctx.storage.setAlarm(at);
  }
}
