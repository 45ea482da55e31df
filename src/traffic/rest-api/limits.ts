import type { LimitFaults, TrafficLimits } from "../limits/steps.ts";
import { AtStage } from "../runner.ts";
import { restFaults } from "./faults.ts";
import { answerRestFault } from "./gateway-response.ts";
import type { RestStepFactory } from "./parts.ts";
import type { RestExchange } from "./rest-exchange.ts";

/** How REST APIs refuse callers without a key, and too many requests. */
export const restLimitFaults: LimitFaults<RestExchange> = {
  invalidApiKey: (exchange) => answerRestFault(exchange, restFaults.invalidApiKey),
  throttled: (exchange) => answerRestFault(exchange, restFaults.throttled),
  quotaExceeded: (exchange) => answerRestFault(exchange, restFaults.quotaExceeded),
};

/** Asks for an API key where the method does (`apiKeyRequired`): of the header, or of the authorizer (`apiKeySource`). */
export function requiredApiKey(limits: TrafficLimits): RestStepFactory {
  return ({ head, method }) => {
    if (!method.apiKeyRequired) return null;
    const keyOf = head.apiKeySource === "AUTHORIZER" ? authorizerKey : headerKey;
    return limits.apiKey(() => true, keyOf, restLimitFaults);
  };
}

/** The limits of a method at a stage. */
export function methodLimits(limits: TrafficLimits): RestStepFactory {
  return ({ method: { apiKeyRequired: isKeyed } }) =>
    new AtStage((stage, routeKey) => limits.limitsAt(stage, routeKey, { isKeyed, faults: restLimitFaults }));
}

const headerKey = ({ request }: RestExchange): string | null => request.headers.get("x-api-key");

/** What the authorizer returned as `usageIdentifierKey`. */
const authorizerKey = ({ usageIdentifierKey }: RestExchange): string | null => usageIdentifierKey;
