import { describe, expect, it } from "vitest";
import type { Caller } from "../../../src/traffic/caller.ts";
import authorizerV1 from "../../fixtures/aws/events/apigw-v2-custom-authorizer-v1-request.json";
import authorizerV2 from "../../fixtures/aws/events/apigw-v2-custom-authorizer-v2-request.json";
import iam from "../../fixtures/aws/events/apigw-v2-request-iam.json";
import jwt from "../../fixtures/aws/events/apigw-v2-request-jwt-authorizer.json";
import lambda from "../../fixtures/aws/events/apigw-v2-request-lambda-authorizer.json";
import noAuthorizer from "../../fixtures/aws/events/apigw-v2-request-no-authorizer.json";
import iamAlone from "../../fixtures/aws/events/parser-apigw-http-iam-auth.json";
import jwtWithoutScopes from "../../fixtures/aws/events/parser-apigw-http-jwt-authorizer-auth.json";
import lambdaAlone from "../../fixtures/aws/events/parser-apigw-http-lambda-authorizer-auth.json";
import plainAuthorizerV2 from "../../fixtures/aws/events/parser-apigw-http-authorizer-request.json";
import { returned } from "../../support/function-outcomes.ts";
import { httpTraffic } from "../../support/http-traffic.ts";
import { allow } from "../../support/iam-documents.ts";
import { noLimits } from "../../support/no-limits.ts";
import { shape } from "../../support/shape.ts";
import { functionUri } from "../../support/function-uri.ts";

const ECHO = "arn:aws:lambda:us-east-1:000000000000:function:echo";

/** The event of format 2.0 where everybody is taken for this caller. */
async function eventOf(caller: Caller | null, path = "/", init: RequestInit = {}): Promise<Record<string, unknown>> {
  const limits = noLimits();
  limits.limitsAt = () => (exchange) => {
    exchange.caller = caller;
    return null;
  };
  const integration = {
    IntegrationType: "AWS_PROXY" as const,
    IntegrationUri: ECHO,
    PayloadFormatVersion: "2.0",
  };
  const { call, invoked } = httpTraffic(
    {
      routes: { $default: { integration }, "ANY /{proxy+}": { integration } },
      variables: path === "/" ? {} : { stageVariable1: "value1" },
    },
    { ports: { limits } },
  );
  await call(path, init);
  return JSON.parse(invoked[0]?.payload ?? "{}");
}

it.each(["1.0", "2.0"])("format %s shows headers by their own names, whatever these are", async (version) => {
  const integration = {
    IntegrationType: "AWS_PROXY" as const,
    IntegrationUri: ECHO,
    PayloadFormatVersion: version,
  };
  const { call, invoked } = httpTraffic({ routes: { "GET /": { integration } } });
  await call("/?__proto__=q", { headers: { constructor: "c", __proto__: "ignored", toString: "t" } });
  const event = JSON.parse(invoked[0]?.payload ?? "");
  expect(event.headers).toMatchObject({ constructor: "c", tostring: "t" });
  expect(Object.entries(event.queryStringParameters)).toEqual([["__proto__", "q"]]);
});

describe("AWS's samples of format 2.0", () => {
  const samples: [what: string, sample: { requestContext: object }, caller: Caller | null][] = [
    ["nobody", noAuthorizer, null],
    ["a token", jwt, { kind: "jwt", ...jwt.requestContext.authorizer.jwt }],
    [
      "a Lambda authorizer",
      lambda,
      { kind: "function", principalId: null, identity: [], context: lambda.requestContext.authorizer.lambda },
    ],
    ["IAM", iam, { kind: "iam", ...iam.requestContext.authorizer.iam }],
    [
      "a token on a route without scopes",
      jwtWithoutScopes,
      { kind: "jwt", ...jwtWithoutScopes.requestContext.authorizer.jwt },
    ],
    [
      "a Lambda authorizer that gave no context",
      lambdaAlone,
      { kind: "function", principalId: null, identity: [], context: null },
    ],
    ["IAM without Cognito", iamAlone, { kind: "iam", ...iamAlone.requestContext.authorizer.iam }],
  ];

  it.each(samples)("have the context of ours where the caller is known by %s", async (_what, sample, caller) => {
    const { requestContext } = await eventOf(caller);
    const { authentication: _certificate, ...expected } = sample.requestContext as Record<string, unknown>;
    expect(shape(requestContext)).toEqual(shape(expected));
  });

  it("have the members of ours, with and without what may be empty", async () => {
    expect(Object.keys(await eventOf(null)).toSorted()).toEqual(Object.keys(noAuthorizer).toSorted());
    const full = await eventOf(null, "/hello/world?parameter1=value1", {
      method: "POST",
      headers: { cookie: "cookie1; cookie2" },
      body: "{}",
    });
    expect(Object.keys(full).toSorted()).toEqual(Object.keys(jwt).toSorted());
  });
});

describe("AWS's samples of a Lambda authorizer's events", () => {
  const FULL = "/value1?parameter1=value1";

  it.each<[what: string, format: string, sample: object, path: string, headers: Record<string, string>]>([
    ["1.0", "1.0", authorizerV1, FULL, { user: "user1" }],
    ["2.0", "2.0", authorizerV2, FULL, { user: "user1", cookie: "cookie1" }],
    ["2.0 of a bare request", "2.0", plainAuthorizerV2, "/", { user: "user1" }],
  ])("have the members of ours in format %s", async (_what, format, sample, path, headers) => {
    const guard = { AuthorizationType: "CUSTOM", AuthorizerId: "auth01" } as const;
    const traffic = httpTraffic(
      {
        routes: { "ANY /{parameter1}": guard, "ANY /": guard },
        variables: path === FULL ? { stageVariable1: "value1" } : {},
        authorizers: [
          {
            AuthorizerId: "auth01",
            Name: "who",
            AuthorizerType: "REQUEST",
            AuthorizerUri: functionUri(ECHO),
            AuthorizerPayloadFormatVersion: format,
            EnableSimpleResponses: format === "2.0",
            IdentitySource: ["$request.header.user"],
          },
        ],
      },
      { invoke: () => returned({ isAuthorized: true, policyDocument: JSON.parse(allow("execute-api:Invoke")) }) },
    );
    expect((await traffic.call(path, { headers })).status).toBe(200);
    const event: object = JSON.parse(traffic.invoked[0]?.payload ?? "{}");
    expect(Object.keys(event).toSorted()).toEqual(Object.keys(sample).toSorted());
  });
});
