/** A REST API for end-to-end tests: MOCK methods, some of which ask for an API key. */
import {
  CreateDeploymentCommand,
  CreateResourceCommand,
  CreateRestApiCommand,
  type CreateRestApiCommandInput,
  PutIntegrationCommand,
  PutIntegrationResponseCommand,
  PutMethodCommand,
  PutMethodResponseCommand,
} from "@aws-sdk/client-api-gateway";
import { apiGateway } from "./clients.ts";
import type { Gateway } from "./gateway.ts";

/** Makes and deploys an API to the stage `dev`: `GET /keyed` and `/keyed-too` ask for a key, `GET /open` does not. */
export async function mockRestApi(
  gateway: Gateway,
  api: Partial<CreateRestApiCommandInput> = {},
): Promise<{ apiId: string; url: string }> {
  const client = apiGateway(gateway);
  const made = await client.send(new CreateRestApiCommand({ name: "limits", ...api }));
  const { id: restApiId, rootResourceId: parentId } = made;
  for (const [pathPart, apiKeyRequired] of [
    ["keyed", true],
    ["keyed-too", true],
    ["open", false],
  ] as const) {
    const { id: resourceId } = await client.send(new CreateResourceCommand({ restApiId, parentId, pathPart }));
    const method = { restApiId, resourceId, httpMethod: "GET" };
    await client.send(new PutMethodCommand({ ...method, authorizationType: "NONE", apiKeyRequired }));
    await client.send(new PutMethodResponseCommand({ ...method, statusCode: "200" }));
    const requestTemplates = { "application/json": '{"statusCode": 200}' };
    await client.send(new PutIntegrationCommand({ ...method, type: "MOCK", requestTemplates }));
    await client.send(new PutIntegrationResponseCommand({ ...method, statusCode: "200" }));
  }
  await client.send(new CreateDeploymentCommand({ restApiId, stageName: "dev" }));
  return { apiId: restApiId ?? "", url: `${gateway.url}/execute-api/${restApiId}/dev` };
}
