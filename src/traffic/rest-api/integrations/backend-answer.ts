import type { RestMethodParts } from "../parts.ts";
import type { Payload } from "../rest-exchange.ts";
import { giveUp, readWhole } from "../../body.ts";

/** A backend's answer, read to its end. */
export interface WholeAnswer {
  status: number;
  headers: Headers;
  /** null: none */
  body: Payload | null;
}

/** Whether nothing but templates will see the bodies of a method's backend. */
export function answersAreText({ head, integration }: RestMethodParts): boolean {
  const { responses } = integration;
  const mapped = responses.every((one) => one.templates.length > 0 && one.contentHandling !== "CONVERT_TO_BINARY");
  return head.binaryMediaTypes.length === 0 && responses.length > 0 && mapped;
}

/** What the platform has undone already by the time a body is read. */
const DECODED = /^(?:gzip|br)$/i;

/** Reads a backend's answer whole, as text at once where only templates will see it. Throws BodyTooLarge. */
export async function readAnswer(answer: Response, limit: number, asText = false): Promise<WholeAnswer> {
  const { status, headers } = answer;
  // A length is that of the compressed bytes: it does not tell how many there will be.
  const decoded = DECODED.test(headers.get("content-encoding") ?? "");
  const length = headers.get("content-length");
  if (asText && !decoded && length !== null && Number(length) <= limit)
    return { status, headers, body: await answer.text() };
  const body = await readWhole(answer.body, decoded ? null : length, limit).catch((error: unknown) => {
    giveUp(answer.body);
    throw error;
  });
  return { status, headers: decoded ? withoutCoding(headers) : headers, body };
}

function withoutCoding(headers: Headers): Headers {
  const kept = new Headers(headers);
  kept.delete("content-encoding");
  kept.delete("content-length");
  return kept;
}
