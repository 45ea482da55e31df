import { describe, expect, it } from "vitest";
import { restTraffic, type RestTrafficOptions } from "../../support/rest-traffic.ts";
import { factsOf, isRecord, textOf, textsOf } from "../../languages/http/facts.ts";
import { functionUri } from "../../support/function-uri.ts";

const BACKEND = "http://backend.test/p";

/** An HTTP method with mapped parameters; every mapped path value stands in the address. */
function mapped(requestParameters: Record<string, string>, options: RestTrafficOptions = {}) {
  const names = Object.keys(requestParameters).flatMap(
    (target) => /^integration\.request\.path\.(.+)$/.exec(target)?.[1] ?? [],
  );
  const uri = [BACKEND, ...names.map((name) => `{${name}}`)].join("/");
  return restTraffic(
    {
      methods: {
        "ANY /{id}": {
          integration: {
            type: "HTTP",
            httpMethod: "POST",
            uri,
            requestParameters,
            integrationResponses: { "200": { statusCode: "200" } },
          },
        },
      },
    },
    options,
  );
}

/** What the backend was sent, by where it was mapped to. */
function sentOf({ sent }: ReturnType<typeof mapped>) {
  const last = sent.at(-1);
  if (!last) throw new Error("nothing reached the backend");
  const url = new URL(last.url);
  return { headers: new Headers(last.init.headers), query: url.searchParams, path: url.pathname.split("/").slice(2) };
}

describe("rules 22 and 32: recorded mappings of the request", () => {
  // The platform joins repeated fields before the worker sees them, so that the last of them cannot be told from one with a comma.
  const JOINED = "header picks the last";
  const facts = factsOf("request-parameter-mapping");

  it.each(facts)("$name", async (fact) => {
    const mapping = Object.fromEntries(Object.entries(fact["mapping"] as Record<string, string>));
    const request = fact["request"] as { headers: [string, string][]; querystring: [string, string][]; body?: string };
    const traffic = mapped(mapping);
    const query = new URLSearchParams(request.querystring);
    const answer = await traffic.call(`/test/1?${query}`, {
      method: "POST",
      headers: request.headers,
      body: request.body ?? "",
    });
    const error = fact["error"];
    if (isRecord(error)) {
      expect(answer.status).toBe(error["status"]);
      expect(answer.headers.get("x-amzn-ErrorType")).toBe(error["errorType"]);
      expect(await answer.json()).toEqual({ message: error["message"] });
      return;
    }
    const expected = fact["expected"] as {
      header: Record<string, string>;
      querystring: Record<string, string | string[]>;
    };
    const { headers, query: sent } = sentOf(traffic);
    for (const [name, value] of Object.entries(expected.header)) {
      const isJoined = fact.name.includes(JOINED) && name === "test";
      expect(headers.get(name)).toBe(isJoined ? "value1, value2" : value);
    }
    for (const [name, value] of Object.entries(expected.querystring)) expect(sent.getAll(name)).toEqual([value].flat());
  });
});

describe("sources of the request's mappings", () => {
  const one = async (
    source: string,
    path = "/test/x%2Fy",
    init: RequestInit = {},
    options: RestTrafficOptions = {},
  ) => {
    const traffic = mapped({ "integration.request.header.x-mapped": source }, options);
    await traffic.call(path, { method: "POST", ...init });
    return sentOf(traffic).headers.get("x-mapped");
  };
  const body = { body: JSON.stringify({ a: { b: [1, "two"], c: null }, text: "t", flag: true }) };

  it.each([
    ["'it is static'", "it is static"],
    ["''", ""],
    ["method.request.path.id", "x%2Fy"],
    ["method.request.path.other", null],
    ["method.request.header.x-own", "own"],
    ["method.request.header.X-OWN", "own"],
    ["method.request.header.Host", "abcdef1234.execute-api.localhost"],
    ["method.request.header.Content-Length", null],
    ["method.request.querystring.q", "last"],
    ["method.request.multivaluequerystring.q", "first,last"],
    ["method.request.body.text", "t"],
    ["method.request.body.$.text", "t"],
    ["method.request.body.a", '{"b":[1,"two"],"c":null}'],
    ["method.request.body.a.b[1]", "two"],
    ["method.request.body.a.c", null],
    ["method.request.body.flag", "true"],
    ["method.request.body.missing", null],
    ["context.stage", "test"],
    ["context.identity.sourceIp", "127.0.0.1"],
    ["context.requestTimeEpoch", "1700000000000"],
    ["context.identity", null],
    ["context.nothing", null],
    ["stageVariables.color", "blue"],
    ["stageVariables.none", null],
    ["Method.Request.Header.x-own", null],
    ["nonsense", null],
  ])("%s", async (source, expected) => {
    const options = { variables: { color: "blue" } };
    expect(await one(source, "/test/x%2Fy?q=first&q=last", { headers: { "x-own": "own" }, ...body }, options)).toBe(
      expected,
    );
  });

  it("rule 32: the whole body as it was sent, {} when it is empty", async () => {
    expect(await one("method.request.body", "/test/1", body)).toBe(body.body);
    expect(await one("method.request.body", "/test/1", { body: "plain text" })).toBe("plain text");
    expect(await one("method.request.body", "/test/1")).toBe("{}");
  });

  it.each([
    ["{a: {b: 'c'}}", "c"],
    ['{"a": {"b": "c",},}', "c"],
    ['{"a": {"b": 1.50}}', "1.5"],
    ['{"a": {"b": 12345678901234567890}}', "12345678901234567890"],
    ['"a text"', null],
    ["a text", null],
  ])("read a part of %s: %s", async (text, expected) => {
    expect(await one("method.request.body.a.b", "/test/1", { body: text })).toBe(expected);
  });

  it.each(["{", '["a"', '"unterminated', "'unterminated", '{"a":}', ' {"a" "b"}'])(
    "rule 32: a body that begins as JSON and is none is a 400, read whole or in parts: %s",
    async (text) => {
      for (const source of ["method.request.body", "method.request.body.a"]) {
        const traffic = mapped({ "integration.request.header.x-mapped": source });
        const answer = await traffic.call("/test/1", { method: "POST", body: text });
        expect([answer.status, answer.headers.get("x-amzn-ErrorType")]).toEqual([400, "BadRequestException"]);
        expect(await answer.json()).toEqual({ message: "Invalid JSON in request body" });
      }
    },
  );

  it("rule 24: fill the address's variables and the query", async () => {
    const traffic = mapped({
      "integration.request.path.first": "method.request.path.id",
      "integration.request.path.second": "'b'",
      "integration.request.querystring.q": "method.request.multivaluequerystring.q",
    });
    await traffic.call("/test/x%2Fy?q=1&q=2", { method: "POST" });
    const { path, query } = sentOf(traffic);
    expect(path).toEqual(["x%2Fy", "b"]);
    expect(query.getAll("q")).toEqual(["1", "2"]);
  });
});

describe("rule 31: headers that cannot be mapped", () => {
  const facts = factsOf("headers").filter(({ name }) => name.startsWith("requestParameters mapping to these"));
  const uris: Record<string, string> = {
    HTTP: BACKEND,
    HTTP_PROXY: BACKEND,
    AWS: functionUri("arn:aws:lambda:us-east-1:000000000000:function:f"),
    AWS_PROXY: functionUri("arn:aws:lambda:us-east-1:000000000000:function:f"),
  };
  const cases = facts.flatMap((fact) => {
    const kinds = fact.name.includes("AWS") ? ["AWS", "AWS_PROXY"] : ["HTTP", "HTTP_PROXY"];
    return kinds.flatMap((kind) => textsOf(fact, "names").map((name) => ({ kind, name })));
  });

  it.each(cases)("$name for $kind answers 500 when it is called", async ({ kind, name }) => {
    const integration = {
      type: kind as "HTTP",
      httpMethod: "POST",
      uri: uris[kind] ?? "",
      requestParameters: { [`integration.request.header.${name}`]: "'x'" },
      integrationResponses: { "200": { statusCode: "200" } },
    };
    const { call, sent, invoked } = restTraffic({ methods: { "GET /": { integration } } });
    const answer = await call("/test/");
    expect(answer.status).toBe(500);
    expect(await answer.json()).toEqual({ message: "Internal server error" });
    expect(answer.headers.get("x-amzn-ErrorType")).toBe("InternalServerErrorException");
    expect(answer.headers.has("x-amzn-trace-id")).toBe(false);
    expect([...sent, ...invoked]).toEqual([]);
  });
});

/** An HTTP method whose response is mapped. */
function answering(responseParameters: Record<string, string>, backend: Response, template?: string) {
  return restTraffic(
    {
      methods: {
        "ANY /": {
          integration: {
            type: "HTTP",
            httpMethod: "GET",
            uri: BACKEND,
            integrationResponses: {
              "200": {
                statusCode: "200",
                responseParameters,
                ...(template === undefined ? {} : { responseTemplates: { "application/json": template } }),
              },
            },
          },
        },
      },
    },
    { fetch: () => backend, variables: { color: "blue" } },
  );
}

describe("recorded mappings of the response", () => {
  it.each(factsOf("response-parameter-mapping"))("$name", async (fact) => {
    const response = fact["response"] as { body?: string; headers?: [string, string][] };
    const backend = new Response(response.body ?? "", { headers: response.headers ?? [] });
    const { call } = answering(fact["mapping"] as Record<string, string>, backend);
    const answer = await call("/test/");
    const error = fact["error"];
    if (isRecord(error)) {
      expect(answer.status).toBe(error["status"]);
      expect(answer.headers.get("x-amzn-ErrorType")).toBe(error["errorType"]);
      expect(await answer.json()).toEqual({ message: error["message"] });
      return;
    }
    for (const [name, value] of Object.entries(fact["expected"] as Record<string, string>)) {
      const isJoined = fact.name.includes("last / joined") && name === "test";
      expect(answer.headers.get(name)).toBe(isJoined ? "value1, value2" : value);
    }
  });
});

describe("headers of answers", () => {
  const factNamed = (start: string) => factsOf("headers").find(({ name }) => name.startsWith(start));

  it.each(textsOf(factNamed("response headers remapped to x-amzn-Remapped") ?? { kind: "", name: "" }, "names"))(
    "rule 36: %s comes back remapped",
    async (name) => {
      const { call } = answering({ [`method.response.header.${name}`]: "'mapped'" }, new Response("{}"));
      const { headers } = await call("/test/");
      expect(headers.get(`x-amzn-Remapped-${name}`)).toBe("mapped");
      expect(headers.get(name)).toBeNull();
    },
  );

  it.each(
    textsOf(factNamed("response headers passed through as they are, non-proxy") ?? { kind: "", name: "" }, "names"),
  )("rule 36: %s passes as it is", async (name) => {
    const { call } = answering({ [`method.response.header.${name}`]: "'mapped'" }, new Response("{}"));
    expect((await call("/test/")).headers.get(name)).toBe("mapped");
  });

  it("rule 36: Transfer-Encoding vanishes", async () => {
    const { call } = answering({ "method.response.header.Transfer-Encoding": "'chunked'" }, new Response("{}"));
    const names = [...(await call("/test/")).headers.keys()];
    expect(names.filter((name) => name.includes("transfer-encoding"))).toEqual([]);
  });

  it("rule 35: nothing of the backend's passes by itself, and the type is application/json", async () => {
    const backend = new Response("<p>", {
      headers: { "Content-Type": "text/html", "X-Backend": "1", "Set-Cookie": "a=b" },
    });
    const { call } = answering({}, backend);
    const { headers } = await call("/test/");
    expect([...headers.keys()].toSorted()).toEqual([
      "content-type",
      "x-amz-apigw-id",
      "x-amzn-requestid",
      "x-amzn-trace-id",
    ]);
    expect(headers.get("content-type")).toBe("application/json");
  });

  it("come from the backend's headers and body, the context and the stage", async () => {
    const backend = new Response('{"a":{"b":"c"}}', { headers: { ETag: "e1" } });
    const { call } = answering(
      {
        "method.response.header.X-Header": "integration.response.header.etag",
        "method.response.header.X-Body": "integration.response.body.a.b",
        "method.response.header.X-Whole": "integration.response.body",
        "method.response.header.X-Missing": "integration.response.header.nothing",
        "method.response.header.X-Context": "context.httpMethod",
        "method.response.header.X-Stage": "stageVariables.color",
        "method.response.header.Content-Type": "'text/x'",
      },
      backend,
    );
    const { headers } = await call("/test/");
    expect(Object.fromEntries(headers)).toMatchObject({
      "x-header": "e1",
      "x-body": "c",
      "x-whole": '{"a":{"b":"c"}}',
      "x-context": "GET",
      "x-stage": "blue",
      "content-type": "text/x",
    });
    expect(headers.has("x-missing")).toBe(false);
  });
});

describe("rule 51: the choice of the response", () => {
  const choosing = (responses: Record<string, string | undefined>, status: number) =>
    restTraffic(
      {
        methods: {
          "GET /": {
            integration: {
              type: "HTTP",
              httpMethod: "GET",
              uri: BACKEND,
              integrationResponses: Object.fromEntries(
                Object.entries(responses).map(([statusCode, selectionPattern]) => [
                  statusCode,
                  { statusCode, ...(selectionPattern === undefined ? {} : { selectionPattern }) },
                ]),
              ),
            },
          },
        },
      },
      { fetch: () => new Response("{}", { status }) },
    )
      .call("/test/")
      .then((answer) => answer.status);

  it("a backend's error takes the response without a pattern, whatever its status", async () => {
    expect(await choosing({ "200": undefined, "500": "5\\d{2}" }, 404)).toBe(200);
    expect(await choosing({ "200": undefined, "500": "5\\d{2}" }, 503)).toBe(500);
  });

  it("a pattern must match all of the status", async () => {
    expect(await choosing({ "200": undefined, "400": "4" }, 404)).toBe(200);
    expect(await choosing({ "200": undefined, "400": "4.*" }, 404)).toBe(400);
  });

  it("a pattern that is none matches nothing", async () => {
    expect(await choosing({ "200": undefined, "400": "4[" }, 404)).toBe(200);
  });

  it("without a match and a default it is 500", async () => {
    expect(await choosing({ "200": "2\\d\\d" }, 404)).toBe(500);
    expect(await choosing({}, 200)).toBe(500);
  });
});

describe("rule 44: a body through a request template, an echoing backend and a response template", () => {
  it.each(factsOf("vtl-roundtrip"))("$name", async (fact) => {
    const request = fact["request"] as { body: string; contentType: string };
    const { call } = restTraffic(
      {
        methods: {
          "POST /": {
            integration: {
              type: "HTTP",
              httpMethod: "POST",
              uri: BACKEND,
              requestTemplates: { "application/json": textOf(fact, "request_template") ?? "" },
              integrationResponses: {
                "200": {
                  statusCode: "200",
                  responseTemplates: { "application/json": textOf(fact, "response_template") ?? "" },
                },
              },
            },
          },
        },
      },
      { fetch: (_url, init) => new Response(init.body ?? null) },
    );
    const answer = await call("/test/", {
      method: "POST",
      body: request.body,
      headers: { "Content-Type": request.contentType },
    });
    expect(await answer.text()).toBe(textOf(fact, "expected_body"));
  });
});
