import {
  ApiGatewayV2Client,
  CreateApiCommand,
  CreateIntegrationCommand,
  CreateRouteCommand,
  CreateStageCommand,
} from "@aws-sdk/client-apigatewayv2";
import { manyPaths, type Row } from "../row.ts";

/** An HTTP API whose route with a path parameter leads to an HTTP_PROXY integration. */
export const gatewayHttpProxy: Row = {
  name: "gateway: route + HTTP_PROXY",
  worker: "gateway",
  async seed({ address, upstream }) {
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    const client = new ApiGatewayV2Client({ endpoint: address, region: "us-east-1", credentials, maxAttempts: 1 });
    const { ApiId } = await client.send(new CreateApiCommand({ Name: "bench", ProtocolType: "HTTP" }));
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
    const routes = ["GET /users/{id}", "GET /orders/{id}", "GET /orders/{id}/items", "GET /health"];
    for (const RouteKey of routes) {
      await client.send(new CreateRouteCommand({ ApiId, RouteKey, Target: `integrations/${IntegrationId}` }));
    }
    return manyPaths("/users/", { host: `${ApiId}.execute-api.localhost` });
  },
};
