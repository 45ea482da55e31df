/** A WebSocket API for the bench, made by the management API. */
import {
  ApiGatewayV2Client,
  CreateApiCommand,
  CreateIntegrationCommand,
  CreateIntegrationResponseCommand,
  CreateRouteCommand,
  CreateRouteResponseCommand,
  CreateStageCommand,
} from "@aws-sdk/client-apigatewayv2";
import { clientSettings } from "./gateway.ts";

/** Makes an API whose every message is answered with a text, without a backend. Gives the path of its stage. */
export async function deployAnsweringApi(address: string, answer: string): Promise<string> {
  const client = new ApiGatewayV2Client(clientSettings(address));
  const { ApiId } = await client.send(
    new CreateApiCommand({
      Name: "bench",
      ProtocolType: "WEBSOCKET",
      RouteSelectionExpression: "$request.body.action",
    }),
  );
  const { IntegrationId } = await client.send(
    new CreateIntegrationCommand({
      ApiId,
      IntegrationType: "MOCK",
      RequestTemplates: { $default: '{"statusCode":200}' },
    }),
  );
  await client.send(
    new CreateIntegrationResponseCommand({
      ApiId,
      IntegrationId,
      IntegrationResponseKey: "$default",
      ResponseTemplates: { $default: answer },
    }),
  );
  const { RouteId } = await client.send(
    new CreateRouteCommand({
      ApiId,
      RouteKey: "$default",
      Target: `integrations/${IntegrationId}`,
      RouteResponseSelectionExpression: "$default",
    }),
  );
  await client.send(new CreateRouteResponseCommand({ ApiId, RouteId, RouteResponseKey: "$default" }));
  await client.send(new CreateStageCommand({ ApiId, StageName: "bench", AutoDeploy: true }));
  return `/execute-api/${ApiId}/bench`;
}
