import { describe, expect, it } from "vitest";
import { mockIntegration, restTraffic } from "../../support/rest-traffic.ts";

const backend = { type: "HTTP" as const, httpMethod: "POST", uri: "https://backend.example.com/" };
const responses = { "200": { statusCode: "200" } };

describe("rule 43: maps in templates", () => {
  it("are written by #set on a key, by put, and in the overrides of the request", async () => {
    const template = [
      "#set($name = 'b')",
      "#set($map = {})",
      "#set($map['a'] = 1)",
      "#set($map[$name] = 2)",
      "#set($ignored = $map.put('c', 3))",
      '#set($context["requestOverride"].querystring["x"] = "own")',
      '{"sum":"$map.a$map.b$map.c"}',
    ].join("\n");
    const integration = {
      ...backend,
      requestTemplates: { "application/json": template },
      integrationResponses: responses,
    };
    const { call, sent } = restTraffic({ methods: { "POST /": { integration } } });
    await call("/test/", { method: "POST", body: "{}", headers: { "content-type": "application/json" } });
    expect(sent[0]?.url).toBe("https://backend.example.com/?x=own");
    expect(JSON.parse(String(sent[0]?.init.body))).toEqual({ sum: "123" });
  });

  it("may be put into on a line of its own above the JSON of MOCK", async () => {
    const template = '#set($map = {})\n$map.put("a", "b")\n{"statusCode": 201}';
    const integration = mockIntegration("", {
      requestTemplates: { "application/json": template },
      integrationResponses: { "201": { statusCode: "201", selectionPattern: "201" } },
    });
    const { call } = restTraffic({ methods: { "GET /": { integration } } });
    expect((await call("/test/")).status).toBe(201);
  });
});

describe("rule 45: $input.path prints", () => {
  const printed = async (body: string, template: string): Promise<string> => {
    const integration = {
      ...backend,
      integrationResponses: { "200": { statusCode: "200", responseTemplates: { "application/json": template } } },
    };
    const { call } = restTraffic({ methods: { "POST /": { integration } } }, { fetch: () => new Response(body) });
    return (await call("/test/", { method: "POST", body: "{}" })).text();
  };

  it.each([
    ["a map as Java does", '{"a":"b","c":{"d":1}}', "{a=b, c={d=1}}"],
    ["a list as JSON", '[{"a":"b"},1]', '[{"a":"b"},1]'],
    ["a list in a map as JSON", '{"list":[{"a":"b"}]}', '{list=[{"a":"b"}]}'],
  ])("%s", async (_what, body, expected) => {
    expect(await printed(body, "$input.path('$')")).toBe(expected);
    expect(await printed(body, "$input.path('$').toString()")).toBe(expected);
  });
});
