// Reads application/vnd.amazon.eventstream, in which AWS Lambda streams an answer: frames of total length, length of the headers, CRC-32
// of both, headers, payload, CRC-32 of all before. The checksums are not checked: TLS has done it.

/** An event of a stream. */
export interface StreamEvent {
  /** PayloadChunk or InvokeComplete; of an exception its name */
  type: string;
  payload: Uint8Array<ArrayBuffer>;
}

const PRELUDE_BYTES = 12;
const CRC_BYTES = 4;
/** No frame of Lambda is nearly as large. */
const MOST_FRAME_BYTES = 32 * 1024 * 1024;
/** The type number of a header whose value is a string. */
const STRING_HEADER = 7;

/** The events of a stream as they come. @throws Error for bytes that are no frames, and where the stream breaks off */
export async function* readEventStream(stream: ReadableStream<Uint8Array>): AsyncGenerator<StreamEvent, undefined> {
  let held = new Uint8Array(0);
  for await (const bytes of stream) {
    held = joined(held, bytes);
    for (let length = frameLength(held); length !== null && held.byteLength >= length; length = frameLength(held)) {
      yield readFrame(held.slice(0, length));
      held = held.slice(length);
    }
  }
  if (held.byteLength > 0) throw new Error("the stream broke off within an event");
  return undefined;
}

function joined(left: Uint8Array, right: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(left.byteLength + right.byteLength);
  whole.set(left);
  whole.set(right, left.byteLength);
  return whole;
}

function frameLength(held: Uint8Array): number | null {
  if (held.byteLength < PRELUDE_BYTES) return null;
  const length = new DataView(held.buffer, held.byteOffset).getUint32(0);
  if (length < PRELUDE_BYTES + CRC_BYTES || length > MOST_FRAME_BYTES) throw new Error("the stream holds no events");
  return length;
}

function readFrame(frame: Uint8Array<ArrayBuffer>): StreamEvent {
  const headersEnd = PRELUDE_BYTES + new DataView(frame.buffer).getUint32(4);
  const headers = readHeaders(frame.subarray(PRELUDE_BYTES, headersEnd));
  const type = headers.get(":event-type") ?? headers.get(":exception-type") ?? "";
  return { type, payload: frame.slice(headersEnd, frame.byteLength - CRC_BYTES) };
}

/** All headers that Lambda sends are strings. */
function readHeaders(bytes: Uint8Array): Map<string, string> {
  const decoder = new TextDecoder();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headers = new Map<string, string>();
  for (let at = 0; at < bytes.byteLength;) {
    const nameEnd = at + 1 + view.getUint8(at);
    if (view.getUint8(nameEnd) !== STRING_HEADER) throw new Error("an event has a header that is no text");
    const valueStart = nameEnd + 3;
    const valueEnd = valueStart + view.getUint16(nameEnd + 1);
    headers.set(decoder.decode(bytes.subarray(at + 1, nameEnd)), decoder.decode(bytes.subarray(valueStart, valueEnd)));
    at = valueEnd;
  }
  return headers;
}
