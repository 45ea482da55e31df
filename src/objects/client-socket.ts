import { Buffer } from "node:buffer";

/** What a socket itself remembers; the platform keeps it while its object sleeps. */
export interface SocketState {
  /** of the connection */
  id: string;
  /** milliseconds since the epoch, of the last message in either direction */
  lastActiveAt: number;
  /** milliseconds since the epoch, of the last message that came */
  heardAt: number;
  /** bytes sent since then */
  unheard: number;
}

/** How clients are told that a connection ends (RFC 6455, section 7.4.1). */
export const NORMAL = 1000;
export const GOING_AWAY = 1001;
export const UNSUPPORTED = 1003;
export const NO_STATUS = 1005;
export const ABNORMAL = 1006;
export const NOT_UTF8 = 1007;
export const POLICY = 1008;
export const TOO_BIG = 1009;

/** How far what the platform keeps may lag behind what is in memory: an object may fall asleep between. */
const LAG = { millis: 1_000, bytes: 64 * 1024 };

/** What sockets remember, while their object is awake; with what the platform keeps of it. */
const states = new WeakMap<WebSocket, { now: SocketState; kept: SocketState }>();

export function stateOf(socket: WebSocket): SocketState {
  const known = states.get(socket);
  if (known) return known.now;
  // What this module has put there.
  const kept = socket.deserializeAttachment() as SocketState;
  states.set(socket, { now: kept, kept });
  return kept;
}

/** Keeps a state at once in memory, and with the platform where it has changed much since. */
export function keepState(socket: WebSocket, now: SocketState): void {
  const kept = states.get(socket)?.kept;
  const isClose =
    kept !== undefined &&
    now.lastActiveAt - kept.lastActiveAt < LAG.millis &&
    Math.abs(now.unheard - kept.unheard) < LAG.bytes;
  states.set(socket, { now, kept: isClose ? kept : now });
  if (!isClose) socket.serializeAttachment(now);
}

/** Whether a text came as bytes that are no UTF-8: the platform has put U+FFFD in their place, and nothing else tells of them. */
export function isDamaged(text: string): boolean {
  return text.includes("\uFFFD");
}

export function sizeOf(data: string | ArrayBuffer | Uint8Array): number {
  return typeof data === "string" ? Buffer.byteLength(data) : data.byteLength;
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
