/** An answer as the response cache keeps it: plain values, so that requests may share it. */
export interface CachedAnswer {
  status: number;
  /** without what belongs to one request: ids, dates, lengths */
  headers: [name: string, value: string][];
  body: Uint8Array<ArrayBuffer>;
  /** the body is compressed, as its Content-Encoding says */
  encodedBody: boolean;
  /** the path below the stage that was asked for, and the backend's tags: what purges speak of */
  path: string;
  tags: string[];
  /** milliseconds since the epoch at which the request began whose answer it is */
  storedAt: number;
  expiresAt: number;
}

/** Bytes that an answer takes in memory, roughly. */
export function sizeOf({ headers, body }: CachedAnswer): number {
  return body.byteLength + headers.reduce((sum, [name, value]) => sum + name.length + value.length, 0) + 200;
}

/** The names under which a backend lets its answer be purged: the header Cache-Tag, comma-separated. */
export function tagsOf(headers: Headers): string[] {
  const list = headers.get("cache-tag");
  return list === null ? [] : list.split(",").map((tag) => tag.trim());
}

/** One format, so that an answer of an older version of this code is a miss and is replaced. */
const FORMAT = 2;

/** The bytes for storage: a line of JSON, then the body. */
export function encodeAnswer({ body, ...head }: CachedAnswer): Uint8Array<ArrayBuffer> {
  const line = new TextEncoder().encode(`${JSON.stringify({ format: FORMAT, ...head })}\n`);
  const bytes = new Uint8Array(line.length + body.length);
  bytes.set(line);
  bytes.set(body, line.length);
  return bytes;
}

/** The reverse; null for what is no answer of this format. */
export function decodeAnswer(bytes: Uint8Array<ArrayBuffer>): CachedAnswer | null {
  const end = bytes.indexOf(0x0a);
  if (end === -1) return null;
  let head: unknown;
  try {
    head = JSON.parse(new TextDecoder().decode(bytes.subarray(0, end)));
  } catch {
    return null;
  }
  return isHead(head) ? { ...head, body: bytes.slice(end + 1) } : null;
}

function isHead(value: unknown): value is Omit<CachedAnswer, "body"> {
  if (typeof value !== "object" || value === null) return false;
  const { format, status, headers, path, tags, expiresAt, storedAt } = value as Record<string, unknown>;
  const numbers = [status, expiresAt, storedAt].every((each) => typeof each === "number");
  return format === FORMAT && numbers && typeof path === "string" && Array.isArray(headers) && Array.isArray(tags);
}
