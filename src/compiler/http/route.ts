import type { Route } from "@aws-sdk/client-apigatewayv2";
import type { HttpRoute, RouteAuthorization } from "../../plan/http-api.ts";
import type { Compiled } from "../record.ts";

const TARGET_PREFIX = "integrations/";

/** Compiles a route of an HTTP API. A route without a target is deployed as AWS does it: it answers 404 when called. */
export function compileHttpRoute(route: Route): Compiled {
  const target = route.Target ?? "";
  const plan: HttpRoute = {
    kind: "HTTP",
    id: route.RouteId ?? "",
    routeKey: route.RouteKey ?? "",
    authorization: authorizationOf(route),
    operationName: route.OperationName ?? null,
    integrationId: target.startsWith(TARGET_PREFIX) ? target.slice(TARGET_PREFIX.length) : null,
  };
  const problems =
    plan.integrationId === null
      ? [
          {
            severity: "warning" as const,
            place: `route ${plan.routeKey}`,
            message: "the route has no target: it answers 404 when called",
          },
        ]
      : [];
  return { plan, problems };
}

function authorizationOf(route: Route): RouteAuthorization {
  switch (route.AuthorizationType) {
    case "AWS_IAM":
      return { kind: "iam" };
    case "JWT":
    case "CUSTOM":
      return { kind: "authorizer", authorizerId: route.AuthorizerId ?? "", scopes: route.AuthorizationScopes ?? [] };
    default:
      return { kind: "none" };
  }
}
