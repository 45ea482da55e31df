import type { Integration } from "@aws-sdk/client-api-gateway";
import { describe, expect, it } from "vitest";
import { restTraffic, type RestTraffic, type RestTrafficOptions, TEST_API_ID } from "../../../support/rest-traffic.ts";
import { factsOf, isRecord, textOf, textsOf } from "../../../languages/http/facts.ts";

/** An API whose `ANY /{proxy+}` is HTTP_PROXY. */
function proxying(integration: Partial<Integration> = {}, options: RestTrafficOptions = {}): RestTraffic {
  const own: Integration = { type: "HTTP_PROXY", httpMethod: "ANY", uri: "http://backend.test/base", ...integration };
  return restTraffic({ methods: { "ANY /{proxy+}": { integration: own } } }, options);
}

/** What reached the backend. */
function sent(traffic: RestTraffic): { url: string; method: string; headers: Headers; body: unknown } {
  const last = traffic.sent.at(-1);
  if (!last) throw new Error("nothing reached the backend");
  return {
    url: last.url,
    method: last.init.method ?? "",
    headers: new Headers(last.init.headers),
    body: last.init.body ?? null,
  };
}

const answering = (headers: Record<string, string>, body: BodyInit | null = "hi", status = 200) => ({
  fetch: () => new Response(body, { status, headers }),
});

describe("rule 27: what HTTP_PROXY forwards", () => {
  it("the client's headers but Host and Content-Encoding, and the gateway's own", async () => {
    const traffic = proxying();
    await traffic.call("/test/a", {
      method: "POST",
      body: "{}",
      headers: {
        "User-Agent": "mine",
        Accept: "text/html",
        "Accept-Encoding": "zstd",
        Authorization: "Bearer t",
        Range: "bytes=0-1",
        "Content-Type": "text/plain",
        "Content-Encoding": "gzip",
        "X-Own": "1",
      },
    });
    const { headers } = sent(traffic);
    expect(Object.fromEntries(headers)).toMatchObject({
      "user-agent": "mine",
      accept: "text/html",
      "accept-encoding": "zstd",
      authorization: "Bearer t",
      range: "bytes=0-1",
      "content-type": "text/plain",
      "x-own": "1",
      "x-amzn-apigateway-api-id": TEST_API_ID,
      "x-forwarded-for": "127.0.0.1",
      "x-forwarded-port": "80",
      "x-forwarded-proto": "http",
    });
    expect(headers.get("x-amzn-trace-id")).toMatch(/^Root=1-[\da-f]{8}-[\da-f]{24};Parent=[\da-f]{16};Sampled=0$/);
    for (const name of [...textsOf(dropped(), "names"), "Via"]) expect(headers.get(name), name).toBeNull();
  });

  it("no Authorization that is AWS's signature, unless one is mapped", async () => {
    const headers = { Authorization: "AWS4-HMAC-SHA256 Credential=k/d/r/execute-api/aws4_request" };
    const plain = proxying();
    await plain.call("/test/a", { headers });
    expect(sent(plain).headers.get("authorization")).toBeNull();
    for (const [source, expected] of [
      ["'Basic own'", "Basic own"],
      ["method.request.header.Authorization", null],
    ] as const) {
      const mapped = proxying({ requestParameters: { "integration.request.header.Authorization": source } });
      await mapped.call("/test/a", { headers });
      expect(sent(mapped).headers.get("authorization")).toBe(expected);
    }
  });

  it("rule 25: none of the headers that nothing sees", async () => {
    const traffic = proxying();
    const names = [
      "Content-MD5",
      "Expect",
      "Max-Forwards",
      "Proxy-Authenticate",
      "Server",
      "Trailer",
      "WWW-Authenticate",
    ];
    await traffic.call("/test/a", { headers: Object.fromEntries(names.map((name) => [name, "x"])) });
    const { headers } = sent(traffic);
    for (const name of names) expect(headers.get(name), name).toBeNull();
  });

  it("Accept and User-Agent have a value also where the client sent none", async () => {
    const traffic = proxying();
    await traffic.call("/test/a");
    expect(sent(traffic).headers.get("accept")).toBe("application/json");
    expect(sent(traffic).headers.get("user-agent")).toBe(`AmazonAPIGateway_${TEST_API_ID}`);
  });

  it("the addresses of earlier proxies stand before the caller's, and nothing of the edge's own is passed on", async () => {
    const traffic = proxying();
    await traffic.call("/test/a", {
      headers: { "X-Forwarded-For": "192.0.2.1", "CF-Connecting-IP": "198.51.100.7", "CF-Ray": "1" },
    });
    expect(sent(traffic).headers.get("x-forwarded-for")).toBe("192.0.2.1, 198.51.100.7");
    expect(sent(traffic).headers.get("cf-ray")).toBeNull();
  });

  it("the body as a stream, which the gateway does not read", async () => {
    const traffic = proxying();
    await traffic.call("/test/a", { method: "PUT", body: "text" });
    expect(sent(traffic).body).toBeInstanceOf(ReadableStream);
  });
});

function dropped() {
  const fact = factsOf("headers").find(({ name }) => name.startsWith("HTTP_PROXY does not forward"));
  if (!fact) throw new Error("the fact is missing");
  return fact;
}

describe("rule 28: requestParameters of HTTP_PROXY", () => {
  it("a mapped header replaces the client's, a missing source adds nothing", async () => {
    const traffic = proxying({
      requestParameters: {
        "integration.request.header.X-Own": "'mapped'",
        "integration.request.header.Content-Encoding": "'br'",
        "integration.request.header.Content-MD5": "'m'",
        "integration.request.header.Trailer": "'t'",
        "integration.request.header.X-Missing": "method.request.header.none",
      },
    });
    await traffic.call("/test/a", { headers: { "x-own": "client's", "content-encoding": "gzip" } });
    expect(Object.fromEntries(sent(traffic).headers)).toMatchObject({
      "x-own": "mapped",
      "content-encoding": "br",
      "content-md5": "m",
      trailer: "t",
    });
    expect(sent(traffic).headers.has("x-missing")).toBe(false);
  });

  it("rule 31: some mapped headers vanish, others are a configuration error", async () => {
    const vanishing = proxying({ requestParameters: { "integration.request.header.TE": "'trailers'" } });
    expect((await vanishing.call("/test/a")).status).toBe(200);
    expect(sent(vanishing).headers.has("te")).toBe(false);
    const illegal = proxying({ requestParameters: { "integration.request.header.Content-Length": "'1'" } });
    const answer = await illegal.call("/test/a");
    expect(answer.status).toBe(500);
    expect(await answer.text()).toBe('{"message": "Internal server error"}');
    expect(answer.headers.get("x-amzn-ErrorType")).toBe("InternalServerErrorException");
    expect(answer.headers.has("x-amzn-trace-id")).toBe(false);
    expect(illegal.sent).toEqual([]);
  });
});

it("rule 29: the URI's own query, the client's, then the mapped", async () => {
  const fact = factsOf("query").find(({ name }) => name.startsWith("HTTP_PROXY"));
  if (!fact) throw new Error("the fact is missing");
  const { mapping, client, expected_backend_query: expected } = fact;
  if (!isRecord(mapping) || !isRecord(client)) throw new Error("the fact holds no maps");
  const traffic = restTraffic({
    methods: {
      "GET /{pathVariable}": {
        integration: {
          type: "HTTP_PROXY",
          httpMethod: "GET",
          uri: `http://backend.test/${textOf(fact, "uri") ?? ""}`,
          requestParameters: mapping as Record<string, string>,
        },
      },
    },
  });
  await traffic.call(`/test/foobar?${new URLSearchParams(client as Record<string, string>).toString()}`);
  const { searchParams } = new URL(sent(traffic).url);
  const names = [...new Set(searchParams.keys())];
  expect(Object.fromEntries(names.map((name) => [name, searchParams.getAll(name)]))).toEqual(expected);
});

describe("rule 33: integrationHttpMethod", () => {
  it("wins over the client's, and ANY uses the client's", async () => {
    const post = proxying({ httpMethod: "POST" });
    await post.call("/test/a", { method: "DELETE" });
    expect(sent(post).method).toBe("POST");
    const any = proxying();
    await any.call("/test/a", { method: "DELETE" });
    expect(sent(any).method).toBe("DELETE");
  });

  it("GET takes no body along", async () => {
    const traffic = proxying({ httpMethod: "GET" });
    await traffic.call("/test/a", { method: "POST", body: "x" });
    expect(sent(traffic).body).toBeNull();
  });
});

describe("rule 34: the trace id", () => {
  it.each(factsOf("trace-id"))("$name", async (fact) => {
    const traffic = proxying();
    const received = textOf(fact, "request_header") ?? "";
    await traffic.call("/test/a", { headers: { "X-Amzn-Trace-Id": received } });
    const trace = sent(traffic).headers.get("x-amzn-trace-id") ?? "";
    if (fact["expected"] === "the same") expect(trace).toBe(received);
    else expect(trace).toMatch(new RegExp(`^${received};Parent=[\\da-f]{16};`));
  });
});

describe("the answer of HTTP_PROXY", () => {
  it("rule 37: is the backend's, with a few headers remapped", async () => {
    const traffic = proxying(
      {},
      answering({
        "Content-Type": "text/x",
        Date: "yesterday",
        Server: "nginx",
        "x-amzn-RequestId": "own",
        "X-Amzn-Trace-Id": "Root=1-0-0",
        "Access-Control-Allow-Origin": "*",
        "WWW-Authenticate": "Basic",
        "Keep-Alive": "timeout=5",
      }),
    );
    const answer = await traffic.call("/test/a");
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-type": "text/x",
      "x-amzn-remapped-date": "yesterday",
      "x-amzn-remapped-server": "nginx",
      "x-amzn-remapped-x-amzn-requestid": "own",
      "x-amzn-trace-id": "Root=1-0-0",
      "access-control-allow-origin": "*",
      "www-authenticate": "Basic",
    });
    expect(answer.headers.get("x-amzn-RequestId")).toMatch(/^[\da-f-]{36}$/);
    expect(answer.headers.get("x-amz-apigw-id")).toMatch(/=$/);
    for (const name of ["date", "server", "keep-alive"]) expect(answer.headers.has(name), name).toBe(false);
  });

  it("rule 38: carries no trace id of the gateway's", async () => {
    expect((await proxying().call("/test/a")).headers.has("x-amzn-trace-id")).toBe(false);
  });

  it.each([204, 302, 404, 500])("has the backend's status %d, redirects unfollowed", async (status) => {
    const traffic = proxying({}, answering({ location: "/b" }, null, status));
    const answer = await traffic.call("/test/a");
    expect(answer.status).toBe(status);
    expect(answer.headers.get("location")).toBe("/b");
    expect(traffic.sent[0]?.init.redirect).toBe("manual");
  });
});

describe("rules 9 and 10: backends that cannot be called", () => {
  it("a host made of an unset stage variable", async () => {
    const answer = await proxying({ uri: "http://${stageVariables.host}/x" }).call("/test/a");
    expect(answer.status).toBe(500);
    expect(await answer.text()).toBe('{"message": "Internal server error"}');
    expect(answer.headers.get("x-amzn-ErrorType")).toBe("InternalServerErrorException");
  });

  it("a network error", async () => {
    const traffic = proxying({}, { fetch: () => Promise.reject(new Error("connection refused")) });
    const answer = await traffic.call("/test/a");
    expect(answer.status).toBe(504);
    expect(await answer.json()).toEqual({ message: "Network error communicating with endpoint" });
  });

  it("a timeout, also one above 29 s being accepted", async () => {
    const slow = proxying({ timeoutInMillis: 50 }, { fetch: () => new Promise<Response>(() => undefined) });
    const answer = await slow.call("/test/a");
    expect(answer.status).toBe(504);
    expect(await answer.json()).toEqual({ message: "Endpoint request timed out" });
    expect((await proxying({ timeoutInMillis: 120_000 }).call("/test/a")).status).toBe(200);
  });
});

describe("a circle of the gateway's own", () => {
  it("ends after five turns, and is no matter for other callers", async () => {
    let turns = 0;
    const circle: RestTraffic = proxying(
      { uri: "http://circle.test/test/a" },
      {
        fetch: (_url, init) => {
          turns += 1;
          return circle.call("/test/a", { headers: init.headers ?? {} });
        },
      },
    );
    expect((await circle.call("/test/a")).status).toBe(504);
    expect(turns).toBe(5);
  });

  it("does not mark a chain's first request", async () => {
    const traffic = proxying();
    await traffic.call("/test/a", {
      headers: { "X-Amzn-Trace-Id": "Root=1-3152b799-8954dae64eda91bc9a23a7e8;Turns=9" },
    });
    expect((await traffic.call("/test/a")).status).toBe(200);
  });
});

describe("rule 58: contentHandling of HTTP_PROXY", () => {
  it("converts the request's body where it is set", async () => {
    const traffic = proxying({ contentHandling: "CONVERT_TO_BINARY" });
    await traffic.call("/test/a", { method: "POST", body: btoa("text") });
    expect(new TextDecoder().decode(sent(traffic).body as Uint8Array)).toBe("text");
    const broken = await traffic.call("/test/a", { method: "POST", body: "no base64" });
    expect(broken.status).toBe(500);
  });
});
