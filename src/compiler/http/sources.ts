import type { Api, Authorizer, Integration, Route } from "@aws-sdk/client-apigatewayv2";
import type { ApiRoot } from "../../model/api.ts";
import type { RecordSource } from "../record.ts";

/** What all routes share: the API's own settings and its authorizers. */
export interface HttpHeadSource {
  region: string;
  api: Api;
  authorizers: Authorizer[];
}

export function httpHeadSource(
  root: ApiRoot & { kind: "HTTP" | "WEBSOCKET" },
  authorizers: Authorizer[],
): RecordSource {
  const source: HttpHeadSource = { region: root.region, api: root.body, authorizers };
  return { kind: "head", id: "head", name: "", source };
}

export function httpRouteSource(route: Route): RecordSource {
  return { kind: "route", id: route.RouteId ?? "", name: route.RouteKey ?? "", source: route };
}

export function httpIntegrationSource(integration: Integration): RecordSource {
  return { kind: "integration", id: integration.IntegrationId ?? "", name: "", source: integration };
}
