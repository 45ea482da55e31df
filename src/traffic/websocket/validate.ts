import { judgeOf } from "../models.ts";
import { restFaults } from "../rest-api/faults.ts";
import { answerRestFault } from "../rest-api/gateway-response.ts";
import { bodyText, compileSource, requestPayload } from "../rest-api/values.ts";
import type { WebSocketParts, WebSocketStep } from "./parts.ts";
import { chooser } from "./selection.ts";

/** Checks that what `$connect` requires of headers and query is there. */
export function validateParameters({ route }: WebSocketParts): WebSocketStep | null {
  if (route.requiredParameters.length === 0) return null;
  const required = route.requiredParameters.map(({ in: place, name }) => ({
    name,
    read: compileSource({ kind: "requestParameter", in: place, name }),
  }));
  return (exchange) => {
    const missing = required.filter(({ read }) => (read(exchange) ?? "") === "").map(({ name }) => name);
    if (missing.length === 0) return null;
    const message = `Missing required request parameters: [${missing.join(", ")}]`;
    return answerRestFault(exchange, { ...restFaults.badRequestParameters, message });
  };
}

/**
 * Checks a message against the model that the route's model selection chooses (developer guide, "Request validation" of WebSocket APIs): where
 * it chooses none, nothing is valid.
 */
export function validateMessage({ head, route }: WebSocketParts): WebSocketStep | null {
  if (route.modelSelection === null) return null;
  const models = Object.entries(route.requestModels).map(([key, name]) => [key, judgeOf(head.models, name)] as const);
  const choose = chooser(route.modelSelection, models);
  return (exchange) => {
    const check = choose(exchange);
    const problem = check ? check(bodyText(requestPayload(exchange))) : "no model is chosen for it";
    if (problem === null) return null;
    exchange.validationError = problem;
    return answerRestFault(exchange, restFaults.badRequestBody);
  };
}
