import { describe, expect, it } from "vitest";
import { awsLambda } from "../../src/invocation/aws-lambda.ts";
import type { RunRequest } from "../../src/invocation/run.ts";
import { serviceBinding } from "../../src/invocation/service-binding.ts";
import { createSigningKeys } from "../../src/sigv4/signingkey.ts";
import { encodeEventStream } from "../../src/wire/event-stream.ts";
import { tableOf } from "../../src/wire/tables.ts";
import { arnOf } from "./support.ts";

const NOW = Date.UTC(2026, 0, 2);

function aRequest(changes: Partial<RunRequest> = {}): RunRequest {
  return {
    arn: arnOf("orders"),
    requestId: "r-1",
    payload: '{"a":1}',
    clientContext: null,
    traceHeader: null,
    deadline: null,
    mode: "buffered",
    ...changes,
  };
}

/** A service that answers with what the test says and remembers what it was asked. */
function service(answer: () => Response | Promise<Response>): { fetcher: Fetcher; asked: Request[] } {
  const asked: Request[] = [];
  const fetcher = {
    fetch: async (url: string, init: RequestInit) => {
      asked.push(new Request(url, init));
      return answer();
    },
  };
  // Of a service only its fetch is used.
  return { fetcher: fetcher as unknown as Fetcher, asked };
}

async function* inTurn<T>(items: T[]): AsyncGenerator<T> {
  yield* items;
}

/** Cuts a stream into pieces of so many bytes. */
function pieces(size: number): TransformStream<Uint8Array, Uint8Array> {
  return new TransformStream({
    transform(bytes, controller) {
      for (let at = 0; at < bytes.byteLength; at += size) controller.enqueue(bytes.slice(at, at + size));
    },
  });
}

describe("a service binding", () => {
  it("is posted the event, with headers that tell of the invocation", async () => {
    const { fetcher, asked } = service(() => new Response('{"done":true}'));
    const request = aRequest({ deadline: NOW + 5_000, traceHeader: "Root=1-a", clientContext: '{"b":2}' });
    expect(await serviceBinding(fetcher, () => NOW)(request)).toMatchObject({
      kind: "answered",
      payload: '{"done":true}',
      functionError: null,
    });
    const [posted] = asked;
    expect([posted?.method, await posted?.text()]).toEqual(["POST", '{"a":1}']);
    expect(Object.fromEntries(posted?.headers ?? [])).toMatchObject({
      "x-amzn-requestid": "r-1",
      "lambda-runtime-deadline-ms": String(NOW + 5_000),
      "lambda-runtime-invoked-function-arn": arnOf("orders"),
      "lambda-runtime-trace-id": "Root=1-a",
      "lambda-runtime-client-context": '{"b":2}',
    });
  });

  it("tells of an error by X-Amz-Function-Error, of its own failure by its status", async () => {
    const failing = service(
      () => new Response('{"errorMessage":"no"}', { headers: { "X-Amz-Function-Error": "Unhandled" } }),
    );
    expect(await serviceBinding(failing.fetcher, () => NOW)(aRequest())).toMatchObject({ functionError: "Unhandled" });
    const down = service(() => new Response("down", { status: 503 }));
    expect(await serviceBinding(down.fetcher, () => NOW)(aRequest())).toMatchObject({ kind: "unavailable" });
    const broken = service(() => Promise.reject(new Error("no route")));
    expect(await serviceBinding(broken.fetcher, () => NOW)(aRequest())).toMatchObject({
      kind: "unavailable",
      reason: expect.stringContaining("no route"),
    });
  });

  it("may stream", async () => {
    const headers = { "Lambda-Runtime-Function-Response-Mode": "streaming", "Content-Type": "text/plain" };
    const { fetcher } = service(() => new Response("ab", { headers }));
    const outcome = await serviceBinding(fetcher, () => NOW)(aRequest({ mode: "stream" }));
    if (outcome.kind !== "streaming") throw new Error(JSON.stringify(outcome));
    expect([outcome.contentType, await new Response(outcome.body).text()]).toEqual(["text/plain", "ab"]);
  });
});

describe("AWS Lambda", () => {
  const asked: { url: string; init: RequestInit }[] = [];
  const place = (answer: () => Response) =>
    awsLambda({
      credentials: { accessKeyId: "AKIDEXAMPLE", secret: "secret" },
      endpoint: (region) => `https://lambda.${region}.amazonaws.com`,
      signingKeys: createSigningKeys(),
      fetch: async (url, init) => {
        asked.push({ url, init });
        return answer();
      },
      now: () => NOW,
    });

  it("is called by its Invoke operation, signed, in the function's region", async () => {
    const headers = { "X-Amz-Executed-Version": "3", "X-Amz-Log-Result": btoa("START\nEND") };
    const outcome = await place(() => new Response('"hi"', { headers }))(aRequest({ clientContext: "{}" }));
    expect(outcome).toEqual({
      kind: "answered",
      payload: '"hi"',
      functionError: null,
      executedVersion: "3",
      logs: ["START", "END"],
    });
    const { url, init } = asked.at(-1) ?? { url: "", init: {} };
    expect(url).toBe(
      `https://lambda.us-east-1.amazonaws.com/2015-03-31/functions/${encodeURIComponent(arnOf("orders"))}/invocations`,
    );
    const sent = new Headers(init.headers);
    expect(sent.get("authorization")).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/20260102\/us-east-1\/lambda\/aws4_request, SignedHeaders=[a-z;-]+, Signature=[0-9a-f]{64}$/,
    );
    expect([sent.get("x-amz-log-type"), sent.get("x-amz-client-context")]).toEqual(["Tail", btoa("{}")]);
  });

  it("takes events", async () => {
    const outcome = await place(() => new Response(null, { status: 202 }))(aRequest({ mode: "event" }));
    expect(outcome).toMatchObject({ kind: "answered", payload: "" });
    expect(new Headers(asked.at(-1)?.init.headers).get("x-amz-invocation-type")).toBe("Event");
  });

  it("streams by InvokeWithResponseStream, an error before the first byte is an outcome", async () => {
    const streamed = (events: object[], cut: number) => {
      const table = tableOf("lambda").operations.get("InvokeWithResponseStream");
      const type = table?.output?.members.find(({ name }) => name === "EventStream")?.type;
      if (type?.kind !== "eventStream") throw new Error("no stream of events");
      const style = { timestamps: "epoch-seconds", fractionalSeconds: true, blobType: "application/json" } as const;
      const frames = encodeEventStream(type.events(), inTurn(events), style).pipeThrough(pieces(cut));
      const headers = { "Content-Type": "application/vnd.awslambda.http-integration-response" };
      return place(() => new Response(frames, { headers }))(aRequest({ mode: "stream" }));
    };
    const chunk = (text: string) => ({ PayloadChunk: { Payload: new TextEncoder().encode(text) } });
    for (const cut of [1, 7, 1000]) {
      const good = await streamed([chunk("one "), chunk("two"), { InvokeComplete: {} }], cut);
      if (good.kind !== "streaming") throw new Error(JSON.stringify(good));
      expect([await new Response(good.body).text(), await good.ended]).toEqual(["one two", null]);
      expect(good.contentType).toBe("application/vnd.awslambda.http-integration-response");
    }
    expect(asked.at(-1)?.url).toMatch(/\/2021-11-15\/functions\/.*\/response-streaming-invocations$/);
    const ErrorDetails = '{"errorMessage":"no"}';
    const failing = { InvokeComplete: { ErrorCode: "Unhandled", ErrorDetails } };
    expect(await streamed([failing], 1000)).toMatchObject({
      kind: "answered",
      functionError: "Unhandled",
      payload: ErrorDetails,
    });
    const broken = await streamed([chunk("one "), failing], 1000);
    if (broken.kind !== "streaming") throw new Error(JSON.stringify(broken));
    await expect(new Response(broken.body).text()).rejects.toThrow("no");
    expect(await broken.ended).toBe(ErrorDetails);
  });

  it.each([
    [403, "notPermitted"],
    [404, "unknownFunction"],
    [413, "payloadTooLarge"],
    [429, "throttled"],
    [500, "unavailable"],
  ])("answers %i: %s", async (status, kind) => {
    expect(await place(() => new Response("{}", { status }))(aRequest())).toMatchObject({ kind });
  });
});
