import type { RestMethod } from "../../plan/rest-api.ts";
import { judgeOf, UNREADABLE } from "../models.ts";
import { byContentType } from "./choose.ts";
import { restFaults } from "./faults.ts";
import { answerRestFault } from "./gateway-response.ts";
import type { RestMethodParts, RestStep } from "./parts.ts";
import type { RestExchange } from "./rest-exchange.ts";
import { bodyText, compileSource, requestPayload } from "./values.ts";

/** Checks that the required parameters are there and not blank (developer guide, "Request validation for REST APIs"). */
export function validateParameters({ method }: RestMethodParts): RestStep | null {
  const required = method.requiredParameters.map(compileRequired);
  if (required.length === 0) return null;
  return (exchange) => {
    if (required.every(({ isThere }) => isThere(exchange))) return null;
    const missing = required.filter(({ isThere }) => !isThere(exchange)).map(({ name }) => name);
    const message = `Missing required request parameters: [${missing.join(", ")}]`;
    return answerRestFault(exchange, { ...restFaults.badRequestParameters, message });
  };
}

function compileRequired({ in: place, name }: RestMethod["requiredParameters"][number]) {
  const read = compileSource({ kind: "requestParameter", in: place, name });
  const isThere = (exchange: RestExchange): boolean => {
    const value = read(exchange);
    return typeof value === "string" && value.trim() !== "";
  };
  return { name, isThere };
}

/**
 * Checks the body against the model for its content type; where no model is for it, nothing is checked (developer guide). An empty
 * body counts as `{}` (recorded).
 */
export function validateBody({ head, method }: RestMethodParts): RestStep | null {
  if (method.bodyModels === null) return null;
  const models = Object.entries(method.bodyModels).map(([type, name]) => [type, judgeOf(head.models, name)] as const);
  if (models.length === 0) return null;
  const choose = byContentType(models);
  return (exchange) => {
    const judge = choose(exchange.request.headers.get("content-type"));
    const payload = requestPayload(exchange);
    const problem = judge ? judge(bodyText(payload)) : null;
    if (problem === null) return null;
    exchange.validationError = payload === null || payload.length === 0 ? UNREADABLE : problem;
    return answerRestFault(exchange, restFaults.badRequestBody);
  };
}
