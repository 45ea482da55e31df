/** REST APIs for end-to-end tests: made with the SDK, called over TCP. */
import {
  type APIGatewayClient,
  CreateDeploymentCommand,
  CreateResourceCommand,
  CreateRestApiCommand,
  type CreateRestApiCommandInput,
  PutIntegrationCommand,
  type PutIntegrationCommandInput,
  PutIntegrationResponseCommand,
  type PutIntegrationResponseCommandInput,
  PutMethodCommand,
  type PutMethodCommandInput,
  PutMethodResponseCommand,
} from "@aws-sdk/client-api-gateway";
import { apiGateway } from "./clients.ts";
import type { Gateway } from "./gateway.ts";

/** What names a method in the operations on it. */
export interface MethodIds {
  restApiId: string;
  resourceId: string;
  httpMethod: string;
}

/** A method with its integration: MOCK that answers 200 with `template` unless more is said. */
export interface RestMethodOptions {
  method?: Partial<PutMethodCommandInput>;
  integration?: Partial<PutIntegrationCommandInput>;
  /** the body of the answer, as a mapping template */
  template?: string;
  response?: Partial<PutIntegrationResponseCommandInput>;
}

export interface RestApiOptions {
  /** by method and path of one segment: `GET /pets`, `GET /` */
  methods: Record<string, RestMethodOptions>;
  api?: Partial<CreateRestApiCommandInput>;
  /** `prod` unless named */
  stage?: string;
  variables?: Record<string, string>;
}

export interface DeployedRestApi {
  client: APIGatewayClient;
  restApiId: string;
  deploymentId: string;
  rootId: string;
  /** the methods by their keys */
  methods: Map<string, MethodIds>;
  /** its address with the stage, without a slash at the end */
  url: string;
}

/** Makes a REST API with its methods and deploys it to a stage. */
export async function createRestApi(gateway: Gateway, options: RestApiOptions): Promise<DeployedRestApi> {
  const client = apiGateway(gateway);
  const { stage: stageName = "prod", variables } = options;
  const api = await client.send(new CreateRestApiCommand({ name: "test", ...options.api }));
  const { id: restApiId = "", rootResourceId: rootId = "" } = api;
  const resources = new Map([["/", rootId]]);
  const methods = new Map<string, MethodIds>();
  for (const [key, method] of Object.entries(options.methods)) {
    const [httpMethod = "", path = "/"] = key.split(" ");
    const parent = { restApiId, parentId: rootId };
    const resourceId =
      resources.get(path) ??
      (await client.send(new CreateResourceCommand({ ...parent, pathPart: path.slice(1) }))).id ??
      "";
    resources.set(path, resourceId);
    methods.set(key, { restApiId, resourceId, httpMethod });
    await putMethod(client, { restApiId, resourceId, httpMethod }, method);
  }
  const deployment = await client.send(
    new CreateDeploymentCommand({ restApiId, stageName, ...(variables && { variables }) }),
  );
  const url = `${gateway.url}/execute-api/${restApiId}/${stageName}`;
  return { client, restApiId, rootId, methods, deploymentId: deployment.id ?? "", url };
}

/** Makes a method with its integration and a response of status 200. */
export async function putMethod(client: APIGatewayClient, ids: MethodIds, options: RestMethodOptions): Promise<void> {
  const { template = "{}" } = options;
  await client.send(new PutMethodCommand({ ...ids, authorizationType: "NONE", ...options.method }));
  await client.send(
    new PutIntegrationCommand({
      ...ids,
      type: "MOCK",
      requestTemplates: { "application/json": '{"statusCode": 200}' },
      ...options.integration,
    }),
  );
  if (options.integration?.type?.endsWith("_PROXY")) return;
  const response = { ...ids, statusCode: "200" };
  await client.send(new PutMethodResponseCommand(response));
  await client.send(
    new PutIntegrationResponseCommand({
      ...response,
      responseTemplates: { "application/json": template },
      ...options.response,
    }),
  );
}
