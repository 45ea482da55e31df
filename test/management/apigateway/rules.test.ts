import { describe, expect, it } from "vitest";
import { type Answer, restClient } from "../../support/rest-call.ts";

type Send = ReturnType<typeof restClient>;

/** An API with one resource, its method, integration and responses. */
async function withMethod(send: Send) {
  const { id: restApiId, rootResourceId } = (await send("CreateRestApi", { name: "rules" })).body;
  const resource = await send("CreateResource", { restApiId, parentId: rootResourceId, pathPart: "a" });
  const ids = { restApiId, resourceId: resource.body["id"], httpMethod: "GET" };
  const method = await send("PutMethod", { ...ids, authorizationType: "NONE" });
  const response = await send("PutMethodResponse", { ...ids, statusCode: "200" });
  const integration = await send("PutIntegration", {
    ...ids,
    type: "HTTP",
    integrationHttpMethod: "GET",
    uri: "https://example.com",
  });
  const integrationResponse = await send("PutIntegrationResponse", { ...ids, statusCode: "200", selectionPattern: "" });
  return { ids, restApiId, resource, method, response, integration, integrationResponse };
}

const status = async (answer: Promise<Answer>): Promise<number> => (await answer).status;

describe("rule 59: the codes of answers", () => {
  it("creates and puts are 201, UpdateMethodResponse too", async () => {
    const send = restClient();
    const made = await withMethod(send);
    for (const { status: code } of [
      made.resource,
      made.method,
      made.response,
      made.integration,
      made.integrationResponse,
    ]) {
      expect(code).toBe(201);
    }
    const op = { op: "add", path: "/responseModels/application~1json", value: "Empty" };
    const update = { ...made.ids, statusCode: "200", patchOperations: [op] };
    expect(await status(send("UpdateMethodResponse", update))).toBe(201);
    const patch = { ...made.ids, patchOperations: [{ op: "replace", path: "/apiKeyRequired", value: "true" }] };
    expect(await status(send("UpdateMethod", patch))).toBe(200);
  });

  it("deletes are 204 of a method and what it holds, 202 of the rest", async () => {
    const send = restClient();
    const { ids, restApiId } = await withMethod(send);
    expect(await status(send("CreateDeployment", { restApiId }))).toBe(201);
    const deployment = (await send("GetDeployments", { restApiId })).body["item"] as { id: string }[];
    const model = { restApiId, name: "M", contentType: "application/json", schema: '{"type":"object"}' };
    expect(await status(send("CreateModel", model))).toBe(201);
    const validator = await send("CreateRequestValidator", { restApiId, name: "v" });
    const part = await send("CreateDocumentationPart", { restApiId, location: { type: "API" }, properties: "{}" });
    await send("PutGatewayResponse", { restApiId, responseType: "DEFAULT_4XX" });
    const deletes: [string, object, number][] = [
      ["DeleteIntegrationResponse", { ...ids, statusCode: "200" }, 204],
      ["DeleteIntegration", ids, 204],
      ["DeleteMethodResponse", { ...ids, statusCode: "200" }, 204],
      ["DeleteMethod", ids, 204],
      ["DeleteResource", { restApiId, resourceId: ids.resourceId }, 202],
      ["DeleteModel", { restApiId, modelName: "M" }, 202],
      ["DeleteRequestValidator", { restApiId, requestValidatorId: validator.body["id"] }, 202],
      ["DeleteDocumentationPart", { restApiId, documentationPartId: part.body["id"] }, 202],
      ["DeleteGatewayResponse", { restApiId, responseType: "DEFAULT_4XX" }, 202],
      ["DeleteDeployment", { restApiId, deploymentId: deployment[0]?.id }, 202],
      ["DeleteRestApi", { restApiId }, 202],
    ];
    for (const [operation, input, code] of deletes) {
      expect([operation, await status(send(operation, input))]).toEqual([operation, code]);
    }
  });

  it("an unknown API is told with the account, below a resource as an unknown resource", async () => {
    const send = restClient();
    expect((await send("GetRestApi", { restApiId: "nothing" })).body["message"]).toBe(
      "Invalid API identifier specified 000000000000:nothing",
    );
    const below = await send("GetMethod", { restApiId: "nothing", resourceId: "x", httpMethod: "GET" });
    expect([below.status, below.body["message"]]).toEqual([404, "Invalid Resource identifier specified"]);
  });
});

describe("rule 60: the shapes of answers", () => {
  it("leave out empty maps, but have tags of an updated API and AWS's defaults of an integration", async () => {
    const send = restClient();
    const { ids, restApiId, integration, integrationResponse } = await withMethod(send);
    expect(integration.body).toMatchObject({
      cacheNamespace: ids.resourceId,
      cacheKeyParameters: [],
      timeoutInMillis: 29_000,
      passthroughBehavior: "WHEN_NO_MATCH",
      connectionType: "INTERNET",
    });
    expect(integration.body).not.toHaveProperty("requestParameters");
    expect(integrationResponse.body).toEqual({ statusCode: "200", selectionPattern: "" });
    const mock = await send("PutIntegration", { ...ids, type: "MOCK" });
    expect(mock.body).not.toHaveProperty("connectionType");
    const update = { restApiId, patchOperations: [{ op: "replace", path: "/description", value: "d" }] };
    expect((await send("UpdateRestApi", update)).body["tags"]).toEqual({});
    expect((await send("GetRestApi", { restApiId })).body["tags"]).toEqual({});
  });

  it("name the methods of resources without telling them", async () => {
    const send = restClient();
    const { restApiId } = await withMethod(send);
    const { item } = (await send("GetResources", { restApiId })).body as { item: { path: string }[] };
    expect(item.find(({ path }) => path === "/a")).toMatchObject({ resourceMethods: { GET: {} } });
  });
});
