/** Real AWS SDK clients that speak to a gateway of the tests. */
import { APIGatewayClient } from "@aws-sdk/client-api-gateway";
import { ApiGatewayManagementApiClient } from "@aws-sdk/client-apigatewaymanagementapi";
import { ApiGatewayV2Client } from "@aws-sdk/client-apigatewayv2";
import { IAMClient } from "@aws-sdk/client-iam";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { STSClient } from "@aws-sdk/client-sts";
import { WAFV2Client } from "@aws-sdk/client-wafv2";
import { credentials, region, type Gateway } from "./gateway.ts";

/** What a client may have otherwise, for example a wrong secret. */
export interface ClientOptions {
  credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
  region?: string;
}

function settings(gateway: Pick<Gateway, "url">, options: ClientOptions) {
  return { endpoint: gateway.url, region, credentials, maxAttempts: 1, ...options };
}

/** HTTP and WebSocket APIs (`apigatewayv2`). */
export function apiGatewayV2(gateway: Pick<Gateway, "url">, options: ClientOptions = {}): ApiGatewayV2Client {
  return new ApiGatewayV2Client(settings(gateway, options));
}

/** REST APIs (`apigateway`). */
export function apiGateway(gateway: Pick<Gateway, "url">, options: ClientOptions = {}): APIGatewayClient {
  return new APIGatewayClient(settings(gateway, options));
}

/** Functions (`lambda`). */
export function lambda(gateway: Pick<Gateway, "url">, options: ClientOptions = {}): LambdaClient {
  return new LambdaClient(settings(gateway, options));
}

/** Users, roles and their policies (`iam`). */
export function iam(gateway: Pick<Gateway, "url">, options: ClientOptions = {}): IAMClient {
  return new IAMClient(settings(gateway, options));
}

/** Temporary credentials (`sts`). */
export function sts(gateway: Pick<Gateway, "url">, options: ClientOptions = {}): STSClient {
  return new STSClient(settings(gateway, options));
}

/** Web ACLs and IP sets (`wafv2`). */
export function wafv2(gateway: Pick<Gateway, "url">, options: ClientOptions = {}): WAFV2Client {
  return new WAFV2Client(settings(gateway, options));
}

/** Connections of a WebSocket API; its endpoint is the stage's own address. */
export function connections(endpoint: string, options: ClientOptions = {}): ApiGatewayManagementApiClient {
  return new ApiGatewayManagementApiClient(settings({ url: endpoint }, options));
}
