import type { DirectAnswer, DirectStream } from "../../plan/function-invoker.ts";
import type { Input, Output } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { bytesOf, clientContextOf, invocationFault, logTail, payloadText } from "./invocation.ts";
import { namedFunction } from "./reference.ts";
import { findVersion } from "./stored.ts";

type StreamInput = Input<"lambda", "InvokeWithResponseStream">;
type StreamOutput = Output<"lambda", "InvokeWithResponseStream">;
type StreamEvent = NonNullable<StreamOutput["EventStream"]> extends AsyncIterable<infer Event> ? Event : never;

export async function invokeWithResponseStream(call: Call, input: StreamInput): Promise<StreamOutput> {
  const named = namedFunction(call, input.FunctionName, input.Qualifier);
  const payload = payloadText(input.Payload);
  if (input.InvocationType === "DryRun") {
    if (!call.functions.runsElsewhere(named)) await findVersion(call, named);
    return { StatusCode: 204 };
  }
  const outcome = await call.functions.invokeStreaming(named, payload, {
    requestId: call.requestId,
    type: "RequestResponse",
    clientContext: clientContextOf(input.ClientContext),
    traceHeader: null,
  });
  if (outcome.kind !== "answered" && outcome.kind !== "streaming") throw invocationFault(call, named, outcome);
  const tail = input.LogType === "Tail";
  return {
    StatusCode: 200,
    ExecutedVersion: outcome.executedVersion,
    ResponseStreamContentType: outcome.kind === "streaming" ? outcome.contentType : "application/json",
    EventStream: outcome.kind === "streaming" ? streamedEvents(outcome, tail) : answeredEvents(outcome, tail),
  };
}

/** A result that came at once is one chunk. */
async function* answeredEvents(outcome: DirectAnswer, tail: boolean): AsyncGenerator<StreamEvent> {
  if (outcome.functionError === null) yield { PayloadChunk: { Payload: bytesOf(outcome.payload) } };
  const error = outcome.functionError === null ? null : new TextDecoder().decode(bytesOf(outcome.payload));
  yield complete(error, outcome.logs, tail);
}

async function* streamedEvents(stream: DirectStream, tail: boolean): AsyncGenerator<StreamEvent> {
  let broken: string | null = null;
  try {
    for await (const Payload of stream.body) yield { PayloadChunk: { Payload } };
  } catch (error) {
    broken = String(error);
  }
  yield complete((await stream.ended) ?? broken, await stream.logs, tail);
}

function complete(error: string | null, logs: readonly string[] | null, tail: boolean): StreamEvent {
  return {
    InvokeComplete: {
      ...(error !== null && { ErrorCode: "Unhandled", ErrorDetails: error }),
      ...(tail && logs !== null && { LogResult: logTail(logs) }),
    },
  };
}
