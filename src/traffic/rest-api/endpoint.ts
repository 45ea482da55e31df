import { restFaults } from "./faults.ts";
import { answerRestFault } from "./gateway-response.ts";
import type { RestExchange } from "./rest-exchange.ts";

/**
 * Whether the API answers where it was called: not at its own address where that is disabled, and nowhere in public where it is
 * private, since this gateway is on the public side. Null: it answers.
 */
export function endpointRefusal(exchange: RestExchange): Response | null {
  const { deployment, basePath } = exchange;
  if (!deployment.isRest()) return null;
  const { disableExecuteApiEndpoint, endpointTypes } = deployment.head;
  const isClosed = (disableExecuteApiEndpoint && basePath === null) || endpointTypes.includes("PRIVATE");
  return isClosed ? answerRestFault(exchange, restFaults.forbidden) : null;
}
