import { beforeAll, describe, expect, it } from "vitest";
import { type RestApiOfTest, mockApi } from "../../support/rest-api.ts";
import { functionUri } from "../../support/function-uri.ts";

let api: RestApiOfTest;
beforeAll(async () => {
  api = await mockApi();
  const { send, restApiId, rootId } = api;
  for (const name of ["a", "b", "c"]) {
    await send("CreateRestApi", { name });
    await send("CreateResource", { restApiId, parentId: rootId, pathPart: name });
    await send("CreateModel", { restApiId, name, contentType: "application/json", schema: '{"type":"object"}' });
    await send("CreateRequestValidator", { restApiId, name });
    await send("CreateDocumentationPart", { restApiId, location: { type: "MODEL", name }, properties: '{"a":"b"}' });
    await send("CreateDocumentationVersion", { restApiId, documentationVersion: name });
    await send("CreateDeployment", { restApiId });
    await send("CreateVpcLink", { name, targetArns: [] });
    await send("GenerateClientCertificate", { description: name });
    const authorizerUri = functionUri("arn:aws:lambda:us-east-1:000000000000:function:f");
    const identitySource = "method.request.header.Authorization";
    await send("CreateAuthorizer", { restApiId, name, type: "TOKEN", authorizerUri, identitySource });
  }
});

/** The lists that have pages, and whether they are those of an API. */
const LISTS: [operation: string, ofApi: boolean][] = [
  ["GetRestApis", false],
  ["GetVpcLinks", false],
  ["GetClientCertificates", false],
  ["GetResources", true],
  ["GetModels", true],
  ["GetRequestValidators", true],
  ["GetAuthorizers", true],
  ["GetGatewayResponses", true],
  ["GetDeployments", true],
  ["GetDocumentationParts", true],
  ["GetDocumentationVersions", true],
];

describe("lists come in pages", () => {
  it.each(LISTS)("%s: pages of two are together the whole, each item once", async (operation, ofApi) => {
    const { send, restApiId } = api;
    const ids = ofApi ? { restApiId } : {};
    const whole = (await send(operation, { ...ids, limit: 500 })).body["item"] as object[];
    expect(whole.length).toBeGreaterThanOrEqual(3);
    const items: object[] = [];
    let position: unknown;
    do {
      const page = await send(operation, { ...ids, limit: 2, ...(position === undefined ? {} : { position }) });
      expect(page.status).toBe(200);
      items.push(...(page.body["item"] as object[]));
      position = page.body["position"];
    } while (position !== undefined);
    expect(items).toEqual(whole);
  });

  it.each(LISTS)("%s refuses a position that no page has given", async (operation, ofApi) => {
    const ids = ofApi ? { restApiId: api.restApiId } : {};
    const answer = await api.send(operation, { ...ids, position: "nonsense" });
    expect([answer.status, answer.code]).toEqual([400, "BadRequestException"]);
  });
});

describe("GetResources", () => {
  it("names the methods, and tells them in full on demand", async () => {
    const { send, restApiId, rootId } = api;
    const rootOf = async (more: object): Promise<unknown> => {
      const { body } = await send("GetResources", { restApiId, limit: 500, ...more });
      return (body["item"] as { id: string }[]).find(({ id }) => id === rootId);
    };
    expect(await rootOf({})).toMatchObject({ resourceMethods: { GET: {} } });
    expect(await rootOf({ embed: ["methods"] })).toMatchObject({
      resourceMethods: { GET: { httpMethod: "GET", methodIntegration: { type: "MOCK" } } },
    });
  });
});

describe("GetDocumentationParts", () => {
  it("lists the places that lack a part, and finds parts by type, path and name", async () => {
    const { send, restApiId } = api;
    const list = async (more: object): Promise<object[]> =>
      (await send("GetDocumentationParts", { restApiId, limit: 500, ...more })).body["item"] as object[];
    expect(await list({ type: "MODEL", nameQuery: "b" })).toMatchObject([{ location: { type: "MODEL", name: "b" } }]);
    expect(await list({ type: "METHOD" })).toEqual([]);
    const missing = await list({ locationStatus: "UNDOCUMENTED" });
    expect(missing).toContainEqual({ location: { type: "METHOD", path: "/", method: "GET" } });
    expect(missing).toContainEqual({ location: { type: "RESOURCE", path: "/a" } });
    expect(missing).not.toContainEqual({ location: { type: "MODEL", name: "a" } });
  });

  it.each([
    [{ type: "API", path: "/" }, "[Location type: API cannot have path, method, statusCode or name defined.]"],
    [{ type: "MODEL" }, "Invalid location for type MODEL: name is required"],
    [
      { type: "MODEL", name: "a" },
      "Documentation part already exists for the specified location: type 'MODEL', name 'a'",
    ],
  ])("refuses a part for %j", async (location, message) => {
    const { send, restApiId } = api;
    const answer = await send("CreateDocumentationPart", { restApiId, location, properties: '{"a":"b"}' });
    expect(answer.body["message"]).toBe(message);
  });
});
