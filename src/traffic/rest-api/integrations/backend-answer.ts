import { readWhole } from "../../body.ts";

/** A backend's answer, read to its end. */
export interface WholeAnswer {
  status: number;
  headers: Headers;
  /** null: none */
  body: Uint8Array<ArrayBuffer> | null;
}

/** What the platform has undone already by the time a body is read. */
const DECODED = /^(?:gzip|br)$/i;

/** Reads a backend's answer whole. Throws BodyTooLarge. */
export async function readAnswer(answer: Response, limit: number): Promise<WholeAnswer> {
  const { status, headers } = answer;
  // A length is that of the compressed bytes: it does not tell how many there will be.
  const decoded = DECODED.test(headers.get("content-encoding") ?? "");
  const body = await readWhole(answer.body, decoded ? null : headers.get("content-length"), limit);
  return { status, headers: decoded ? withoutCoding(headers) : headers, body };
}

function withoutCoding(headers: Headers): Headers {
  const kept = new Headers(headers);
  kept.delete("content-encoding");
  kept.delete("content-length");
  return kept;
}
