import type { Integration } from "@aws-sdk/client-apigatewayv2";
import type { HttpIntegration } from "../../plan/http-api.ts";
import type { Compiled } from "../record.ts";
import { parseUri } from "./uri.ts";

/** AWS's default for HTTP APIs; a definition may say more. */
const DEFAULT_TIMEOUT_MILLIS = 30_000;

/** Compiles an integration of an HTTP API. What fails only when called becomes a planned fault and a warning. */
export function compileHttpIntegration(integration: Integration): Compiled {
  const common = {
    id: integration.IntegrationId ?? "",
    timeoutMillis: integration.TimeoutInMillis ?? DEFAULT_TIMEOUT_MILLIS,
    requestEdits: [],
    responseEdits: [],
  };
  if (integration.IntegrationType === "HTTP_PROXY") {
    const method = integration.IntegrationMethod ?? "ANY";
    const plan: HttpIntegration = {
      ...common,
      kind: "http_proxy",
      method: method === "ANY" ? null : method,
      url: parseUri(integration.IntegrationUri ?? ""),
      serverName: integration.TlsConfig?.ServerNameToVerify ?? null,
    };
    return { plan, problems: [] };
  }
  const reason = `integrations of type ${integration.IntegrationType} are not served yet`;
  const plan: HttpIntegration = { ...common, kind: "fault", reason };
  return { plan, problems: [{ severity: "warning", place: `integration ${common.id}`, message: reason }] };
}
