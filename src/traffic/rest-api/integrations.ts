import type { RestIntegration } from "../../plan/rest-api.ts";
import { type RestFault, restFaults } from "./faults.ts";
import { answerRestFault } from "./gateway-response.ts";
import { mock } from "./integrations/mock.ts";
import type { RestApiPorts, RestMethodParts, RestStep } from "./parts.ts";

/** Makes the step that calls a backend: it leaves what it got in `exchange.backend`, or answers the client itself (proxies). */
type IntegrationFactory = (parts: RestMethodParts, ports: RestApiPorts) => RestStep;

/** The integrations by kind. */
const INTEGRATIONS: Partial<Record<RestIntegration["kind"], IntegrationFactory>> = {
  mock: () => mock,
  fault: planned,
};

/** The step of a method's integration. */
export function integrate(ports: RestApiPorts): (parts: RestMethodParts) => RestStep {
  return (parts) => {
    const { kind } = parts.integration;
    const factory = INTEGRATIONS[kind];
    return factory ? factory(parts, ports) : notServed(kind);
  };
}

/** What was deployed with a warning, and can only fail. */
function planned({ integration }: RestMethodParts): RestStep {
  if (integration.kind !== "fault") throw new Error(`an integration of kind ${integration.kind} is no fault`);
  const { gatewayResponse, status, reason } = integration;
  const fault: RestFault = { ...restFaults.configurationError, type: gatewayResponse, status };
  return (exchange) => answerRestFault(exchange, fault, reason);
}

function notServed(kind: RestIntegration["kind"]): RestStep {
  const message = `Integrations of kind ${kind} are not implemented`;
  const fault: RestFault = { type: "DEFAULT_5XX", status: 501, message, errorType: "NotImplementedException" };
  return (exchange) => answerRestFault(exchange, fault, message);
}
