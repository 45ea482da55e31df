import type { Integration } from "@aws-sdk/client-api-gateway";
import { describe, expect, it } from "vitest";
import type { Caller } from "../../../../src/traffic/caller.ts";
import type { FunctionOutcome, FunctionStream } from "../../../../src/plan/function-invoker.ts";
import { noLimits } from "../../../support/no-limits.ts";
import mutualTls from "../../../fixtures/aws/events/apigw-request.json";
import iamAuth from "../../../fixtures/aws/events/parser-apigw-rest-iam-auth.json";
import jwtAuth from "../../../fixtures/aws/events/parser-apigw-rest-jwt-authorizer-auth.json";
import lambdaAuth from "../../../fixtures/aws/events/parser-apigw-rest-lambda-authorizer-auth.json";
import noAuth from "../../../fixtures/aws/events/parser-apigw-rest-no-auth.json";
import recordedRequest from "../../../fixtures/aws/events/apigw-restapi-openapi-request.json";
import {
  type RestDefinition,
  restTraffic,
  type RestTrafficOptions,
  TEST_API_ID,
} from "../../../support/rest-traffic.ts";
import { MutualTls } from "../../../../src/traffic/mutual-tls.ts";
import { CERTIFICATES_VALID_AT, shown, truststoreOf } from "../../../support/mutual-tls.ts";
import { shape } from "../../../support/shape.ts";
import { type Fact, factsOf, isRecord, textOf, textsOf } from "../../../languages/http/facts.ts";
import { functionUri } from "../../../support/function-uri.ts";
import { returned } from "../../../support/function-outcomes.ts";

const ARN = "arn:aws:lambda:us-east-1:000000000000:function:hello";
const INTEGRATION: Integration = {
  type: "AWS_PROXY",
  httpMethod: "POST",
  uri: functionUri(ARN),
};

/** An API whose methods all are AWS_PROXY. */
function proxying(options: RestTrafficOptions = {}, more: Partial<Integration> = {}, api: RestDefinition["api"] = {}) {
  const integration = { ...INTEGRATION, ...more };
  return restTraffic(
    { api, methods: { "ANY /{proxy+}": { integration }, "ANY /hardcoded": { integration, operationName: "Hard" } } },
    { invoke: () => returned({ statusCode: 200 }), ...options },
  );
}

/** The event of the last call. */
function event(traffic: ReturnType<typeof proxying>): Record<string, unknown> {
  const parsed: unknown = JSON.parse(traffic.invoked.at(-1)?.payload ?? "null");
  if (!isRecord(parsed)) throw new Error("no function was called");
  return parsed;
}

describe("rule 56: the event", () => {
  it("has the shape of a recorded one: what is null, what is there at all", async () => {
    const traffic = proxying();
    await traffic.call("/test/hardcoded", { method: "POST", headers: { "User-Agent": "HTTPie/3.2.2" } });
    const { headers: _own, multiValueHeaders: _all, requestContext, ...rest } = event(traffic);
    const { headers: _theirs, multiValueHeaders: _both, requestContext: recorded, ...restRecorded } = noAuth;
    expect(shape(rest)).toEqual(shape(restRecorded));
    expect(shape(requestContext)).toEqual(shape({ ...recorded, operationName: "Hard" }));
  });

  it("names resource, method and their ids", async () => {
    const traffic = proxying();
    await traffic.call("/test/hardcoded", { method: "PATCH" });
    expect(event(traffic)).toMatchObject({
      resource: "/hardcoded",
      path: "/hardcoded",
      httpMethod: "PATCH",
      requestContext: {
        resourcePath: "/hardcoded",
        httpMethod: "PATCH",
        path: "/test/hardcoded",
        accountId: "000000000000",
        protocol: "HTTP/1.1",
        stage: "test",
        domainPrefix: TEST_API_ID,
        domainName: `${TEST_API_ID}.execute-api.localhost`,
        requestTime: "14/Nov/2023:22:13:20 +0000",
        requestTimeEpoch: 1_700_000_000_000,
        deploymentId: "dep001",
        apiId: TEST_API_ID,
        identity: { sourceIp: "127.0.0.1" },
      },
    });
  });

  it("headers in their usual casing, Authorization and User-Agent among them, without those of the connection", async () => {
    const traffic = proxying();
    await traffic.call("/test/hardcoded", {
      method: "POST",
      body: "{}",
      headers: { authorization: "t", "user-agent": "u", "x-own": "1", "content-type": "text/x", "content-md5": "m" },
    });
    const { headers, multiValueHeaders } = event(traffic);
    expect(headers).toEqual({
      Authorization: "t",
      "Content-Type": "text/x",
      Host: `${TEST_API_ID}.execute-api.localhost`,
      "User-Agent": "u",
      "X-Amzn-Trace-Id": expect.stringMatching(/^Root=1-[\da-f]{8}-[\da-f]{24}$/),
      "X-Forwarded-For": "127.0.0.1",
      "X-Forwarded-Port": "80",
      "X-Forwarded-Proto": "http",
      "x-own": "1",
    });
    expect(shape(multiValueHeaders)).toEqual(
      Object.fromEntries(Object.keys(headers as object).map((name) => [name, "list"])),
    );
  });

  it("no Authorization that is AWS's signature (recorded: the event of a caller with IAM has none)", async () => {
    expect(Object.keys(iamAuth.headers)).not.toContain("Authorization");
    const traffic = proxying();
    await traffic.call("/test/a", { headers: { Authorization: "AWS4-HMAC-SHA256 Credential=k", "X-Amz-Date": "d" } });
    expect(event(traffic)["headers"]).toMatchObject({ "x-amz-date": "d" });
    expect(event(traffic)["headers"]).not.toHaveProperty("Authorization");
  });

  it("the trace that the client sent, as it is", async () => {
    const traffic = proxying();
    const trace = "Root=1-3152b799-8954dae64eda91bc9a23a7e8;Parent=7fa8c0f79203be72;Sampled=1";
    await traffic.call("/test/hardcoded", { headers: { "X-Amzn-Trace-Id": trace } });
    expect(event(traffic)["headers"]).toMatchObject({ "X-Amzn-Trace-Id": trace });
  });

  it("names well-known headers as a recorded event does", async () => {
    const names = Object.keys({ ...recordedRequest.headers, ...iamAuth.headers }).filter(
      (name) => !/^(Accept-Encoding|cache-control|Host|headerName|Via|X-(?!Amz-Sec))/.test(name),
    );
    const traffic = proxying();
    const headers = Object.fromEntries(names.map((name) => [name.toLowerCase(), "v"]));
    await traffic.call("/test/hardcoded", { headers });
    expect(Object.keys(event(traffic)["headers"] as object)).toEqual(expect.arrayContaining(names));
  });

  it("stage variables, and the canary's deployment", async () => {
    const traffic = proxying({
      variables: { a: "1" },
      canary: {
        definition: { methods: { "GET /c": { integration: INTEGRATION } } },
        percentTraffic: 100,
        variableOverrides: { b: "2" },
      },
    });
    await traffic.call("/test/c");
    expect(event(traffic)).toMatchObject({
      stageVariables: { a: "1", b: "2" },
      requestContext: { deploymentId: "dep002" },
    });
  });

  it("the certificate of a client on a domain with mutual TLS, in the shape of a recorded event", async () => {
    const traffic = proxying({ ports: { now: () => CERTIFICATES_VALID_AT } });
    const domain = { host: "api.example.com", basePath: "", mutualTls: new MutualTls(truststoreOf("root")) };
    await traffic.call("/hardcoded", { ...domain, cf: shown("direct") });
    const { identity } = event(traffic)["requestContext"] as { identity: { clientCert: unknown } };
    expect(shape(identity.clientCert)).toEqual(shape(mutualTls.requestContext.identity.clientCert));
    expect(identity.clientCert).toMatchObject({ subjectDN: "C=DE,O=Tollgate Tests,CN=Direct" });
  });

  it("of a custom domain, the path with its base path", async () => {
    const traffic = proxying();
    await traffic.call("/base/hardcoded", { host: "api.example.com", basePath: "/base" });
    expect(event(traffic)).toMatchObject({
      path: "/base/hardcoded",
      requestContext: { domainName: "api.example.com", domainPrefix: "api" },
    });
  });
});

describe("rule 56: the caller in the event", () => {
  /** The shape of requestContext where everybody is taken for this caller. */
  async function contextOf(caller: Caller): Promise<unknown> {
    const limits = noLimits();
    limits.apiKey = () => (exchange) => {
      exchange.caller = caller;
      return null;
    };
    const traffic = restTraffic(
      { methods: { "POST /a": { apiKeyRequired: true, integration: INTEGRATION } } },
      { ports: { limits } },
    );
    await traffic.call("/test/a", { method: "POST", headers: { "User-Agent": "HTTPie/3.2.2" } });
    return shape(event(traffic)["requestContext"]);
  }

  it("signed with IAM, as in a recorded event", async () => {
    const { accessKey, accountId, caller, userArn, user } = iamAuth.requestContext.identity;
    const who = { accessKey, accountId, callerId: caller, userArn, userId: user };
    const context = await contextOf({ kind: "iam", ...who, principalOrgId: null, cognitoIdentity: null });
    expect(context).toEqual(shape(iamAuth.requestContext));
  });

  it("of a user pool, as in a recorded event", async () => {
    const { claims } = jwtAuth.requestContext.authorizer;
    expect(await contextOf({ kind: "jwt", claims, scopes: null })).toEqual(shape(jwtAuth.requestContext));
  });

  it("of a Lambda authorizer, as in a recorded event", async () => {
    const { principalId, ...context } = lambdaAuth.requestContext.authorizer;
    expect(await contextOf({ kind: "function", identity: [], principalId, context })).toEqual(
      shape(lambdaAuth.requestContext),
    );
  });
});

describe("rules 18, 19, 20: paths in events", () => {
  it.each(factsOf("proxy-event-path"))("$name", async (fact) => {
    const traffic = proxying({ stage: textOf(fact, "stage") ?? "" });
    await traffic.call(textOf(fact, "request_path") ?? "");
    const { "requestContext.path": contextPath, ...expected } = fact["expected"] as Record<string, unknown>;
    expect(event(traffic)).toMatchObject({ ...expected, requestContext: { path: contextPath } });
  });
});

describe("rule 21: queries in events", () => {
  it("single values are the last, decoded; multi values all", async () => {
    const fact = factsOf("query").find(({ name }) => name.startsWith("single value")) as Fact;
    const traffic = proxying();
    await traffic.call(`/test/hardcoded?${textOf(fact, "query")}`);
    expect(event(traffic)).toMatchObject(fact["expected"] as object);
    await traffic.call("/test/hardcoded?a=x+y%2Bz&b");
    expect(event(traffic)["queryStringParameters"]).toEqual({ a: "x y+z", b: "" });
  });
});

describe("rule 56: bodies in events", () => {
  it.each([
    ["text", "text/plain", new TextEncoder().encode("héllo"), { body: "héllo", isBase64Encoded: false }],
    ["nothing", "text/plain", null, { body: null, isBase64Encoded: false }],
    ["no UTF-8", "text/plain", Uint8Array.of(255), { body: "/w==", isBase64Encoded: true }],
    ["a binary type", "image/png", new TextEncoder().encode("a"), { body: "YQ==", isBase64Encoded: true }],
  ])("%s", async (_what, type, body, expected) => {
    const traffic = proxying({}, {}, { binaryMediaTypes: ["image/*"] });
    await traffic.call("/test/hardcoded", { method: "POST", body, headers: { "Content-Type": type } });
    expect(event(traffic)).toMatchObject(expected);
  });
});

describe("rules 53 and 54: the answer", () => {
  it.each(factsOf("lambda-proxy-result"))("$name", async (fact) => {
    const traffic = proxying(
      { invoke: () => returned(fact["lambda_result"] ?? { statusCode: 200 }) },
      "integrationHttpMethod" in fact ? { httpMethod: textOf(fact, "integrationHttpMethod") ?? "" } : {},
    );
    const answer = await traffic.call("/test/hardcoded");
    const { status, body, json, headers } = fact["expected"] as Record<string, unknown>;
    const text = await answer.text();
    expect(answer.status).toBe(status);
    if (body !== undefined) expect(text).toBe(body);
    if (json !== undefined) expect(JSON.parse(text)).toEqual(json);
    for (const [name, value] of Object.entries(isRecord(headers) ? headers : {})) {
      expect(answer.headers.get(name)).toBe(Array.isArray(value) ? value.join(", ") : value);
    }
    if (status === 502) expect(text).toBe('{"message": "Internal server error"}');
  });

  it("is the function's own redirect, with cookies apart and the gateway's ids", async () => {
    const result = {
      statusCode: 302,
      headers: { location: "/x", "content-type": "text/x" },
      multiValueHeaders: { "Set-Cookie": ["a=1", "b=2"] },
    };
    const answer = await proxying({ invoke: () => returned(result) }).call("/test/hardcoded");
    expect(answer.status).toBe(302);
    expect(answer.headers.get("location")).toBe("/x");
    expect(answer.headers.get("content-type")).toBe("text/x");
    expect(answer.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
    expect(answer.headers.get("x-amzn-RequestId")).toMatch(/^[\da-f-]{36}$/);
    expect(answer.headers.get("x-amz-apigw-id")).toMatch(/=$/);
  });

  it("rule 38: carries the trace, but not where it failed", async () => {
    const traffic = proxying();
    expect((await traffic.call("/test/hardcoded")).headers.get("x-amzn-trace-id")).toMatch(/^Root=1-/);
    const failed = await proxying({ invoke: () => returned("text") }).call("/test/hardcoded");
    expect(failed.headers.has("x-amzn-trace-id")).toBe(false);
  });

  it("a thrown error, and a header that is none: 502", async () => {
    const thrown: FunctionOutcome = { kind: "answered", payload: '{"errorMessage":"x"}', functionError: "Unhandled" };
    expect((await proxying({ invoke: () => thrown }).call("/test/hardcoded")).status).toBe(502);
    const bad = returned({ headers: { "no name": "x" } });
    expect((await proxying({ invoke: () => bad }).call("/test/hardcoded")).status).toBe(502);
  });
});

describe("rule 55: bodies in base64", () => {
  it.each(factsOf("lambda-proxy-binary"))("$name", async (fact) => {
    const body = textOf(fact, "lambda_body") ?? btoa("data");
    const traffic = proxying(
      { invoke: () => returned({ body, isBase64Encoded: fact["isBase64Encoded"] }) },
      {},
      { binaryMediaTypes: [...textsOf(fact, "binaryMediaTypes")] },
    );
    const accept = textOf(fact, "accept");
    const answer = await traffic.call("/test/hardcoded", { headers: accept === null ? {} : { Accept: accept } });
    if (isRecord(fact["error"])) return expect(answer.status).toBe(500);
    expect(await answer.text()).toBe(fact["expected_decoded"] === true ? "data" : body);
  });
});

it("rule 30: requestParameters are ignored, but an illegal header among them is a 500", async () => {
  const ignored = proxying({}, { requestParameters: { "integration.request.header.X-A": "'a'" } });
  expect((await ignored.call("/test/hardcoded")).status).toBe(200);
  expect(event(ignored)["headers"]).not.toHaveProperty("X-A");
  const illegal = proxying({}, { requestParameters: { "integration.request.header.Authorization": "'a'" } });
  expect((await illegal.call("/test/hardcoded")).status).toBe(500);
  expect(illegal.invoked).toEqual([]);
});

describe("functions that cannot be called", () => {
  it.each([
    ["unknownFunction", 500],
    ["notPermitted", 500],
    ["throttled", 500],
    ["unavailable", 500],
    ["timedOut", 504],
    ["payloadTooLarge", 413],
  ] as const)("%s answers %d", async (kind, status) => {
    expect((await proxying({ invoke: () => ({ kind, reason: "r" }) }).call("/test/hardcoded")).status).toBe(status);
  });

  it("one that does not come to an end in time answers 504", async () => {
    const invoke = () => new Promise<FunctionOutcome>(() => undefined);
    expect((await proxying({ invoke }, { timeoutInMillis: 50 }).call("/test/hardcoded")).status).toBe(504);
  });
});

describe("responseTransferMode STREAM", () => {
  const streamed = {
    responseTransferMode: "STREAM" as const,
    uri: INTEGRATION.uri?.replace("/invocations", "/response-streaming-invocations") ?? "",
  };
  const stream = (...chunks: (string | Uint8Array)[]): FunctionStream => ({
    kind: "streaming",
    contentType: "application/vnd.awslambda.http-integration-response",
    body: new ReadableStream({
      start: (controller) => {
        for (const chunk of chunks)
          controller.enqueue(typeof chunk === "string" ? new TextEncoder().encode(chunk) : chunk);
        controller.close();
      },
    }),
    ended: Promise.resolve(null),
  });
  const NULS = "\0".repeat(8);

  it("answers with the metadata and the body behind it, however they are cut", async () => {
    const metadata = '{"statusCode":201,"headers":{"X-A":"1"},"cookies":["a=1","b=2"]}';
    for (const chunks of [[metadata + NULS + "body"], [metadata, NULS.slice(3), NULS.slice(5), "bo", "dy"]]) {
      const answer = await proxying({ invokeStreaming: () => stream(...chunks) }, streamed).call("/test/hardcoded");
      expect(answer.status).toBe(201);
      expect(answer.headers.get("x-a")).toBe("1");
      expect(answer.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
      expect(await answer.text()).toBe("body");
    }
  });

  it("answers before the body has ended", async () => {
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const writer = writable.getWriter();
    void writer.write(new TextEncoder().encode(`{}${NULS}first`));
    const open = { ...stream(), body: readable };
    const answer = await proxying({ invokeStreaming: () => open }, streamed).call("/test/hardcoded");
    const reader = answer.body?.getReader();
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe("first");
    await writer.close();
    expect((await reader?.read())?.done).toBe(true);
  });

  it.each([
    ["no metadata", ["plain text"]],
    ["metadata that is none", [`{"body":"x"}${NULS}`]],
    ["more than 16 KB before the delimiter", ["x".repeat(20_000), `${NULS}body`]],
  ])("%s: 502", async (_what, chunks) => {
    const answer = await proxying({ invokeStreaming: () => stream(...chunks) }, streamed).call("/test/hardcoded");
    expect(answer.status).toBe(502);
  });

  it("lets a stream go whose metadata is none", async () => {
    const gone = Promise.withResolvers<void>();
    const metadata = new TextEncoder().encode(`{"unknown":1}${NULS}`);
    const body = new ReadableStream<Uint8Array>({ start: (c) => c.enqueue(metadata), cancel: () => gone.resolve() });
    const answer = await proxying({ invokeStreaming: () => ({ ...stream(), body }) }, streamed).call("/test/hardcoded");
    expect(answer.status).toBe(502);
    await gone.promise;
  });

  it("takes the whole result of a function that does not stream", async () => {
    const traffic = proxying({ invokeStreaming: () => returned({ statusCode: 200, body: "whole" }) }, streamed);
    expect(await (await traffic.call("/test/hardcoded")).text()).toBe("whole");
  });
});
