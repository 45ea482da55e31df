import { describe, expect, it } from "vitest";
import { load as parse } from "js-yaml";
import { testDb } from "../../support/store.ts";
import { v2, v2Call } from "../../support/v2-call.ts";
import { functionUri } from "../../support/function-uri.ts";

const FUNCTION = functionUri("arn:aws:lambda:us-east-1:000000000000:function:f");

const document = {
  openapi: "3.0.1",
  info: { title: "orders", version: "2" },
  tags: [{ name: "team", "x-amazon-apigateway-tag-value": "blue" }],
  paths: {
    "/$default": {
      "x-amazon-apigateway-any-method": {
        "x-amazon-apigateway-integration": { $ref: "#/components/x-amazon-apigateway-integrations/shared" },
      },
    },
    "/orders/{id}": {
      get: {
        operationId: "GetOrder",
        security: [{ tokens: ["orders.read"] }],
        "x-amazon-apigateway-integration": { $ref: "#/components/x-amazon-apigateway-integrations/shared" },
      },
      put: {
        security: [{ checks: [] }],
        "x-amazon-apigateway-integration": {
          type: "HTTP_PROXY",
          httpMethod: "PUT",
          uri: "https://backend.example.com/{id}",
          payloadFormatVersion: 1.0,
          timeoutInMillis: 12_000,
          requestParameters: { "append:header.x": "$context.requestId" },
          responseParameters: { "200": { "overwrite:statuscode": "204" } },
        },
      },
      post: {
        "x-amazon-apigateway-integration": {
          type: "aws_proxy",
          integrationSubtype: "SQS-SendMessage",
          credentials: "arn:aws:iam::000000000000:role/sqs",
          connectionType: "INTERNET",
          payloadFormatVersion: "1.0",
          requestParameters: {
            QueueUrl: "https://sqs.us-east-1.amazonaws.com/1/q",
            MessageBody: "$request.body.message",
          },
        },
      },
    },
  },
  components: {
    securitySchemes: {
      tokens: {
        type: "oauth2",
        "x-amazon-apigateway-authorizer": {
          type: "jwt",
          identitySource: "$request.header.Authorization",
          jwtConfiguration: { issuer: "https://issuer.example.com", audience: ["orders"] },
        },
      },
      checks: {
        type: "apiKey",
        name: "Authorization",
        in: "header",
        "x-amazon-apigateway-authorizer": {
          type: "request",
          authorizerUri: FUNCTION,
          authorizerPayloadFormatVersion: "2.0",
          enableSimpleResponses: true,
          identitySource: "$request.header.Authorization",
          authorizerResultTtlInSeconds: 60,
        },
      },
    },
    "x-amazon-apigateway-integrations": {
      shared: { type: "aws_proxy", httpMethod: "POST", uri: FUNCTION, payloadFormatVersion: "2.0" },
    },
  },
  "x-amazon-apigateway-cors": { allowOrigins: ["https://shop.example.com"], allowMethods: ["GET"], maxAge: 60 },
  "x-amazon-apigateway-importexport-version": "1.0",
};

/** An API without what differs between two imports of one document: ids and dates. */
async function contentOf(call: ReturnType<typeof v2Call>, ApiId: string): Promise<unknown> {
  const { Name, Version, Tags, CorsConfiguration } = await v2.GetApi(call, { ApiId });
  const integrations = (await v2.GetIntegrations(call, { ApiId })).Items ?? [];
  const authorizers = (await v2.GetAuthorizers(call, { ApiId })).Items ?? [];
  const routes = (await v2.GetRoutes(call, { ApiId })).Items ?? [];
  const integrationOf = (target = ""): unknown => {
    const found = integrations.find(({ IntegrationId }) => target === `integrations/${IntegrationId}`);
    return { ...found, IntegrationId: undefined };
  };
  return {
    api: { Name, Version, Tags, CorsConfiguration },
    authorizers: authorizers
      .map((authorizer) => ({ ...authorizer, AuthorizerId: undefined }))
      .toSorted((a, b) => ((a.Name ?? "") < (b.Name ?? "") ? -1 : 1)),
    routes: routes
      .map(({ RouteId: _id, Target, AuthorizerId, ...route }) => ({
        ...route,
        integration: integrationOf(Target),
        authorizer: authorizers.find((authorizer) => authorizer.AuthorizerId === AuthorizerId)?.Name,
      }))
      .toSorted((a, b) => ((a.RouteKey ?? "") < (b.RouteKey ?? "") ? -1 : 1)),
  };
}

const text = (body: Uint8Array | undefined): string => new TextDecoder().decode(body);

describe("a document becomes an HTTP API", () => {
  it("with its routes, shared integrations, authorizers, CORS and tags", async () => {
    const call = v2Call(testDb);
    const api = await v2.ImportApi(call, { Body: JSON.stringify(document) });
    expect(api).toMatchObject({ Name: "orders", Version: "2", ProtocolType: "HTTP", Tags: { team: "blue" } });
    expect((await v2.GetIntegrations(call, { ApiId: api.ApiId ?? "" })).Items).toHaveLength(3);
    expect(await contentOf(call, api.ApiId ?? "")).toMatchObject({
      api: { CorsConfiguration: { AllowOrigins: ["https://shop.example.com"], MaxAge: 60 } },
      routes: [
        { RouteKey: "$default", AuthorizationType: "NONE", integration: { IntegrationType: "AWS_PROXY" } },
        {
          RouteKey: "GET /orders/{id}",
          OperationName: "GetOrder",
          AuthorizationType: "JWT",
          AuthorizationScopes: ["orders.read"],
          authorizer: "tokens",
        },
        {
          RouteKey: "POST /orders/{id}",
          integration: {
            IntegrationSubtype: "SQS-SendMessage",
            CredentialsArn: "arn:aws:iam::000000000000:role/sqs",
            RequestParameters: { MessageBody: "$request.body.message" },
          },
        },
        {
          RouteKey: "PUT /orders/{id}",
          AuthorizationType: "CUSTOM",
          authorizer: "checks",
          integration: {
            PayloadFormatVersion: "1.0",
            TimeoutInMillis: 12_000,
            RequestParameters: { "append:header.x": "$context.requestId" },
            ResponseParameters: { "200": { "overwrite:statuscode": "204" } },
          },
        },
      ],
    });
  });

  it.each(["JSON", "YAML"] as const)(
    "and is the same API when it is exported and imported again (%s)",
    async (OutputType) => {
      const call = v2Call(testDb);
      const first = (await v2.ImportApi(call, { Body: JSON.stringify(document) })).ApiId ?? "";
      const { body } = await v2.ExportApi(call, { ApiId: first, Specification: "OAS30", OutputType });
      const second = (await v2.ImportApi(call, { Body: text(body) })).ApiId ?? "";
      expect(await contentOf(call, second)).toEqual(await contentOf(call, first));
    },
  );

  it("of which an export without extensions tells no backend", async () => {
    const call = v2Call(testDb);
    const ApiId = (await v2.ImportApi(call, { Body: JSON.stringify(document) })).ApiId ?? "";
    const { body } = await v2.ExportApi(call, {
      ApiId,
      Specification: "OAS30",
      OutputType: "YAML",
      IncludeExtensions: false,
    });
    expect(text(body)).not.toContain("x-amazon-apigateway-integration");
    expect(parse(text(body))).toMatchObject({ info: { title: "orders" }, paths: { "/orders/{id}": { get: {} } } });
  });

  it("and a stage's export is what the stage serves", async () => {
    const call = v2Call(testDb);
    const ApiId = (await v2.ImportApi(call, { Body: JSON.stringify(document) })).ApiId ?? "";
    const { DeploymentId } = await v2.CreateDeployment(call, { ApiId });
    await v2.CreateStage(call, { ApiId, StageName: "prod", ...(DeploymentId && { DeploymentId }) });
    await v2.CreateRoute(call, { ApiId, RouteKey: "GET /later" });
    const exported = async (StageName?: string): Promise<string> =>
      text(
        (
          await v2.ExportApi(call, {
            ApiId,
            Specification: "OAS30",
            OutputType: "JSON",
            ...(StageName && { StageName }),
          })
        ).body,
      );
    expect(await exported("prod")).not.toContain("/later");
    expect(await exported()).toContain("/later");
  });
});

/** A document of one route. */
const routed = (operation: object, more: object = {}): string =>
  JSON.stringify({
    openapi: "3.0.1",
    info: { title: "t", version: "1" },
    paths: { "/a": { get: operation } },
    ...more,
  });
const backend = {
  type: "http_proxy",
  httpMethod: "GET",
  uri: "https://backend.example.com",
  payloadFormatVersion: "1.0",
};
const integrated = (more: object = {}, integration: object = {}): object => ({
  "x-amazon-apigateway-integration": { ...backend, ...integration },
  ...more,
});

describe("what a document says that an HTTP API cannot have", () => {
  it("of integrations: the route is made without, and AWS's warning tells why", async () => {
    const call = v2Call(testDb);
    const Body = routed(integrated({}, { payloadFormatVersion: "3.0" }));
    const { ApiId = "", Warnings } = await v2.ImportApi(call, { Body });
    expect(Warnings).toEqual([
      "Unable to create integration for resource at path 'GET /a': PayloadFormatVersion 3.0 is not supported for integration of type HTTP_PROXY. Ignoring.",
    ]);
    const [route] = (await v2.GetRoutes(call, { ApiId })).Items ?? [];
    expect([route?.RouteKey, route?.Target]).toEqual(["GET /a", undefined]);
    const refused = v2.ImportApi(call, { Body, FailOnWarnings: true });
    await expect(refused).rejects.toThrow("Warnings found during import:\n\tUnable to create integration for");
    expect((await v2.GetApis(call, {})).Items?.filter(({ Name }) => Name === "t")).toHaveLength(1);
  });

  it("of authorizers: neither they nor the routes that they guard are made", async () => {
    const call = v2Call(testDb);
    const schemes = (authorizer: object) => ({
      components: {
        securitySchemes: { guard: { type: "oauth2", "x-amazon-apigateway-authorizer": authorizer } },
      },
    });
    const Body = routed(integrated({ security: [{ guard: [] }] }), schemes({ type: "token", authorizerUri: FUNCTION }));
    const { ApiId = "", Warnings } = await v2.ImportApi(call, { Body });
    expect(Warnings).toEqual([
      "Unable to create Authorizer 'guard': Invalid authorizer type TOKEN: an HTTP API takes JWT and REQUEST",
      "Unable to create route for resource at path 'GET /a': there is no authorizer 'guard'. Ignoring.",
    ]);
    expect((await v2.GetRoutes(call, { ApiId })).Items).toEqual([]);
    expect((await v2.GetAuthorizers(call, { ApiId })).Items).toEqual([]);
  });

  it("of security: more than one authorizer of an operation is an error", async () => {
    const call = v2Call(testDb);
    const jwt = { type: "jwt", jwtConfiguration: { issuer: "https://issuer.example.com", audience: ["a"] } };
    const scheme = { type: "oauth2", "x-amazon-apigateway-authorizer": jwt };
    const components = { securitySchemes: { one: scheme, other: scheme } };
    for (const security of [[{ one: [] }, { other: [] }], [{ one: [], other: [] }]]) {
      const Body = routed(integrated({ security }), { components });
      await expect(v2.ImportApi(call, { Body })).rejects.toThrow(
        "Invalid OpenAPI input. #/paths/~1a/get/security: an operation can have only one of IAM authorization, a Lambda and a JWT authorizer",
      );
    }
  });

  it("of requests and responses: it is told what is ignored, and is no warning", async () => {
    const body = { content: { "application/json": { schema: { $ref: "#/components/schemas/Pet" } } } };
    const operation = integrated({ parameters: [], requestBody: body, responses: { "200": { description: "ok" } } });
    const components = { schemas: { Pet: { type: "object" } } };
    const api = await v2.ImportApi(v2Call(testDb), { Body: routed(operation, { components }), FailOnWarnings: true });
    expect(api.ImportInfo).toEqual([
      "components: key [schemas] will be ignored by API Gateway",
      "paths./a.get: key [parameters] will be ignored by API Gateway",
      "paths./a.get: key [requestBody] will be ignored by API Gateway",
      "paths./a.get: key [responses] will be ignored by API Gateway",
    ]);
  });
});

describe("API Gateway's own members of a document", () => {
  it("say which route is the default one", async () => {
    const call = v2Call(testDb);
    const Body = JSON.stringify({
      openapi: "3.0.1",
      info: { title: "t", version: "1" },
      paths: { "/all": { "x-amazon-apigateway-any-method": { isDefaultRoute: true, ...integrated() } } },
    });
    const { ApiId = "" } = await v2.ImportApi(call, { Body });
    expect((await v2.GetRoutes(call, { ApiId })).Items).toMatchObject([{ RouteKey: "$default" }]);
    const { body } = await v2.ExportApi(call, { ApiId, Specification: "OAS30", OutputType: "JSON" });
    expect(JSON.parse(text(body))).toMatchObject({
      paths: { "/$default": { "x-amazon-apigateway-any-method": { isDefaultRoute: true } } },
    });
  });

  it("set the endpoint, with the server or by themselves", async () => {
    const call = v2Call(testDb);
    const endpoint = {
      "x-amazon-apigateway-endpoint-configuration": { disableExecuteApiEndpoint: true, ipAddressType: "dualstack" },
    };
    for (const more of [endpoint, { servers: [{ url: "https://a.example.com", ...endpoint }] }]) {
      const api = await v2.ImportApi(call, { Body: routed(integrated(), more) });
      expect(api).toMatchObject({ DisableExecuteApiEndpoint: true, IpAddressType: "dualstack" });
      const exporting = { ApiId: api.ApiId ?? "", Specification: "OAS30", OutputType: "JSON" };
      expect(JSON.parse(text((await v2.ExportApi(call, exporting)).body))).toMatchObject({ servers: [endpoint] });
    }
  });

  it("keep integrations that no route leads to", async () => {
    const call = v2Call(testDb);
    const components = { "x-amazon-apigateway-integrations": { spare: { ...backend, description: "spare" } } };
    const { ApiId = "" } = await v2.ImportApi(call, { Body: routed(integrated(), { components }) });
    const { body } = await v2.ExportApi(call, { ApiId, Specification: "OAS30", OutputType: "JSON" });
    const again = (await v2.ImportApi(call, { Body: text(body) })).ApiId ?? "";
    for (const id of [ApiId, again]) {
      const all = (await v2.GetIntegrations(call, { ApiId: id })).Items ?? [];
      expect(all.map(({ Description }) => Description).toSorted()).toEqual(["spare", undefined]);
    }
  });

  it("set tags, those without a value with an empty one", async () => {
    const tags = [{ name: "Owner", "x-amazon-apigateway-tag-value": "Admin" }, { name: "Prod" }];
    const api = await v2.ImportApi(v2Call(testDb), { Body: routed(integrated(), { tags }) });
    expect(api.Tags).toEqual({ Owner: "Admin", Prod: "" });
  });
});

describe("ReimportApi", () => {
  it("replaces all routes; those whose key stays keep their ids", async () => {
    const call = v2Call(testDb);
    const ApiId = (await v2.ImportApi(call, { Body: JSON.stringify(document) })).ApiId ?? "";
    const idOf = async (key: string): Promise<unknown> =>
      (await v2.GetRoutes(call, { ApiId })).Items?.find(({ RouteKey }) => RouteKey === key)?.RouteId;
    const before = await idOf("GET /orders/{id}");
    const { "/$default": _gone, ...paths } = document.paths;
    await v2.ReimportApi(call, {
      ApiId,
      Body: JSON.stringify({ ...document, paths, info: { title: "new", version: "3" } }),
    });
    expect(await v2.GetApi(call, { ApiId })).toMatchObject({ Name: "new", Version: "3" });
    expect(await idOf("GET /orders/{id}")).toBe(before);
    expect(await idOf("$default")).toBeUndefined();
    expect((await v2.GetAuthorizers(call, { ApiId })).Items).toHaveLength(2);
  });

  it("replaces all tags by those of the document, and leaves them where it has none (recorded in AWS)", async () => {
    const call = v2Call(testDb);
    const { ApiId = "" } = await v2.CreateApi(call, { Name: "t", ProtocolType: "HTTP", Tags: { a: "1", b: "2" } });
    await v2.ReimportApi(call, { ApiId, Body: routed(integrated()) });
    expect((await v2.GetApi(call, { ApiId })).Tags).toEqual({ a: "1", b: "2" });
    const tags = [{ name: "a", "x-amazon-apigateway-tag-value": "3" }];
    await v2.ReimportApi(call, { ApiId, Body: routed(integrated(), { tags }) });
    expect((await v2.GetApi(call, { ApiId })).Tags).toEqual({ a: "3" });
  });

  it("takes the version as YAML writes it, a number too (recorded in AWS)", async () => {
    const Body = "openapi: 3.0.1\ninfo:\n  title: t\n  version: 2.0\npaths: {}\n";
    expect(await v2.ImportApi(v2Call(testDb), { Body })).toMatchObject({ Version: "2.0" });
  });

  it("warns of a route without integration, and refuses it on demand", async () => {
    const call = v2Call(testDb);
    const Body = JSON.stringify({ openapi: "3.0.1", info: { title: "t", version: "1" }, paths: { "/a": { get: {} } } });
    const warning = "Route 'GET /a' has no integration: x-amazon-apigateway-integration is missing";
    expect((await v2.ImportApi(call, { Body })).Warnings).toEqual([warning]);
    await expect(v2.ImportApi(call, { Body, FailOnWarnings: true })).rejects.toThrow(
      `Warnings found during import:\n\t${warning}`,
    );
  });
});
