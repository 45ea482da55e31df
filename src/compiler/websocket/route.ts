import type { ParameterConstraints, Route } from "@aws-sdk/client-apigatewayv2";
import type { WebSocketRoute } from "../../plan/websocket-api.ts";
import type { Compiled } from "../record.ts";
import { parseSelection } from "./selection.ts";
import type { WebSocketRouteSource } from "./sources.ts";

const TARGET_PREFIX = "integrations/";

/** Compiles a route of a WebSocket API. */
export function compileWebSocketRoute({ route, responses }: WebSocketRouteSource): Compiled {
  const target = route.Target ?? "";
  const response = responses.find(({ RouteResponseKey }) => RouteResponseKey === "$default");
  const answers = response !== undefined && route.RouteResponseSelectionExpression !== undefined;
  const plan: WebSocketRoute = {
    kind: "WEBSOCKET",
    id: route.RouteId ?? "",
    routeKey: route.RouteKey ?? "",
    authorization: authorizationOf(route),
    apiKeyRequired: route.ApiKeyRequired ?? false,
    operationName: route.OperationName ?? null,
    modelSelection: parseSelection(route.ModelSelectionExpression),
    requestModels: route.RequestModels ?? {},
    requiredParameters: requiredParameters(route.RequestParameters ?? {}),
    response: answers ? { templateSelection: parseSelection(response.ModelSelectionExpression) } : null,
    integrationId: target.startsWith(TARGET_PREFIX) ? target.slice(TARGET_PREFIX.length) : null,
  };
  const lacks = plan.integrationId === null && !["$connect", "$disconnect"].includes(plan.routeKey);
  const place = `route ${plan.routeKey}`;
  const message = "the route has no target: messages get an error frame";
  return { plan, problems: lacks ? [{ severity: "warning", place, message }] : [] };
}

function authorizationOf(route: Route): WebSocketRoute["authorization"] {
  switch (route.AuthorizationType) {
    case "AWS_IAM":
      return { kind: "iam" };
    case "CUSTOM":
      return { kind: "authorizer", authorizerId: route.AuthorizerId ?? "" };
    default:
      return { kind: "none" };
  }
}

const PARAMETER = /^route\.request\.(header|querystring)\.(.+)$/;

function requiredParameters(parameters: Record<string, ParameterConstraints>): WebSocketRoute["requiredParameters"] {
  return Object.entries(parameters).flatMap(([name, { Required }]) => {
    const match = PARAMETER.exec(name);
    // The pattern has just these two places.
    return match && Required ? [{ in: match[1] as "header" | "querystring", name: match[2] ?? "" }] : [];
  });
}
