import { brotliCompressSync, deflateSync, gzipSync, inflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { mockIntegration, restTraffic } from "../../support/rest-traffic.ts";

const TEXT = "abc".repeat(100);
const ECHO = '#set($context.responseOverride.header["X-Body"] = $input.body){"statusCode":200}';

function traffic(minimumCompressionSize: number | undefined, template = TEXT) {
  return restTraffic({
    api: minimumCompressionSize === undefined ? {} : { minimumCompressionSize },
    methods: {
      "GET /": { integration: mockIntegration(template) },
      "POST /echo": { integration: mockIntegration(undefined, { requestTemplates: { "application/json": ECHO } }) },
      "GET /encoded": {
        integration: mockIntegration(undefined, {
          integrationResponses: {
            "200": {
              statusCode: "200",
              responseParameters: { "method.response.header.Content-Encoding": "'x-own'" },
              responseTemplates: { "application/json": TEXT },
            },
          },
        }),
      },
    },
  });
}

describe("answers", () => {
  it.each([
    [300, "gzip", "gzip"],
    [301, "gzip", null],
    [0, "gzip", "gzip"],
    [0, "deflate", "deflate"],
    [0, "br", "br"],
    [0, "gzip;q=0.5, br", "br"],
    [0, "identity", null],
    [0, "*", null],
    [undefined, "gzip", null],
  ] as const)(
    "of 300 bytes with a minimum of %s are, for a client that sends %s, encoded as %s",
    async (minimum, accept, coding) => {
      const answer = await traffic(minimum).call("/test/", { headers: { "Accept-Encoding": accept } });
      expect(answer.headers.get("content-encoding")).toBe(coding);
      // What says gzip or br is compressed by the platform when it sends the answer, not before.
      const bytes = new Uint8Array(await answer.arrayBuffer());
      expect(coding === "deflate" ? inflateSync(bytes).toString() : new TextDecoder().decode(bytes)).toBe(TEXT);
    },
  );

  it("are not compressed when they are empty, or encoded already", async () => {
    const headers = { "Accept-Encoding": "gzip" };
    expect((await traffic(0, "").call("/test/", { headers })).headers.has("content-encoding")).toBe(false);
    const encoded = await traffic(0).call("/test/encoded", { headers });
    expect(encoded.headers.get("content-encoding")).toBe("x-own");
    expect(await encoded.text()).toBe(TEXT);
  });
});

describe("compressed requests", () => {
  const post = (call: ReturnType<typeof traffic>["call"], body: Uint8Array | string, encoding: string) =>
    call("/test/echo", {
      method: "POST",
      body,
      headers: { "Content-Type": "application/json", "Content-Encoding": encoding },
    });

  it.each([
    ["gzip", gzipSync(TEXT)],
    ["deflate", deflateSync(TEXT)],
    ["br", brotliCompressSync(TEXT)],
    ["gzip, br", brotliCompressSync(gzipSync(TEXT))],
    ["identity", new TextEncoder().encode(TEXT)],
  ])("of %s are decoded", async (encoding, body) => {
    const answer = await post(traffic(0).call, new Uint8Array(body), encoding);
    expect(answer.headers.get("X-Body")).toBe(TEXT);
  });

  it("of a coding that nobody knows are 415", async () => {
    const answer = await post(traffic(0).call, "x", "zstd-of-tomorrow");
    expect(answer.status).toBe(415);
    expect(await answer.json()).toEqual({ message: "Unsupported Media Type" });
  });

  it("of more codings one over the other than anybody has a use for are 415, however small", async () => {
    const codings = ["gzip", "gzip", "gzip", "gzip"];
    const body = codings.reduce<Uint8Array>((bytes) => gzipSync(bytes), new TextEncoder().encode(TEXT));
    expect((await post(traffic(0).call, new Uint8Array(body), codings.join(", "))).status).toBe(415);
  });

  it("that are none are the client's fault", async () => {
    expect((await post(traffic(0).call, "no gzip at all", "gzip")).status).toBe(400);
  });

  it("that grow past what is held are too large, without being held", async () => {
    const bomb = new Uint8Array(gzipSync(new Uint8Array(3 * 1024 * 1024)));
    expect(bomb.length).toBeLessThan(10_000);
    const answer = await post(traffic(0).call, bomb, "gzip");
    expect(answer.status).toBe(413);
    expect(answer.headers.get("x-amzn-ErrorType")).toBe("RequestTooLargeException");
  });

  it("stay as they are where the API does not compress", async () => {
    const answer = await post(traffic(undefined).call, "plain", "gzip");
    expect(answer.headers.get("X-Body")).toBe("plain");
  });
});

it("a request that is too large is 413", async () => {
  const { call } = traffic(undefined);
  const answer = await call("/test/echo", { method: "POST", body: new Uint8Array(1024 * 1024 + 1) });
  expect(answer.status).toBe(413);
  expect(await answer.json()).toEqual({ message: "Request Too Long" });
});
