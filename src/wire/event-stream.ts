// application/vnd.amazon.eventstream, in which Lambda streams an answer: a frame per event, each with
// total length, length of the headers, CRC-32 of both, headers, payload, CRC-32 of all before.

import { crc32 } from "node:zlib";
import { encodeJsonStructure, fieldsOf } from "./json-encode.ts";
import type { JsonStyle } from "./json-encode.ts";
import type { Member, Structure } from "./schema.ts";

export const EVENT_STREAM_TYPE = "application/vnd.amazon.eventstream";

const PRELUDE_BYTES = 12;
const CRC_BYTES = 4;
/** The type number of a header whose value is a string. */
const STRING_HEADER = 7;

type Fields = Readonly<Record<string, unknown>>;

/** The frames of a stream of events; each event is an object with one member of the events' structure. */
export function encodeEventStream(events: Structure, stream: unknown, style: JsonStyle): ReadableStream<Uint8Array> {
  if (!isAsyncIterable(stream)) throw new TypeError("a stream of events must be an async iterable");
  const iterator = stream[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const next = await iterator.next();
      if (next.done) controller.close();
      else controller.enqueue(encodeEvent(events, fieldsOf(next.value), style));
    },
    async cancel() {
      await iterator.return?.();
    },
  });
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}

function encodeEvent(events: Structure, event: Fields, style: JsonStyle): Uint8Array {
  const member = events.members.find(({ name }) => event[name] !== undefined);
  if (member === undefined) throw new TypeError(`an event is none of ${events.name}`);
  const { payload, contentType } = encodePayload(member, fieldsOf(event[member.name]), style);
  const headers = { ":event-type": member.wire, ":content-type": contentType, ":message-type": "event" };
  return frame(encodeHeaders(headers), payload);
}

/** An event's payload is one of its members, as bytes, or all of them as JSON. */
function encodePayload(
  { type }: Member,
  event: Fields,
  style: JsonStyle,
): { payload: Uint8Array; contentType: string } {
  if (type.kind !== "structure") throw new TypeError("an event must be a structure");
  const structure = type.structure();
  const whole = structure.members.find(({ place }) => place === "payload");
  if (whole === undefined) {
    const json = JSON.stringify(encodeJsonStructure(structure, event, style));
    return { payload: new TextEncoder().encode(json), contentType: "application/json" };
  }
  const bytes = event[whole.name] ?? new Uint8Array();
  if (!(bytes instanceof Uint8Array)) throw new TypeError("an event's payload must be a Uint8Array");
  return { payload: bytes, contentType: "application/octet-stream" };
}

function encodeHeaders(headers: Readonly<Record<string, string>>): Uint8Array {
  const encoder = new TextEncoder();
  const bytes = Object.entries(headers).flatMap(([name, value]) => {
    const nameBytes = encoder.encode(name);
    const valueBytes = encoder.encode(value);
    const length = valueBytes.length;
    return [nameBytes.length, ...nameBytes, STRING_HEADER, length >> 8, length & 0xff, ...valueBytes];
  });
  return Uint8Array.from(bytes);
}

function frame(headers: Uint8Array, payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(PRELUDE_BYTES + headers.length + payload.length + CRC_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, bytes.length);
  view.setUint32(4, headers.length);
  view.setUint32(8, crc32(bytes.subarray(0, 8)));
  bytes.set(headers, PRELUDE_BYTES);
  bytes.set(payload, PRELUDE_BYTES + headers.length);
  const end = bytes.length - CRC_BYTES;
  view.setUint32(end, crc32(bytes.subarray(0, end)));
  return bytes;
}
