import {
  CreateApiKeyCommand,
  CreateUsagePlanCommand,
  CreateUsagePlanKeyCommand,
  UpdateApiKeyCommand,
  UpdateUsagePlanCommand,
} from "@aws-sdk/client-api-gateway";
import {
  type ApiGatewayV2Client,
  CreateApiCommand,
  CreateApiMappingCommand,
  CreateAuthorizerCommand,
  CreateDeploymentCommand,
  CreateDomainNameCommand,
  CreateIntegrationCommand,
  CreateRouteCommand,
  CreateStageCommand,
  TagResourceCommand,
  UpdateApiCommand,
  UpdateAuthorizerCommand,
  UpdateIntegrationCommand,
  UpdateRouteCommand,
  UpdateStageCommand,
} from "@aws-sdk/client-apigatewayv2";
import { PutUserPolicyCommand } from "@aws-sdk/client-iam";
import { UpdateFunctionCodeCommand } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, describe } from "vitest";
import { type Change, seen, testActing } from "../../support/acting.ts";
import { apiGateway, apiGatewayV2, iam, lambda } from "../../support/clients.ts";
import { allow as mayInvoke, createFunction } from "../../support/functions.ts";
import { type Gateway, sharedGateway } from "../../support/gateway.ts";
import { allow } from "../../support/iam-documents.ts";
import { newUser } from "../../support/iam-users.ts";
import { signedRequest } from "../../support/signed-request.ts";
import { type UpstreamServer, startUpstream } from "../../support/upstream-server.ts";
import { zipOf } from "../../support/zip.ts";
import { functionUri } from "../../support/function-uri.ts";

let gateway: Gateway;
let upstream: UpstreamServer;
let client: ApiGatewayV2Client;
beforeAll(async () => {
  gateway = await sharedGateway();
  client = apiGatewayV2(gateway);
  upstream = await startUpstream();
  upstream.answer(({ url }) => ({ body: url }));
});
afterAll(() => upstream.stop());

const STAGE = "s";
const DOMAIN = "acting.shop.test";
const page = { headers: { origin: "https://page.test" } };

/** An HTTP API with the route GET /a, deployed by hand to the stage `s`. */
async function deployed() {
  const { ApiId = "", ApiEndpoint } = await client.send(new CreateApiCommand({ Name: "acting", ProtocolType: "HTTP" }));
  const { IntegrationId = "" } = await client.send(
    new CreateIntegrationCommand({
      ApiId,
      IntegrationType: "HTTP_PROXY",
      IntegrationMethod: "ANY",
      IntegrationUri: `${upstream.url}/\${stageVariables.place}`,
      PayloadFormatVersion: "1.0",
    }),
  );
  const Target = `integrations/${IntegrationId}`;
  const { RouteId = "" } = await client.send(new CreateRouteCommand({ ApiId, RouteKey: "GET /a", Target }));
  const { DeploymentId } = await client.send(new CreateDeploymentCommand({ ApiId }));
  const StageVariables = { place: "before" };
  await client.send(new CreateStageCommand({ ApiId, StageName: STAGE, DeploymentId, StageVariables }));
  const url = `${ApiEndpoint}/${STAGE}`;
  const deploy = (): Promise<unknown> => client.send(new CreateDeploymentCommand({ ApiId, StageName: STAGE }));
  return { ApiId, IntegrationId, RouteId, Target, url, deploy, look: () => seen(`${url}/a`, page) };
}

/** A function that says whether a caller may enter. */
async function gatekeeper(isAuthorized: boolean): Promise<string> {
  const arn = await createFunction(gateway, {
    "index.js": `exports.handler = async () => ({ isAuthorized: ${isAuthorized} });`,
  });
  await mayInvoke(gateway, arn);
  return functionUri(arn);
}

async function cors(): Promise<Change> {
  const { ApiId, ...api } = await deployed();
  const CorsConfiguration = { AllowOrigins: ["https://page.test"] };
  return { ...api, make: () => client.send(new UpdateApiCommand({ ApiId, CorsConfiguration })) };
}

async function newRoute(): Promise<Change> {
  const { ApiId, Target, ...api } = await deployed();
  const make = (): Promise<unknown> => client.send(new CreateRouteCommand({ ApiId, RouteKey: "GET /b", Target }));
  return { ...api, make, look: () => seen(`${api.url}/b`) };
}

async function backendAddress(): Promise<Change> {
  const { ApiId, IntegrationId, ...api } = await deployed();
  const IntegrationUri = `${upstream.url}/moved`;
  return { ...api, make: () => client.send(new UpdateIntegrationCommand({ ApiId, IntegrationId, IntegrationUri })) };
}

async function authorizerFunction(): Promise<Change> {
  const { ApiId, RouteId, ...api } = await deployed();
  const { AuthorizerId } = await client.send(
    new CreateAuthorizerCommand({
      ApiId,
      Name: "gatekeeper",
      AuthorizerType: "REQUEST",
      AuthorizerPayloadFormatVersion: "2.0",
      EnableSimpleResponses: true,
      AuthorizerUri: await gatekeeper(true),
      IdentitySource: ["$request.header.origin"],
    }),
  );
  await client.send(new UpdateRouteCommand({ ApiId, RouteId, AuthorizationType: "CUSTOM", AuthorizerId }));
  await api.deploy();
  const AuthorizerUri = await gatekeeper(false);
  return { ...api, make: () => client.send(new UpdateAuthorizerCommand({ ApiId, AuthorizerId, AuthorizerUri })) };
}

async function stageVariable(): Promise<Change> {
  const { ApiId, ...api } = await deployed();
  const StageVariables = { place: "after" };
  return { ...api, make: () => client.send(new UpdateStageCommand({ ApiId, StageName: STAGE, StageVariables })) };
}

async function stagesDeployment(): Promise<Change> {
  const { ApiId, Target, ...api } = await deployed();
  await client.send(new CreateRouteCommand({ ApiId, RouteKey: "GET /later", Target }));
  const { DeploymentId } = await client.send(new CreateDeploymentCommand({ ApiId }));
  const make = (): Promise<unknown> => client.send(new UpdateStageCommand({ ApiId, StageName: STAGE, DeploymentId }));
  return { ...api, make, look: () => seen(`${api.url}/later`) };
}

async function domain(): Promise<Change> {
  const { ApiId, ...api } = await deployed();
  const make = async (): Promise<void> => {
    await client.send(new CreateDomainNameCommand({ DomainName: DOMAIN }));
    await client.send(new CreateApiMappingCommand({ DomainName: DOMAIN, ApiId, Stage: STAGE }));
  };
  return { ...api, make, look: () => seen(`${gateway.url}/a`, { host: DOMAIN }) };
}

async function functionCode(): Promise<Change> {
  const api = await deployed();
  const FunctionName = await createFunction(gateway, { "index.js": "exports.handler = async () => 'before';" });
  await mayInvoke(gateway, FunctionName);
  const { ApiEndpoint } = await client.send(
    new CreateApiCommand({ Name: "function", ProtocolType: "HTTP", Target: FunctionName }),
  );
  const ZipFile = zipOf({ "index.js": "exports.handler = async () => 'after';" });
  const make = (): Promise<unknown> => lambda(gateway).send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile }));
  return { ...api, make, look: () => seen(`${ApiEndpoint}/`) };
}

async function userPolicy(): Promise<Change> {
  const { ApiId, RouteId, ...api } = await deployed();
  await client.send(new UpdateRouteCommand({ ApiId, RouteId, AuthorizationType: "AWS_IAM" }));
  await api.deploy();
  const UserName = `acting-http-${ApiId}`;
  const credentials = await newUser(gateway, UserName);
  const policy = { UserName, PolicyName: "own", PolicyDocument: allow("execute-api:Invoke") };
  const look = async (): Promise<unknown> => (await signedRequest(`${api.url}/a`, { credentials })).status;
  return { ...api, make: () => iam(gateway).send(new PutUserPolicyCommand(policy)), look };
}

/** A stage that asks for an API key, and a key with a plan that does not name the stage yet. */
async function keyed() {
  const { ApiId, ...api } = await deployed();
  const ResourceArn = `arn:aws:apigateway:us-east-1::/apis/${ApiId}/stages/${STAGE}`;
  await client.send(new TagResourceCommand({ ResourceArn, Tags: { "tollgate:api-key": "required" } }));
  const rest = apiGateway(gateway);
  const { id: usagePlanId = "" } = await rest.send(new CreateUsagePlanCommand({ name: "plan" }));
  const { id: apiKey = "", value = "" } = await rest.send(new CreateApiKeyCommand({ name: "key", enabled: true }));
  await rest.send(new CreateUsagePlanKeyCommand({ usagePlanId, keyId: apiKey, keyType: "API_KEY" }));
  const patchOperations = [{ op: "add" as const, path: "/apiStages", value: `${ApiId}:${STAGE}` }];
  const admit = (): Promise<unknown> => rest.send(new UpdateUsagePlanCommand({ usagePlanId, patchOperations }));
  const look = (): Promise<unknown> => seen(`${api.url}/a`, { headers: { "x-api-key": value } });
  return { ...api, rest, apiKey, admit, look };
}

async function plansStages(): Promise<Change> {
  const { admit, ...api } = await keyed();
  return { ...api, make: admit };
}

async function keysState(): Promise<Change> {
  const { admit, apiKey, ...api } = await keyed();
  await admit();
  const patchOperations = [{ op: "replace" as const, path: "/enabled", value: "false" }];
  return { ...api, make: () => api.rest.send(new UpdateApiKeyCommand({ apiKey, patchOperations })) };
}

describe("a change of an HTTP API acts when the table says", () => {
  testActing(
    "HTTP",
    [
      ["api", "CORS", cors],
      ["route", "a new route", newRoute],
      ["integration", "the backend's address", backendAddress],
      ["authorizer", "its function", authorizerFunction],
      ["stage", "a variable", stageVariable],
      ["deployment", "the deployment that the stage points to", stagesDeployment],
      ["domain", "a domain name and its mapping", domain],
      ["function", "its code", functionCode],
      ["iam", "a user's policy", userPolicy],
      ["usagePlan", "its stages", plansStages],
      ["apiKey", "whether it is enabled", keysState],
    ],
    {
      account: "an account has nothing that HTTP APIs use",
      vpcLink: "where a VPC link leads is said by the variable VPC_LINKS, not by management calls",
    },
  );
});
