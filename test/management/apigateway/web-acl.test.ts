import { expect, it } from "vitest";
import { restClient } from "../../support/rest-call.ts";

it("a stage's web ACL is set by WAF's AssociateWebACL only", async () => {
  const send = restClient();
  const api = await send("CreateRestApi", { name: "unprotected" });
  const restApiId = String(api.body["id"]);
  const { body } = await send("GetResources", { restApiId });
  const [root] = body["item"] as { id: string }[];
  const method = { restApiId, resourceId: root?.id, httpMethod: "GET" };
  await send("PutMethod", { ...method, authorizationType: "NONE" });
  await send("PutIntegration", { ...method, type: "MOCK" });
  await send("CreateDeployment", { restApiId, stageName: "live" });
  const value = "arn:aws:wafv2:us-east-1:000000000000:regional/webacl/mine/1";
  const stage = { restApiId, stageName: "live" };
  const patch = { ...stage, patchOperations: [{ op: "replace", path: "/webAclArn", value }] };
  expect(await send("UpdateStage", patch)).toMatchObject({ status: 400, code: "BadRequestException" });
  expect((await send("GetStage", stage)).body).not.toHaveProperty("webAclArn");
});
