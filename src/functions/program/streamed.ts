import type { InvocationReply, InvocationRequest, StreamReply } from "../modules/protocol.ts";
import type { Handler } from "./buffered.ts";
import { contextFields } from "./context.ts";
import { ResponseStream } from "./streaming.ts";

/** How the program bounds, ends and reports an invocation. */
export interface StreamEnding {
  within<T>(work: () => Promise<T>): Promise<T>;
  failed(thrown: unknown): InvocationReply;
  ended(payload: string | Uint8Array): InvocationReply;
}

/**
 * Runs a streaming handler: the reply comes with the first bytes, its end is told by `finish`. Where the caller takes no stream, or the
 * handler failed before the first byte, the reply is that of any other invocation.
 */
export async function runStreaming(
  handler: Handler,
  request: InvocationRequest,
  deadline: number,
  ending: StreamEnding,
): Promise<InvocationReply | StreamReply> {
  const stream = new ResponseStream();
  const work = ending
    .within(() => handle(handler, stream, request, deadline))
    .then(
      () => undefined,
      (thrown: unknown) => ({ thrown }),
    );
  const gathered = request.stream ? undefined : new Response(stream.body).arrayBuffer();
  const first = await Promise.race([stream.started.then(() => "started" as const), work]);
  if (first !== "started" && first !== undefined) return ending.failed(first.thrown);
  if (gathered !== undefined) {
    const failure = await work;
    if (failure !== undefined) stream.abandon();
    const bytes = new Uint8Array(await gathered);
    return failure === undefined ? ending.ended(bytes) : ending.failed(failure.thrown);
  }
  const finish = async (): Promise<InvocationReply> => {
    const failure = await work;
    if (failure === undefined) return ending.ended("");
    stream.abandon();
    return ending.failed(failure.thrown);
  };
  return { status: "stream", contentType: stream.contentType, body: stream.body, finish };
}

async function handle(
  handler: Handler,
  stream: ResponseStream,
  request: InvocationRequest,
  deadline: number,
): Promise<void> {
  const context = Object.assign({ callbackWaitsForEmptyEventLoop: true }, contextFields(request, deadline));
  const result = handler(JSON.parse(request.event), stream, context);
  if (!(result instanceof Promise)) throw new Error("Streaming does not support non-async handlers.");
  const value: unknown = await result;
  if (value !== undefined) console.warn("Streaming handlers ignore return values.");
  if (!stream.writableFinished && stream.writableEnded) await new Promise((resolve) => stream.once("finish", resolve));
  if (!stream.writableFinished) throw new Error("Response stream is not finished.");
}
