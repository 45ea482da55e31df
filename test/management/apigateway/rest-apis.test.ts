import { describe, expect, it } from "vitest";
import { restClient } from "../../support/rest-call.ts";
import { v2Call } from "../../support/v2-call.ts";

// Recorded from AWS (localstack's snapshots).

describe("a REST API without tags", () => {
  it("tells so when it is read alone, and says nothing of tags when it is made or listed", async () => {
    const send = restClient();
    const made = await send("CreateRestApi", { name: "plain" });
    expect(made.body).not.toHaveProperty("tags");
    const alone = await send("GetRestApi", { restApiId: made.body["id"] });
    expect(alone.body).toEqual({ ...made.body, tags: {} });
    const { item } = (await send("GetRestApis", { limit: 500 })).body as { item: { id: string }[] };
    expect(item.find(({ id }) => id === made.body["id"])).toEqual(made.body);
  });
});

describe("the tags of a new REST API", () => {
  it("are held to the rules for tags", async () => {
    const { status, body } = await restClient()("CreateRestApi", { name: "tagged", tags: { "aws:team": "blue" } });
    expect([status, body["message"]]).toEqual([400, "Invalid tag key 'aws:team': the prefix aws: is reserved"]);
  });
});

describe("the security policy of a REST API (developer guide, security policies for REST APIs)", () => {
  const replace = (path: string, value: string) => ({ op: "replace", path, value });

  it("becomes an enhanced one with an endpoint access mode, and a legacy one again without", async () => {
    const send = restClient();
    const { id: restApiId } = (await send("CreateRestApi", { name: "guarded" })).body;
    const update = (...patchOperations: object[]) => send("UpdateRestApi", { restApiId, patchOperations });
    const enhanced = replace("/securityPolicy", "SecurityPolicy_TLS13_1_3_2025_09");
    const message = "Endpoint access mode is required for the specified security policy";
    expect(await update(enhanced)).toMatchObject({ status: 400, body: { message } });
    const strict = await update(enhanced, replace("/endpointAccessMode", "STRICT"));
    expect(strict.body).toMatchObject({ securityPolicy: enhanced.value, endpointAccessMode: "STRICT" });
    const { body } = await update(replace("/securityPolicy", "TLS_1_0"), replace("/endpointAccessMode", ""));
    expect(body).toMatchObject({ securityPolicy: "TLS_1_0" });
    expect(body).not.toHaveProperty("endpointAccessMode");
  });
});

describe("an export", () => {
  it("is of any version and of models that are no JSON Schema", async () => {
    const send = restClient();
    const api = { name: "exported", version: 'β "1"' };
    const { id: restApiId, rootResourceId: resourceId } = (await send("CreateRestApi", api)).body;
    const xml = { restApiId, name: "Order", contentType: "application/xml", schema: "<xs:schema/>" };
    expect((await send("CreateModel", xml)).status).toBe(201);
    const method = { restApiId, resourceId, httpMethod: "POST" };
    const requestModels = { "application/xml": "Order" };
    await send("PutMethod", { ...method, authorizationType: "NONE", requestModels });
    await send("PutIntegration", { ...method, type: "MOCK" });
    await send("CreateDeployment", { restApiId, stageName: "prod" });
    const { status, body } = await send("GetExport", { restApiId, stageName: "prod", exportType: "oas30" });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      info: { version: api.version },
      components: { schemas: { Order: {} } },
      paths: {
        "/": {
          post: { requestBody: { content: { "application/xml": { schema: { $ref: "#/components/schemas/Order" } } } } },
        },
      },
    });
  });
});

describe("TestInvokeMethod", () => {
  it("tells of headers by any name", async () => {
    const call = v2Call();
    const headers: [string, string][] = [
      ["constructor", "a"],
      ["constructor", "b"],
    ];
    const answer = { status: 200, headers, body: "", latency: 1, log: "" };
    const send = restClient({ ...call, methodTester: { test: async () => answer } });
    const { id: restApiId, rootResourceId: resourceId } = (await send("CreateRestApi", { name: "tested" })).body;
    const method = { restApiId, resourceId, httpMethod: "GET" };
    await send("PutMethod", { ...method, authorizationType: "NONE" });
    await send("PutIntegration", { ...method, type: "MOCK" });
    const { body } = await send("TestInvokeMethod", method);
    expect(body).toMatchObject({ headers: { constructor: "b" }, multiValueHeaders: { constructor: ["a", "b"] } });
  });
});

describe("an authorizer", () => {
  it("may have slashes and white space before the version in its function's address, but no other word", async () => {
    const send = restClient();
    const { id: restApiId } = (await send("CreateRestApi", { name: "loose" })).body;
    const create = (name: string, before: string) => {
      const authorizerUri = `arn:aws:apigateway:us-east-1:lambda:path${before}2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:function:f/invocations`;
      return send("CreateAuthorizer", {
        restApiId,
        name,
        type: "TOKEN",
        authorizerUri,
        identitySource: "method.request.header.Auth",
      });
    };
    for (const [index, before] of ["/", "//", "/    ", "/ \n  "].entries()) {
      expect((await create(`a${index}`, before)).status).toBe(201);
    }
    expect((await create("b", "/x/")).status).toBe(400);
  });
});
