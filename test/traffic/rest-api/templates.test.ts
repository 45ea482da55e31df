import { describe, expect, it, vi } from "vitest";
import { mockIntegration, restTraffic } from "../../support/rest-traffic.ts";
import { factsOf, textOf } from "../../languages/http/facts.ts";

const JSON_TYPE = { "Content-Type": "application/json" };

/** What a MOCK method answers to a template. */
async function rendered(template: string, path = "/test/", init: RequestInit = {}): Promise<string> {
  const { call } = restTraffic(
    {
      methods: {
        "ANY /": { integration: mockIntegration(template) },
        "ANY /{id}": { integration: mockIntegration(template) },
      },
    },
    { variables: { color: "blue" } },
  );
  return (await call(path, init)).text();
}

/** A MOCK method with two templates. */
function twoTemplates(requestTemplate: string, responseTemplate?: string) {
  return mockIntegration(responseTemplate, { requestTemplates: { "application/json": requestTemplate } });
}

describe("rules 40 to 43 and 47: recorded pairs of templates of MOCK", () => {
  it.each(factsOf("vtl-mock"))("$name", async (fact) => {
    const resource = textOf(fact, "resource") ?? "/";
    const definition = {
      methods: {
        [`GET ${resource}`]: {
          integration: twoTemplates(
            textOf(fact, "request_template") ?? "",
            textOf(fact, "response_template") ?? undefined,
          ),
        },
      },
    };
    const canary = fact["canary"] as
      | { percentTraffic: number; stageVariableOverrides: Record<string, string> }
      | undefined;
    const { call } = restTraffic(definition, {
      variables: (fact["stage_variables"] as Record<string, string> | undefined) ?? {},
      ...(canary && {
        canary: { definition, percentTraffic: canary.percentTraffic, variableOverrides: canary.stageVariableOverrides },
      }),
    });
    const answer = await call(`/test${textOf(fact, "path") ?? "/"}`);
    const expected = fact["expected"] as {
      status?: number;
      headers?: Record<string, string>;
      json?: unknown;
      body?: string;
    };
    expect(answer.status).toBe(expected.status ?? 200);
    for (const [name, value] of Object.entries(expected.headers ?? {})) expect(answer.headers.get(name)).toBe(value);
    const body = await answer.text();
    if (expected.json === undefined) expect(body).toBe(expected.body);
    else expect(JSON.parse(body)).toEqual(expected.json);
  });

  it.each(factsOf("mock-status"))("rule 40: $name", async (fact) => {
    const { call } = restTraffic({
      methods: { "GET /": { integration: twoTemplates(textOf(fact, "rendered_request_template") ?? "") } },
    });
    expect((await call("/test/")).status).toBe(fact["expected_status"]);
  });
});

describe("overrides of the response", () => {
  it.each([
    ["600", 200],
    ["99", 200],
    ['"abc"', 200],
    ["200.5", 200],
    ["599", 599],
    ['"418"', 418],
  ])("rule 42: a status of %s answers %i", async (status, expected) => {
    const template = `#set($context.responseOverride.status = ${status})`;
    const { call } = restTraffic({ methods: { "GET /": { integration: mockIntegration(template) } } });
    expect((await call("/test/")).status).toBe(expected);
  });

  it("a list gives a header of several values", async () => {
    const template = '#set($context.responseOverride.header.X-A = ["a", 1, 2.5, true])';
    const { call } = restTraffic({ methods: { "GET /": { integration: mockIntegration(template) } } });
    expect((await call("/test/")).headers.get("x-a")).toBe("a,1,2.5,true");
  });

  it("rule 42: take the place of mapped headers, and obey the rules of theirs", async () => {
    const template = `#set($context.responseOverride.header.X-A = "override")#set($context.responseOverride.header["Date"] = "now")#set($context.responseOverride.header["bad name"] = "x")`;
    const integration = mockIntegration(undefined, {
      integrationResponses: {
        "200": {
          statusCode: "200",
          responseParameters: { "method.response.header.X-A": "'mapped'", "method.response.header.X-B": "'kept'" },
          responseTemplates: { "application/json": template.replace("header.X-A", 'header["X-A"]') },
        },
      },
    });
    const { call } = restTraffic({ methods: { "GET /": { integration } } });
    const { headers } = await call("/test/");
    expect(headers.get("X-A")).toBe("override");
    expect(headers.get("X-B")).toBe("kept");
    expect(headers.get("x-amzn-Remapped-Date")).toBe("now");
  });
});

describe("what templates see", () => {
  it("rule 25: no header that belongs to the connection", async () => {
    const [hidden] = factsOf("headers").filter(({ name }) => name.startsWith("headers a method request never sees"));
    const names = hidden?.["names"] as string[];
    expect(names.length).toBeGreaterThan(10);
    const template = names.map((name) => `$input.params('${name}')`).join("");
    const headers = Object.fromEntries(names.map((name) => [name, "seen"]));
    expect(await rendered(template, "/test/", { headers })).toBe("");
    expect(await rendered("$input.params().header.keySet()", "/test/", { headers })).not.toMatch(/Expect|TE\b|Upgrade/);
  });

  it("no Authorization that is AWS's signature", async () => {
    const template = "$input.params('Authorization')|$input.params().header.Authorization";
    const { call } = restTraffic({ methods: { "GET /": { integration: mockIntegration(template) } } });
    const seen = async (Authorization: string) => (await call("/test/", { headers: { Authorization } })).text();
    expect(await seen("AWS4-HMAC-SHA256 Credential=k")).toBe("|");
    expect(await seen("Bearer t")).toBe("Bearer t|Bearer t");
  });

  it("headers by any case, in their usual casing when asked for all, with those that the gateway adds", async () => {
    const init = { headers: { "x-custom": "1", accept: "text/a", "X-Forwarded-For": "203.0.113.9" } };
    expect(await rendered("$input.params('X-CUSTOM') $input.params().header.Accept", "/test/", init)).toBe("1 text/a");
    const all = await rendered(
      "#set($h = $input.params().header)$h.Host $h['X-Forwarded-For'] $h['X-Forwarded-Port'] $h['X-Forwarded-Proto'] $h['X-Amzn-Trace-Id']",
      "/test/",
      init,
    );
    expect(all).toMatch(
      /^abcdef1234\.execute-api\.localhost 203\.0\.113\.9, 127\.0\.0\.1 80 http Root=1-[\da-f]{8}-[\da-f]{24};Parent=[\da-f]{16};Sampled=0$/,
    );
  });

  it("rule 20: path parameters as they were sent", async () => {
    expect(await rendered("$input.params('id')", "/test/a%2Bb+c")).toBe("a%2Bb+c");
  });

  it("rule 21: query parameters decoded, of one name the last", async () => {
    expect(await rendered("$input.params('q') $input.params().querystring.q", "/test/?q=1&q=a+b%2B")).toBe("a b+ a b+");
  });

  it("a parameter of the path before the query before the headers", async () => {
    expect(await rendered("$input.params('id')", "/test/path?id=query", { headers: { id: "header" } })).toBe("path");
    expect(await rendered("$input.params('id')", "/test/?id=query", { headers: { id: "header" } })).toBe("query");
    expect(await rendered("$input.params('id')", "/test/", { headers: { id: "header" } })).toBe("header");
    expect(await rendered("[$input.params('no such name')]", "/test/x")).toBe("[]");
  });

  it("rule 44: the body as text, {} when it is empty", async () => {
    const template = '#set($context.responseOverride.header["X-Body"] = $input.body){"statusCode":200}';
    const { call } = restTraffic({ methods: { "ANY /": { integration: twoTemplates(template) } } });
    const send = async (body: string) =>
      (await call("/test/", { method: "POST", body, headers: JSON_TYPE })).headers.get("X-Body");
    expect(await send("")).toBe("{}");
    expect(await send("raw text")).toBe("raw text");
  });

  it("rule 47: stage variables, nothing for those that are not there", async () => {
    expect(await rendered("[$stageVariables.color][$stageVariables.none][${stageVariables.color}]")).toBe(
      "[blue][][blue]",
    );
  });

  it("rule 45: maps as Java prints them, lists as compact JSON", async () => {
    const template = `#set($all = $input.path('$'))#set($context.responseOverride.header["X"] = "$all|$all.list|$all.toString()"){"statusCode":200}`;
    const { call } = restTraffic({ methods: { "ANY /": { integration: twoTemplates(template) } } });
    const init = { method: "POST", body: '{"map":{"a":"b","c":"d"},"list":[{"a":"b"}]}', headers: JSON_TYPE };
    const printed = '{map={a=b, c=d}, list=[{"a":"b"}]}';
    expect((await call("/test/", init)).headers.get("X")).toBe(`${printed}|[{"a":"b"}]|${printed}`);
  });

  it("rule 46: nothing for a path that is missing or null", async () => {
    const template = `#set($a = $input.path('$.a'))#set($b = $input.path('$.b'))#set($context.responseOverride.header["X"] = "$a|$b|$input.path('$.c')"){"statusCode":200}`;
    const { call } = restTraffic({ methods: { "ANY /": { integration: twoTemplates(template) } } });
    const answer = await call("/test/", { method: "POST", body: '{"a":null,"c":[]}', headers: JSON_TYPE });
    expect(answer.headers.get("X")).toBe("||[]");
  });

  it("rule 49: $util", async () => {
    expect(
      await rendered("$util.urlEncode('a b&c') $util.base64Decode('aGk=') $util.parseJson('{\"x\":[1,2]}').x[1]"),
    ).toBe("a+b%26c hi 2");
  });
});

describe("templates that fail", () => {
  const broken = "{\n  #if($x)\n}";

  it("one that does not parse is deployed with a warning that tells its place", () => {
    const { problems } = restTraffic({ methods: { "GET /a": { integration: twoTemplates(broken, broken) } } });
    expect(problems).toHaveLength(2);
    expect(problems[0]).toMatchObject({ severity: "warning", place: "method GET /a" });
    expect(problems[0]?.message).toMatch(/^request template for application\/json, line \d+ column \d+: /);
    expect(problems[1]?.message).toMatch(/^response template of 200 for application\/json, line \d+ column \d+: /);
  });

  it.each([
    ["does not parse", broken],
    ["throws", "{\n$util.parseJson('{')}"],
    ["takes more steps than are allowed", "#foreach($i in [1..99999])#foreach($j in [1..99999])#end#end"],
  ])("one that %s answers 500, and is logged with line and column", async (_what, template) => {
    const log = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const { call } = restTraffic({
      methods: {
        "GET /request": { integration: twoTemplates(template) },
        "GET /response": { integration: mockIntegration(template) },
      },
    });
    for (const path of ["request", "response"]) {
      const answer = await call(`/test/${path}`);
      expect(answer.status).toBe(500);
      expect(answer.headers.get("x-amzn-ErrorType")).toBe("InternalServerErrorException");
      expect(await answer.text()).toBe('{"message": "Internal server error"}');
      expect(log.mock.lastCall?.[0]).toMatch(new RegExp(`${path} template, line [1-9]\\d* column [1-9]\\d*: `));
    }
    log.mockRestore();
  });

  it("a body that a template cannot read as JSON is the client's fault", async () => {
    const { call } = restTraffic({ methods: { "ANY /": { integration: twoTemplates("$input.json('$.a')") } } });
    const answer = await call("/test/", { method: "POST", body: '{"a": [1', headers: JSON_TYPE });
    expect(answer.status).toBe(400);
    expect(answer.headers.get("x-amzn-ErrorType")).toBe("BadRequestException");
    expect(((await answer.json()) as { message: string }).message).toMatch(/^Could not parse request body into json: /);
  });
});

describe("rule 50: the choice of a template", () => {
  const method = (behavior: string, requestTemplates: Record<string, string>) => ({
    integration: mockIntegration("{}", { requestTemplates, passthroughBehavior: behavior }),
  });
  const json = { "application/json": '{"statusCode":200}' };
  const other = { "text/other": '{"statusCode":200}' };
  const { call } = restTraffic({
    methods: {
      "POST /json": method("NEVER", json),
      "POST /default": method("NEVER", { $default: '{"statusCode":200}' }),
      "POST /never": method("NEVER", other),
      "POST /none": method("WHEN_NO_TEMPLATES", {}),
      "POST /some": method("WHEN_NO_TEMPLATES", other),
      "POST /match": method("WHEN_NO_MATCH", other),
    },
  });
  const post = (path: string, type: string | null, body = '{"statusCode":200}') =>
    call(`/test/${path}`, {
      method: "POST",
      body: new TextEncoder().encode(body),
      ...(type === null ? {} : { headers: { "Content-Type": type } }),
    });

  it.each(["application/json", "application/json; charset=utf-8", "Application/JSON", null])(
    "of application/json takes a body of the type %s",
    async (type) => expect((await post("json", type, "x")).status).toBe(200),
  );

  it("$default takes any type", async () => expect((await post("default", "x/y", "x")).status).toBe(200));

  it.each([
    ["never", 415],
    ["some", 415],
    ["none", 200],
    ["match", 200],
  ])("where nothing fits: %s answers %i", async (path, status) => {
    const answer = await post(path, "application/json");
    expect(answer.status).toBe(status);
    if (status !== 415) return;
    expect(answer.headers.get("x-amzn-ErrorType")).toBe("BadRequestException");
    expect(await answer.json()).toEqual({ message: "Unsupported Media Type" });
  });

  it("of the response goes by Accept, then application/json, then the first", async () => {
    const responseTemplates = { "text/b": "b", "application/json": "json", "text/a": "a" };
    const integration = mockIntegration(undefined, {
      integrationResponses: { "200": { statusCode: "200", responseTemplates } },
    });
    const first = mockIntegration(undefined, {
      integrationResponses: { "200": { statusCode: "200", responseTemplates: { "text/b": "b", "text/a": "a" } } },
    });
    const traffic = restTraffic({ methods: { "GET /": { integration }, "GET /first": { integration: first } } });
    const text = async (path: string, accept?: string) =>
      (await traffic.call(path, accept === undefined ? {} : { headers: { accept } })).text();
    expect(await text("/test/", "text/a")).toBe("a");
    expect(await text("/test/", "text/x, text/b;q=0.5")).toBe("b");
    expect(await text("/test/", "text/x")).toBe("json");
    expect(await text("/test/")).toBe("json");
    expect(await text("/test/first", "text/x")).toMatch(/^[ab]$/);
  });
});
