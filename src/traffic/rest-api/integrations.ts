import type { RestIntegration } from "../../plan/rest-api.ts";
import { type RestFault, restFaults } from "./faults.ts";
import { answerRestFault } from "./gateway-response.ts";
import { createRoles } from "./integrations/aws/roles.ts";
import { answersAreText } from "./integrations/backend-answer.ts";
import { serviceCall } from "./integrations/aws/service-call.ts";
import { customFunction } from "./integrations/function/custom.ts";
import { compileCall, methodArn } from "./integrations/function/invocation.ts";
import { functionProxy } from "./integrations/function/proxy.ts";
import { http } from "./integrations/http.ts";
import { httpProxy } from "./integrations/http-proxy.ts";
import { mock } from "./integrations/mock.ts";
import type { RestApiPorts, RestMethodParts, RestStep } from "./parts.ts";

/**
 * Makes the step that calls a method's backend: it leaves what it got in `exchange.backend` to be mapped, or answers the client itself
 * (proxies).
 */
export function integrate(ports: RestApiPorts): (parts: RestMethodParts) => RestStep {
  const credentialsOf = createRoles(ports);
  return (parts) => {
    const { integration } = parts;
    switch (integration.kind) {
      case "mock":
        return mock();
      case "http":
        return http(integration, answersAreText(parts), ports);
      case "http_proxy":
        return httpProxy(integration, ports);
      case "lambda":
        return customFunction(integration, compileCall(integration, methodArn(parts), ports), ports);
      case "lambda_proxy":
        return functionProxy(integration, parts, ports);
      case "aws":
        return serviceCall(integration, ports, credentialsOf);
      case "fault":
        return planned(integration);
    }
  };
}

/** What was deployed with a warning, and can only fail. */
function planned({ gatewayResponse, status, reason }: Extract<RestIntegration, { kind: "fault" }>): RestStep {
  const fault: RestFault = { ...restFaults.configurationError, type: gatewayResponse, status };
  return (exchange) => answerRestFault(exchange, fault, reason);
}
