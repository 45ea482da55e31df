import { describe, expect, it } from "vitest";
import { answerRestFault } from "../../../src/traffic/rest-api/gateway-response.ts";
import { type RestFault, restFaults } from "../../../src/traffic/rest-api/faults.ts";
import { mockIntegration, restExchange, restTraffic } from "../../support/rest-traffic.ts";
import { factsOf } from "../../languages/http/facts.ts";

/** MOCK whose request template makes no status: a configuration error, so API_CONFIGURATION_ERROR. */
const broken = { integration: mockIntegration(undefined, { requestTemplates: { "application/json": "no status" } }) };
/** MOCK that takes no body at all: UNSUPPORTED_MEDIA_TYPE. */
const strict = { integration: mockIntegration(undefined, { requestTemplates: {}, passthroughBehavior: "NEVER" }) };

const BUILT_IN_HEADERS = ["content-type", "x-amz-apigw-id", "x-amzn-errortype", "x-amzn-requestid"];

function namesOf(answer: Response): string[] {
  return [...answer.headers.keys()].toSorted();
}

describe("a status that a user has put", () => {
  it.each([
    ["204", 204, ""],
    ["304", 304, ""],
    ["100", 403, '{"message":"Missing Authentication Token"}'],
  ])("%s is answered with %i, without a body where it can have none", async (statusCode, status, body) => {
    const { call } = restTraffic({ gatewayResponses: { MISSING_AUTHENTICATION_TOKEN: { statusCode } } });
    const answer = await call("/test/unknown");
    expect([answer.status, await answer.text()]).toEqual([status, body]);
  });
});

describe("errors of the gateway", () => {
  const { call } = restTraffic({ methods: { "GET /users": {}, "GET /broken": broken } });

  it("rule 1: unknown paths and wrong methods are both 403 Missing Authentication Token", async () => {
    for (const [path, method] of [
      ["/test/unknown", "GET"],
      ["/test/users", "POST"],
    ] as const) {
      const answer = await call(path, { method });
      expect(answer.status).toBe(403);
      expect(answer.headers.get("x-amzn-ErrorType")).toBe("MissingAuthenticationTokenException");
      expect(await answer.text()).toBe('{"message":"Missing Authentication Token"}');
    }
  });

  it("a stage that is not there is 403 Forbidden", async () => {
    const answer = await call("/unknown/users");
    expect(answer.status).toBe(403);
    expect(answer.headers.get("x-amzn-ErrorType")).toBe("ForbiddenException");
    expect(await answer.text()).toBe('{"message":"Forbidden"}');
  });

  it("rule 2: carries just these headers, and no trace", async () => {
    const answer = await call("/test/broken");
    expect(namesOf(answer)).toEqual(BUILT_IN_HEADERS);
    expect(answer.headers.get("content-type")).toBe("application/json");
    expect(answer.headers.get("x-amzn-RequestId")).toMatch(/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/);
    expect(answer.headers.get("x-amz-apigw-id")).toMatch(/^[\w-]{15}=$/);
    expect(answer.headers.get("x-amzn-ErrorType")).toBe("InternalServerErrorException");
  });

  it("rule 2: an internal server error is 36 bytes", async () => {
    expect(await (await call("/test/broken")).text()).toBe('{"message": "Internal server error"}');
    expect('{"message": "Internal server error"}').toHaveLength(36);
  });
});

describe("rule 3: the built-in gateway responses", () => {
  const faults: RestFault[] = Object.values(restFaults);
  const types = factsOf("gateway-response").filter((fact) => typeof fact["responseType"] === "string");
  const answered = types.filter(
    (fact) => fact["x_amzn_ErrorType"] !== undefined && faults.some(({ type }) => type === fact["responseType"]),
  );

  it.each(answered)("$responseType", async (fact) => {
    const crud = fact["crud"] as { statusCode: string };
    const own = faults.filter(({ type }) => type === fact["responseType"]);
    for (const fault of own) {
      const { exchange } = restExchange();
      const answer = answerRestFault(exchange, fault);
      // Rule 4: a call that fails so answers 500, or 502, whatever GetGatewayResponse says.
      if (fault.type !== "INTEGRATION_FAILURE") expect(answer.status).toBe(Number(crud.statusCode));
      const body = (await answer.json()) as Record<string, unknown>;
      expect(body).toEqual({ [fact["responseType"] === "ACCESS_DENIED" ? "Message" : "message"]: fault.message });
      expect(exchange.error).toEqual({ message: fault.message, responseType: fault.type });
    }
  });

  it.each(answered)("rule 7: x-amzn-ErrorType of $responseType is $x_amzn_ErrorType", (fact) => {
    const own = faults.filter(({ type }) => type === fact["responseType"]);
    for (const fault of own) expect(fault.errorType).toBe(fact["x_amzn_ErrorType"]);
  });

  it("covers every type that this gateway can answer", () => {
    const missing = types.filter((fact) => !faults.some(({ type }) => type === fact["responseType"]));
    // What is not found is MISSING_AUTHENTICATION_TOKEN.
    expect(missing.map((fact) => fact["responseType"])).toEqual(["RESOURCE_NOT_FOUND"]);
  });

  it("rule 6: the message of AUTHORIZER_CONFIGURATION_ERROR is null", async () => {
    const answer = answerRestFault(restExchange().exchange, restFaults.authorizerConfigurationError);
    expect(await answer.text()).toBe('{"message":null}');
  });

  it("rule 7: quota and throttle are both 429, told apart by their types", () => {
    const types = [restFaults.throttled, restFaults.quotaExceeded].map(({ status, errorType }) => [status, errorType]);
    expect(types).toEqual([
      [429, "TooManyRequestsException"],
      [429, "LimitExceededException"],
    ]);
  });

  it("rule 8: a missing API key is 403 Forbidden", async () => {
    const answer = answerRestFault(restExchange().exchange, restFaults.invalidApiKey);
    expect(answer.status).toBe(403);
    expect(await answer.text()).toBe('{"message":"Forbidden"}');
  });
});

describe("gateway responses that are set", () => {
  it("rule 4: INTEGRATION_FAILURE answers 500 also where it is put without a status", async () => {
    const { exchange } = restExchange({ gatewayResponses: { INTEGRATION_FAILURE: { responseTemplates: {} } } });
    expect(answerRestFault(exchange, restFaults.integrationFailure).status).toBe(500);
  });

  it("rule 5: DEFAULT_5XX and DEFAULT_4XX show through every type of theirs that is not set", async () => {
    const { call } = restTraffic({
      methods: { "GET /broken": broken, "GET /strict": strict },
      gatewayResponses: {
        DEFAULT_5XX: {
          statusCode: "503",
          responseParameters: { "gatewayresponse.header.x-class": "'five'" },
          responseTemplates: { "application/json": '{"five":$context.error.messageString}' },
        },
        DEFAULT_4XX: { responseTemplates: { "application/json": '{"four":"$context.error.responseType"}' } },
      },
    });
    const five = await call("/test/broken");
    expect(five.status).toBe(503);
    expect(five.headers.get("x-class")).toBe("five");
    expect(await five.text()).toBe('{"five":"Internal server error"}');
    const four = await call("/test/unknown");
    expect(four.status).toBe(403);
    expect(await four.text()).toBe('{"four":"MISSING_AUTHENTICATION_TOKEN"}');
    expect(await (await call("/test/strict")).json()).toEqual({ four: "UNSUPPORTED_MEDIA_TYPE" });
  });

  it("rule 5: a type that is set falls back to its own built-in status and template, not to its class", async () => {
    const { call } = restTraffic({
      methods: { "GET /broken": broken },
      gatewayResponses: {
        API_CONFIGURATION_ERROR: { responseParameters: { "gatewayresponse.header.x-own": "'yes'" } },
        DEFAULT_5XX: { statusCode: "503", responseTemplates: { "application/json": "class" } },
      },
    });
    const answer = await call("/test/broken");
    expect(answer.status).toBe(500);
    expect(answer.headers.get("x-own")).toBe("yes");
    expect(await answer.text()).toBe('{"message": "Internal server error"}');
  });

  it("CORS headers on errors are parameters of the two classes", async () => {
    const cors = { "gatewayresponse.header.Access-Control-Allow-Origin": "'*'" };
    const { call } = restTraffic({
      methods: { "GET /broken": broken },
      gatewayResponses: { DEFAULT_4XX: { responseParameters: cors }, DEFAULT_5XX: { responseParameters: cors } },
    });
    for (const path of ["/test/broken", "/test/unknown"])
      expect((await call(path)).headers.get("Access-Control-Allow-Origin")).toBe("*");
  });

  it("parameters read the request, the context and the stage", async () => {
    const { call } = restTraffic(
      {
        gatewayResponses: {
          MISSING_AUTHENTICATION_TOKEN: {
            statusCode: "404",
            responseParameters: {
              "gatewayresponse.header.x-header": "method.request.header.Origin",
              "gatewayresponse.header.x-query": "method.request.querystring.q",
              "gatewayresponse.header.x-context": "context.error.responseType",
              "gatewayresponse.header.x-stage": "stageVariables.color",
              "gatewayresponse.header.x-missing": "method.request.header.nowhere",
              "gatewayresponse.header.x-amzn-ErrorType": "'MyOwn'",
            },
          },
        },
      },
      { variables: { color: "blue" } },
    );
    const answer = await call("/test/unknown?q=1", { headers: { origin: "https://a.example" } });
    expect(answer.status).toBe(404);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "x-header": "https://a.example",
      "x-query": "1",
      "x-context": "MISSING_AUTHENTICATION_TOKEN",
      "x-stage": "blue",
      "x-amzn-errortype": "MyOwn",
    });
    expect(answer.headers.has("x-missing")).toBe(false);
  });

  it("chooses among templates by Accept, then application/json, then the first", async () => {
    const responseTemplates = { "text/html": "<p>$context.error.message</p>", "application/json": "{}" };
    const { call } = restTraffic({ gatewayResponses: { DEFAULT_4XX: { responseTemplates } } });
    const html = await call("/test/unknown", { headers: { accept: "text/html,application/xhtml+xml" } });
    expect(html.headers.get("content-type")).toBe("text/html");
    expect(await html.text()).toBe("<p>Missing Authentication Token</p>");
    expect(await (await call("/test/unknown", { headers: { accept: "image/png" } })).text()).toBe("{}");
    const only = restTraffic({ gatewayResponses: { DEFAULT_4XX: { responseTemplates: { "text/plain": "no" } } } });
    expect((await only.call("/test/unknown")).headers.get("content-type")).toBe("text/plain");
  });

  it("templates are plain text with references: no directives, and nothing in the place of what is missing", async () => {
    const template =
      "#set($x = 1)[$x][${context.requestId}][$context.nothing][$stageVariables.a][$method.request.path.id]";
    const { exchange } = restExchange({
      gatewayResponses: { DEFAULT_4XX: { responseTemplates: { "application/json": template } } },
    });
    const answer = answerRestFault(exchange, restFaults.invalidJson);
    expect(await answer.text()).toBe(`#set($x = 1)[$x][${exchange.requestId}][][][]`);
  });
});
