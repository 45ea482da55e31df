import {
  CreateAuthorizerCommand,
  CreateDeploymentCommand,
  CreateModelCommand,
  CreateRequestValidatorCommand,
  CreateStageCommand,
  DeleteMethodCommand,
  PutGatewayResponseCommand,
  TestInvokeMethodCommand,
  UpdateAuthorizerCommand,
  UpdateIntegrationResponseCommand,
  UpdateModelCommand,
  UpdateRequestValidatorCommand,
  UpdateResourceCommand,
  UpdateRestApiCommand,
  UpdateStageCommand,
} from "@aws-sdk/client-api-gateway";
import { beforeAll, describe, expect, it } from "vitest";
import { type ActingResource, actsOn } from "../../src/management/acting.ts";
import { type DeployedRestApi, createRestApi, putMethod } from "../support/deployed-rest-api.ts";
import { type Gateway, sharedGateway } from "../support/gateway.ts";
import { request } from "../support/request.ts";

let gateway: Gateway;
beforeAll(async () => {
  gateway = await sharedGateway();
});

const TEMPLATE = "first $stageVariables.kind";

function deployedApi(): Promise<DeployedRestApi> {
  const methods = { "GET /a": { template: TEMPLATE }, "GET /guarded": {} };
  return createRestApi(gateway, { methods, variables: { kind: "cat" } });
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
  const answer = await request(url, { headers: { authorization: "token" } });
  return [answer.status, answer.text];
}

const replace = (path: string, value: string) => [{ op: "replace" as const, path, value }];
const deploy = ({ client, restApiId }: DeployedRestApi): Promise<unknown> =>
  client.send(new CreateDeploymentCommand({ restApiId, stageName: "prod" }));

/** What a method of the API can be checked by, each of which lets everything through. */
interface Guards {
  requestValidatorId: string;
  authorizerId: string;
}

const NOBODY =
  "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:function:nobody/invocations";

/** The API with GET / that is validated, and /guarded behind an authorizer whose function does not exist; deployed. */
async function guardedApi(): Promise<DeployedRestApi & Guards> {
  const api = await deployedApi();
  const { client, restApiId, rootId } = api;
  const schema = '{"type":"object"}';
  await client.send(new CreateModelCommand({ restApiId, name: "Pet", contentType: "application/json", schema }));
  const validator = await client.send(
    new CreateRequestValidatorCommand({ restApiId, name: "checks", validateRequestBody: true }),
  );
  const requestValidatorId = validator.id ?? "";
  const requestParameters = { "method.request.querystring.kind": true };
  const requestModels = { "application/json": "Pet" };
  const checked = { restApiId, resourceId: rootId, httpMethod: "GET" };
  await putMethod(client, checked, { method: { requestValidatorId, requestParameters, requestModels } });
  const identitySource = "method.request.header.Authorization";
  const type = "TOKEN";
  const authorizer = await client.send(
    new CreateAuthorizerCommand({ restApiId, name: "nobody", type, authorizerUri: NOBODY, identitySource }),
  );
  const authorizerId = authorizer.id ?? "";
  const resourceId = api.methods.get("GET /guarded")?.resourceId ?? "";
  const guarded = { restApiId, resourceId, httpMethod: "ANY" };
  await client.send(new DeleteMethodCommand({ ...guarded, httpMethod: "GET" }));
  await putMethod(client, guarded, { method: { authorizationType: "CUSTOM", authorizerId } });
  await deploy(api);
  return { ...api, requestValidatorId, authorizerId };
}

/** A change of a resource, and where it can be seen. */
interface Change {
  resource: ActingResource;
  what: string;
  change(api: DeployedRestApi & Guards): Promise<unknown>;
  /** below the stage, `/a` unless told; or another look than at its answer */
  path?: string;
  look?(api: DeployedRestApi): Promise<unknown>;
}

const CHANGES: Change[] = [
  {
    resource: "api",
    what: "its own endpoint is disabled",
    change: ({ client, restApiId }) => {
      const patchOperations = replace("/disableExecuteApiEndpoint", "true");
      return client.send(new UpdateRestApiCommand({ restApiId, patchOperations }));
    },
  },
  {
    resource: "resource",
    what: "its path",
    change: ({ client, methods }) => {
      const { restApiId, resourceId } = methods.get("GET /a") ?? {};
      return client.send(
        new UpdateResourceCommand({ restApiId, resourceId, patchOperations: replace("/pathPart", "z") }),
      );
    },
  },
  {
    resource: "requestValidator",
    what: "that parameters are validated",
    change: ({ client, restApiId, requestValidatorId }) => {
      const patchOperations = replace("/validateRequestParameters", "true");
      return client.send(new UpdateRequestValidatorCommand({ restApiId, requestValidatorId, patchOperations }));
    },
    path: "/",
  },
  {
    resource: "restModel",
    what: "what a body must have",
    change: ({ client, restApiId }) => {
      const patchOperations = replace("/schema", '{"type":"object","required":["name"]}');
      return client.send(new UpdateModelCommand({ restApiId, modelName: "Pet", patchOperations }));
    },
    path: "/",
  },
  {
    resource: "restAuthorizer",
    what: "what a token must look like",
    change: ({ client, restApiId, authorizerId }) => {
      const patchOperations = replace("/identityValidationExpression", "never");
      return client.send(new UpdateAuthorizerCommand({ restApiId, authorizerId, patchOperations }));
    },
    path: "/guarded",
  },
  { resource: "method", what: "a response template", change: (api) => replaceTemplate(api, "second") },
  {
    resource: "method",
    what: "a new method",
    change: ({ client, restApiId, rootId }) =>
      putMethod(client, { restApiId, resourceId: rootId, httpMethod: "POST" }, {}),
    look: async ({ url }) => (await request(`${url}/`, { method: "POST" })).status,
  },
  {
    resource: "gatewayResponse",
    what: "the answer to unknown paths",
    change: ({ client, restApiId }) =>
      client.send(
        new PutGatewayResponseCommand({ restApiId, responseType: "MISSING_AUTHENTICATION_TOKEN", statusCode: "404" }),
      ),
    path: "/nowhere",
  },
  { resource: "restStage", what: "a variable", change: (api) => updateStage(api, "/variables/kind", "dog") },
  {
    resource: "restDeployment",
    what: "the deployment that the stage points to",
    async change(api) {
      const { client, restApiId } = api;
      await replaceTemplate(api, "second");
      const { id = "" } = await client.send(new CreateDeploymentCommand({ restApiId }));
      await updateStage(api, "/deploymentId", id);
    },
  },
];

describe("a change of a REST API acts when the table says", () => {
  it.each(CHANGES)("$resource: $what", async ({ resource, change, path = "/a", look }) => {
    const api = await guardedApi();
    const see = look ?? (({ url }: DeployedRestApi) => seen(url + path));
    const before = await see(api);
    await change(api);
    const after = await see(api);
    if (actsOn(resource, "REST") !== "plan") return expect(after).not.toEqual(before);
    expect(after).toEqual(before);
    await deploy(api);
    expect(await see(api)).not.toEqual(before);
  });
});

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
