import { createRoles } from "../rest-api/integrations/aws/roles.ts";
import { serviceCall } from "../rest-api/integrations/aws/service-call.ts";
import { customFunction } from "../rest-api/integrations/function/custom.ts";
import { compileCall } from "../rest-api/integrations/function/invocation.ts";
import { http } from "../rest-api/integrations/http.ts";
import { mock } from "../rest-api/integrations/mock.ts";
import { restFaults } from "../rest-api/faults.ts";
import { answerRestFault } from "../rest-api/gateway-response.ts";
import { functionProxy } from "./function-proxy.ts";
import { routeArn } from "./route-arn.ts";
import type { WebSocketParts, WebSocketPorts, WebSocketStep } from "./parts.ts";

/**
 * Calls a route's backend and leaves what it got in `exchange.backend`. HTTP_PROXY is sent the message as it came; what differs is
 * that its answer is not mapped.
 */
export function integrate(ports: WebSocketPorts): (parts: WebSocketParts) => WebSocketStep {
  const credentialsOf = createRoles(ports);
  return (parts) => {
    const plan = parts.integration?.integration;
    if (!plan) return noTarget(parts);
    switch (plan.kind) {
      case "mock":
        return mock();
      case "http":
      case "http_proxy":
        return http(plan, false, ports);
      case "lambda":
        return customFunction(plan, compileCall(plan, routeArn, ports), ports);
      case "lambda_proxy":
        return functionProxy(plan, ports);
      case "aws":
        return serviceCall(plan, ports, credentialsOf);
      case "fault": {
        const { reason } = plan;
        return (exchange) => answerRestFault(exchange, restFaults.configurationError, reason);
      }
    }
  };
}

/** `$connect` and `$disconnect` need no target; a message that leads nowhere is an error. */
function noTarget({ route }: WebSocketParts): WebSocketStep {
  if (route.routeKey === "$connect" || route.routeKey === "$disconnect") {
    return (exchange) => {
      exchange.backend = { status: 200, headers: null, body: null, selector: "200" };
      return null;
    };
  }
  return (exchange) => answerRestFault(exchange, restFaults.configurationError, "the route has no integration");
}
