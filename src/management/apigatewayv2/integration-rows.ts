import type { Integration } from "@aws-sdk/client-apigatewayv2";
import type { DefinitionWriter } from "../definition-rows.ts";

/** The name under which an API's one quick-created integration is found. */
export const MANAGED_INTEGRATION = "quick-create";

/** Puts an integration under its keys. */
export function putIntegration(edit: DefinitionWriter, integration: Integration): void {
  const keys = integration.ApiGatewayManaged ? { name: MANAGED_INTEGRATION } : {};
  edit.put("integration", integration.IntegrationId ?? "", integration, keys);
}
