/** REST APIs for rows: made and deployed by the management API of the row's own worker. */
import {
  APIGatewayClient,
  CreateDeploymentCommand,
  CreateResourceCommand,
  CreateRestApiCommand,
  PutIntegrationCommand,
  type PutIntegrationCommandInput,
  PutIntegrationResponseCommand,
  PutMethodCommand,
} from "@aws-sdk/client-api-gateway";
import { clientSettings } from "./gateway.ts";

/** One method at `/items/{id}` of the stage `bench`. */
export interface BenchMethod {
  httpMethod: string;
  integration: Omit<PutIntegrationCommandInput, "restApiId" | "resourceId" | "httpMethod">;
  /** of integrations that map */
  responseTemplate?: string;
}

/** Makes and deploys the API, and returns the Host of it. */
export async function deployRestApi(address: string, method: BenchMethod): Promise<string> {
  const client = new APIGatewayClient(clientSettings(address));
  const { id: restApiId, rootResourceId } = await client.send(new CreateRestApiCommand({ name: "bench" }));
  const add = async (parentId: string | undefined, pathPart: string): Promise<string | undefined> =>
    (await client.send(new CreateResourceCommand({ restApiId, parentId, pathPart }))).id;
  const resourceId = await add(await add(rootResourceId, "items"), "{id}");
  const { httpMethod, integration, responseTemplate } = method;
  const at = { restApiId, resourceId, httpMethod };
  const requestParameters = { "method.request.path.id": true };
  await client.send(new PutMethodCommand({ ...at, authorizationType: "NONE", requestParameters }));
  await client.send(new PutIntegrationCommand({ ...at, ...integration }));
  if (responseTemplate !== undefined) {
    const responseTemplates = { "application/json": responseTemplate };
    await client.send(new PutIntegrationResponseCommand({ ...at, statusCode: "200", responseTemplates }));
  }
  await client.send(new CreateDeploymentCommand({ restApiId, stageName: "bench" }));
  return `${restApiId}.execute-api.localhost`;
}
