import { describe, expect, it } from "vitest";
import { mockIntegration, restTraffic } from "../../support/rest-traffic.ts";
import { factsOf, isRecord } from "../../languages/http/facts.ts";

const JSON_TYPE = { "Content-Type": "application/json" };

async function statusAndMessage(answer: Response): Promise<unknown[]> {
  const body = await answer.text();
  return [answer.status, body === "" ? null : (JSON.parse(body) as { message?: string }).message];
}

describe("required parameters", () => {
  const { call } = restTraffic({
    methods: {
      "GET /items/{issuer}": {
        validate: { parameters: true },
        requestParameters: {
          "method.request.querystring.qs1": true,
          "method.request.path.issuer": true,
          "method.request.header.x-header-param": true,
          "method.request.querystring.optional": false,
        },
      },
      "GET /plain": { validate: { parameters: true }, requestParameters: { "method.request.path.issuer": true } },
      "GET /unchecked": { requestParameters: { "method.request.querystring.qs1": true } },
    },
  });

  it("rule 12: are named when they are missing, headers before path before query", async () => {
    expect(await statusAndMessage(await call("/test/items/%20"))).toEqual([
      400,
      "Missing required request parameters: [x-header-param, qs1]",
    ]);
    const { call: all } = restTraffic({
      methods: {
        "GET /": {
          validate: { parameters: true },
          requestParameters: {
            "method.request.querystring.qs1": true,
            "method.request.path.issuer": true,
            "method.request.header.x-header-param": true,
          },
        },
      },
    });
    expect(await statusAndMessage(await all("/test/"))).toEqual([
      400,
      "Missing required request parameters: [x-header-param, issuer, qs1]",
    ]);
  });

  it("must not be blank", async () => {
    const answer = await call("/test/items/1?qs1=%20", { headers: { "x-header-param": "a" } });
    expect(await statusAndMessage(answer)).toEqual([400, "Missing required request parameters: [qs1]"]);
  });

  it("let the request through when they are there", async () => {
    expect((await call("/test/items/1?qs1=x", { headers: { "X-HEADER-PARAM": "a" } })).status).toBe(200);
  });

  it("rule 15: a path parameter that the resource does not have is simply missing", async () => {
    expect(await statusAndMessage(await call("/test/plain"))).toEqual([
      400,
      "Missing required request parameters: [issuer]",
    ]);
  });

  it("are not checked without a validator", async () => {
    expect((await call("/test/unchecked")).status).toBe(200);
  });
});

describe("bodies", () => {
  const models = { Foo: { type: "object", required: ["foo"] }, Any: {}, List: { type: "array" } };
  const body = { validate: { body: true, parameters: true } };
  const anyType = mockIntegration(undefined, { requestTemplates: { $default: '{"statusCode":200}' } });
  const { call } = restTraffic({
    models,
    methods: {
      "ANY /foo": { ...body, requestModels: { "application/json": "Foo" } },
      "POST /default": { ...body, requestModels: { $default: "Foo" } },
      "POST /both": {
        ...body,
        integration: anyType,
        requestModels: { "application/json": "Foo", "text/list": "List" },
      },
      "POST /gone": { ...body, requestModels: { "application/json": "Gone" } },
      "POST /order": {
        ...body,
        requestModels: { "application/json": "Foo" },
        requestParameters: { "method.request.querystring.q": true },
      },
    },
    gatewayResponses: {},
  });
  const post = (path: string, text: string, type = "application/json") =>
    call(path, { method: "POST", body: text, headers: { "Content-Type": type } }).then(statusAndMessage);

  it("rule 13: are judged after the parameters, without a word about what is wrong", async () => {
    expect(await post("/test/order", '{"bar":1}')).toEqual([400, "Missing required request parameters: [q]"]);
    expect(await post("/test/order?q=1", '{"bar":1}')).toEqual([400, "Invalid request body"]);
    expect(await post("/test/foo", "no json")).toEqual([400, "Invalid request body"]);
    expect((await post("/test/foo", '{"foo":1}'))[0]).toBe(200);
  });

  it("rule 14: an empty body counts as {}, on GET too, with or without Content-Type", async () => {
    for (const init of [{ method: "GET" }, { method: "GET", headers: JSON_TYPE }, { method: "POST" }])
      expect(await statusAndMessage(await call("/test/foo", init))).toEqual([400, "Invalid request body"]);
  });

  it("are judged by the model of their content type, then $default, and not at all without either", async () => {
    expect((await post("/test/both", "[]", "text/list; charset=utf-8"))[0]).toBe(200);
    expect((await post("/test/both", "{}", "text/list"))[0]).toBe(400);
    expect((await post("/test/default", "{}", "text/x"))[0]).toBe(400);
    expect((await post("/test/both", "anything", "text/other"))[0]).toBe(200);
  });

  it("rule 16: models refer to each other by URL, whatever the API's id", async () => {
    const url = (name: string) => `https://apigateway.amazonaws.com/restapis/other/models/${name}`;
    const traffic = restTraffic({
      models: {
        Person: {
          type: "object",
          required: ["name"],
          properties: { name: { type: "string" }, house: { $ref: url("House") } },
        },
        House: {
          type: "object",
          required: ["kind"],
          properties: { people: { type: "array", items: { $ref: url("Person") } } },
        },
        Maybe: { type: "object", properties: { house: { oneOf: [{ type: "null" }, { $ref: url("House") }] } } },
      },
      methods: {
        "POST /person": { ...body, requestModels: { "application/json": "Person" } },
        "POST /maybe": { ...body, requestModels: { "application/json": "Maybe" } },
      },
    });
    const send = async (path: string, document: unknown) =>
      (await traffic.call(path, { method: "POST", body: JSON.stringify(document), headers: JSON_TYPE })).status;
    expect(await send("/test/person", { name: "a", house: { kind: "b", people: [{ name: "c" }] } })).toBe(200);
    expect(await send("/test/person", { name: "a", house: { kind: "b", people: [{}] } })).toBe(400);
    expect(await send("/test/maybe", { house: null })).toBe(200);
    expect(await send("/test/maybe", { house: { kind: "b" } })).toBe(200);
    expect(await send("/test/maybe", { house: {} })).toBe(400);
  });

  it("what cannot be checked is not valid", async () => {
    expect(await post("/test/gone", "{}")).toEqual([400, "Invalid request body"]);
  });

  it("tell what is wrong where a gateway response asks for it", async () => {
    const traffic = restTraffic({
      models,
      methods: { "POST /foo": { ...body, requestModels: { "application/json": "Foo" } } },
      gatewayResponses: {
        BAD_REQUEST_BODY: { responseTemplates: { "application/json": "$context.error.validationErrorString" } },
      },
    });
    const told = async (text: string): Promise<string> =>
      (await traffic.call("/test/foo", { method: "POST", body: text, headers: JSON_TYPE })).text();
    expect(await told("{}")).toBe('[object has missing required properties (["foo"])]');
    expect(await told("{")).toBe("[Unknown error parsing request body]");
    expect(await told("")).toBe("[Unknown error parsing request body]");
  });
});

describe("recorded", () => {
  const facts = factsOf("validator");

  it.each(facts.filter((fact) => isRecord(fact["requestParameters"])))("rule 12: $name", async (fact) => {
    const { call } = restTraffic({
      methods: {
        "ANY /": {
          validate: { parameters: true },
          requestParameters: fact["requestParameters"] as Record<string, boolean>,
        },
      },
    });
    const { status, json } = fact["expected"] as { status: number; json: unknown };
    const answer = await call("/test/");
    expect(answer.status).toBe(status);
    expect(await answer.json()).toEqual(json);
  });

  it.each(facts.filter((fact) => fact["requestParameters"] === undefined))("rules 13, 14, 16: $name", async (fact) => {
    const models = (fact["models"] as Record<string, unknown> | undefined) ?? { Model: fact["schema"] };
    const model = (fact["model"] as string | undefined) ?? "Model";
    const { call } = restTraffic({
      models,
      methods: { "POST /": { validate: { body: true }, requestModels: { "application/json": model } } },
    });
    const sent = fact["body"];
    const text = sent === undefined ? undefined : typeof sent === "string" ? sent : JSON.stringify(sent);
    const answer = await call("/test/", {
      method: "POST",
      headers: JSON_TYPE,
      ...(text === undefined ? {} : { body: text }),
    });
    const expected = fact["expected"] as { status: number; json: unknown } | null;
    expect(answer.status).toBe(expected?.status ?? 200);
    if (expected) expect(await answer.json()).toEqual(expected.json);
  });
});
