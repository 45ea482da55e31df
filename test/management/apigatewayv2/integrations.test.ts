import { describe, expect, it } from "vitest";
import { newApi, newTarget, refusal, v2, v2Call } from "../../support/v2-call.ts";
import { functionUri } from "../../support/function-uri.ts";

const call = v2Call();
const FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:f";
const INVOCATION = functionUri(FUNCTION);
const mapping = (problem: string): string =>
  `Invalid mapping expression specified: Validation Result: warnings : [], errors : [${problem}]`;

const selection = (problem: string): string =>
  `Invalid selection expression specified: Validation Result: warnings : [], errors : [${problem}]`;

type Members = Omit<Parameters<typeof v2.CreateIntegration>[1], "ApiId">;
async function create(members: Members, kind: "HTTP" | "WEBSOCKET" = "HTTP") {
  return v2.CreateIntegration(call, { ApiId: await newApi(call, kind), ...members });
}

describe("CreateIntegration on an HTTP API", () => {
  it("takes type HTTP as HTTP_PROXY, and a missing method as ANY", async () => {
    const made = await create({ IntegrationType: "HTTP", IntegrationUri: "https://example.com/external-service" });
    expect(made).toEqual({
      ConnectionType: "INTERNET",
      IntegrationId: expect.stringMatching(/^[a-z0-9]{7}$/),
      IntegrationMethod: "ANY",
      IntegrationType: "HTTP_PROXY",
      IntegrationUri: "https://example.com/external-service",
      PayloadFormatVersion: "1.0",
      TimeoutInMillis: 30_000,
    });
  });

  it.each([FUNCTION, INVOCATION, "arn:aws:lambda:us-east-1:1:function:${stageVariables.fn}"])(
    "invokes %s by POST with payload format 2.0 unless told otherwise",
    async (IntegrationUri) => {
      const made = await create({ IntegrationType: "AWS_PROXY", IntegrationUri });
      expect(made).toMatchObject({ IntegrationMethod: "POST", PayloadFormatVersion: "2.0", IntegrationUri });
      const older = await create({ IntegrationType: "AWS_PROXY", IntegrationUri, PayloadFormatVersion: "1.0" });
      expect(older.PayloadFormatVersion).toBe("1.0");
    },
  );

  it("has no upper limit of timeouts", async () => {
    const made = await create({
      IntegrationType: "HTTP_PROXY",
      IntegrationUri: "https://a.example",
      TimeoutInMillis: 900_000,
    });
    expect(made.TimeoutInMillis).toBe(900_000);
  });

  it("drops the passthrough behavior, which HTTP APIs do not have", async () => {
    const made = await create({
      IntegrationType: "HTTP_PROXY",
      IntegrationUri: "https://a.example",
      PassthroughBehavior: "WHEN_NO_MATCH",
    });
    expect(made).not.toHaveProperty("PassthroughBehavior");
  });

  it("takes an integration with an AWS service: no URI, no method, payload format 1.0", async () => {
    const made = await create({
      IntegrationType: "AWS_PROXY",
      IntegrationSubtype: "SQS-SendMessage",
      CredentialsArn: "arn:aws:iam::1:role/r",
      RequestParameters: { QueueUrl: "https://q", MessageBody: "$request.body" },
    });
    expect(made).toEqual({
      ConnectionType: "INTERNET",
      CredentialsArn: "arn:aws:iam::1:role/r",
      IntegrationId: expect.any(String),
      IntegrationSubtype: "SQS-SendMessage",
      IntegrationType: "AWS_PROXY",
      PayloadFormatVersion: "1.0",
      RequestParameters: { QueueUrl: "https://q", MessageBody: "$request.body" },
      TimeoutInMillis: 30_000,
    });
  });

  const proxy = { IntegrationType: "HTTP_PROXY" as const, IntegrationUri: "https://a.example" };
  const role = "arn:aws:iam::1:role/r";
  const event = {
    IntegrationType: "AWS_PROXY" as const,
    IntegrationSubtype: "EventBridge-PutEvents",
    CredentialsArn: role,
    RequestParameters: { Detail: "$request.body", DetailType: "t", Source: "s" },
  };
  const service = { IntegrationType: "AWS_PROXY" as const, IntegrationSubtype: "EventBridge-PutEvents" };
  it.each<[string, Members, string]>([
    [
      "type AWS",
      { IntegrationType: "AWS", IntegrationUri: INVOCATION },
      "Currently, an API with a protocol type of HTTP may only be associated with proxy integrations (AWS_PROXY, HTTP_PROXY)",
    ],
    ["a missing URI", { IntegrationType: "HTTP_PROXY" }, "Invalid HTTP endpoint specified for URI"],
    ["a URI of another scheme", { ...proxy, IntegrationUri: "ftp://a" }, "Invalid HTTP endpoint specified for URI"],
    ["a function that is none", { ...proxy, IntegrationType: "AWS_PROXY" }, "Invalid ARN specified in the request"],
    [
      "an unknown method",
      { ...proxy, IntegrationMethod: "FLY" },
      "Invalid HttpMethod specified. Valid options are GET,PUT,POST,DELETE,PATCH,OPTIONS,HEAD,ANY",
    ],
    [
      "payload format 2.0 over HTTP",
      { ...proxy, PayloadFormatVersion: "2.0" },
      "PayloadFormatVersion 2.0 is not supported for integration of type HTTP_PROXY",
    ],
    [
      "an unknown payload format",
      { IntegrationType: "AWS_PROXY", IntegrationUri: FUNCTION, PayloadFormatVersion: "3.0" },
      "Unsupported PayloadFormatVersion: 3.0",
    ],
    [
      "a VPC link without id",
      { ...proxy, ConnectionType: "VPC_LINK" },
      "ConnectionId must be set to vpcLinkId for ConnectionType VPC_LINK",
    ],
    [
      "a VPC link to something else",
      { ...proxy, ConnectionType: "VPC_LINK", ConnectionId: "x", IntegrationUri: "arn:aws:s3:::b" },
      "For VpcLink VPC_LINK, integration uri should be a valid ELB listener ARN or a valid Cloud Map service ARN.",
    ],
    [
      "an unknown service",
      { ...service, IntegrationSubtype: "S3-PutObject" },
      "Operation: S3-PutObject is not supported.",
    ],
    [
      "a service without role",
      { ...service, RequestParameters: { Detail: "a", DetailType: "b", Source: "c" } },
      "Role ARN must be specified for AWS integration configuration with Subtype: EventBridge-PutEvents",
    ],
    [
      "a service without its parameters",
      { ...service, CredentialsArn: "arn:aws:iam::1:role/r", RequestParameters: { Detail: "a" } },
      "Operation: EventBridge-PutEvents requires enabling passthrough, or defining all of the following parameters in the parameter mapping: [Detail, DetailType, Source]",
    ],
    [
      "a parameter that the service's action does not have",
      { ...event, RequestParameters: { ...event.RequestParameters, Colour: "red" } },
      selection("Invalid destination: Colour specified for source: red"),
    ],
    [
      "a selection that is none",
      { ...event, RequestParameters: { ...event.RequestParameters, Source: "$request.bodies" } },
      selection("Invalid source: $request.bodies specified for destination: Source"),
    ],
    [
      "a selection that is none in a list",
      { ...event, RequestParameters: { ...event.RequestParameters, Resources: '["${req.path.a}"]' } },
      selection('Invalid source: ["${req.path.a}"] specified for destination: Resources'),
    ],
    [
      "payload format 2.0 of a service",
      { ...event, PayloadFormatVersion: "2.0" },
      "Operation: EventBridge-PutEvents is not supported.",
    ],
    [
      "an unknown action of a request parameter",
      { ...proxy, RequestParameters: { "badaction:header.x": "1" } },
      mapping("Invalid Request Actioned Parameter destination specified: badaction:header.x"),
    ],
    [
      "a reserved header",
      { ...proxy, RequestParameters: { "append:header.X-Amz-Foo": "1" } },
      mapping("Operations on header x-amz-foo are restricted"),
    ],
    [
      "an unknown source",
      { ...proxy, RequestParameters: { "append:header.x": "$req.header.y" } },
      mapping("Invalid mapping expression specified: $req.header.y"),
    ],
    [
      "an unknown action of a response parameter",
      { ...proxy, ResponseParameters: { "200": { "badaction:header.x": "1" } } },
      mapping("Invalid Response Actioned Parameter destination specified: badaction:header.x"),
    ],
    [
      "a status code that is none",
      { ...proxy, ResponseParameters: { "199": { "append:header.x": "1" } } },
      mapping("Status Code 199 is not valid."),
    ],
    [
      "request templates",
      { ...proxy, RequestTemplates: { "application/json": "{}" } },
      "RequestTemplates is supported only for APIs with a protocol type of WEBSOCKET",
    ],
  ])("refuses %s", async (_what, members, message) => {
    expect(await refusal(create(members))).toEqual(["BadRequestException", message]);
  });

  it("lists every bad mapping at once", async () => {
    const RequestParameters = { "x:header.a": "1", "append:header.Via": "1", "overwrite:path": "$request.path" };
    expect((await refusal(create({ ...proxy, RequestParameters })))[1]).toBe(
      mapping(
        "Invalid Request Actioned Parameter destination specified: x:header.a, Operations on header via are restricted",
      ),
    );
  });

  it("takes every source of the developer guide", async () => {
    const RequestParameters = {
      "append:header.a": "$request.header.b",
      "overwrite:querystring.c": "$request.querystring.d",
      "append:header.e": "$request.path.id",
      "append:header.f": "$request.body.user.name",
      "append:header.g": "$request.body",
      "append:header.h": "$context.requestId",
      "append:header.i": "$stageVariables.stage",
      "append:header.j": "${request.header.k}-static-${context.accountId}",
      "append:header.l": "just text",
      "remove:querystring.m": "''",
      "overwrite:path": "/v2/${request.path.id}",
    };
    expect((await create({ ...proxy, RequestParameters })).RequestParameters).toEqual(RequestParameters);
  });
});

describe("a private integration", () => {
  it("names a VPC link that exists", async () => {
    const { VpcLinkId = "" } = await v2.CreateVpcLink(call, { Name: "v", SubnetIds: ["subnet-1"] });
    const IntegrationUri = "arn:aws:elasticloadbalancing:us-east-1:1:listener/app/x/1/2";
    const members = { IntegrationType: "HTTP_PROXY" as const, IntegrationUri, ConnectionType: "VPC_LINK" as const };
    const TlsConfig = { ServerNameToVerify: "a.example" };
    expect(await create({ ...members, ConnectionId: VpcLinkId, TlsConfig })).toMatchObject({
      ConnectionId: VpcLinkId,
      ConnectionType: "VPC_LINK",
      TlsConfig,
    });
    expect(await refusal(create({ ...members, ConnectionId: "nosuch" }))).toEqual([
      "NotFoundException",
      "Invalid Vpc Link identifier specified",
    ]);
  });
});

describe("UpdateIntegration", () => {
  it("merges request parameters (empty removes) and response parameters by status (empty removes)", async () => {
    const ApiId = await newApi(call);
    const { IntegrationId = "" } = await v2.CreateIntegration(call, {
      ApiId,
      IntegrationType: "HTTP_PROXY",
      IntegrationUri: "https://a.example",
      Description: "d",
      RequestParameters: { "append:header.a": "1", "append:header.b": "2" },
      ResponseParameters: { "200": { "append:header.a": "1" }, "404": { "overwrite:statuscode": "200" } },
    });
    const updated = await v2.UpdateIntegration(call, {
      ApiId,
      IntegrationId,
      Description: "",
      RequestParameters: { "append:header.a": "", "append:header.c": "3" },
      ResponseParameters: { "200": {}, "500": { "remove:header.x": "''" } },
    });
    expect(updated).toEqual({
      ConnectionType: "INTERNET",
      IntegrationId,
      IntegrationMethod: "ANY",
      IntegrationType: "HTTP_PROXY",
      IntegrationUri: "https://a.example",
      PayloadFormatVersion: "1.0",
      RequestParameters: { "append:header.b": "2", "append:header.c": "3" },
      ResponseParameters: { "404": { "overwrite:statuscode": "200" }, "500": { "remove:header.x": "''" } },
      TimeoutInMillis: 30_000,
    });
    const RequestParameters = { "append:header.b": "", "append:header.c": "" };
    expect(await v2.UpdateIntegration(call, { ApiId, IntegrationId, RequestParameters })).not.toHaveProperty(
      "RequestParameters",
    );
  });
});

describe("UpdateIntegration of a service", () => {
  const QueueUrl = "https://q";
  async function created() {
    const ApiId = await newApi(call);
    const { IntegrationId = "" } = await v2.CreateIntegration(call, {
      ApiId,
      IntegrationType: "AWS_PROXY",
      IntegrationSubtype: "SQS-SendMessage",
      CredentialsArn: "arn:aws:iam::1:role/r",
      RequestParameters: { QueueUrl, MessageBody: "m", MessageGroupId: "g" },
    });
    return { ApiId, IntegrationId };
  }

  it("merges its parameters; those that are required stay", async () => {
    const ids = await created();
    const RequestParameters = { MessageBody: "$request.body", MessageGroupId: "", DelaySeconds: "5" };
    expect(await v2.UpdateIntegration(call, { ...ids, RequestParameters })).toMatchObject({
      IntegrationSubtype: "SQS-SendMessage",
      RequestParameters: { QueueUrl, MessageBody: "$request.body", DelaySeconds: "5" },
    });
    const without = v2.UpdateIntegration(call, { ...ids, RequestParameters: { QueueUrl: "" } });
    expect((await refusal(without))[1]).toContain("[QueueUrl, MessageBody]");
  });

  it("keeps the subtype", async () => {
    const ids = await created();
    const same = { ...ids, IntegrationSubtype: "SQS-SendMessage" };
    expect(await v2.UpdateIntegration(call, same)).toMatchObject({ IntegrationSubtype: "SQS-SendMessage" });
    for (const IntegrationSubtype of ["SQS-PurgeQueue", ""]) {
      expect(await refusal(v2.UpdateIntegration(call, { ...ids, IntegrationSubtype }))).toEqual([
        "BadRequestException",
        "The IntegrationSubtype of an integration cannot be changed",
      ]);
    }
  });
});

describe("DeleteIntegration", () => {
  it("is refused while routes use it, and names them", async () => {
    const ApiId = await newApi(call);
    const Target = await newTarget(call, ApiId);
    const IntegrationId = Target.slice("integrations/".length);
    const routes = [
      await v2.CreateRoute(call, { ApiId, RouteKey: "GET /a", Target }),
      await v2.CreateRoute(call, { ApiId, RouteKey: "GET /b", Target }),
    ].map(({ RouteId = "" }) => RouteId);
    expect(await refusal(v2.DeleteIntegration(call, { ApiId, IntegrationId }))).toEqual([
      "ConflictException",
      `Cannot delete Integration because it is referenced by the following Routes with Ids: [${routes.sort().join(", ")}]`,
    ]);
    for (const RouteId of routes) await v2.DeleteRoute(call, { ApiId, RouteId });
    await v2.DeleteIntegration(call, { ApiId, IntegrationId });
    expect((await v2.GetIntegrations(call, { ApiId })).Items).toEqual([]);
  });
});

describe("integrations of a WebSocket API", () => {
  it.each<[Members, object]>([
    [{ IntegrationType: "MOCK" }, { IntegrationResponseSelectionExpression: "${integration.response.statuscode}" }],
    [
      { IntegrationType: "AWS", IntegrationUri: INVOCATION },
      {
        IntegrationMethod: "POST",
        IntegrationResponseSelectionExpression: "${integration.response.body.errorMessage}",
      },
    ],
    [{ IntegrationType: "AWS_PROXY", IntegrationUri: INVOCATION }, { IntegrationMethod: "POST" }],
    [
      { IntegrationType: "HTTP", IntegrationUri: "http://a.example", IntegrationMethod: "GET" },
      { IntegrationMethod: "GET", IntegrationResponseSelectionExpression: "${integration.response.statuscode}" },
    ],
  ])("of type %o have AWS's defaults", async (members, defaults) => {
    expect(await create(members, "WEBSOCKET")).toEqual({
      ConnectionType: "INTERNET",
      IntegrationId: expect.any(String),
      PassthroughBehavior: "WHEN_NO_MATCH",
      PayloadFormatVersion: "1.0",
      TimeoutInMillis: 29_000,
      ...members,
      ...defaults,
    });
  });

  it("refuse payload format 2.0 and the members of HTTP APIs", async () => {
    const members = { IntegrationType: "AWS_PROXY" as const, IntegrationUri: INVOCATION };
    expect((await refusal(create({ ...members, PayloadFormatVersion: "2.0" }, "WEBSOCKET")))[1]).toBe(
      "Unsupported PayloadFormatVersion: 2.0",
    );
    const TlsConfig = { ServerNameToVerify: "a" };
    expect((await refusal(create({ ...members, TlsConfig }, "WEBSOCKET")))[1]).toMatch(/^TlsConfig is supported only/);
  });

  it("have integration responses, which HTTP APIs do not have", async () => {
    const ApiId = await newApi(call, "WEBSOCKET");
    const { IntegrationId = "" } = await v2.CreateIntegration(call, { ApiId, IntegrationType: "MOCK" });
    const made = await v2.CreateIntegrationResponse(call, {
      ApiId,
      IntegrationId,
      IntegrationResponseKey: "/200/",
      ResponseTemplates: { "application/json": "{}" },
    });
    const IntegrationResponseId = made.IntegrationResponseId ?? "";
    expect(made).toEqual({
      IntegrationResponseId,
      IntegrationResponseKey: "/200/",
      ResponseTemplates: { "application/json": "{}" },
    });
    const TemplateSelectionExpression = "$request.body.a";
    const ids = { ApiId, IntegrationId, IntegrationResponseId };
    expect(await v2.UpdateIntegrationResponse(call, { ...ids, TemplateSelectionExpression })).toEqual({
      ...made,
      TemplateSelectionExpression,
    });
    const other = { ApiId, IntegrationId, IntegrationResponseKey: "200" };
    expect((await refusal(v2.CreateIntegrationResponse(call, other)))[0]).toBe("BadRequestException");
    await v2.DeleteIntegrationResponse(call, ids);
    expect((await v2.GetIntegrationResponses(call, { ApiId, IntegrationId })).Items).toEqual([]);
    const http = await newApi(call);
    expect(
      (await refusal(v2.CreateIntegrationResponse(call, { ...other, ApiId: http, IntegrationResponseKey: "/1/" })))[1],
    ).toMatch(/^IntegrationResponses are currently not supported for this API protocol type\./);
  });
});
