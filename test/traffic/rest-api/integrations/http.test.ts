import { Buffer } from "node:buffer";
import type { Integration } from "@aws-sdk/client-api-gateway";
import { describe, expect, it } from "vitest";
import { restTraffic, type RestTraffic, type RestTrafficOptions, TEST_API_ID } from "../../../support/rest-traffic.ts";
import { type Fact, factsOf, isRecord, textOf, textsOf } from "../../../languages/http/facts.ts";

const ok = { "200": { statusCode: "200" } };

/** An API whose `ANY /{id}` is HTTP. */
function mapping(integration: Partial<Integration> = {}, options: RestTrafficOptions = {}, binary: string[] = []) {
  const own: Integration = {
    type: "HTTP",
    httpMethod: "ANY",
    uri: "http://backend.test/p",
    integrationResponses: ok,
    ...integration,
  };
  return restTraffic({ api: { binaryMediaTypes: binary }, methods: { "ANY /{id}": { integration: own } } }, options);
}

function sent(traffic: RestTraffic): { url: string; method: string; headers: Record<string, string>; body: unknown } {
  const last = traffic.sent.at(-1);
  if (!last) throw new Error("nothing reached the backend");
  const { url, init } = last;
  const headers = Object.fromEntries(new Headers(init.headers));
  return { url, method: init.method ?? "", headers, body: init.body ?? null };
}

const TRACE = /^Root=1-[\da-f]{8}-[\da-f]{24};Parent=[\da-f]{16};Sampled=0$/;

describe("rule 26: what HTTP sends", () => {
  it("only mapped headers and the gateway's own", async () => {
    const traffic = mapping({ requestParameters: { "integration.request.header.X-Mapped": "'yes'" } });
    await traffic.call("/test/1?q=1", { headers: { "X-Own": "1", "User-Agent": "mine", "Accept-Encoding": "gzip" } });
    expect(sent(traffic)).toEqual({
      url: "http://backend.test/p",
      method: "GET",
      headers: {
        "x-mapped": "yes",
        accept: "application/json",
        "user-agent": `AmazonAPIGateway_${TEST_API_ID}`,
        "x-amzn-trace-id": expect.stringMatching(TRACE),
        "x-amzn-apigateway-api-id": TEST_API_ID,
      },
      body: null,
    });
  });

  it.each([
    ["POST", "text/x"],
    ["PUT", "text/x"],
    ["GET", undefined],
  ])("the client's Content-Type for %s: %s", async (method, expected) => {
    const traffic = mapping();
    const body = method === "GET" ? {} : { body: "b" };
    await traffic.call("/test/1", { method, headers: { "Content-Type": "text/x" }, ...body });
    expect(sent(traffic).headers["content-type"]).toBe(expected);
  });

  it("no Content-Type of a GET, whatever the backend is sent (recorded from AWS: localstack's snapshots)", async () => {
    const headers = { "Content-Type": "text/x" };
    const post = mapping({ httpMethod: "POST" });
    await post.call("/test/1", { headers });
    expect(sent(post).headers["content-type"]).toBeUndefined();
    const get = mapping({ httpMethod: "GET" });
    await get.call("/test/1", { method: "POST", body: "b", headers });
    expect(sent(get).headers["content-type"]).toBeUndefined();
    const made = mapping({ httpMethod: "POST", requestTemplates: { "application/json": "{}" } });
    await made.call("/test/1");
    expect(sent(made).headers["content-type"]).toBe("application/json");
  });

  it("mapped headers in the place of its own", async () => {
    const traffic = mapping({
      requestParameters: {
        "integration.request.header.Accept": "'text/x'",
        "integration.request.header.User-Agent": "method.request.header.User-Agent",
        "integration.request.header.Content-Type": "'a/b'",
      },
    });
    await traffic.call("/test/1", { method: "POST", body: "b", headers: { "User-Agent": "mine" } });
    expect(sent(traffic).headers).toMatchObject({ accept: "text/x", "user-agent": "mine", "content-type": "a/b" });
  });
});

it("rule 24: URI variables are filled by mappings, mapped queries follow the URI's own", async () => {
  const traffic = mapping(
    {
      uri: "http://${stageVariables.host}/items/{item}/{other}?own=1",
      requestParameters: {
        "integration.request.path.item": "method.request.path.id",
        "integration.request.querystring.q": "method.request.querystring.q",
      },
    },
    { variables: { host: "backend.test" } },
  );
  await traffic.call("/test/a%2Fb?q=x+y&ignored=1");
  expect(sent(traffic).url).toBe("http://backend.test/items/a%2Fb/{other}?own=1&q=x%20y");
});

it("rule 33: integrationHttpMethod wins over the client's", async () => {
  const traffic = mapping({ httpMethod: "POST" });
  await traffic.call("/test/1");
  expect(sent(traffic).method).toBe("POST");
});

it("the compiler warns of what the platform does not let a Worker do", () => {
  const { problems } = mapping({
    tlsConfig: { insecureSkipVerification: true },
    requestParameters: { "integration.request.header.host": "'other.test'" },
  });
  expect(problems.map(({ severity, message }) => `${severity}: ${message.split(":")[0]}`)).toEqual([
    "warning: tlsConfig.insecureSkipVerification",
    "warning: integration.request.header.Host",
  ]);
});

it("a mapped value that no header can have is a configuration error", async () => {
  const traffic = mapping({ requestParameters: { "integration.request.header.X-A": "method.request.querystring.a" } });
  expect((await traffic.call("/test/1?a=x%0Ay")).status).toBe(500);
  expect(traffic.sent).toEqual([]);
});

it("an answer that is larger than the gateway holds is a failure of the integration", async () => {
  const large = () => new Response(new Uint8Array(2 * 1024 * 1024));
  const answer = await mapping({}, { fetch: large }).call("/test/1");
  expect([answer.status, await answer.text()]).toEqual([500, '{"message": "Internal server error"}']);
});

it("a list in requestOverride gives several values", async () => {
  const template = `#set($context.requestOverride.querystring.q = ["1", 2, 3.5])
#set($context.requestOverride.header.X-A = ["a", "b"])`;
  const traffic = mapping({ httpMethod: "POST", requestTemplates: { "application/json": template } });
  await traffic.call("/test/1");
  const { url, headers } = sent(traffic);
  expect(new URL(url).searchParams.getAll("q")).toEqual(["1", "2", "3.5"]);
  expect(headers["x-a"]).toBe("a,b");
});

it("requestOverride of a template reaches path, query and headers", async () => {
  const template = `#set($context.requestOverride.path.x = "over ride")
#set($context.requestOverride.querystring.q = "1")
#set($context.requestOverride.header.X-A = "over")
#set($context.requestOverride.header.Transfer-Encoding = "chunked")
{"made": "by the template"}`;
  const traffic = mapping({
    httpMethod: "POST",
    uri: "http://backend.test/{x}",
    requestTemplates: { "application/json": template },
    requestParameters: { "integration.request.header.x-a": "'mapped'" },
  });
  expect((await traffic.call("/test/1")).status).toBe(200);
  const { url, headers, body } = sent(traffic);
  expect(url).toBe("http://backend.test/over%20ride?q=1");
  expect(headers).toMatchObject({ "x-a": "over", "content-type": "application/json" });
  expect(headers).not.toHaveProperty("transfer-encoding");
  expect(String(body).trim()).toBe('{"made": "by the template"}');
});

describe("the answer of HTTP", () => {
  it("rules 35 and 38: carries only what is mapped, application/json and the trace", async () => {
    const traffic = mapping(
      {
        integrationResponses: {
          "200": {
            statusCode: "200",
            responseParameters: {
              "method.response.header.X-Out": "integration.response.header.X-In",
              "method.response.header.Date": "integration.response.header.X-In",
            },
          },
        },
      },
      { fetch: () => new Response("<x/>", { headers: { "Content-Type": "text/xml", "X-In": "in", "X-Other": "o" } }) },
    );
    const answer = await traffic.call("/test/1");
    expect(await answer.text()).toBe("<x/>");
    expect(Object.fromEntries(answer.headers)).toEqual({
      "content-type": "application/json",
      "x-out": "in",
      "x-amzn-remapped-date": "in",
      "x-amzn-requestid": expect.any(String),
      "x-amz-apigw-id": expect.any(String),
      "x-amzn-trace-id": expect.stringMatching(TRACE),
    });
  });

  it.each(factsOf("selection-pattern").filter(({ name }) => name.startsWith("HTTP")))(
    "rule 51: $name",
    async (fact) => {
      const responses = fact["integrationResponses"] as { statusCode: string; selectionPattern?: string }[];
      const traffic = mapping(
        { integrationResponses: Object.fromEntries(responses.map((response) => [response.statusCode, response])) },
        { fetch: () => new Response(null, { status: Number(textOf(fact, "value")) }) },
      );
      expect(String((await traffic.call("/test/1")).status)).toBe(textOf(fact, "expected"));
    },
  );

  it("rule 10: network errors and answers that come too late", async () => {
    const broken = mapping({}, { fetch: () => Promise.reject(new Error("refused")) });
    expect(await (await broken.call("/test/1")).json()).toEqual({
      message: "Network error communicating with endpoint",
    });
    const body = new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(1)) });
    const slow = mapping({ timeoutInMillis: 50 }, { fetch: () => new Response(body) });
    const answer = await slow.call("/test/1");
    expect(answer.status).toBe(504);
    expect(await answer.json()).toEqual({ message: "Endpoint request timed out" });
  });
});

const bytesOf = (fact: Fact, member: string): Uint8Array | null => {
  const text = textOf(fact, member);
  return text === null ? null : new Uint8Array(Buffer.from(text, "base64"));
};
const handling = (fact: Fact) => {
  const contentHandling = fact["contentHandling"] as Integration["contentHandling"] | null;
  return contentHandling === null ? {} : { contentHandling };
};
const header = (name: string, value: string | null) => (value === null ? {} : { [name]: value });

describe("rule 58: the request's payload", () => {
  it.each(factsOf("request-content-handling"))("$name", async (fact) => {
    const traffic = mapping(handling(fact), {}, [...textsOf(fact, "binaryMediaTypes")]);
    const headers = header("Content-Type", textOf(fact, "request_content_type"));
    const answer = await traffic.call("/test/1", { method: "POST", body: bytesOf(fact, "body_b64"), headers });
    if (isRecord(fact["error"])) return expect(answer.status).toBe(500);
    expect(new Uint8Array(Buffer.from(sent(traffic).body as Uint8Array))).toEqual(bytesOf(fact, "expected_b64"));
  });

  it("a template on bytes is a 500", async () => {
    const traffic = mapping({ requestTemplates: { "image/png": "$input.body" } }, {}, ["image/png"]);
    const init = { method: "POST", body: "x", headers: { "Content-Type": "image/png" } };
    expect((await traffic.call("/test/1", init)).status).toBe(500);
  });
});

describe("rule 58: the response's payload", () => {
  it.each(factsOf("response-content-handling"))("$name", async (fact) => {
    const type = header("Content-Type", textOf(fact, "integration_content_type"));
    const traffic = mapping(
      { integrationResponses: { "200": { statusCode: "200", ...handling(fact) } } },
      { fetch: () => new Response(bytesOf(fact, "body_b64"), { headers: type }) },
      [...textsOf(fact, "binaryMediaTypes")],
    );
    const answer = await traffic.call("/test/1", { headers: header("Accept", textOf(fact, "accept")) });
    if (isRecord(fact["error"])) return expect(answer.status).toBe(500);
    expect(new Uint8Array(await answer.arrayBuffer())).toEqual(bytesOf(fact, "expected_b64"));
  });

  it("a template on bytes is a 500", async () => {
    const response = { statusCode: "200", responseTemplates: { "application/json": "$input.body" } };
    const traffic = mapping(
      { integrationResponses: { "200": response } },
      { fetch: () => new Response("x", { headers: { "Content-Type": "image/png" } }) },
      ["image/png"],
    );
    expect((await traffic.call("/test/1", { headers: { Accept: "image/png" } })).status).toBe(500);
  });
});
