/** REST APIs for end-to-end tests: made with the SDK, called over TCP. */
import {
  CreateAuthorizerCommand,
  type CreateAuthorizerCommandInput,
  CreateDeploymentCommand,
  CreateResourceCommand,
  CreateRestApiCommand,
  type CreateRestApiCommandInput,
  PutIntegrationCommand,
  type PutIntegrationCommandInput,
  PutMethodCommand,
  type PutMethodCommandInput,
} from "@aws-sdk/client-api-gateway";
import { apiGateway } from "./clients.ts";
import type { Gateway } from "./gateway.ts";

type Without<T> = Omit<Partial<T>, "restApiId" | "resourceId" | "httpMethod">;

/** One method: what is not given is open, and HTTP_PROXY. */
export interface RestMethodOptions extends Without<PutMethodCommandInput> {
  integration: Without<PutIntegrationCommandInput>;
}

/** A deployed REST API. */
export interface DeployedRestApi {
  restApiId: string;
  authorizerId: string | undefined;
  /** its address with the stage `prod` */
  url: string;
}

/** Makes a REST API with methods on resources below the root (`GET /pets`) and deploys it to `prod`; its authorizer guards what asks for one. */
export async function createRestApi(
  gateway: Gateway,
  methods: Record<string, RestMethodOptions>,
  api: Partial<CreateRestApiCommandInput> = {},
  authorizer?: Omit<CreateAuthorizerCommandInput, "restApiId">,
): Promise<DeployedRestApi> {
  const client = apiGateway(gateway);
  const made = await client.send(new CreateRestApiCommand({ name: "test", ...api }));
  const { id: restApiId = "", rootResourceId: parentId = "" } = made;
  const guard = authorizer && (await client.send(new CreateAuthorizerCommand({ restApiId, ...authorizer })));
  const resources = new Map([["/", parentId]]);
  for (const [key, { integration, ...method }] of Object.entries(methods)) {
    const [httpMethod = "", path = ""] = key.split(" ");
    if (!resources.has(path)) {
      const resource = await client.send(new CreateResourceCommand({ restApiId, parentId, pathPart: path.slice(1) }));
      resources.set(path, resource.id ?? "");
    }
    const place = { restApiId, resourceId: resources.get(path), httpMethod };
    const { authorizationType = "NONE" } = method;
    const own = ["CUSTOM", "COGNITO_USER_POOLS"].includes(authorizationType) ? { authorizerId: guard?.id } : {};
    await client.send(
      new PutMethodCommand({ ...place, ...method, authorizationType, ...own } as PutMethodCommandInput),
    );
    const proxied = { type: "HTTP_PROXY" as const, integrationHttpMethod: httpMethod, ...integration };
    await client.send(new PutIntegrationCommand({ ...place, ...proxied }));
  }
  await client.send(new CreateDeploymentCommand({ restApiId, stageName: "prod" }));
  const url = `http://${restApiId}.execute-api.localhost:${gateway.port}/prod`;
  return { restApiId, authorizerId: guard?.id, url };
}
