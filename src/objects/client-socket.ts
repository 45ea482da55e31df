import { Buffer } from "node:buffer";

/** How clients are told that a connection ends (RFC 6455, section 7.4.1). */
export const NORMAL = 1000;
export const GOING_AWAY = 1001;
export const UNSUPPORTED = 1003;
export const NO_STATUS = 1005;
export const ABNORMAL = 1006;
export const NOT_UTF8 = 1007;
export const POLICY = 1008;
export const TOO_BIG = 1009;

/** What the platform keeps of a socket while its object sleeps. */
interface Kept {
  /** of the connection */
  id: string;
  /** milliseconds since the epoch, of the last message in either direction */
  lastActiveAt: number;
  /** milliseconds since the epoch, of the last message that came */
  heardAt: number;
  /** bytes sent since then */
  unheard: number;
}

/** How far what the platform keeps may lag behind what is in memory: an object may fall asleep between. */
const LAG = { millis: 1_000, bytes: 64 * 1024 };

/** A connection's socket with what it remembers: in memory while its object is awake, with the platform while it sleeps. */
export class ClientSocket implements Kept {
  static readonly #awake = new WeakMap<WebSocket, ClientSocket>();
  readonly socket: WebSocket;
  readonly id: string;
  lastActiveAt: number;
  heardAt: number;
  unheard: number;
  #keptActiveAt: number;
  #keptUnheard: number;

  private constructor(socket: WebSocket, { id, lastActiveAt, heardAt, unheard }: Kept) {
    this.socket = socket;
    this.id = id;
    this.lastActiveAt = lastActiveAt;
    this.heardAt = heardAt;
    this.unheard = unheard;
    this.#keptActiveAt = lastActiveAt;
    this.#keptUnheard = unheard;
    ClientSocket.#awake.set(socket, this);
  }

  /** Of a socket that was just accepted. */
  static open(socket: WebSocket, id: string, at: number): ClientSocket {
    const opened = new ClientSocket(socket, { id, lastActiveAt: at, heardAt: at, unheard: 0 });
    opened.#keep();
    return opened;
  }

  /** Of a socket that the platform hands over; one that slept is read once. */
  static of(socket: WebSocket): ClientSocket {
    // What this class has put there.
    return ClientSocket.#awake.get(socket) ?? new ClientSocket(socket, socket.deserializeAttachment() as Kept);
  }

  /** Takes note of a message that came. */
  heard(at: number): void {
    this.sent(at, at, 0);
  }

  /** Takes note of a message that went out; its client was heard of at `heardAt`, and is sent so many bytes since. */
  sent(at: number, heardAt: number, unheard: number): void {
    this.lastActiveAt = at;
    this.heardAt = heardAt;
    this.unheard = unheard;
    const isClose = at - this.#keptActiveAt < LAG.millis && Math.abs(unheard - this.#keptUnheard) < LAG.bytes;
    if (!isClose) this.#keep();
  }

  #keep(): void {
    const { id, lastActiveAt, heardAt, unheard } = this;
    this.#keptActiveAt = lastActiveAt;
    this.#keptUnheard = unheard;
    this.socket.serializeAttachment({ id, lastActiveAt, heardAt, unheard } satisfies Kept);
  }
}

/** Whether a text came as bytes that are no UTF-8: the platform has put U+FFFD in their place, and nothing else tells of them. */
export function isDamaged(text: string): boolean {
  return text.includes("\uFFFD");
}

export function sizeOf(data: string | Uint8Array): number {
  return typeof data === "string" ? Buffer.byteLength(data) : data.byteLength;
}

/** The most bytes that a UTF-16 code unit takes as UTF-8. */
const MOST_BYTES = 3;

/** Whether data has more bytes than that; a text is measured only where its length leaves it open. */
export function isLarger(data: string | ArrayBuffer, bytes: number): boolean {
  if (typeof data !== "string") return data.byteLength > bytes;
  return data.length * MOST_BYTES > bytes && Buffer.byteLength(data) > bytes;
}

const DECODER = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Text where the bytes are text, as AWS sends them. */
export function frameOf(data: Uint8Array): string | Uint8Array {
  try {
    return DECODER.decode(data);
  } catch {
    return data;
  }
}

/** False: it was closed meanwhile. */
export function send(socket: WebSocket, frame: string | Uint8Array): boolean {
  try {
    socket.send(frame);
    return true;
  } catch {
    return false;
  }
}

/** Closes; does nothing where it is closed already. A code that may not be sent stands for a normal end. */
export function close(socket: WebSocket, code: number, reason: string): void {
  try {
    socket.close(code === NO_STATUS || code === ABNORMAL ? NORMAL : code, reason);
  } catch {
    // It is closed already, or its code is none that may be sent.
  }
}
