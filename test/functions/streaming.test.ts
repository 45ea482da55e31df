import { describe, expect, it } from "vitest";
import type { InvocationOptions, StreamedInvocation } from "../../src/functions/runtime.ts";
import type { InvocationResult } from "../../src/functions/outcome.ts";
import { aRuntime, aVersion, files, parsed, run } from "./support.ts";

const streaming = (body: string): Record<string, string> => ({
  "index.mjs": `export const handler = awslambda.streamifyResponse(async (event, stream, context) => { ${body} });`,
});

async function streamed(
  texts: Record<string, string>,
  changes = {},
  options: Partial<InvocationOptions> = {},
): Promise<InvocationResult | StreamedInvocation> {
  const code = files(texts);
  return await aRuntime().invokeStreaming(aVersion(changes), async () => code, "{}", { requestId: "r-1", ...options });
}

function assertStreamed(outcome: InvocationResult | StreamedInvocation): asserts outcome is StreamedInvocation {
  if (!("body" in outcome)) throw new Error(`not a stream: ${String(outcome.payload)}`);
}

describe("a streaming handler", () => {
  it("gives bytes as they are written, and its log at the end", async () => {
    const outcome = await streamed(
      streaming(
        "stream.setContentType('text/plain'); stream.write('a'); console.log('logged'); await new Promise((r) => setTimeout(r, 20)); stream.write(Buffer.from('b')); stream.end('c');",
      ),
    );
    assertStreamed(outcome);
    expect(outcome.contentType).toBe("text/plain");
    const reader = outcome.body.getReader();
    expect(new TextDecoder().decode((await reader.read()).value)).toBe("a");
    let rest = "";
    for (let part = await reader.read(); !part.done; part = await reader.read())
      rest += new TextDecoder().decode(part.value);
    expect(rest).toBe("bc");
    const ended = await outcome.ended;
    expect(ended.functionError).toBeUndefined();
    expect(ended.logs.some((line) => line.endsWith("logged"))).toBe(true);
  });

  it("puts status and headers before the bytes", async () => {
    const outcome = await streamed(
      streaming(
        "stream = awslambda.HttpResponseStream.from(stream, { statusCode: 201, headers: { 'x-a': 'b' } }); stream.write('body'); stream.end();",
      ),
    );
    assertStreamed(outcome);
    expect(outcome.contentType).toBe("application/vnd.awslambda.http-integration-response");
    const text = await new Response(outcome.body).text();
    expect(text).toBe(`${JSON.stringify({ statusCode: 201, headers: { "x-a": "b" } })}${"\0".repeat(8)}body`);
    await outcome.ended;
  });

  it("may pipe another stream", async () => {
    const outcome = await streamed({
      "index.mjs":
        "import { pipeline } from 'node:stream/promises'; import { Readable } from 'node:stream'; export const handler = awslambda.streamifyResponse(async (event, stream) => { await pipeline(Readable.from(['x'.repeat(100000), 'y'.repeat(100000)]), stream); });",
    });
    assertStreamed(outcome);
    expect((await new Response(outcome.body).text()).length).toBe(200_000);
    expect((await outcome.ended).functionError).toBeUndefined();
  });

  it("that fails before the first byte gives its error", async () => {
    const outcome = await streamed(streaming("throw new TypeError('early');"));
    if ("body" in outcome) throw new Error("a stream");
    expect(parsed(outcome)).toMatchObject({ errorType: "TypeError", errorMessage: "early" });
    expect(outcome.functionError).toBe("Unhandled");
  });

  it("that fails later ends its body and tells the error at the end", async () => {
    const outcome = await streamed(
      streaming("stream.write('some'); await new Promise((r) => setTimeout(r, 10)); throw new TypeError('late');"),
    );
    assertStreamed(outcome);
    expect(await new Response(outcome.body).text()).toBe("some");
    expect(await outcome.ended).toMatchObject({ functionError: "Unhandled", reason: "TypeError: late" });
  });

  it("that never ends its stream is an error, and one that takes too long is cut off", async () => {
    const open = await streamed(streaming("stream.write('some');"));
    assertStreamed(open);
    expect(await new Response(open.body).text()).toBe("some");
    expect(await open.ended).toMatchObject({ reason: "Error: Response stream is not finished." });
    const slow = await streamed(streaming("stream.write('some'); await new Promise(() => {});"), {
      timeoutSeconds: 0.1,
    });
    assertStreamed(slow);
    expect(await new Response(slow.body).text()).toBe("some");
    expect((await slow.ended).reason).toBe("Task timed out after 0.10 seconds");
  });

  it("is gathered for callers that take no stream", async () => {
    const result = await run(
      streaming(
        "stream.write('a'); await new Promise((r) => setTimeout(r, 5)); stream.write(new Uint8Array([0, 255])); stream.end();",
      ),
    );
    expect(result.payload).toEqual(new Uint8Array([97, 0, 255]));
  });
});

it("gives a plain result where the handler does not stream", async () => {
  const outcome = await streamed({ "index.mjs": "export const handler = async () => ({ a: 1 });" });
  if ("body" in outcome) throw new Error("a stream");
  expect(parsed(outcome)).toEqual({ a: 1 });
});
