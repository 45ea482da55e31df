import { describe, expect, it } from "vitest";

import { conflict, notFound, payloadTooLarge } from "../../src/wire/faults.ts";
import type { Handlers } from "../../src/wire/handlers.ts";
import { requestParts } from "../../src/wire/request.ts";
import { matchOperation } from "../../src/wire/router.ts";
import { createService } from "../../src/wire/service.ts";
import { withStatus } from "../../src/wire/status.ts";

interface Call {
  readonly account: string;
}

const reported: unknown[] = [];
/** Stands for what fails below the handlers. */
class Full extends Error {}
const service = createService<Call>({
  authorize: () => undefined,
  handlers: {
    apigatewayv2: {
      CreateApi: async (_call, input) => ({
        ApiId: "a1",
        Name: input.Name,
        ProtocolType: input.ProtocolType,
        RouteSelectionExpression: undefined,
        CreatedDate: new Date(Date.UTC(2026, 0, 2, 3, 4, 5, 678)),
        Tags: input.Tags ?? {},
      }),
      GetApi: async (call, { ApiId }) => {
        throw notFound(`Invalid API identifier specified ${call.account}:${ApiId}`);
      },
      DeleteApi: async (_call, { ApiId }) => {
        if (ApiId === "busy") throw conflict("busy");
        if (ApiId === "full") throw new Full();
        throw new TypeError("a defect");
      },
    },
    apigateway: {
      ImportRestApi: (_call, { body }) => ({
        description: new TextDecoder().decode(body),
        createdDate: new Date(1500),
      }),
      PutRestApi: (_call, { restApiId }) => withStatus(299, { id: restApiId }),
      DeleteMethod: () => ({}),
    },
  },
  faultOf: (error) => (error instanceof Full ? payloadTooLarge("it is full") : null),
  report: (error) => void reported.push(error),
});

async function call(method: string, path: string, body?: unknown): Promise<Response> {
  const init =
    body === undefined ? { method } : { method, body: typeof body === "string" ? body : JSON.stringify(body) };
  const request = new Request(`http://localhost${path}`, init);
  const parts = requestParts(request, await request.bytes());
  const match = matchOperation(parts);
  if (match === null) throw new Error("no match");
  return service.serve(match, parts, { account: "000000000000" }, "id-1");
}

const message = async (response: Response): Promise<unknown> => [response.status, await response.json()];

describe("a management call", () => {
  it("answers with the schema's status, names and times, and without what is undefined", async () => {
    const response = await call("POST", "/v2/apis", { name: "n", protocolType: "HTTP", unknown: 1, description: null });
    expect(response.status).toBe(201);
    expect(response.headers.get("x-amzn-RequestId")).toBe("id-1");
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(await response.json()).toEqual({
      apiId: "a1",
      name: "n",
      protocolType: "HTTP",
      createdDate: "2026-01-02T03:04:05Z",
      tags: {},
    });
  });

  it("takes a raw document as bytes, and writes v1's dates as whole epoch seconds", async () => {
    const response = await call("POST", "/restapis?mode=import", "openapi: 3");
    expect(await message(response)).toEqual([201, { description: "openapi: 3", createdDate: 1 }]);
  });

  it("answers with the status that a handler chose", async () => {
    expect(await message(await call("PUT", "/restapis/r1", "{}"))).toEqual([299, { id: "r1" }]);
  });

  it("answers 204 without a body", async () => {
    const response = await call("DELETE", "/restapis/r/resources/x/methods/GET");
    expect([response.status, await response.text()]).toEqual([204, ""]);
  });

  it("answers a fault with its status, code and message", async () => {
    const response = await call("GET", "/v2/apis/gone");
    expect(response.headers.get("x-amzn-ErrorType")).toBe("NotFoundException");
    expect(await message(response)).toEqual([404, { message: "Invalid API identifier specified 000000000000:gone" }]);
  });

  it("answers a failure that its caller can mend with an error of its own", async () => {
    expect(await message(await call("DELETE", "/v2/apis/full"))).toEqual([413, { message: "it is full" }]);
    expect(reported).toEqual([]);
  });

  it("answers a defect with 500, tells the operator and shows nothing of it", async () => {
    expect(await message(await call("DELETE", "/v2/apis/x"))).toEqual([500, { message: "Internal server error" }]);
    expect(reported).toEqual([new TypeError("a defect")]);
  });

  it("answers an operation that is not built with 501 and its name", async () => {
    const response = await call("GET", "/v2/apis");
    expect(response.headers.get("x-amzn-ErrorType")).toBe("NotImplementedException");
    expect(await message(response)).toEqual([501, { message: "apigatewayv2 GetApis is not implemented" }]);
  });
});

describe("an input that cannot be read is a BadRequestException that names what is wrong", () => {
  it.each([
    ["malformed JSON", "{", /Could not parse the request body as JSON/],
    ["a body that is no object", "[]", /the request body: expected an object, got a list/],
    ["a body that is null", "null", /the request body: expected an object, got null/],
    ["lists too deep within each other", `{"x":${"[".repeat(1_000)}${"]".repeat(1_000)}}`, /more than 1000 deep/],
    ["objects too deep", `${'{"a":'.repeat(500_000)}1${"}".repeat(500_000)}`, /more than 1000 deep/],
    ["missing members", {}, /Name is a required parameter; ProtocolType is a required parameter/],
    ["null for a required member", { name: null, protocolType: "HTTP" }, /Name is a required parameter/],
    ["a wrong type", { name: 1, protocolType: "HTTP" }, /Name: expected a string, got a number/],
    [
      "a wrong type below",
      { name: "n", protocolType: "HTTP", corsConfiguration: { maxAge: "1" } },
      /CorsConfiguration.MaxAge: expected a number, got a string/,
    ],
    [
      "a wrong item",
      { name: "n", protocolType: "HTTP", corsConfiguration: { allowOrigins: [1] } },
      /AllowOrigins\[0\]/,
    ],
    [
      "null for an item",
      { name: "n", protocolType: "HTTP", corsConfiguration: { allowOrigins: ["*", null] } },
      /AllowOrigins\[1\]: expected a string, got null/,
    ],
    [
      "a wrong map value",
      { name: "n", protocolType: "HTTP", tags: { a: {} } },
      /Tags.a: expected a string, got an object/,
    ],
  ])("%s", async (_what, body, expected) => {
    const response = await call("POST", "/v2/apis", body);
    expect([response.status, response.headers.get("x-amzn-ErrorType")]).toEqual([400, "BadRequestException"]);
    expect(JSON.stringify(await response.json())).toMatch(expected);
  });
});

describe("createService", () => {
  it("refuses a handler of an operation that AWS does not have", () => {
    const handlers: object = { apigatewayv2: { CreateApy: async () => ({}) } };
    const create = () =>
      createService({ handlers: handlers as Handlers<Call>, authorize: () => undefined, report: () => {} });
    expect(create).toThrow("apigatewayv2 has no operation CreateApy");
  });

  it("refuses handlers of an unknown service", () => {
    const handlers: object = { s3: {} };
    expect(() =>
      createService({ handlers: handlers as Handlers<Call>, authorize: () => undefined, report: () => {} }),
    ).toThrow("s3");
  });
});
