import type { Authorizer } from "@aws-sdk/client-api-gateway";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { FunctionOutcome } from "../../../../src/plan/function-invoker.ts";
import sample from "../../../fixtures/aws/events/parser-apigw-rest-authorizer-token.json";
import { mockIntegration, restTraffic, type RestTraffic, TEST_API_ID } from "../../../support/rest-traffic.ts";
import { functionUri } from "../../../support/function-uri.ts";
import { returned, thrown } from "../../../support/function-outcomes.ts";

const ARN = "arn:aws:lambda:us-east-1:000000000000:function:who";
const API_ARN = `arn:aws:execute-api:us-east-1:000000000000:${TEST_API_ID}/test`;
const AUTHORIZER: Authorizer = {
  id: "auth01",
  name: "who",
  type: "TOKEN",
  authorizerUri: functionUri(ARN),
  identitySource: "method.request.header.X-Token",
};
const GUARD = { authorizationType: "CUSTOM", authorizerId: "auth01" };

beforeEach(() => void vi.spyOn(console, "error").mockReturnValue());

const allowing = (Resource: string, more: object = {}): unknown => ({
  principalId: "ada",
  policyDocument: { Version: "2012-10-17", Statement: [{ Action: "execute-api:Invoke", Effect: "Allow", Resource }] },
  ...more,
});

function guarded(outcome: FunctionOutcome, authorizer: Authorizer = {}, gatewayResponses = {}): RestTraffic {
  const shown =
    '{"who":"$context.authorizer.principalId","plan":"$context.authorizer.plan","n":"$context.authorizer.n"}';
  return restTraffic(
    {
      authorizers: [{ ...AUTHORIZER, ...authorizer }],
      methods: { "GET /pets/{id}": { ...GUARD, integration: mockIntegration(shown) }, "GET /admin": GUARD },
      gatewayResponses,
    },
    { invoke: () => outcome },
  );
}

const get = (traffic: RestTraffic, path = "/test/pets/1", token = "abc"): Promise<Response> =>
  traffic.call(path, { headers: { "x-token": token } });

describe("a TOKEN authorizer", () => {
  it("is asked with the token and the method's ARN", async () => {
    const traffic = guarded(returned(allowing("*")));
    expect((await get(traffic)).status).toBe(200);
    const [{ arn, payload, invocation } = {}] = traffic.invoked;
    expect(arn).toBe(ARN);
    expect(JSON.parse(payload ?? "")).toEqual({
      ...sample,
      methodArn: `${API_ARN}/GET/pets/1`,
      authorizationToken: "abc",
    });
    expect(invocation?.sourceArn).toBe(`arn:aws:execute-api:us-east-1:000000000000:${TEST_API_ID}/authorizers/auth01`);
  });

  it("hands the principal and the context on, as texts", async () => {
    const answer = await get(guarded(returned(allowing("*", { context: { plan: "gold", n: 7 } }))));
    expect(await answer.json()).toEqual({ who: "ada", plan: "gold", n: "7" });
  });

  it("answers 401 without a call to a request without a token, or with one that the expression does not match", async () => {
    const traffic = guarded(returned(allowing("*")), { identityValidationExpression: "[a-c]+" });
    for (const headers of [{}, { "x-token": "" }, { "x-token": "abcd" }, { "x-token": "xabc" }]) {
      const answer = await traffic.call("/test/pets/1", { headers });
      expect([answer.status, await answer.text()]).toEqual([401, '{"message":"Unauthorized"}']);
      expect(answer.headers.get("x-amzn-ErrorType")).toBe("UnauthorizedException");
    }
    expect(traffic.invoked).toEqual([]);
    expect((await get(traffic)).status).toBe(200);
  });

  it("answers 401 where the function throws Unauthorized", async () => {
    const answer = await get(guarded(thrown("Unauthorized")));
    expect([answer.status, await answer.text()]).toEqual([401, '{"message":"Unauthorized"}']);
  });

  it.each<[string, FunctionOutcome, string]>([
    ["throws something else", thrown("unauthorized"), "AuthorizerConfigurationException"],
    ["answers nothing", returned(null), "AuthorizerConfigurationException"],
    ["answers no policy", returned({ principalId: "ada" }), "AuthorizerConfigurationException"],
    [
      "answers an object in the context",
      returned(allowing("*", { context: { a: {} } })),
      "AuthorizerConfigurationException",
    ],
    ["is not there", { kind: "unknownFunction", reason: "" }, "AuthorizerConfigurationException"],
    ["may not be called", { kind: "notPermitted", reason: "" }, "AuthorizerConfigurationException"],
    ["is too slow", { kind: "timedOut", reason: "" }, "AuthorizerFailureException"],
  ])("answers 500 where the function %s", async (_name, outcome, errorType) => {
    const answer = await get(guarded(outcome));
    expect([answer.status, answer.headers.get("x-amzn-ErrorType")]).toEqual([500, errorType]);
  });

  it("answers through the API's gateway responses", async () => {
    const answer = await get(guarded(thrown("Unauthorized"), {}, { UNAUTHORIZED: { statusCode: "418" } }));
    expect(answer.status).toBe(418);
  });

  it("keeps the verdict for other methods, as far as its policy goes", async () => {
    const traffic = guarded(returned(allowing(`${API_ARN}/GET/pets/*`)));
    expect((await get(traffic)).status).toBe(200);
    expect((await get(traffic, "/test/pets/2")).status).toBe(200);
    const answer = await get(traffic, "/test/admin");
    expect([answer.status, await answer.json()]).toEqual([
      403,
      {
        Message:
          "User is not authorized to access this resource because no identity-based policy allows the execute-api:Invoke action",
      },
    ]);
    expect(traffic.invoked).toHaveLength(1);
    await get(traffic, "/test/pets/1", "other");
    expect(traffic.invoked).toHaveLength(2);
  });

  it("keeps no verdict where its time to live is 0", async () => {
    const traffic = guarded(returned(allowing("*")), { authorizerResultTtlInSeconds: 0 });
    await get(traffic);
    await get(traffic);
    expect(traffic.invoked).toHaveLength(2);
  });

  it("that the API does not have closes the method", async () => {
    const traffic = restTraffic({ methods: { "GET /pets": GUARD } });
    const answer = await traffic.call("/test/pets");
    expect([answer.status, answer.headers.get("x-amzn-ErrorType")]).toEqual([500, "AuthorizerConfigurationException"]);
  });
});
