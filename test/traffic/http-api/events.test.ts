import { describe, expect, it } from "vitest";
import type { Caller } from "../../../src/traffic/caller.ts";
import authorizerV1 from "../../fixtures/aws/events/apigw-v2-custom-authorizer-v1-request.json";
import authorizerV2 from "../../fixtures/aws/events/apigw-v2-custom-authorizer-v2-request.json";
import iam from "../../fixtures/aws/events/apigw-v2-request-iam.json";
import jwt from "../../fixtures/aws/events/apigw-v2-request-jwt-authorizer.json";
import lambda from "../../fixtures/aws/events/apigw-v2-request-lambda-authorizer.json";
import noAuthorizer from "../../fixtures/aws/events/apigw-v2-request-no-authorizer.json";
import { httpTraffic } from "../../support/http-traffic.ts";
import { noLimits } from "../../support/no-limits.ts";
import { shape } from "../../support/shape.ts";
import { functionUri } from "../../support/function-uri.ts";

const ECHO = "arn:aws:lambda:us-east-1:000000000000:function:echo";

/** The event of format 2.0 where everybody is taken for this caller. */
async function eventOf(caller: Caller | null, path = "/", init: RequestInit = {}): Promise<Record<string, unknown>> {
  const limits = noLimits();
  limits.limits = () => (exchange) => {
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
  it.each([
    ["1.0", authorizerV1],
    ["2.0", authorizerV2],
  ])("have the members of ours in format %s", async (format, sample) => {
    const traffic = httpTraffic({
      routes: { "ANY /{parameter1}": { AuthorizationType: "CUSTOM", AuthorizerId: "auth01" } },
      variables: { stageVariable1: "value1" },
      authorizers: [
        {
          AuthorizerId: "auth01",
          Name: "who",
          AuthorizerType: "REQUEST",
          AuthorizerUri: functionUri(ECHO),
          AuthorizerPayloadFormatVersion: format,
          IdentitySource: ["$request.header.user"],
        },
      ],
    });
    await traffic.call("/value1?parameter1=value1", { headers: { user: "user1", cookie: "cookie1" } });
    const event: object = JSON.parse(traffic.invoked[0]?.payload ?? "{}");
    expect(Object.keys(event).toSorted()).toEqual(Object.keys(sample).toSorted());
  });
});
