import { MalformedResult } from "./result.ts";

/** What stands between the metadata of a streamed answer and its body. */
const DELIMITER_BYTES = 8;
/** The delimiter has to come within so many bytes (developer guide, "Lambda proxy integration format for response streaming"). */
const LONGEST_PRELUDE = 16 * 1024;

/** A streamed answer, taken apart. */
export interface StreamedAnswer {
  /** the metadata: JSON */
  metadata: string;
  body: ReadableStream<Uint8Array>;
}

/** Reads the metadata of a streamed answer, and leaves the body to flow. Throws MalformedResult where there is none. */
export async function readPrelude(stream: ReadableStream<Uint8Array>): Promise<StreamedAnswer> {
  const reader = stream.getReader();
  let read: Uint8Array = new Uint8Array(0);
  for (;;) {
    const end = delimiterIn(read);
    if (end !== -1) {
      const metadata = new TextDecoder().decode(read.subarray(0, end));
      return { metadata, body: rest(reader, read.subarray(end + DELIMITER_BYTES)) };
    }
    if (read.length >= LONGEST_PRELUDE) {
      reader.cancel().catch(() => undefined);
      throw new MalformedResult("the stream does not begin with metadata");
    }
    const { done, value } = await reader.read();
    if (done) throw new MalformedResult("the stream ended before its metadata did");
    read = joined(read, value);
  }
}

/** Where eight NUL bytes begin; -1: nowhere. */
function delimiterIn(bytes: Uint8Array): number {
  let zeros = 0;
  for (let at = 0; at < Math.min(bytes.length, LONGEST_PRELUDE); at++) {
    zeros = bytes[at] === 0 ? zeros + 1 : 0;
    if (zeros === DELIMITER_BYTES) return at + 1 - DELIMITER_BYTES;
  }
  return -1;
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}

/** What is left of a stream of which some bytes were read too much. */
function rest(reader: ReadableStreamDefaultReader<Uint8Array>, first: Uint8Array): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    start: (controller) => {
      if (first.length > 0) controller.enqueue(first);
    },
    pull: async (controller) => {
      const { done, value } = await reader.read();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
}
