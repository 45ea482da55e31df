/** HTTP APIs for end-to-end tests: made with the SDK, called over TCP. */
import {
  CreateApiCommand,
  type CreateApiCommandInput,
  CreateIntegrationCommand,
  type CreateIntegrationCommandInput,
  CreateRouteCommand,
  CreateStageCommand,
} from "@aws-sdk/client-apigatewayv2";
import { apiGatewayV2 } from "./clients.ts";
import type { Gateway } from "./gateway.ts";

/** What the API is made of. */
export interface HttpApiOptions {
  /** by route key: an HTTP_PROXY's URI, or more of an integration; null: no integration */
  routes: Record<string, string | Omit<Partial<CreateIntegrationCommandInput>, "ApiId"> | null>;
  api?: Partial<CreateApiCommandInput>;
  /** the `$default` stage unless named */
  stage?: string;
  variables?: Record<string, string>;
}

/** A deployed HTTP API. */
export interface DeployedHttpApi {
  apiId: string;
  /** its address with the stage, without a slash at the end */
  url: string;
  /** the same by path, for clients that resolve no `*.localhost` */
  pathUrl: string;
}

/** Makes an HTTP API with its routes and a stage that deploys by itself. */
export async function createHttpApi(gateway: Gateway, options: HttpApiOptions): Promise<DeployedHttpApi> {
  const client = apiGatewayV2(gateway);
  const api = await client.send(new CreateApiCommand({ Name: "test", ProtocolType: "HTTP", ...options.api }));
  const ApiId = api.ApiId ?? "";
  const StageName = options.stage ?? "$default";
  for (const [RouteKey, backend] of Object.entries(options.routes)) {
    const fields = typeof backend === "string" ? { IntegrationUri: backend } : backend;
    const integration =
      fields &&
      (await client.send(
        new CreateIntegrationCommand({
          ApiId,
          IntegrationType: "HTTP_PROXY",
          IntegrationMethod: "ANY",
          PayloadFormatVersion: "1.0",
          ...fields,
        }),
      ));
    const target = integration ? { Target: `integrations/${integration.IntegrationId}` } : {};
    await client.send(new CreateRouteCommand({ ApiId, RouteKey, ...target }));
  }
  const StageVariables = options.variables;
  await client.send(
    new CreateStageCommand({ ApiId, StageName, AutoDeploy: true, ...(StageVariables && { StageVariables }) }),
  );
  const stage = StageName === "$default" ? "" : `/${StageName}`;
  return {
    apiId: ApiId,
    url: `${api.ApiEndpoint ?? ""}${stage}`,
    pathUrl: `${gateway.url}/execute-api/${ApiId}${stage}`,
  };
}
