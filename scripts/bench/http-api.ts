/** The HTTP API of the rows: a few routes with a path parameter that lead to an HTTP_PROXY integration. */
import {
  ApiGatewayV2Client,
  CreateApiCommand,
  CreateIntegrationCommand,
  CreateRouteCommand,
  type CreateRouteCommandInput,
  CreateStageCommand,
} from "@aws-sdk/client-apigatewayv2";
import { clientSettings } from "./gateway.ts";
import type { SeedContext } from "./row.ts";

type Authorization = Pick<CreateRouteCommandInput, "AuthorizationType" | "AuthorizerId" | "AuthorizationScopes">;

/** Makes the API and gives its host. `authorize` says who may call its routes: everybody, where it is not given. */
export async function proxyApi(
  { address, upstream }: SeedContext,
  authorize: (client: ApiGatewayV2Client, apiId: string) => Promise<Authorization> | Authorization = () => ({}),
): Promise<string> {
  const client = new ApiGatewayV2Client(clientSettings(address));
  const { ApiId = "" } = await client.send(new CreateApiCommand({ Name: "bench", ProtocolType: "HTTP" }));
  const { IntegrationId } = await client.send(
    new CreateIntegrationCommand({
      ApiId,
      IntegrationType: "HTTP_PROXY",
      IntegrationMethod: "GET",
      IntegrationUri: `${upstream}/users/{id}`,
      PayloadFormatVersion: "1.0",
    }),
  );
  await client.send(new CreateStageCommand({ ApiId, StageName: "$default", AutoDeploy: true }));
  const authorization = await authorize(client, ApiId);
  const routes = ["GET /users/{id}", "GET /orders/{id}", "GET /orders/{id}/items", "GET /health"];
  for (const RouteKey of routes) {
    const Target = `integrations/${IntegrationId}`;
    await client.send(new CreateRouteCommand({ ApiId, RouteKey, Target, ...authorization }));
  }
  return `${ApiId}.execute-api.localhost`;
}
