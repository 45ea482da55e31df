import type {
  Api,
  Authorizer,
  Integration,
  IntegrationResponse,
  Model,
  Route,
  RouteResponse,
} from "@aws-sdk/client-apigatewayv2";
import type { ApiRoot } from "../../model/api.ts";
import type { RecordSource } from "../record.ts";

/** What all routes share: the API's own settings, its authorizers and models. */
export interface WebSocketHeadSource {
  kind: "WEBSOCKET";
  region: string;
  api: Api;
  authorizers: Authorizer[];
  models: Model[];
}

/** A route with its responses. */
export interface WebSocketRouteSource {
  kind: "WEBSOCKET";
  route: Route;
  responses: RouteResponse[];
}

/** An integration with its responses. */
export interface WebSocketIntegrationSource {
  kind: "WEBSOCKET";
  integration: Integration;
  responses: IntegrationResponse[];
}

export function webSocketHeadSource(
  root: ApiRoot & { kind: "HTTP" | "WEBSOCKET" },
  parts: Pick<WebSocketHeadSource, "authorizers" | "models">,
): RecordSource {
  const source: WebSocketHeadSource = { kind: "WEBSOCKET", region: root.region, api: root.body, ...parts };
  return { kind: "head", id: "head", name: "", source };
}

export function webSocketRouteSource(route: Route, responses: RouteResponse[]): RecordSource {
  const source: WebSocketRouteSource = { kind: "WEBSOCKET", route, responses };
  return { kind: "route", id: route.RouteId ?? "", name: route.RouteKey ?? "", source };
}

export function webSocketIntegrationSource(integration: Integration, responses: IntegrationResponse[]): RecordSource {
  const source: WebSocketIntegrationSource = { kind: "WEBSOCKET", integration, responses };
  return { kind: "integration", id: integration.IntegrationId ?? "", name: "", source };
}
