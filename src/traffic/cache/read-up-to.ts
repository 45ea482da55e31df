import { joined } from "../body.ts";

/** A body that was read whole, or one that is larger than wanted: its beginning and its rest as one stream. */
export type ReadBody =
  | { whole: true; bytes: Uint8Array<ArrayBuffer> }
  | { whole: false; stream: ReadableStream<Uint8Array> };

/** Reads a body of at most `limit` bytes. Nothing of a larger one is lost, and no more of it is held. */
export async function readUpTo(body: ReadableStream<Uint8Array>, limit: number): Promise<ReadBody> {
  const reader = body.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return { whole: true, bytes: joined(chunks, size) };
    chunks.push(value);
    size += value.byteLength;
    if (size > limit) return { whole: false, stream: continued(chunks, reader) };
  }
}

function continued(chunks: Uint8Array[], reader: ReadableStreamDefaultReader<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      const held = chunks.shift();
      if (held) return controller.enqueue(held);
      const { done, value } = await reader.read();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
}
