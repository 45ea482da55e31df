import type { Authorizer } from "@aws-sdk/client-api-gateway";
import { describe, expect, it } from "vitest";
import sample from "../../../fixtures/aws/events/parser-apigw-rest-authorizer-request.json";
import { restTraffic, type RestTraffic, TEST_API_ID } from "../../../support/rest-traffic.ts";
import { shape } from "../../../support/shape.ts";
import { functionUri } from "../../../support/function-uri.ts";

const AUTHORIZER: Authorizer = {
  id: "auth01",
  name: "who",
  type: "REQUEST",
  authorizerUri: functionUri("arn:aws:lambda:us-east-1:000000000000:function:who"),
  identitySource: "method.request.header.X-User, method.request.querystring.team, stageVariables.tier",
};
const ALLOW = {
  principalId: "ada",
  policyDocument: {
    Version: "2012-10-17",
    Statement: [{ Action: "execute-api:Invoke", Effect: "Allow", Resource: "*" }],
  },
};

function guarded(authorizer: Authorizer = {}, variables: Record<string, string> = { tier: "gold" }): RestTraffic {
  return restTraffic(
    {
      authorizers: [{ ...AUTHORIZER, ...authorizer }],
      methods: { "GET /pets/{id}": { authorizationType: "CUSTOM", authorizerId: "auth01" } },
    },
    { variables, invoke: () => ({ kind: "answered", payload: JSON.stringify(ALLOW), functionError: null }) },
  );
}

const get = (traffic: RestTraffic, user = "ada", query = "?team=a"): Promise<Response> =>
  traffic.call(`/test/pets/7${query}`, { headers: { "x-user": user, "user-agent": "me" } });

describe("a REQUEST authorizer", () => {
  it("is asked with the whole request but its body", async () => {
    const traffic = guarded();
    expect((await get(traffic, "ada", "?team=a&x=1&x=2")).status).toBe(200);
    const event: unknown = JSON.parse(traffic.invoked[0]?.payload ?? "");
    expect(event).toMatchObject({
      type: "REQUEST",
      methodArn: `arn:aws:execute-api:us-east-1:000000000000:${TEST_API_ID}/test/GET/pets/7`,
      resource: "/pets/{id}",
      path: "/pets/7",
      httpMethod: "GET",
      headers: { "x-user": "ada", "User-Agent": "me" },
      multiValueHeaders: { "x-user": ["ada"] },
      queryStringParameters: { team: "a", x: "2" },
      multiValueQueryStringParameters: { team: ["a"], x: ["1", "2"] },
      pathParameters: { id: "7" },
      stageVariables: { tier: "gold" },
      requestContext: { stage: "test", resourcePath: "/pets/{id}", httpMethod: "GET", identity: { userAgent: "me" } },
    });
    expect(event).not.toHaveProperty("body");
    expect(event).not.toHaveProperty("requestContext.authorizer");
  });

  it("is asked with every member of AWS's sample, and no other; what is empty is an empty object", async () => {
    const traffic = restTraffic(
      {
        authorizers: [{ ...AUTHORIZER, identitySource: "method.request.header.X-User" }],
        methods: { "POST /lambda-request": { authorizationType: "CUSTOM", authorizerId: "auth01" } },
      },
      { invoke: () => ({ kind: "answered", payload: JSON.stringify(ALLOW), functionError: null }) },
    );
    const headers = { "x-user": "ada", "user-agent": "HTTPie/3.2.2" };
    await traffic.call("/test/lambda-request", { method: "POST", headers });
    const event = JSON.parse(traffic.invoked[0]?.payload ?? "{}");
    // Which headers there are is for the request to say.
    const others = { headers: {}, multiValueHeaders: {} };
    expect(shape({ ...event, ...others })).toEqual(shape({ ...sample, ...others }));
  });

  it("answers 401 without a call where one of its identity sources is missing or empty", async () => {
    const traffic = guarded();
    for (const answer of [await get(traffic, ""), await get(traffic, "ada", ""), await get(traffic, "ada", "?team=")]) {
      expect([answer.status, await answer.text()]).toEqual([401, '{"message":"Unauthorized"}']);
    }
    expect((await get(guarded({}, {}))).status).toBe(401);
    expect(traffic.invoked).toEqual([]);
  });

  it("is asked without them where verdicts are not kept", async () => {
    const traffic = guarded({ authorizerResultTtlInSeconds: 0 });
    expect((await get(traffic, "", "")).status).toBe(200);
    expect(traffic.invoked).toHaveLength(1);
  });

  it("keeps its verdict for all of its identity sources together", async () => {
    const traffic = guarded();
    await get(traffic);
    await get(traffic, "ada", "?team=a&other=1");
    expect(traffic.invoked).toHaveLength(1);
    await get(traffic, "ada", "?team=b");
    await get(traffic, "eve");
    expect(traffic.invoked).toHaveLength(3);
  });
});
