// Writes an output where Smithy's HTTP bindings put its members: status, headers, payload or JSON body.

import type { Answer } from "./answer.ts";
import { encodeEventStream, EVENT_STREAM_TYPE } from "./event-stream.ts";
import { encodeJsonStructure } from "./json-encode.ts";
import type { JsonStyle } from "./json-encode.ts";
import type { Member, Operation, Structure } from "./schema.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Statuses whose answers have no body. */
const BODYLESS = new Set([204, 205, 304]);

/** Encodes an output with the status of its schema, or with that of its statusCode member. */
export function encodeRestOutput(operation: Operation, output: Fields, style: JsonStyle): Answer {
  const structure = operation.output;
  const headers = new Headers();
  if (structure === undefined) return { status: operation.status, headers, body: null };
  let status = operation.status;
  for (const member of structure.members) {
    const value = output[member.name];
    if (member.place === "statusCode" && typeof value === "number") status = value;
    if (member.place === "header" && value !== undefined && value !== null) headers.set(member.wire, String(value));
  }
  const body = BODYLESS.has(status) ? null : encodeBody(structure, output, headers, style);
  return { status, headers, body };
}

function encodeBody(structure: Structure, output: Fields, headers: Headers, style: JsonStyle): BodyInit | null {
  const payload = structure.members.find((member) => member.place === "payload");
  if (payload === undefined) {
    headers.set("Content-Type", "application/json");
    return JSON.stringify(encodeJsonStructure(structure, output, style));
  }
  return encodePayload(payload, output[payload.name], headers, style);
}

function encodePayload({ type }: Member, value: unknown, headers: Headers, style: JsonStyle): BodyInit | null {
  if (type.kind === "structure") {
    headers.set("Content-Type", "application/json");
    return JSON.stringify(encodeJsonStructure(type.structure(), { ...fields(value) }, style));
  }
  if (type.kind === "eventStream") {
    headers.set("Content-Type", EVENT_STREAM_TYPE);
    return encodeEventStream(type.events(), value, style);
  }
  if (!headers.has("Content-Type")) headers.set("Content-Type", type.kind === "string" ? "text/plain" : style.blobType);
  if (typeof value === "string" || value instanceof Uint8Array) return value;
  return null;
}

const fields = (value: unknown): object => (typeof value === "object" && value !== null ? value : {});
