import {
  CreateApiKeyCommand,
  CreateAuthorizerCommand,
  CreateBasePathMappingCommand,
  CreateDeploymentCommand,
  CreateModelCommand,
  CreateRequestValidatorCommand,
  CreateUsagePlanCommand,
  CreateUsagePlanKeyCommand,
  type PatchOperation,
  PutGatewayResponseCommand,
  UpdateApiKeyCommand,
  UpdateAuthorizerCommand,
  UpdateIntegrationResponseCommand,
  UpdateMethodCommand,
  UpdateModelCommand,
  UpdateRequestValidatorCommand,
  UpdateResourceCommand,
  UpdateRestApiCommand,
  UpdateStageCommand,
  UpdateUsagePlanCommand,
} from "@aws-sdk/client-api-gateway";
import { CreateDomainNameCommand } from "@aws-sdk/client-apigatewayv2";
import { PutUserPolicyCommand } from "@aws-sdk/client-iam";
import { UpdateFunctionCodeCommand } from "@aws-sdk/client-lambda";
import { UpdateIPSetCommand } from "@aws-sdk/client-wafv2";
import { beforeAll, describe } from "vitest";
import { type Change, seen, testActing } from "../../support/acting.ts";
import { apiGatewayV2, iam, lambda, wafv2 } from "../../support/clients.ts";
import { createRestApi, type MethodIds, putMethod, type RestMethodOptions } from "../../support/deployed-rest-api.ts";
import { allow as mayInvoke, createFunction } from "../../support/functions.ts";
import { type Gateway, sharedGateway } from "../../support/gateway.ts";
import { allow } from "../../support/iam-documents.ts";
import { newUser } from "../../support/iam-users.ts";
import { signedRequest } from "../../support/signed-request.ts";
import { associate, blocking, createIpSet, createWebAcl, Scope, stageArn } from "../../support/web-acl.ts";
import { zipOf } from "../../support/zip.ts";
import { functionUri } from "../../support/function-uri.ts";

let gateway: Gateway;
beforeAll(async () => {
  gateway = await sharedGateway();
});

const stageName = "prod";
const replace = (path: string, value: string): PatchOperation[] => [{ op: "replace", path, value }];

/** A REST API with GET /a, deployed. */
async function deployed(method: RestMethodOptions = {}) {
  const api = await createRestApi(gateway, {
    methods: { "GET /a": { template: "first $stageVariables.kind", ...method } },
    variables: { kind: "cat" },
  });
  const { client, restApiId } = api;
  const ids: MethodIds = { restApiId, resourceId: "", httpMethod: "GET", ...api.methods.get("GET /a") };
  const deploy = (): Promise<unknown> => client.send(new CreateDeploymentCommand({ restApiId, stageName }));
  return { ...api, ids, deploy, look: () => seen(`${api.url}/a`, { headers: { authorization: "abc" } }) };
}

type Api = Awaited<ReturnType<typeof deployed>>;

const setTemplate = ({ client, ids }: Api, value: string): Promise<unknown> => {
  const patchOperations = replace("/responseTemplates/application~1json", value);
  return client.send(new UpdateIntegrationResponseCommand({ ...ids, statusCode: "200", patchOperations }));
};

const setStage = ({ client, restApiId }: Api, path: string, value: string): Promise<unknown> =>
  client.send(new UpdateStageCommand({ restApiId, stageName, patchOperations: replace(path, value) }));

/** The method with what the patches say, deployed. */
async function patched(api: Api, patchOperations: PatchOperation[]): Promise<void> {
  await api.client.send(new UpdateMethodCommand({ ...api.ids, patchOperations }));
  await api.deploy();
}

async function ownEndpoint(): Promise<Change> {
  const api = await deployed();
  const patchOperations = replace("/disableExecuteApiEndpoint", "true");
  const { restApiId } = api;
  return { ...api, make: () => api.client.send(new UpdateRestApiCommand({ restApiId, patchOperations })) };
}

async function pathPart(): Promise<Change> {
  const api = await deployed();
  const { restApiId, resourceId } = api.ids;
  const patchOperations = replace("/pathPart", "b");
  const make = (): Promise<unknown> =>
    api.client.send(new UpdateResourceCommand({ restApiId, resourceId, patchOperations }));
  return { ...api, make };
}

async function newMethod(): Promise<Change> {
  const api = await deployed();
  const ids = { restApiId: api.restApiId, resourceId: api.rootId, httpMethod: "GET" };
  return { ...api, make: () => putMethod(api.client, ids, {}), look: () => seen(`${api.url}/`) };
}

async function responseTemplate(): Promise<Change> {
  const api = await deployed();
  return { ...api, make: () => setTemplate(api, "second") };
}

async function authorizersExpression(): Promise<Change> {
  const api = await deployed();
  const { client, restApiId } = api;
  const arn = await createFunction(gateway, {
    "index.js": `exports.handler = async ({ methodArn }) => ({ principalId: "user", policyDocument: { Version: "2012-10-17",
      Statement: [{ Action: "execute-api:Invoke", Effect: "Allow", Resource: methodArn }] } });`,
  });
  await mayInvoke(gateway, arn);
  const { id: authorizerId = "" } = await client.send(
    new CreateAuthorizerCommand({
      restApiId,
      name: "who",
      type: "TOKEN",
      authorizerUri: functionUri(arn),
      identitySource: "method.request.header.Authorization",
      identityValidationExpression: "^abc$",
      authorizerResultTtlInSeconds: 0,
    }),
  );
  await patched(api, [...replace("/authorizationType", "CUSTOM"), ...replace("/authorizerId", authorizerId)]);
  const patchOperations = replace("/identityValidationExpression", "^other$");
  const make = (): Promise<unknown> =>
    client.send(new UpdateAuthorizerCommand({ restApiId, authorizerId, patchOperations }));
  return { ...api, make };
}

/** A method whose validator refuses bodies without the member `a`, which the callers of these tests do not send. */
async function validated() {
  const api = await deployed();
  const { client, restApiId } = api;
  const schema = JSON.stringify({ type: "object", required: ["a"] });
  const model = { restApiId, name: "Needed", contentType: "application/json", schema };
  await client.send(new CreateModelCommand(model));
  const { id: requestValidatorId = "" } = await client.send(
    new CreateRequestValidatorCommand({ restApiId, name: "body", validateRequestBody: true }),
  );
  await patched(api, [
    { op: "add", path: "/requestModels/application~1json", value: "Needed" },
    ...replace("/requestValidatorId", requestValidatorId),
  ]);
  return { ...api, requestValidatorId };
}

async function modelsSchema(): Promise<Change> {
  const api = await validated();
  const change = { restApiId: api.restApiId, modelName: "Needed", patchOperations: replace("/schema", "{}") };
  return { ...api, make: () => api.client.send(new UpdateModelCommand(change)) };
}

async function validatorsScope(): Promise<Change> {
  const { requestValidatorId, ...api } = await validated();
  const patchOperations = replace("/validateRequestBody", "false");
  const change = { restApiId: api.restApiId, requestValidatorId, patchOperations };
  return { ...api, make: () => api.client.send(new UpdateRequestValidatorCommand(change)) };
}

async function unknownPaths(): Promise<Change> {
  const api = await deployed();
  const response = {
    restApiId: api.restApiId,
    responseType: "MISSING_AUTHENTICATION_TOKEN",
    statusCode: "404",
  } as const;
  const make = (): Promise<unknown> => api.client.send(new PutGatewayResponseCommand(response));
  return { ...api, make, look: () => seen(`${api.url}/nowhere`) };
}

async function stageVariable(): Promise<Change> {
  const api = await deployed();
  return { ...api, make: () => setStage(api, "/variables/kind", "dog") };
}

async function stagesDeployment(): Promise<Change> {
  const api = await deployed();
  await setTemplate(api, "second");
  const { id = "" } = await api.client.send(new CreateDeploymentCommand({ restApiId: api.restApiId }));
  return { ...api, make: () => setStage(api, "/deploymentId", id) };
}

async function domain(): Promise<Change> {
  const { client, restApiId, ...api } = await deployed();
  const domainName = "acting-rest.shop.test";
  const make = async (): Promise<void> => {
    await apiGatewayV2(gateway).send(new CreateDomainNameCommand({ DomainName: domainName }));
    await client.send(new CreateBasePathMappingCommand({ domainName, restApiId, stage: stageName }));
  };
  return { ...api, make, look: () => seen(`${gateway.url}/a`, { host: domainName }) };
}

async function functionCode(): Promise<Change> {
  const code = (text: string) => ({
    "index.js": `exports.handler = async () => ({ statusCode: 200, body: "${text}" });`,
  });
  const FunctionName = await createFunction(gateway, code("before"));
  await mayInvoke(gateway, FunctionName);
  const api = await deployed({
    integration: { type: "AWS_PROXY", integrationHttpMethod: "POST", uri: functionUri(FunctionName) },
  });
  const ZipFile = zipOf(code("after"));
  return { ...api, make: () => lambda(gateway).send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile })) };
}

async function userPolicy(): Promise<Change> {
  const api = await deployed({ method: { authorizationType: "AWS_IAM" } });
  const UserName = `acting-rest-${api.restApiId}`;
  const credentials = await newUser(gateway, UserName);
  const policy = { UserName, PolicyName: "own", PolicyDocument: allow("execute-api:Invoke") };
  const look = async (): Promise<unknown> => (await signedRequest(`${api.url}/a`, { credentials })).status;
  return { ...api, make: () => iam(gateway).send(new PutUserPolicyCommand(policy)), look };
}

/** A method that asks for an API key, and a key with a plan that does not name the stage yet. */
async function keyed() {
  const api = await deployed({ method: { apiKeyRequired: true } });
  const { client } = api;
  const { id: usagePlanId = "" } = await client.send(new CreateUsagePlanCommand({ name: "plan" }));
  const { id: apiKey = "", value = "" } = await client.send(new CreateApiKeyCommand({ name: "key", enabled: true }));
  await client.send(new CreateUsagePlanKeyCommand({ usagePlanId, keyId: apiKey, keyType: "API_KEY" }));
  const patchOperations: PatchOperation[] = [{ op: "add", path: "/apiStages", value: `${api.restApiId}:${stageName}` }];
  const admit = (): Promise<unknown> => client.send(new UpdateUsagePlanCommand({ usagePlanId, patchOperations }));
  const look = (): Promise<unknown> => seen(`${api.url}/a`, { headers: { "x-api-key": value } });
  return { ...api, apiKey, admit, look };
}

async function plansStages(): Promise<Change> {
  const { admit, ...api } = await keyed();
  return { ...api, make: admit };
}

async function keysState(): Promise<Change> {
  const { admit, apiKey, ...api } = await keyed();
  await admit();
  const patchOperations = replace("/enabled", "false");
  return { ...api, make: () => api.client.send(new UpdateApiKeyCommand({ apiKey, patchOperations })) };
}

async function blockedAddresses(): Promise<Change> {
  const api = await deployed();
  const waf = wafv2(gateway);
  const { Id, Name, ARN, LockToken } = await createIpSet(waf, []);
  const acl = await createWebAcl(waf, [blocking({ IPSetReferenceStatement: { ARN } })]);
  await associate(waf, acl, stageArn(api.restApiId, stageName));
  const Addresses = ["127.0.0.1/32"];
  return { ...api, make: () => waf.send(new UpdateIPSetCommand({ Id, Name, Scope, LockToken, Addresses })) };
}

describe("rule 11: a change of a REST API acts when the table says", () => {
  testActing(
    "REST",
    [
      ["api", "its own endpoint is disabled", ownEndpoint],
      ["resource", "its path", pathPart],
      ["method", "a new method", newMethod],
      ["method", "a response template", responseTemplate],
      ["restAuthorizer", "its expression", authorizersExpression],
      ["restModel", "its schema", modelsSchema],
      ["requestValidator", "what it validates", validatorsScope],
      ["gatewayResponse", "the answer to unknown paths", unknownPaths],
      ["restStage", "a variable", stageVariable],
      ["restDeployment", "the deployment that the stage points to", stagesDeployment],
      ["domain", "a domain name and its mapping", domain],
      ["function", "its code", functionCode],
      ["iam", "a user's policy", userPolicy],
      ["usagePlan", "its stages", plansStages],
      ["apiKey", "whether it is enabled", keysState],
      ["webAcl", "the addresses of an IP set", blockedAddresses],
    ],
    {
      account: "an account has nothing that requests show",
      clientCertificate: "the platform's fetch shows no certificate to backends",
      vpcLink: "where a VPC link leads is said by the variable VPC_LINKS, not by management calls",
    },
  );
});
