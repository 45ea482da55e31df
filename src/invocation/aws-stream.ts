import { readEventStream, type StreamEvent } from "./event-stream.ts";
import type { RunOutcome } from "./run.ts";

/** How a stream ended: InvokeComplete's members. */
interface Ending {
  ErrorCode?: string;
  ErrorDetails?: string;
}

/** The answer of Lambda's InvokeWithResponseStream. A function that failed before its first byte gives its error as an outcome. */
export async function streamedOutcome(response: Response, body: ReadableStream<Uint8Array>): Promise<RunOutcome> {
  const events = readEventStream(body);
  const executedVersion = response.headers.get("X-Amz-Executed-Version") ?? "$LATEST";
  const { value: first } = await events.next();
  const failed = first ? errorOf(first) : "the stream is empty";
  if (failed !== null) {
    return { kind: "answered", payload: failed, functionError: "Unhandled", executedVersion, logs: null };
  }
  let settle: (reason: string | null) => void = () => undefined;
  const ended = new Promise<string | null>((resolve) => (settle = resolve));
  return {
    kind: "streaming",
    contentType: response.headers.get("Content-Type") ?? "application/octet-stream",
    body: bytesOf(first, events, settle),
    ended,
    executedVersion,
    logs: Promise.resolve(null),
  };
}

/** The chunks as one stream of bytes; `settle` is told how it ended. */
function bytesOf(
  first: StreamEvent | undefined,
  events: AsyncGenerator<StreamEvent, undefined>,
  settle: (reason: string | null) => void,
): ReadableStream<Uint8Array> {
  let next = first;
  return new ReadableStream({
    async pull(controller) {
      try {
        next ??= (await events.next()).value ?? { type: "", payload: new Uint8Array() };
        const event = next;
        next = undefined;
        if (event.type === "PayloadChunk") return controller.enqueue(event.payload);
        const reason = event.type === "" ? "the stream broke off" : errorOf(event);
        settle(reason);
        if (reason === null) controller.close();
        else controller.error(new Error(reason));
      } catch (error) {
        settle(String(error));
        controller.error(error);
      }
    },
    async cancel() {
      settle(null);
      await events.return(undefined);
    },
  });
}

/** Why a function failed, as an event tells it; null: it does not. */
function errorOf({ type, payload }: StreamEvent): string | null {
  if (type === "PayloadChunk") return null;
  const text = new TextDecoder().decode(payload);
  if (type !== "InvokeComplete") return text || type;
  const ending = JSON.parse(text || "{}") as Ending;
  return ending.ErrorCode === undefined ? null : (ending.ErrorDetails ?? ending.ErrorCode);
}
