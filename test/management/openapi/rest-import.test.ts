import { describe, expect, it } from "vitest";
import { countingDb } from "../../support/counting-db.ts";
import { restClient } from "../../support/rest-call.ts";
import { FUNCTION, type Send, document, imported, methodsOf, mock, operation } from "../../support/rest-document.ts";
import { testDb } from "../../support/store.ts";
import { v2Call } from "../../support/v2-call.ts";

// Rules of ImportRestApi, PutRestApi and GetExport as recorded from AWS (facts of localstack's snapshots of AWS).

async function pathsOf(send: Send, restApiId: unknown): Promise<Record<string, string>> {
  const { body } = await send("GetResources", { restApiId, limit: 500 });
  return Object.fromEntries((body["item"] as { path: string; id: string }[]).map(({ path, id }) => [path, id]));
}

describe("a document becomes a REST API", () => {
  it("named by its title, without the models that new APIs have", async () => {
    const send = restClient();
    const { status, body } = await imported(send, document({ "/a": { get: operation() } }));
    expect(status).toBe(201);
    expect(body).toMatchObject({ name: "pets", version: "1", apiKeySource: "HEADER" });
    expect((await send("GetModels", { restApiId: body["id"] })).body["item"] ?? []).toEqual([]);
  });

  it("with path parameters as required ones, declared or not", async () => {
    const send = restClient();
    const { body } = await imported(send, document({ "/a/{id}/{rest+}": { get: operation() } }));
    expect((await methodsOf(send, body["id"]))["GET /a/{id}/{rest+}"]).toMatchObject({
      requestParameters: { "method.request.path.id": true, "method.request.path.rest": true },
    });
  });

  it("whose models refer to each other by their address, circular ones too", async () => {
    const send = restClient();
    const schemas = {
      House: {
        type: "object",
        properties: { people: { type: "array", items: { $ref: "#/components/schemas/Person" } } },
      },
      Person: { type: "object", properties: { house: { $ref: "#/components/schemas/House" } } },
    };
    const { body } = await imported(send, document({ "/a": { get: operation() } }, { components: { schemas } }));
    const model = (await send("GetModel", { restApiId: body["id"], modelName: "House" })).body;
    expect(JSON.parse(String(model["schema"]))).toMatchObject({
      properties: {
        people: { items: { $ref: `https://apigateway.amazonaws.com/restapis/${body["id"]}/models/Person` } },
      },
    });
  });

  it("with the authorizers of its security schemes, used or not, and api keys where they are asked for", async () => {
    const send = restClient();
    const scheme = (type: string) => ({
      type: "apiKey",
      name: "Auth",
      in: "header",
      "x-amazon-apigateway-authtype": "custom",
      "x-amazon-apigateway-authorizer": { type, authorizerUri: FUNCTION },
    });
    const securitySchemes = {
      used: scheme("token"),
      unused: scheme("token"),
      key: { type: "apiKey", name: "x-api-key", in: "header" },
      signed: { type: "apiKey", name: "Authorization", in: "header", "x-amazon-apigateway-authtype": "awsSigv4" },
    };
    const { body } = await imported(
      send,
      document(
        {
          "/a": {
            get: operation(),
            post: operation({ security: [{ key: [] }] }),
            put: operation({ security: [{ signed: [] }] }),
          },
        },
        { components: { securitySchemes }, security: [{ used: [] }] },
      ),
    );
    const authorizers = (await send("GetAuthorizers", { restApiId: body["id"] })).body["item"] as Record<
      string,
      unknown
    >[];
    expect(authorizers.map(({ name }) => name).sort()).toEqual(["unused", "used"]);
    expect(authorizers[0]).toMatchObject({
      type: "TOKEN",
      identitySource: "method.request.header.Auth",
      authType: "custom",
    });
    expect(await methodsOf(send, body["id"])).toMatchObject({
      "GET /a": { authorizationType: "CUSTOM", apiKeyRequired: false },
      "POST /a": { authorizationType: "NONE", apiKeyRequired: true },
      "PUT /a": { authorizationType: "AWS_IAM" },
    });
  });

  it("whose authorizers' names are taken", async () => {
    const send = restClient();
    const authorizer = { type: "request", authorizerUri: FUNCTION, authorizerResultTtlInSeconds: 0 };
    const scheme = { type: "apiKey", name: "Unused", in: "header", "x-amazon-apigateway-authorizer": authorizer };
    const text = document({ "/a": { get: operation() } }, { components: { securitySchemes: { guard: scheme } } });
    const restApiId = (await imported(send, text)).body["id"];
    const again = {
      restApiId,
      name: "guard",
      type: "REQUEST",
      authorizerUri: FUNCTION,
      authorizerResultTtlInSeconds: 0,
    };
    expect(await send("CreateAuthorizer", again)).toMatchObject({
      status: 400,
      body: { message: "Authorizer name must be unique. Authorizer guard already exists in this RestApi." },
    });
  });

  it("with the document's request validator on every method, an operation's own over it", async () => {
    const send = restClient();
    const { body } = await imported(
      send,
      document(
        { "/a": { get: operation(), put: operation({ "x-amazon-apigateway-request-validator": "none" }) } },
        {
          "x-amazon-apigateway-request-validator": "all",
          "x-amazon-apigateway-request-validators": {
            all: { validateRequestBody: true, validateRequestParameters: true },
            none: { validateRequestBody: false, validateRequestParameters: false },
          },
        },
      ),
    );
    const validators = (await send("GetRequestValidators", { restApiId: body["id"] })).body["item"] as {
      id: string;
      name: string;
    }[];
    const id = (wanted: string): unknown => validators.find(({ name }) => name === wanted)?.id;
    expect(await methodsOf(send, body["id"])).toMatchObject({
      "GET /a": { requestValidatorId: id("all") },
      "PUT /a": { requestValidatorId: id("none") },
    });
  });

  it("from YAML, where status codes are numbers", async () => {
    const send = restClient();
    const yaml = [
      "openapi: 3.0.1",
      "info: { title: y, version: '2.0' }",
      "paths:",
      "  /t:",
      "    get:",
      "      responses: { 200: { description: ok } }",
      "      x-amazon-apigateway-integration: { type: mock, responses: { default: { statusCode: 200 } } }",
    ].join("\n");
    const { body } = await imported(send, yaml);
    expect((await methodsOf(send, body["id"]))["GET /t"]).toMatchObject({
      methodResponses: { "200": { statusCode: "200" } },
      methodIntegration: { integrationResponses: { "200": { statusCode: "200" } } },
    });
  });

  it("whose endpoint is set with the first server or by the document, and stays so when it is exported", async () => {
    const send = restClient();
    const endpoint = { "x-amazon-apigateway-endpoint-configuration": { disableExecuteApiEndpoint: true } };
    const security = {
      "x-amazon-apigateway-security-policy": "SecurityPolicy_TLS13_1_3_2025_09",
      "x-amazon-apigateway-endpoint-access-mode": "STRICT",
    };
    for (const more of [endpoint, { servers: [{ url: "https://a.example.com", ...endpoint }] }]) {
      const { body } = await imported(send, document({ "/a": { get: operation() } }, { ...more, ...security }));
      const settings = {
        disableExecuteApiEndpoint: true,
        securityPolicy: "SecurityPolicy_TLS13_1_3_2025_09",
        endpointAccessMode: "STRICT",
      };
      expect(body).toMatchObject(settings);
      await send("CreateDeployment", { restApiId: body["id"], stageName: "s" });
      const stage = { restApiId: body["id"], stageName: "s", parameters: { extensions: "apigateway" } };
      const oas30 = await send("GetExport", { ...stage, exportType: "oas30" });
      expect(oas30.body).toMatchObject({ servers: [endpoint], ...security });
      const swagger = await send("GetExport", { ...stage, exportType: "swagger" });
      expect(swagger.body).toMatchObject({ ...endpoint, ...security });
    }
    const wrong = document({ "/a": { get: operation() } }, { "x-amazon-apigateway-endpoint-access-mode": "OPEN" });
    expect((await imported(send, wrong)).body["message"]).toBe("endpointAccessMode must be either BASIC or STRICT.");
  });

  it("of any method by x-amazon-apigateway-any-method", async () => {
    const send = restClient();
    const { body } = await imported(send, document({ "/a": { "x-amazon-apigateway-any-method": operation() } }));
    expect(Object.keys(await methodsOf(send, body["id"]))).toEqual(["ANY /a"]);
  });
});

describe("what a document says wrongly", () => {
  it.each([
    [
      "no JSON and no YAML",
      "{'key:value}",
      "Invalid OpenAPI input. line 1, column 13: unexpected end of the stream within a single quoted scalar",
    ],
    [
      "JSON with a mistake, with its line",
      '{\n  "openapi": "3.0.1"\n  "paths": {}\n}',
      "Invalid OpenAPI input. line 3, column 3: missed comma between flow collection entries",
    ],
    [
      "no OpenAPI",
      "a: 1",
      "Invalid OpenAPI input. neither swagger: 2.0 nor openapi: 3.0 or 3.1 stands in the document",
    ],
    [
      "a reference out of the document, with its place",
      "openapi: 3.0.1\ninfo: {title: t, version: '1'}\npaths:\n  /a:\n    get:\n      parameters:\n        - $ref: http://example.com/p\n      responses: {}\n",
      "Invalid OpenAPI input. #/paths/~1a/get/parameters/0 (line 7, column 11): the reference http://example.com/p leads out of the document",
    ],
    [
      "parameters of OpenAPI 2.0 that are no list",
      JSON.stringify({
        swagger: "2.0",
        info: { title: "t", version: "1" },
        paths: { "/a": { get: { parameters: {}, responses: {} } } },
      }),
      "Invalid OpenAPI input. #/paths/~1a/get/parameters: a list is expected here",
    ],
    [
      "an integration that is none, in AWS's words and with its place",
      'openapi: 3.0.1\ninfo: {title: t, version: "1"}\npaths:\n  /a:\n    get:\n      x-amazon-apigateway-integration:\n        type: http\n        uri: {Fn::Sub: x}\n',
      "Unable to parse API definition because of a malformed integration at path /a. #/paths/~1a/get/x-amazon-apigateway-integration/uri (line 8, column 14): a text is expected here",
    ],
    [
      "an integration that AWS refuses, every one with its place",
      JSON.stringify(
        document({
          "/a": {
            get: operation({ "x-amazon-apigateway-integration": { type: "http", httpMethod: "GET", uri: "ftp://x" } }),
          },
          "/b": {
            get: operation({ "x-amazon-apigateway-integration": { type: "aws_proxy", httpMethod: "POST", uri: "x" } }),
          },
        }),
      ),
      "Errors found during import:\n\tUnable to put integration on 'GET' for resource at path '/a': Invalid HTTP endpoint specified for URI\n\tUnable to put integration on 'GET' for resource at path '/b': Invalid ARN specified in the request",
    ],
  ])("is refused: %s", async (_what, text, message) => {
    const { status, code, body } = await imported(restClient(), text);
    expect({ status, code, message: body["message"] }).toEqual({ status: 400, code: "BadRequestException", message });
  });

  it.each<[string, object, string]>([
    [
      "a reference that is not percent-encoded",
      document({ "/a": { $ref: "#/paths/100%" } }),
      "Invalid OpenAPI input. #/paths/~1a: the reference #/paths/100% is not percent-encoded as it should be",
    ],
    [
      "a timeout that is no number",
      document({ "/a": { get: operation({ "x-amazon-apigateway-integration": { ...mock, timeoutInMillis: "1s" } }) } }),
      "Unable to parse API definition because of a malformed integration at path /a. #/paths/~1a/get/x-amazon-apigateway-integration/timeoutInMillis: a number is expected here",
    ],
    [
      "an authorizer of a type that only objects have",
      document(
        {},
        {
          components: {
            securitySchemes: { a: { type: "apiKey", "x-amazon-apigateway-authorizer": { type: "constructor" } } },
          },
        },
      ),
      "Invalid OpenAPI input. #/components/securitySchemes/a/x-amazon-apigateway-authorizer/type: constructor is no type of an authorizer",
    ],
    [
      "gateway responses of types that there are not, and with statuses that are none",
      document(
        { "/a": { get: operation() } },
        { "x-amazon-apigateway-gateway-responses": { TEAPOT: {}, THROTTLED: { statusCode: "slow" } } },
      ),
      "Errors found during import:\n\tUnable to put gateway response 'TEAPOT': Invalid gateway response type: TEAPOT\n\tUnable to put gateway response 'THROTTLED': Invalid status code slow: it must match [1-5]\\d\\d",
    ],
    [
      "tags that no resource may have",
      document(
        { "/a": { get: operation() } },
        { tags: [{ name: "aws:team", "x-amazon-apigateway-tag-value": "blue" }] },
      ),
      "Invalid tag key 'aws:team': the prefix aws: is reserved",
    ],
  ])("is refused with %s", async (_what, text, message) => {
    const { status, body } = await imported(restClient(), text);
    expect({ status, message: body["message"] }).toEqual({ status: 400, message });
  });

  it("is a warning for a parameter in a place that only objects have", async () => {
    const parameters = [{ name: "p", in: "constructor" }];
    expect((await imported(restClient(), document({ "/a": { get: operation({ parameters }) } }))).body).toMatchObject({
      warnings: ["Parameter 'p' in 'constructor' of resource '/a' and method 'GET' is not supported and was ignored"],
    });
  });

  it("is a warning where AWS only warns, and a refusal on demand", async () => {
    const text = document({
      "/a": {
        get: operation({
          "x-amazon-apigateway-integration": {
            ...mock,
            requestParameters: { "integration.request.header.nothing": true },
            responses: { default: { statusCode: "200" } },
          },
        }),
      },
    });
    const warning =
      "Invalid format for 'requestParameters'. Expected type string for property 'integration.request.header.nothing' of resource '/a' and method 'GET' but got 'true'";
    expect((await imported(restClient(), text)).body["warnings"]).toEqual([warning]);
    const refused = await imported(restClient(), text, { failOnWarnings: true });
    expect(refused).toMatchObject({ status: 400, body: { message: `Warnings found during import:\n\t${warning}` } });
  });
});

describe("PutRestApi", () => {
  it.each([
    ["ignore", ["/", "/test"]],
    ["prepend", ["/", "/base", "/base/part", "/base/part/test"]],
    ["split", ["/", "/part", "/part/test"]],
  ])("places the paths below the base path: %s", async (basepath, paths) => {
    const send = restClient();
    const api = (await send("CreateRestApi", { name: "x" })).body;
    const servers = [{ url: "https://example.com/{basePath}", variables: { basePath: { default: "/base/part" } } }];
    const body = JSON.stringify(document({ "/test": { get: operation() } }, { servers }));
    await send("PutRestApi", { restApiId: api["id"], mode: "overwrite", parameters: { basepath }, body });
    expect(Object.keys(await pathsOf(send, api["id"])).sort()).toEqual(paths);
  });

  it("overwrites all, and keeps the ids of the API, its root and resources whose path stays", async () => {
    const send = restClient();
    const first = (await imported(send, document({ "/a": { get: operation() }, "/b": { get: operation() } }))).body;
    const before = await pathsOf(send, first["id"]);
    const body = JSON.stringify({
      ...document({ "/a": { put: operation() } }),
      info: { title: "other", version: "2" },
    });
    const put = await send("PutRestApi", { restApiId: first["id"], mode: "overwrite", body });
    expect(put).toMatchObject({ status: 200, body: { id: first["id"], name: "other", version: "2", tags: {} } });
    expect(await pathsOf(send, first["id"])).toEqual({ "/": before["/"], "/a": before["/a"] });
    expect(Object.keys(await methodsOf(send, first["id"]))).toEqual(["PUT /a"]);
  });

  it("merges: what the document does not name stays, binary types come to those that are there", async () => {
    const send = restClient();
    const first = (
      await imported(
        send,
        document({ "/a": { get: operation() } }, { "x-amazon-apigateway-binary-media-types": ["image/heif"] }),
      )
    ).body;
    const body = JSON.stringify(
      document({ "/a": { put: operation() } }, { "x-amazon-apigateway-binary-media-types": ["image/png"] }),
    );
    const put = await send("PutRestApi", { restApiId: first["id"], mode: "merge", body });
    expect(put.body["binaryMediaTypes"]).toEqual(["image/heif", "image/png"]);
    expect(Object.keys(await methodsOf(send, first["id"])).sort()).toEqual(["GET /a", "PUT /a"]);
  });

  it("changes nothing where the document is refused", async () => {
    const send = restClient();
    const first = (await imported(send, document({ "/a": { get: operation() } }))).body;
    const bad = operation({ "x-amazon-apigateway-integration": { type: "http", httpMethod: "GET", uri: "x" } });
    const body = JSON.stringify(document({ "/b": { get: operation() }, "/c": { get: bad } }));
    expect((await send("PutRestApi", { restApiId: first["id"], mode: "overwrite", body })).status).toBe(400);
    expect(Object.keys(await methodsOf(send, first["id"]))).toEqual(["GET /a"]);
  });
});

describe("an import of 10,000 operations", () => {
  it("makes them all in one call, in at most 50 statements of at most 100 parameters and 2 MB per value", async () => {
    const { db, cost } = countingDb(testDb);
    const send = restClient(v2Call(db));
    const paths = Object.fromEntries(
      Array.from({ length: 5_000 }, (_, index) => [
        `/r${index % 100}/s${index}`,
        { get: operation(), put: operation() },
      ]),
    );
    const { status, body } = await imported(send, document(paths));
    expect(status).toBe(201);
    expect(cost.statements).toBeLessThanOrEqual(50);
    expect(cost.parameters).toBeLessThanOrEqual(100);
    expect(cost.largestValue).toBeLessThanOrEqual(2_000_000);
    const { body: page } = await send("GetResources", { restApiId: body["id"], limit: 500 });
    expect(page["item"]).toHaveLength(500);
    expect((await send("CreateDeployment", { restApiId: body["id"], stageName: "s" })).status).toBe(201);
  });
});
