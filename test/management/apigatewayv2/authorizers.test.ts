import { describe, expect, it } from "vitest";
import { newApi, refusal, v2, v2Call } from "../../support/v2-call.ts";
import { functionUri } from "../../support/function-uri.ts";

const call = v2Call();
const AuthorizerUri = functionUri("arn:aws:lambda:us-east-1:1:function:f");
const jwt = {
  AuthorizerType: "JWT" as const,
  IdentitySource: ["$request.header.Authorization"],
  JwtConfiguration: { Issuer: "https://issuer.example/", Audience: ["a"] },
};
const request = {
  AuthorizerType: "REQUEST" as const,
  AuthorizerUri,
  AuthorizerPayloadFormatVersion: "2.0",
  IdentitySource: ["$request.header.Auth"],
};
type Members = Omit<Parameters<typeof v2.CreateAuthorizer>[1], "ApiId">;
const create = async (members: Omit<Members, "Name">, kind: "HTTP" | "WEBSOCKET" = "HTTP") =>
  v2.CreateAuthorizer(call, { ApiId: await newApi(call, kind), Name: "auth", ...members });

describe("a JWT authorizer", () => {
  it("reads back as it was made", async () => {
    expect(await create(jwt)).toEqual({ AuthorizerId: expect.stringMatching(/^[a-z0-9]{6}$/), Name: "auth", ...jwt });
  });

  it.each<[string, Partial<Members>, string]>([
    ["configuration", { JwtConfiguration: undefined }, "JwtConfiguration must not be null for JWT Authorizer"],
    [
      "audience",
      { JwtConfiguration: { Issuer: "https://a.example", Audience: [] } },
      "Audience list must have at least 1 item for JWT Authorizer",
    ],
    [
      "a valid issuer",
      { JwtConfiguration: { Issuer: "a.example", Audience: ["a"] } },
      "Invalid issuer: Issuer is not a valid URL for JWT Authorizer",
    ],
    [
      "an identity source in header or query",
      { IdentitySource: ["$context.routeKey"] },
      "Invalid identity source expression: $context.routeKey. The source must be a request header, request querystring, stage variable or context parameter",
    ],
    ["one identity source", { IdentitySource: [] }, "JWT authorizers need exactly one identity source"],
    ["no function", { AuthorizerUri }, "AuthorizerUri is not supported for JWT authorizer"],
  ])("needs %s", async (_what, members, message) => {
    expect(await refusal(create({ ...jwt, ...members }))).toEqual(["BadRequestException", message]);
  });
});

describe("a REQUEST authorizer of an HTTP API", () => {
  it("has AWS's defaults: results are kept 300 s, simple responses are off", async () => {
    expect(await create(request)).toEqual({
      AuthorizerId: expect.any(String),
      AuthorizerResultTtlInSeconds: 300,
      EnableSimpleResponses: false,
      Name: "auth",
      ...request,
    });
  });

  it("keeps no results without identity sources", async () => {
    const made = await create({ ...request, IdentitySource: [] });
    expect(made.AuthorizerResultTtlInSeconds).toBe(0);
    expect(made).not.toHaveProperty("IdentitySource");
  });

  it.each<[string, Partial<Members>, string]>([
    [
      "a payload format",
      { AuthorizerPayloadFormatVersion: undefined },
      "AuthorizerPayloadFormatVersion is a required parameter for REQUEST authorizer",
    ],
    ["a function", { AuthorizerUri: undefined }, "AuthorizerUri is a required field in an Authorizer"],
    [
      "payload format 2.0 for simple responses",
      { AuthorizerPayloadFormatVersion: "1.0", EnableSimpleResponses: true },
      'EnableSimpleResponses can only be set for AuthorizerPayloadFormatVersion "2.0".',
    ],
    [
      "results that are kept for an hour at most",
      { AuthorizerResultTtlInSeconds: 3601 },
      "Authorizer result TTL outside allowable range. TTL must be between 0 and 3600 seconds.",
    ],
    [
      "an identity source to keep results",
      { IdentitySource: [], AuthorizerResultTtlInSeconds: 1 },
      "Identity source must be set if authorizer caching is enabled (TTL is greater than 0)",
    ],
    [
      "known identity sources",
      { IdentitySource: ["header.Authorization"] },
      "Invalid identity source expression: header.Authorization. The source must be a request header, request querystring, stage variable or context parameter",
    ],
    [
      "an invocation ARN",
      { AuthorizerUri: "arn:aws:lambda:us-east-1:1:function:f" },
      "Invalid Authorizer URI: arn:aws:lambda:us-east-1:1:function:f. Authorizer URI should be a valid API Gateway ARN that represents a Lambda function invocation.",
    ],
  ])("needs %s", async (_what, members, message) => {
    expect(await refusal(create({ ...request, ...members }))).toEqual(["BadRequestException", message]);
  });

  it("is changed member by member, and its name stays unique", async () => {
    const ApiId = await newApi(call);
    const one = await v2.CreateAuthorizer(call, { ApiId, Name: "one", ...request });
    await v2.CreateAuthorizer(call, { ApiId, Name: "two", ...request });
    const AuthorizerId = one.AuthorizerId ?? "";
    const changes = {
      AuthorizerResultTtlInSeconds: 0,
      IdentitySource: ["$request.querystring.a", "$context.routeKey"],
    };
    expect(await v2.UpdateAuthorizer(call, { ApiId, AuthorizerId, ...changes })).toEqual({ ...one, ...changes });
    expect((await refusal(v2.UpdateAuthorizer(call, { ApiId, AuthorizerId, Name: "two" })))[0]).toBe(
      "ConflictException",
    );
    expect((await v2.GetAuthorizers(call, { ApiId })).Items).toHaveLength(2);
    await v2.DeleteAuthorizer(call, { ApiId, AuthorizerId });
    expect(await refusal(v2.GetAuthorizer(call, { ApiId, AuthorizerId }))).toEqual([
      "NotFoundException",
      "Invalid Authorizer identifier specified",
    ]);
  });
});

describe("an authorizer of a WebSocket API", () => {
  it("is of type REQUEST, without HTTP APIs' defaults", async () => {
    const members = {
      AuthorizerType: "REQUEST" as const,
      AuthorizerUri,
      IdentitySource: ["route.request.header.Auth"],
    };
    expect(await create(members, "WEBSOCKET")).toEqual({ AuthorizerId: expect.any(String), Name: "auth", ...members });
    expect((await refusal(create(jwt, "WEBSOCKET")))[1]).toBe(
      "Only REQUEST authorizer type is supported on WEBSOCKET protocol Apis.",
    );
    expect((await refusal(create(request, "WEBSOCKET")))[1]).toMatch(
      /^Invalid request identity source expression: \$request\.header\.Auth\. The sources must be separated by comma/,
    );
  });
});
