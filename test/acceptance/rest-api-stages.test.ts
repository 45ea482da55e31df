import {
  CreateDeploymentCommand,
  CreateStageCommand,
  DeleteMethodCommand,
  TestInvokeMethodCommand,
  UpdateIntegrationResponseCommand,
  UpdateStageCommand,
} from "@aws-sdk/client-api-gateway";
import { beforeAll, describe, expect, it } from "vitest";
import { type DeployedRestApi, createRestApi, putMethod } from "../support/deployed-rest-api.ts";
import { type Gateway, sharedGateway } from "../support/gateway.ts";
import { request } from "../support/request.ts";

let gateway: Gateway;
beforeAll(async () => {
  gateway = await sharedGateway();
});

const TEMPLATE = "first $stageVariables.kind";

function deployedApi(): Promise<DeployedRestApi> {
  return createRestApi(gateway, { methods: { "GET /a": { template: TEMPLATE } }, variables: { kind: "cat" } });
}

function replaceTemplate({ client, methods }: DeployedRestApi, value: string): Promise<unknown> {
  const ids = methods.get("GET /a");
  if (!ids) throw new Error("the API has no GET /a");
  const patchOperations = [{ op: "replace" as const, path: "/responseTemplates/application~1json", value }];
  return client.send(new UpdateIntegrationResponseCommand({ ...ids, statusCode: "200", patchOperations }));
}

const updateStage = ({ client, restApiId }: DeployedRestApi, path: string, value: string): Promise<unknown> =>
  client.send(
    new UpdateStageCommand({ restApiId, stageName: "prod", patchOperations: [{ op: "replace", path, value }] }),
  );

async function seen(url: string): Promise<unknown> {
  const answer = await request(url);
  return [answer.status, answer.text];
}

describe("deployments of a REST API", () => {
  it("never change: a stage that goes back finds what it had, even of methods that are gone", async () => {
    const api = await deployedApi();
    const { client, restApiId } = api;
    const method = api.methods.get("GET /a");
    if (!method) throw new Error("the API has no GET /a");
    await putMethod(client, { restApiId, resourceId: api.rootId, httpMethod: "GET" }, { template: "root" });
    await client.send(new DeleteMethodCommand(method));
    await client.send(new CreateDeploymentCommand({ restApiId, stageName: "prod" }));
    expect(await seen(`${api.url}/a`)).toEqual([403, '{"message":"Missing Authentication Token"}']);
    await updateStage(api, "/deploymentId", api.deploymentId);
    expect(await seen(`${api.url}/a`)).toEqual([200, "first cat"]);
  });

  it("serve several stages, each with its own", async () => {
    const api = await deployedApi();
    const { client, restApiId } = api;
    await replaceTemplate(api, "second $stageVariables.kind");
    const { id: deploymentId } = await client.send(new CreateDeploymentCommand({ restApiId }));
    const variables = { kind: "dog" };
    await client.send(new CreateStageCommand({ restApiId, stageName: "beta", deploymentId, variables }));
    expect(await seen(`${api.url}/a`)).toEqual([200, "first cat"]);
    expect(await seen(`${api.url.replace(/prod$/, "beta")}/a`)).toEqual([200, "second dog"]);
  });
});

describe("a canary", () => {
  it("takes its share of the traffic, is promoted by copies, and removed", async () => {
    const api = await deployedApi();
    const { client, restApiId } = api;
    await replaceTemplate(api, "second $stageVariables.kind $context.isCanaryRequest");
    const stageVariableOverrides = { kind: "dog" };
    const canarySettings = { percentTraffic: 0, stageVariableOverrides };
    await client.send(new CreateDeploymentCommand({ restApiId, stageName: "prod", canarySettings }));
    expect(await seen(`${api.url}/a`)).toEqual([200, "first cat"]);
    await updateStage(api, "/canarySettings/percentTraffic", "100");
    expect(await seen(`${api.url}/a`)).toEqual([200, "second dog true"]);
    await client.send(
      new UpdateStageCommand({
        restApiId,
        stageName: "prod",
        patchOperations: [
          { op: "copy", from: "/canarySettings/deploymentId", path: "/deploymentId" },
          { op: "copy", from: "/canarySettings/stageVariableOverrides", path: "/variables" },
          { op: "remove", path: "/canarySettings" },
        ],
      }),
    );
    expect(await seen(`${api.url}/a`)).toEqual([200, "second dog "]);
  });
});

describe("TestInvokeMethod", () => {
  it("runs a method as it is defined now, without a deployment", async () => {
    const api = await deployedApi();
    await replaceTemplate(api, "second $stageVariables.kind");
    const method = api.methods.get("GET /a");
    if (!method) throw new Error("the API has no GET /a");
    const answer = await api.client.send(new TestInvokeMethodCommand({ ...method, stageVariables: { kind: "cow" } }));
    expect(answer).toMatchObject({ status: 200, body: "second cow", headers: { "Content-Type": "application/json" } });
    expect(answer.log).toContain("HTTP Method: GET, Resource Path: /a\n");
    expect(answer.log).toMatch(/Method completed with status: 200\n$/);
    expect(await seen(`${api.url}/a`)).toEqual([200, "first cat"]);
  });
});
