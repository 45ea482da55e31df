import { expect, it } from "vitest";

import { encodeOutput } from "../../../src/wire/codec.ts";
import type { Output } from "../../../src/wire/handlers.ts";
import { matchOperation } from "../../../src/wire/router.ts";
import { clientOf, commandOf } from "./sdk.ts";

async function* answer() {
  yield { PayloadChunk: { Payload: new TextEncoder().encode("hello ") } };
  yield { PayloadChunk: { Payload: Uint8Array.from({ length: 70_000 }, (_, index) => index & 0xff) } };
  yield { InvokeComplete: { ErrorCode: "Unhandled", ErrorDetails: "ü" } };
}

it("the SDK reads a function's streamed answer event by event", async () => {
  const client = clientOf("lambda", async (request) => {
    const match = matchOperation(request);
    if (match === null) throw new Error("no match");
    const output: Output<"lambda", "InvokeWithResponseStream"> = { StatusCode: 200, EventStream: answer() };
    return encodeOutput(match, output, "request-1");
  });
  const { EventStream } = await client.send(commandOf("lambda", "InvokeWithResponseStream", { FunctionName: "f" }));
  const events: unknown[] = [];
  for await (const event of EventStream as AsyncIterable<unknown>) events.push(event);
  const expected: unknown[] = [];
  for await (const event of answer()) expected.push(event);
  expect(events).toEqual(expected);
});
