import { isPrivateCaller } from "../client.ts";
import { restFaults } from "./faults.ts";
import { answerRestFault } from "./gateway-response.ts";
import type { RestExchange } from "./rest-exchange.ts";

/**
 * Makes the test whether an API answers where it was called: not at its own address where that is disabled; where it is private only
 * over a service binding and to callers from private networks. Null: it answers.
 */
export function endpointRefusal(
  isPrivateNetwork: (ip: string) => boolean,
): (exchange: RestExchange) => Response | null {
  return (exchange) => {
    const { deployment, basePath, request } = exchange;
    if (!deployment.isRest()) return null;
    const { disableExecuteApiEndpoint, endpointTypes } = deployment.head;
    const isDisabled = disableExecuteApiEndpoint && basePath === null;
    const isClosed = isDisabled || (endpointTypes.includes("PRIVATE") && !isPrivateCaller(request, isPrivateNetwork));
    return isClosed ? answerRestFault(exchange, restFaults.forbidden) : null;
  };
}
