import { Buffer } from "node:buffer";
import type { Exchange } from "./exchange.ts";

/** A body that is larger than the gateway is willing to hold. */
export class BodyTooLarge extends Error {}

/**
 * Reads a body whole; null where there is none. Throws BodyTooLarge past `limit` bytes, without reading further. A body that says so
 * is untouched: proxies answer 500 themselves where a request's is given up that they are still sending.
 */
export async function readWhole(
  body: ReadableStream<Uint8Array> | null,
  contentLength: string | null,
  limit: number,
): Promise<Uint8Array<ArrayBuffer> | null> {
  if (body === null) return null;
  if (contentLength !== null && Number(contentLength) > limit) throw new BodyTooLarge();
  if (contentLength !== null) return new Uint8Array(await new Response(body).arrayBuffer());
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > limit) throw new BodyTooLarge();
    chunks.push(chunk);
  }
  return joined(chunks, size);
}

/** Reads the request's body whole into the exchange; null where that has been done, or there is none. `tooLarge` answers past `limit` bytes. */
export function holdBody<E extends Exchange>(
  exchange: E,
  limit: number,
  tooLarge: (exchange: E) => Response,
): Promise<Response | null> | null {
  const { body, headers } = exchange.request;
  if (body === null || exchange.body !== null) return null;
  return readWhole(body, headers.get("content-length"), limit).then(
    (whole) => {
      exchange.body = whole;
      return null;
    },
    (error: unknown) => {
      if (error instanceof BodyTooLarge) return tooLarge(exchange);
      throw error;
    },
  );
}

/** The length of an exchange's answer before compression, in bytes; null: it streams, and nobody knows. Counted when somebody asks, which few do. */
export function answerBytes({ answerBody }: Exchange): number | null {
  if (typeof answerBody === "string") return Buffer.byteLength(answerBody);
  return answerBody instanceof Uint8Array ? answerBody.byteLength : answerBody;
}

/** Lets a body go that nobody will read, so that its sender need not wait. */
export function giveUp(body: ReadableStream | null): void {
  body?.cancel().catch(() => undefined);
}

/** Chunks of this size together, as one. */
export function joined(chunks: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}
