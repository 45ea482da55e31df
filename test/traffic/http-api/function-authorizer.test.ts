import type { Authorizer } from "@aws-sdk/client-apigatewayv2";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { FunctionOutcome } from "../../../src/plan/function-invoker.ts";
import { type HttpTraffic, httpTraffic } from "../../support/http-traffic.ts";
import { functionUri } from "../../support/function-uri.ts";
import { returned, thrown } from "../../support/function-outcomes.ts";

const ARN = "arn:aws:lambda:us-east-1:000000000000:function:who";
const BASE: Authorizer = {
  AuthorizerId: "auth01",
  Name: "who",
  AuthorizerType: "REQUEST",
  AuthorizerUri: functionUri(ARN),
  AuthorizerPayloadFormatVersion: "2.0",
  EnableSimpleResponses: true,
  IdentitySource: ["$request.header.Authorization"],
  AuthorizerResultTtlInSeconds: 300,
};
const GUARD = { AuthorizationType: "CUSTOM" as const, AuthorizerId: "auth01" };

beforeEach(() => void vi.spyOn(console, "error").mockReturnValue());

const policy = (Resource: string | string[], Effect = "Allow"): unknown => ({
  principalId: "ada",
  policyDocument: { Version: "2012-10-17", Statement: [{ Action: "execute-api:Invoke", Effect, Resource }] },
});

function guarded(
  outcome: FunctionOutcome | ((payload: string) => FunctionOutcome),
  authorizer: Partial<Authorizer> = {},
) {
  return httpTraffic(
    [
      {
        routes: {
          "GET /pets/{id}": {
            ...GUARD,
            integration: { RequestParameters: { "append:header.x-role": "$context.authorizer.role" } },
          },
          "POST /pets": GUARD,
          "GET /admin": GUARD,
        },
        stages: ["$default", "beta"],
        authorizers: [{ ...BASE, ...authorizer }],
      },
      { id: "other12345", routes: { "GET /pets/{id}": GUARD }, authorizers: [{ ...BASE, ...authorizer }] },
    ],
    { invoke: (_arn, payload) => (typeof outcome === "function" ? outcome(payload) : outcome) },
  );
}

const get = (traffic: HttpTraffic, path = "/pets/1", authorization = "me", api?: string): Promise<Response> =>
  traffic.call(path, { headers: { authorization }, ...(api !== undefined && { api }) });

describe("a Lambda authorizer with simple responses", () => {
  it("lets in whom the function authorizes, and hands its context on", async () => {
    const traffic = guarded(returned({ isAuthorized: true, context: { role: "admin" } }));
    expect((await get(traffic)).status).toBe(200);
    expect(new Headers(traffic.sent[0]?.init.headers).get("x-role")).toBe("admin");
  });

  it("answers 403 where it does not", async () => {
    const answer = await get(guarded(returned({ isAuthorized: false })));
    expect([answer.status, await answer.text()]).toEqual([403, '{"message":"Forbidden"}']);
  });

  it("answers 401 without a call where an identity source is missing", async () => {
    const traffic = guarded(returned({ isAuthorized: true }));
    const answer = await traffic.call("/pets/1");
    expect([answer.status, await answer.text()]).toEqual([401, '{"message":"Unauthorized"}']);
    expect(traffic.invoked).toEqual([]);
  });

  it("answers 401 where the function throws Unauthorized, and does not keep that", async () => {
    const traffic = guarded(thrown("Unauthorized"));
    expect((await get(traffic)).status).toBe(401);
    await get(traffic);
    expect(traffic.invoked).toHaveLength(2);
  });

  it.each<[string, FunctionOutcome]>([
    ["throws", thrown("boom")],
    ["answers no object", returned("yes")],
    ["answers without isAuthorized", returned({})],
    ["answers with a text for isAuthorized", returned({ isAuthorized: "true" })],
    ["is not there", { kind: "unknownFunction", reason: "no such function" }],
    ["may not be called", { kind: "notPermitted", reason: "no permission" }],
    ["is too slow", { kind: "timedOut", reason: "late" }],
  ])("answers 500 where the function %s", async (_name, outcome) => {
    const traffic = guarded(outcome);
    const answer = await get(traffic);
    expect([answer.status, await answer.text()]).toEqual([500, '{"message":"Internal Server Error"}']);
    expect(traffic.sent).toEqual([]);
  });

  it("is asked with the event of format 2.0, on behalf of the authorizer", async () => {
    const traffic = guarded(returned({ isAuthorized: true }));
    await get(traffic, "/beta/pets/1?a=1");
    const [{ arn, payload, invocation } = {}] = traffic.invoked;
    expect(arn).toBe(ARN);
    expect(invocation?.sourceArn).toBe("arn:aws:execute-api:us-east-1:000000000000:abcdef1234/authorizers/auth01");
    const event: unknown = JSON.parse(payload ?? "");
    expect(event).toMatchObject({
      version: "2.0",
      type: "REQUEST",
      routeArn: "arn:aws:execute-api:us-east-1:000000000000:abcdef1234/beta/GET/pets/1",
      identitySource: ["me"],
      routeKey: "GET /pets/{id}",
      rawPath: "/beta/pets/1",
      queryStringParameters: { a: "1" },
      pathParameters: { id: "1" },
      requestContext: { stage: "beta", http: { method: "GET" } },
    });
    expect(event).not.toHaveProperty("body");
  });

  it("is asked with the event of format 1.0", async () => {
    const traffic = guarded(returned(policy("*")), {
      AuthorizerPayloadFormatVersion: "1.0",
      EnableSimpleResponses: false,
    });
    expect((await get(traffic)).status).toBe(200);
    expect(JSON.parse(traffic.invoked[0]?.payload ?? "")).toMatchObject({
      version: "1.0",
      type: "REQUEST",
      methodArn: "arn:aws:execute-api:us-east-1:000000000000:abcdef1234/$default/GET/pets/1",
      identitySource: "me",
      authorizationToken: "me",
      resource: "/pets/{id}",
      path: "/pets/1",
      httpMethod: "GET",
      queryStringParameters: {},
      pathParameters: { id: "1" },
      stageVariables: {},
    });
  });
});

describe("a verdict", () => {
  it("is kept for its identity, for all routes of the stage", async () => {
    const traffic = guarded(returned({ isAuthorized: true }));
    await get(traffic);
    await get(traffic, "/pets/2");
    await get(traffic, "/admin");
    expect(traffic.invoked).toHaveLength(1);
  });

  it("is not kept where the time to live is 0", async () => {
    const traffic = guarded(returned({ isAuthorized: true }), { AuthorizerResultTtlInSeconds: 0 });
    await get(traffic);
    await get(traffic);
    expect(traffic.invoked).toHaveLength(2);
  });

  it("is asked for again after its time", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const traffic = guarded(returned({ isAuthorized: true }));
    await get(traffic);
    vi.setSystemTime(Date.now() + 300_000);
    await get(traffic);
    vi.useRealTimers();
    expect(traffic.invoked).toHaveLength(2);
  });

  it("is asked for once by requests of one identity that come together", async () => {
    const traffic = guarded(returned({ isAuthorized: true }));
    await Promise.all(Array.from({ length: 10 }, () => get(traffic)));
    expect(traffic.invoked).toHaveLength(1);
  });

  it("does not hold for another identity, stage, API or split of the same texts", async () => {
    const traffic = guarded(returned({ isAuthorized: true }), {
      IdentitySource: ["$request.header.Authorization", "$request.querystring.b"],
    });
    await get(traffic, "/pets/1?b=y", "x");
    await get(traffic, "/pets/1?b=y", "other");
    await get(traffic, "/beta/pets/1?b=y", "x");
    await get(traffic, "/pets/1?b=y", "x", "other12345");
    await get(traffic, "/pets/1?b=1:y", "x 1:y");
    await get(traffic, "/pets/1?b=y%201:1:y", "x");
    expect(traffic.invoked).toHaveLength(6);
  });

  it("is forgotten when the stage's authorizer cache is reset", async () => {
    const traffic = guarded(returned({ isAuthorized: true }));
    await get(traffic);
    await get(traffic, "/beta/pets/1");
    traffic.changed("cache", "authorizers abcdef1234 beta");
    await get(traffic);
    await get(traffic, "/beta/pets/1");
    expect(traffic.invoked).toHaveLength(3);
  });

  it("by a policy is evaluated for each route", async () => {
    const arn = "arn:aws:execute-api:us-east-1:000000000000:abcdef1234/$default";
    const traffic = guarded(returned(policy(`${arn}/GET/pets/*`)), { EnableSimpleResponses: false });
    expect((await get(traffic)).status).toBe(200);
    expect((await get(traffic, "/admin")).status).toBe(403);
    expect(traffic.invoked).toHaveLength(1);
  });

  it("that denies a path denies all its spellings", async () => {
    const arn = "arn:aws:execute-api:us-east-1:000000000000:abcdef1234/$default/GET";
    const statement = (Effect: string, Resource: string) => ({ Action: "execute-api:*", Effect, Resource });
    const Statement = [
      statement("Allow", "*"),
      statement("Deny", `${arn}/admin`),
      statement("Deny", `${arn}/pets/secret`),
    ];
    const traffic = guarded(returned({ principalId: "ada", policyDocument: { Version: "2012-10-17", Statement } }), {
      EnableSimpleResponses: false,
    });
    for (const path of ["/admin", "/%61dmin", "/pets/secret", "/pets/%73ecret"]) {
      expect([path, (await get(traffic, path)).status]).toEqual([path, 403]);
    }
    expect((await get(traffic, "/pets/other")).status).toBe(200);
  });

  it.each<[string, unknown]>([
    ["without a policy", { principalId: "ada" }],
    ["with a malformed policy", { principalId: "ada", policyDocument: { Statement: [{ Effect: "Allow" }] } }],
    ["with a text for a policy", { principalId: "ada", policyDocument: "{}" }],
  ])("%s is answered with 500", async (_name, result) => {
    expect((await get(guarded(returned(result), { EnableSimpleResponses: false }))).status).toBe(500);
  });
});
