import type { Integration } from "@aws-sdk/client-api-gateway";
import { compact, type ObjectValue } from "../values.ts";

const DEFAULT_TIMEOUT_MILLIS = 29_000;

/** An integration as `x-amazon-apigateway-integration`; what AWS would set by itself is left out. */
export function writeIntegration(integration: Integration): ObjectValue {
  const { integrationResponses, passthroughBehavior, timeoutInMillis, cacheKeyParameters } = integration;
  return compact({
    type: integration.type?.toLowerCase(),
    httpMethod: integration.httpMethod,
    uri: integration.uri,
    credentials: integration.credentials,
    connectionType: integration.connectionType === "VPC_LINK" ? "VPC_LINK" : undefined,
    connectionId: integration.connectionId,
    integrationTarget: integration.integrationTarget,
    responses: responsesOf(integrationResponses),
    requestParameters: integration.requestParameters,
    requestTemplates: integration.requestTemplates,
    passthroughBehavior: passthroughBehavior?.toLowerCase(),
    contentHandling: integration.contentHandling,
    timeoutInMillis: timeoutInMillis === DEFAULT_TIMEOUT_MILLIS ? undefined : timeoutInMillis,
    cacheNamespace: cacheKeyParameters?.length ? integration.cacheNamespace : undefined,
    cacheKeyParameters: cacheKeyParameters?.length ? cacheKeyParameters : undefined,
    tlsConfig: integration.tlsConfig,
    responseTransferMode: integration.responseTransferMode === "STREAM" ? "STREAM" : undefined,
  });
}

function responsesOf(responses: Integration["integrationResponses"]): ObjectValue | undefined {
  const entries = Object.values(responses ?? {}).map(({ selectionPattern, ...response }) => [
    selectionPattern || "default",
    compact({
      statusCode: response.statusCode,
      responseParameters: response.responseParameters,
      responseTemplates: response.responseTemplates,
      contentHandling: response.contentHandling,
    }),
  ]);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
