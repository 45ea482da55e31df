import { describe, expect, it } from "vitest";
import { NOW, newApi, newTarget, refusal, v2, v2Call } from "../../support/v2-call.ts";
import { rowsOf } from "../../support/store.ts";

const call = v2Call();
const http = (members: object): Parameters<typeof v2.CreateApi>[1] => ({ Name: "a", ProtocolType: "HTTP", ...members });

describe("CreateApi", () => {
  it("answers an HTTP API with AWS's members and defaults, and nothing else", async () => {
    const api = await v2.CreateApi(call, http({}));
    expect(api).toEqual({
      ApiEndpoint: `http://${api.ApiId}.execute-api.localhost`,
      ApiId: expect.stringMatching(/^[a-z0-9]{10}$/),
      ApiKeySelectionExpression: "$request.header.x-api-key",
      CreatedDate: NOW,
      DisableExecuteApiEndpoint: false,
      IpAddressType: "ipv4",
      Name: "a",
      ProtocolType: "HTTP",
      RouteSelectionExpression: "$request.method $request.path",
      Tags: {},
    });
    expect(await v2.GetApi(call, { ApiId: api.ApiId ?? "" })).toEqual(api);
  });

  it.each([
    ["an empty name", { Name: "" }, "Invalid API name specified"],
    [
      "another route selection",
      { RouteSelectionExpression: "$request.body.action" },
      'Route selection expression is currently limited to "${request.method} ${request.path}"',
    ],
    ["a WebSocket API without route selection", { ProtocolType: "WEBSOCKET" }, "Invalid routeSelectionExpression"],
    [
      "CORS on a WebSocket API",
      { ProtocolType: "WEBSOCKET", RouteSelectionExpression: "$request.body.a", CorsConfiguration: {} },
      "Cors is not supported for WEBSOCKET protocolType",
    ],
    [
      "credentials for every origin",
      { CorsConfiguration: { AllowOrigins: ["*"], AllowCredentials: true } },
      "allow-credentials is not supported if 'allow-origin' is *",
    ],
    [
      "an origin without scheme",
      { CorsConfiguration: { AllowOrigins: ["example.com"] } },
      "Invalid allow-origin specified: 'example.com'. An origin is * or begins with a scheme such as https://",
    ],
    ["an unknown method", { CorsConfiguration: { AllowMethods: ["FLY"] } }, "Invalid allow-method specified: 'FLY'"],
    [
      "a route key without target",
      { RouteKey: "GET /" },
      "RouteKey and CredentialsArn are part of quick create: they need a Target",
    ],
    ["a target that is no URL", { Target: "example.com" }, "Invalid HTTP endpoint specified for URI"],
    ["a target that is no function", { Target: "arn:aws:sqs:us-east-1:1:q" }, "Invalid ARN specified in the request"],
    ["a reserved tag", { Tags: { "aws:x": "1" } }, "Invalid tag key 'aws:x': the prefix aws: is reserved"],
  ])("refuses %s", async (_what, members, message) => {
    expect(await refusal(v2.CreateApi(call, http(members)))).toEqual(["BadRequestException", message]);
  });

  it("keeps a CORS configuration without its empty lists", async () => {
    const cors = { AllowOrigins: ["https://a.example"], AllowMethods: ["get", "*"], AllowHeaders: [], MaxAge: 0 };
    const api = await v2.CreateApi(call, http({ CorsConfiguration: cors }));
    expect(api.CorsConfiguration).toEqual({
      AllowOrigins: ["https://a.example"],
      AllowMethods: ["get", "*"],
      MaxAge: 0,
    });
  });
});

describe("quick create", () => {
  it("makes an integration, a route and a stage that deploys automatically, all managed", async () => {
    const { ApiId = "" } = await v2.CreateApi(call, http({ Target: "https://example.com" }));
    const [integration] = (await v2.GetIntegrations(call, { ApiId })).Items ?? [];
    const [route] = (await v2.GetRoutes(call, { ApiId })).Items ?? [];
    const [stage] = (await v2.GetStages(call, { ApiId })).Items ?? [];
    expect(integration).toEqual({
      ApiGatewayManaged: true,
      ConnectionType: "INTERNET",
      IntegrationId: expect.stringMatching(/^[a-z0-9]{7}$/),
      IntegrationMethod: "ANY",
      IntegrationType: "HTTP_PROXY",
      IntegrationUri: "https://example.com",
      PayloadFormatVersion: "1.0",
      TimeoutInMillis: 30_000,
    });
    expect(route).toEqual({
      ApiGatewayManaged: true,
      ApiKeyRequired: false,
      AuthorizationType: "NONE",
      RouteId: expect.any(String),
      RouteKey: "$default",
      Target: `integrations/${integration?.IntegrationId}`,
    });
    expect(stage).toEqual({
      ApiGatewayManaged: true,
      AutoDeploy: true,
      CreatedDate: NOW,
      DefaultRouteSettings: { DetailedMetricsEnabled: false },
      DeploymentId: expect.stringMatching(/^[a-z0-9]{6}$/),
      LastDeploymentStatusMessage: `Successfully deployed stage with deployment ID '${stage?.DeploymentId}'`,
      LastUpdatedDate: NOW,
      RouteSettings: {},
      StageName: "$default",
      StageVariables: {},
      Tags: {},
    });
  });

  it("makes an integration that is not deleted and a route that keeps its key; the rest of them may change", async () => {
    const { ApiId = "" } = await v2.CreateApi(call, http({ Target: "https://example.com" }));
    const [{ IntegrationId = "" } = {}] = (await v2.GetIntegrations(call, { ApiId })).Items ?? [];
    const [{ RouteId = "" } = {}] = (await v2.GetRoutes(call, { ApiId })).Items ?? [];
    const IntegrationUri = "https://other.example";
    expect(await v2.UpdateIntegration(call, { ApiId, IntegrationId, IntegrationUri })).toMatchObject({
      IntegrationUri,
    });
    expect(await v2.UpdateRoute(call, { ApiId, RouteId, OperationName: "All", RouteKey: "$default" })).toMatchObject({
      OperationName: "All",
    });
    expect((await refusal(v2.UpdateRoute(call, { ApiId, RouteId, RouteKey: "GET /a" })))[0]).toBe(
      "BadRequestException",
    );
    await v2.DeleteRoute(call, { ApiId, RouteId });
    expect((await refusal(v2.DeleteIntegration(call, { ApiId, IntegrationId })))[0]).toBe("BadRequestException");
  });

  it("takes a function's ARN as target: AWS_PROXY with payload format 2.0", async () => {
    const Target = "arn:aws:lambda:us-east-1:000000000000:function:f";
    const { ApiId = "" } = await v2.CreateApi(
      call,
      http({ Target, RouteKey: "GET /x", CredentialsArn: "arn:aws:iam::1:role/r" }),
    );
    const [integration] = (await v2.GetIntegrations(call, { ApiId })).Items ?? [];
    expect(integration).toMatchObject({
      CredentialsArn: "arn:aws:iam::1:role/r",
      IntegrationMethod: "POST",
      IntegrationType: "AWS_PROXY",
      IntegrationUri: Target,
      PayloadFormatVersion: "2.0",
    });
    expect((await v2.GetRoutes(call, { ApiId })).Items?.[0]?.RouteKey).toBe("GET /x");
  });

  it("is changed by UpdateApi: target and route key", async () => {
    const { ApiId = "" } = await v2.CreateApi(call, http({ Target: "https://example.com" }));
    await v2.UpdateApi(call, { ApiId, Target: "https://other.example", RouteKey: "ANY /{proxy+}" });
    expect((await v2.GetIntegrations(call, { ApiId })).Items?.[0]?.IntegrationUri).toBe("https://other.example");
    expect((await v2.GetRoutes(call, { ApiId })).Items?.[0]?.RouteKey).toBe("ANY /{proxy+}");
    const plain = await newApi(call);
    expect((await refusal(v2.UpdateApi(call, { ApiId: plain, Target: "https://a.example" })))[1]).toMatch(
      /quick create/,
    );
  });
});

describe("UpdateApi", () => {
  it("changes what it names; an empty text takes a member away", async () => {
    const { ApiId = "" } = await v2.CreateApi(call, http({ Description: "d", Version: "v1" }));
    const api = await v2.UpdateApi(call, { ApiId, Name: "b", Description: "", DisableExecuteApiEndpoint: true });
    expect(api).toMatchObject({ Name: "b", Version: "v1", DisableExecuteApiEndpoint: true });
    expect(api).not.toHaveProperty("Description");
    expect((await refusal(v2.UpdateApi(call, { ApiId, Name: "" })))[1]).toBe("Invalid API name specified");
  });

  it("replaces the CORS configuration, which DeleteCorsConfiguration takes away", async () => {
    const { ApiId = "" } = await v2.CreateApi(call, http({ CorsConfiguration: { AllowOrigins: ["*"], MaxAge: 1 } }));
    const api = await v2.UpdateApi(call, { ApiId, CorsConfiguration: { AllowHeaders: ["x-a"] } });
    expect(api.CorsConfiguration).toEqual({ AllowHeaders: ["x-a"] });
    await v2.DeleteCorsConfiguration(call, { ApiId });
    expect(await v2.GetApi(call, { ApiId })).not.toHaveProperty("CorsConfiguration");
  });
});

describe("DeleteApi", () => {
  it("leaves no row of the API in any table", async () => {
    const { ApiId = "" } = await v2.CreateApi(call, http({ Target: "https://example.com" }));
    const Target = await newTarget(call, ApiId);
    await v2.CreateRoute(call, { ApiId, RouteKey: "GET /a/{id}", Target });
    await v2.CreateDeployment(call, { ApiId });
    await v2.CreateStage(call, { ApiId, StageName: "s", StageVariables: { a: "1" } });
    expect(Object.values(await rowsOf(ApiId)).every((count) => count > 0)).toBe(true);
    await v2.DeleteApi(call, { ApiId });
    expect(Object.values(await rowsOf(ApiId)).every((count) => count === 0)).toBe(true);
  });

  it("answers for an unknown API as AWS does, in every operation", async () => {
    const unknown = ["NotFoundException", "Invalid API identifier specified 000000000000:nosuchapi0"];
    const ApiId = "nosuchapi0";
    expect(await refusal(v2.DeleteApi(call, { ApiId }))).toEqual(unknown);
    expect(await refusal(v2.GetApi(call, { ApiId }))).toEqual(unknown);
    expect(await refusal(v2.CreateRoute(call, { ApiId, RouteKey: "GET /" }))).toEqual(unknown);
    expect(await refusal(v2.GetStages(call, { ApiId }))).toEqual(unknown);
  });
});

describe("lists", () => {
  it("come in pages of MaxResults with opaque tokens, complete and without repetition", async () => {
    const ApiId = await newApi(call);
    for (let n = 0; n < 7; n++) await v2.CreateRoute(call, { ApiId, RouteKey: `GET /r${n}` });
    const seen: string[] = [];
    let NextToken: string | undefined;
    const sizes: number[] = [];
    do {
      const page = await v2.GetRoutes(call, { ApiId, MaxResults: "3", NextToken });
      seen.push(...(page.Items ?? []).map(({ RouteKey }) => RouteKey ?? ""));
      sizes.push(page.Items?.length ?? 0);
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    expect(sizes).toEqual([3, 3, 1]);
    expect(seen.sort()).toEqual(Array.from({ length: 7 }, (_, n) => `GET /r${n}`));
  });

  it("refuse a token that no page has given, and a MaxResults that is no number", async () => {
    expect((await refusal(v2.GetApis(call, { NextToken: "garbage" })))[0]).toBe("BadRequestException");
    expect((await refusal(v2.GetApis(call, { NextToken: "%%%" })))[0]).toBe("BadRequestException");
    expect((await refusal(v2.GetApis(call, { MaxResults: "x" })))[0]).toBe("BadRequestException");
    expect((await refusal(v2.GetApis(call, { MaxResults: "0" })))[0]).toBe("BadRequestException");
  });

  it("hold APIs of both protocols with their endpoints", async () => {
    const ids = [await newApi(call), await newApi(call, "WEBSOCKET")];
    const { Items = [] } = await v2.GetApis(call, { MaxResults: "500" });
    const own = Items.filter(({ ApiId = "" }) => ids.includes(ApiId));
    expect(own.map(({ ApiEndpoint = "" }) => ApiEndpoint.split(":")[0]).sort()).toEqual(["http", "ws"]);
  });
});
