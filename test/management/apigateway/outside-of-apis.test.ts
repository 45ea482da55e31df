import { X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import { deployedApi } from "../../support/rest-api.ts";
import { restClient } from "../../support/rest-call.ts";
import { testDb } from "../../support/store.ts";
import { NOW, testSecrets } from "../../support/v2-call.ts";

const replace = (path: string, value: string) => ({ op: "replace", path, value });

describe("a client certificate", () => {
  it("is a self-signed X.509 certificate of 365 days", async () => {
    const { status, body } = await restClient()("GenerateClientCertificate", { description: "for backends" });
    expect(status).toBe(201);
    const certificate = new X509Certificate(String(body["pemEncodedCertificate"]));
    expect(certificate.subject).toBe("C=US\nL=Seattle\nCN=ApiGateway");
    expect(certificate.issuer).toBe(certificate.subject);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(certificate.publicKey.asymmetricKeyType).toBe("rsa");
    expect(Date.parse(certificate.validFrom)).toBe(NOW.getTime());
    expect(Date.parse(certificate.validTo) - NOW.getTime()).toBe(365 * 24 * 60 * 60 * 1000);
    expect(body["expirationDate"]).toBe((NOW.getTime() + 365 * 24 * 60 * 60 * 1000) / 1000);
  });

  it("keeps its private key sealed, and shows it to nobody", async () => {
    const send = restClient();
    const { body } = await send("GenerateClientCertificate", {});
    const id = String(body["clientCertificateId"]);
    const answers = [body, (await send("GetClientCertificate", { clientCertificateId: id })).body];
    expect(JSON.stringify(answers)).not.toMatch(/PRIVATE KEY|sealed/);
    const row = await testDb
      .prepare("SELECT body FROM documents WHERE collection = 'clientCertificate' AND id = ?1")
      .bind(id)
      .first<{ body: string }>();
    expect(row?.body).not.toContain("PRIVATE KEY");
    const { sealedKey } = JSON.parse(row?.body ?? "{}") as { sealedKey: string };
    expect(testSecrets.open(`clientCertificate/${id}`, sealedKey)).toContain("BEGIN PRIVATE KEY");
  });

  it("is described anew, listed and deleted", async () => {
    const send = restClient();
    const { body } = await send("GenerateClientCertificate", {});
    const id = { clientCertificateId: String(body["clientCertificateId"]) };
    const changed = await send("UpdateClientCertificate", { ...id, patchOperations: [replace("/description", "two")] });
    expect(changed.body["description"]).toBe("two");
    const page = (await send("GetClientCertificates", { limit: 500 })).body["item"] as object[];
    expect(page).toContainEqual(changed.body);
    expect((await send("DeleteClientCertificate", id)).status).toBe(202);
    expect((await send("GetClientCertificate", id)).status).toBe(404);
  });
});

describe("a VPC link", () => {
  it("stays while a stage serves a method that uses it", async () => {
    const { send, restApiId, rootId } = await deployedApi();
    const link = await send("CreateVpcLink", { name: "private", targetArns: [] });
    const vpcLinkId = String(link.body["id"]);
    const method = { restApiId, resourceId: rootId, httpMethod: "GET" };
    const integration = { type: "HTTP_PROXY", integrationHttpMethod: "GET", uri: "http://backend.test/" };
    await send("PutIntegration", { ...method, ...integration, connectionType: "VPC_LINK", connectionId: vpcLinkId });
    await send("CreateDeployment", { restApiId, stageName: "prod" });
    const refused = await send("DeleteVpcLink", { vpcLinkId });
    expect([refused.status, refused.body["message"]]).toEqual([
      400,
      `Cannot delete vpc link. Vpc link '${vpcLinkId}', is referenced in [${restApiId}:GET:${rootId}:prod] in format of [RESTApiId:Method:Resource:Stage].`,
    ]);
    await send("PutIntegration", { ...method, type: "MOCK" });
    await send("CreateDeployment", { restApiId, stageName: "prod" });
    expect((await send("DeleteVpcLink", { vpcLinkId })).status).toBe(202);
  });
});

describe("tags", () => {
  it.each(["an API", "a stage", "a VPC link", "a client certificate"])("are put to and taken from %s", async (what) => {
    const { send, restApiId } = await deployedApi();
    const link = await send("CreateVpcLink", { name: "l", targetArns: [] });
    const certificate = await send("GenerateClientCertificate", {});
    const arns: Record<string, string> = {
      "an API": `/restapis/${restApiId}`,
      "a stage": `/restapis/${restApiId}/stages/prod`,
      "a VPC link": `/vpclinks/${String(link.body["id"])}`,
      "a client certificate": `/clientcertificates/${String(certificate.body["clientCertificateId"])}`,
    };
    const resourceArn = `arn:aws:apigateway:us-east-1::${arns[what]}`;
    expect((await send("GetTags", { resourceArn })).body).toEqual({ tags: {} });
    expect((await send("TagResource", { resourceArn, tags: { team: "a", env: "x" } })).status).toBe(204);
    expect((await send("UntagResource", { resourceArn, tagKeys: ["team"] })).status).toBe(204);
    expect((await send("GetTags", { resourceArn })).body).toEqual({ tags: { env: "x" } });
  });

  it("are refused for what has none, and for what is not there", async () => {
    const send = restClient();
    const get = (resource: string) => send("GetTags", { resourceArn: `arn:aws:apigateway:us-east-1::${resource}` });
    expect((await get("/restapis/x/resources/y")).status).toBe(400);
    expect((await get("/restapis/nothere")).status).toBe(404);
    expect((await get("/vpclinks/nothere")).status).toBe(404);
    expect((await send("GetTags", { resourceArn: "nonsense" })).status).toBe(400);
  });
});

describe("the account", () => {
  it("has usage plans, which cannot be given up, and no throttle unless one is set", async () => {
    const send = restClient();
    expect((await send("GetAccount", {})).body).toEqual({ apiKeyVersion: "4", features: ["UsagePlans"] });
    const patchOperations = [{ op: "remove", path: "/features", value: "UsagePlans" }];
    const refused = await send("UpdateAccount", { patchOperations });
    expect([refused.status, refused.body["message"]]).toEqual([400, "Usage Plans cannot be disabled once enabled"]);
  });

  it("names the role for its logs, until that is taken away", async () => {
    const send = restClient();
    const role = "arn:aws:iam::000000000000:role/logs";
    const set = await send("UpdateAccount", { patchOperations: [replace("/cloudwatchRoleArn", role)] });
    expect(set.body["cloudwatchRoleArn"]).toBe(role);
    expect((await send("GetAccount", {})).body["cloudwatchRoleArn"]).toBe(role);
    await send("UpdateAccount", { patchOperations: [replace("/cloudwatchRoleArn", "")] });
    expect((await send("GetAccount", {})).body["cloudwatchRoleArn"]).toBeUndefined();
  });
});
