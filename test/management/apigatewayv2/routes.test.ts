import { describe, expect, it } from "vitest";
import { newApi, newTarget, refusal, v2, v2Call } from "../../support/v2-call.ts";
import { functionUri } from "../../support/function-uri.ts";

const call = v2Call();
const FORMAT =
  'The provided route key is not formatted properly for HTTP protocol. Format should be "[HTTP METHOD] /[RESOURCE PATH]" or "$default"';
const PARTS =
  "One or more path parts appear to be invalid. Parts are validated against this regular expression: ^(\\{[\\w.:-]+\\+?\\}|[a-zA-Z0-9.:_-]+)$";
const URI = functionUri("arn:aws:lambda:us-east-1:1:function:f");

describe("CreateRoute on an HTTP API", () => {
  it("answers with AWS's members and defaults, and GetRoute with the same", async () => {
    const ApiId = await newApi(call);
    const Target = await newTarget(call, ApiId);
    const route = await v2.CreateRoute(call, { ApiId, RouteKey: "GET /users/{id}", Target });
    expect(route).toEqual({
      ApiKeyRequired: false,
      AuthorizationType: "NONE",
      RouteId: expect.stringMatching(/^[a-z0-9]{7}$/),
      RouteKey: "GET /users/{id}",
      Target,
    });
    expect(await v2.GetRoute(call, { ApiId, RouteId: route.RouteId ?? "" })).toEqual(route);
  });

  it.each(["$default", "GET /", "ANY /{proxy+}", "POST /a/{b}/c.d:e_f-g", "HEAD /a/", "OPTIONS /{x}/{y+}"])(
    "takes the key %s",
    async (RouteKey) => {
      expect((await v2.CreateRoute(call, { ApiId: await newApi(call), RouteKey })).RouteKey).toBe(RouteKey);
    },
  );

  it.each([
    ["GET/pets", FORMAT],
    ["get /pets", FORMAT],
    ["TRACE /pets", FORMAT],
    ["GET pets", FORMAT],
    ["GET /a b", FORMAT],
    ["", FORMAT],
    ["$connect", FORMAT],
    ["GET //a", PARTS],
    ["GET /a%20b", PARTS],
    ["GET /x{id}", PARTS],
    ["GET /{}", PARTS],
    ["GET /{proxy+}/a", "A greedy path variable must be the last part of the path: GET /{proxy+}/a"],
    ["GET /{a}/{a}", "Path variables must have different names: GET /{a}/{a}"],
  ])("refuses the key '%s'", async (RouteKey, message) => {
    const ApiId = await newApi(call);
    expect(await refusal(v2.CreateRoute(call, { ApiId, RouteKey }))).toEqual(["BadRequestException", message]);
  });

  it("refuses a second route with the same key, or one that differs only in the names of variables", async () => {
    const ApiId = await newApi(call);
    await v2.CreateRoute(call, { ApiId, RouteKey: "GET /a/{id}" });
    await v2.CreateRoute(call, { ApiId, RouteKey: "ANY /a/{other}" });
    await v2.CreateRoute(call, { ApiId, RouteKey: "GET /a/{id+}" });
    expect(await refusal(v2.CreateRoute(call, { ApiId, RouteKey: "GET /a/{id}" }))).toEqual([
      "ConflictException",
      "Route with key GET /a/{id} already exists for this API",
    ]);
    expect(await refusal(v2.CreateRoute(call, { ApiId, RouteKey: "GET /a/{name}" }))).toEqual([
      "ConflictException",
      'The provided route key "GET /a/{name}" has a conflicting variable on the same hierarchical level as "GET /a/{id}"',
    ]);
  });

  it.each([
    [
      "a target of another form",
      { Target: "abc" },
      "BadRequestException",
      "Unexpected or malformed target in route null. Correct format should be integrations/<integration_id>.",
    ],
    [
      "a target that does not exist",
      { Target: "integrations/nosuch" },
      "NotFoundException",
      "Invalid Integration identifier specified",
    ],
    [
      "an API key",
      { ApiKeyRequired: true },
      "BadRequestException",
      "ApiKeyRequired is not currently supported for HTTP APIs. Please set ApiKeyRequired to false for route null",
    ],
    [
      "JWT without an authorizer",
      { AuthorizationType: "JWT" as const },
      "BadRequestException",
      "Invalid authorizer ID specified. Setting the authorization type to JWT requires a valid JWT authorizer.",
    ],
    [
      "CUSTOM with an unknown authorizer",
      { AuthorizationType: "CUSTOM" as const, AuthorizerId: "x" },
      "BadRequestException",
      "Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires a valid authorizer.",
    ],
    [
      "scopes without JWT",
      { AuthorizationType: "AWS_IAM" as const, AuthorizationScopes: ["a"] },
      "BadRequestException",
      "Invalid Route authorization type specified. Authorization Scopes are only valid for COGNITO_USER_POOLS and JWT authorization types",
    ],
    [
      "request models",
      { RequestModels: { $default: "m" } },
      "BadRequestException",
      "RequestModels is supported only for APIs with a protocol type of WEBSOCKET",
    ],
  ])("refuses %s", async (_what, members, code, message) => {
    const ApiId = await newApi(call);
    expect(await refusal(v2.CreateRoute(call, { ApiId, RouteKey: "GET /", ...members }))).toEqual([code, message]);
  });
});

describe("UpdateRoute", () => {
  it("moves a route to another key and integration, and frees its old key", async () => {
    const ApiId = await newApi(call);
    const [one, two] = [await newTarget(call, ApiId), await newTarget(call, ApiId)];
    const { RouteId = "" } = await v2.CreateRoute(call, {
      ApiId,
      RouteKey: "GET /a",
      Target: one,
      OperationName: "op",
    });
    const route = await v2.UpdateRoute(call, { ApiId, RouteId, RouteKey: "GET /b", Target: two, OperationName: "" });
    expect(route).toMatchObject({ RouteKey: "GET /b", Target: two });
    expect(route).not.toHaveProperty("OperationName");
    await v2.CreateRoute(call, { ApiId, RouteKey: "GET /a", Target: two });
    expect((await refusal(v2.UpdateRoute(call, { ApiId, RouteId, RouteKey: "GET /a" })))[0]).toBe("ConflictException");
    await v2.DeleteIntegration(call, { ApiId, IntegrationId: one.slice("integrations/".length) });
  });

  it("detaches an authorizer with its scopes when the authorization type becomes NONE", async () => {
    const ApiId = await newApi(call);
    const { AuthorizerId = "" } = await v2.CreateAuthorizer(call, {
      ApiId,
      Name: "jwt",
      AuthorizerType: "JWT",
      IdentitySource: ["$request.header.Authorization"],
      JwtConfiguration: { Issuer: "https://issuer.example", Audience: ["a"] },
    });
    const authorization = { AuthorizationType: "JWT" as const, AuthorizerId, AuthorizationScopes: ["s"] };
    const { RouteId = "" } = await v2.CreateRoute(call, { ApiId, RouteKey: "GET /", ...authorization });
    expect(await refusal(v2.DeleteAuthorizer(call, { ApiId, AuthorizerId }))).toEqual([
      "ConflictException",
      "Cannot delete authorizer 'jwt', is referenced in route: GET /",
    ]);
    const route = await v2.UpdateRoute(call, { ApiId, RouteId, AuthorizationType: "NONE" });
    expect(route).toEqual({ ApiKeyRequired: false, AuthorizationType: "NONE", RouteId, RouteKey: "GET /" });
    await v2.DeleteAuthorizer(call, { ApiId, AuthorizerId });
  });

  it("refuses a JWT route the authorizer of which is a function, and a CUSTOM one the authorizer of which is JWT", async () => {
    const ApiId = await newApi(call);
    const { AuthorizerId = "" } = await v2.CreateAuthorizer(call, {
      ApiId,
      Name: "f",
      AuthorizerType: "REQUEST",
      AuthorizerUri: URI,
      AuthorizerPayloadFormatVersion: "2.0",
      IdentitySource: [],
    });
    const create = (AuthorizationType: "JWT" | "CUSTOM"): Promise<unknown> =>
      v2.CreateRoute(call, { ApiId, RouteKey: "GET /", AuthorizationType, AuthorizerId });
    expect((await refusal(create("JWT")))[1]).toMatch(/requires a valid JWT authorizer/);
    await create("CUSTOM");
  });

  it("answers NotFoundException for a route that does not exist", async () => {
    const ApiId = await newApi(call);
    const none = ["NotFoundException", "Invalid Route identifier specified"];
    expect(await refusal(v2.UpdateRoute(call, { ApiId, RouteId: "x" }))).toEqual(none);
    expect(await refusal(v2.GetRoute(call, { ApiId, RouteId: "x" }))).toEqual(none);
    expect(await refusal(v2.DeleteRoute(call, { ApiId, RouteId: "x" }))).toEqual(none);
  });
});

describe("routes of a WebSocket API", () => {
  it("have predefined and own keys, request parameters that can be deleted one by one, and route responses", async () => {
    const ApiId = await newApi(call, "WEBSOCKET");
    await v2.CreateRoute(call, { ApiId, RouteKey: "$connect", ApiKeyRequired: true });
    const { RouteId = "" } = await v2.CreateRoute(call, {
      ApiId,
      RouteKey: "sendMessage",
      RouteResponseSelectionExpression: "$default",
      RequestParameters: {
        "route.request.header.a": { Required: true },
        "route.request.header.b": { Required: false },
      },
    });
    await v2.DeleteRouteRequestParameter(call, { ApiId, RouteId, RequestParameterKey: "route.request.header.a" });
    expect((await v2.GetRoute(call, { ApiId, RouteId })).RequestParameters).toEqual({
      "route.request.header.b": { Required: false },
    });
    const response = await v2.CreateRouteResponse(call, { ApiId, RouteId, RouteResponseKey: "$default" });
    const RouteResponseId = response.RouteResponseId ?? "";
    expect((await v2.GetRouteResponses(call, { ApiId, RouteId })).Items).toEqual([response]);
    const changed = { ApiId, RouteId, RouteResponseId, ModelSelectionExpression: "$request.body.a" };
    expect(await v2.UpdateRouteResponse(call, changed)).toMatchObject({ ModelSelectionExpression: "$request.body.a" });
    expect((await refusal(v2.CreateRouteResponse(call, { ApiId, RouteId, RouteResponseKey: "$default" })))[0]).toBe(
      "ConflictException",
    );
    expect((await refusal(v2.CreateRouteResponse(call, { ApiId, RouteId, RouteResponseKey: "x" })))[1]).toMatch(
      /^Currently, only \$default is supported as a RouteResponseKey/,
    );
    await v2.DeleteRoute(call, { ApiId, RouteId });
    expect(await refusal(v2.GetRouteResponse(call, { ApiId, RouteId, RouteResponseId }))).toEqual([
      "NotFoundException",
      "Invalid Route Response identifier specified",
    ]);
  });

  it.each([
    ["a reserved key", { RouteKey: "$other" }, /Invalid route key specified/],
    [
      "authorization anywhere but on $connect",
      { RouteKey: "x", AuthorizationType: "AWS_IAM" as const },
      /^Currently, authorization is restricted to the \$connect route only$/,
    ],
    ["JWT", { RouteKey: "$connect", AuthorizationType: "JWT" as const }, /JWT is only valid for HTTP APIs/],
  ])("refuse %s", async (_what, members, message) => {
    const ApiId = await newApi(call, "WEBSOCKET");
    expect((await refusal(v2.CreateRoute(call, { ApiId, ...members })))[1]).toMatch(message);
  });
});
