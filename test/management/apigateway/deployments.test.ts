import { describe, expect, it, vi } from "vitest";
import { deployedApi, mockApi, mockMethod } from "../../support/rest-api.ts";
import { rowsOf } from "../../support/store.ts";
import { functionUri } from "../../support/function-uri.ts";

const NOBODY = "arn:aws:lambda:us-east-1:000000000000:function:nobody";

describe("a deployment of a REST API", () => {
  it("is refused without any method, in AWS's words", async () => {
    const { send, restApiId, rootId } = await mockApi();
    await send("DeleteMethod", { restApiId, resourceId: rootId, httpMethod: "GET" });
    const answer = await send("CreateDeployment", { restApiId });
    expect([answer.status, answer.code, answer.body["message"]]).toEqual([
      400,
      "BadRequestException",
      "The REST API doesn't contain any methods",
    ]);
  });

  it("is refused for a method without integration; several are all named", async () => {
    const { send, restApiId, rootId } = await mockApi();
    const put = (httpMethod: string) =>
      send("PutMethod", { restApiId, resourceId: rootId, httpMethod, authorizationType: "NONE" });
    await put("POST");
    const one = await send("CreateDeployment", { restApiId });
    expect([one.status, one.body["message"]]).toEqual([400, "No integration defined for method"]);
    await put("DELETE");
    const two = await send("CreateDeployment", { restApiId });
    expect(two.body["message"]).toBe(
      "method DELETE /: No integration defined for method; method POST /: No integration defined for method",
    );
  });

  it("is made in spite of what fails only when called, and tells the operator so", async () => {
    const { send, restApiId, rootId } = await mockApi();
    await send("CreateModel", { restApiId, name: "Plain", contentType: "text/plain", schema: "any text" });
    const method = { restApiId, resourceId: rootId, httpMethod: "POST" };
    await send("PutMethod", { ...method, authorizationType: "NONE" });
    const uri = functionUri(NOBODY);
    const requestTemplates = { "application/json": "{\n#if($x) 1" };
    await send("PutIntegration", { ...method, type: "AWS", integrationHttpMethod: "POST", uri, requestTemplates });
    const log = vi.spyOn(console, "warn").mockReturnValue();
    const answer = await send("CreateDeployment", { restApiId, description: "first" });
    const lines = log.mock.calls.map(([line]) => String(line));
    log.mockRestore();
    expect(answer).toMatchObject({ status: 201, body: { description: "first" } });
    expect(lines.join()).toContain("model Plain: its schema is no JSON: it accepts every body");
    expect(lines.join()).toMatch(/method POST \/: request template for application\/json, line 2 column \d+: /);
    expect(lines.join()).toContain(`method POST /: there is no function ${NOBODY}: calls fail`);
  });

  it("costs the records that changed", async () => {
    const api = await mockApi();
    const { send, restApiId, rootId } = api;
    await send("CreateDeployment", { restApiId });
    const first = await rowsOf(restApiId);
    await send("UpdateRestApi", { restApiId, patchOperations: [{ op: "replace", path: "/description", value: "x" }] });
    await send("CreateDeployment", { restApiId });
    expect((await rowsOf(restApiId))["records"]).toBe(first["records"]);
    await mockMethod(api, rootId, "POST");
    await send("CreateDeployment", { restApiId });
    expect((await rowsOf(restApiId))["records"]).toBe((first["records"] ?? 0) + 1);
  });

  it("shows its methods on demand, as they were deployed", async () => {
    const api = await deployedApi();
    const { send, restApiId, deploymentId, rootId } = api;
    await mockMethod(api, rootId, "POST");
    const { body } = await send("GetDeployment", { restApiId, deploymentId, embed: ["apisummary"] });
    expect(body["apiSummary"]).toEqual({ "/": { GET: { apiKeyRequired: false, authorizationType: "NONE" } } });
    const refused = await send("GetDeployment", { restApiId, deploymentId, embed: ["stages"] });
    expect(refused.status).toBe(400);
  });

  it("has a description that can be changed, and nothing else", async () => {
    const { send, restApiId, deploymentId } = await deployedApi();
    const patch = (path: string) =>
      send("UpdateDeployment", { restApiId, deploymentId, patchOperations: [{ op: "replace", path, value: "two" }] });
    expect((await patch("/description")).body).toMatchObject({ id: deploymentId, description: "two" });
    const refused = await patch("/createdDate");
    expect([refused.status, refused.body["message"]]).toEqual([
      400,
      "Invalid patch path  '/createdDate' specified for op 'replace'. Must be one of: [/description]",
    ]);
  });

  it("stays while a stage or a stage's canary points to it", async () => {
    const { send, restApiId, stage } = await deployedApi();
    const canarySettings = { percentTraffic: 10 };
    const canary = await send("CreateDeployment", { ...stage, canarySettings });
    const answer = await send("DeleteDeployment", { restApiId, deploymentId: String(canary.body["id"]) });
    expect([answer.status, answer.body["message"]]).toEqual([
      400,
      "Active stages with canary settings pointing to this deployment must be moved or deleted",
    ]);
  });

  it("is made for the canary only while the stage has one", async () => {
    const { send, stage } = await deployedApi();
    await send("CreateDeployment", { ...stage, canarySettings: { percentTraffic: 10 } });
    const refused = await send("CreateDeployment", stage);
    expect([refused.status, refused.body["message"]]).toEqual([
      400,
      "Invalid deployment content specified.Non canary deployment not supported on stage prod because Canary is enabled. Provide CanarySettings in deploymentInput.",
    ]);
    await send("UpdateStage", { ...stage, patchOperations: [{ op: "remove", path: "/canarySettings" }] });
    expect((await send("CreateDeployment", stage)).status).toBe(201);
  });

  it("is listed in pages", async () => {
    const { send, restApiId } = await deployedApi();
    await send("CreateDeployment", { restApiId });
    await send("CreateDeployment", { restApiId });
    const first = await send("GetDeployments", { restApiId, limit: 2 });
    const second = await send("GetDeployments", { restApiId, limit: 2, position: String(first.body["position"]) });
    const ids = [first, second].flatMap(({ body }) => (body["item"] as { id: string }[]).map(({ id }) => id));
    expect(new Set(ids).size).toBe(3);
    expect(second.body["position"]).toBeUndefined();
  });
});
