import type { FunctionFailure } from "../../../../plan/function-invoker.ts";
import { type RestFault, restFaults } from "../../faults.ts";
import type { RestExchange } from "../../rest-exchange.ts";
import { integrationFailed } from "../failure.ts";

/** What the client sees of a call that did not happen or did not end. */
const FAULTS: Record<FunctionFailure["kind"], RestFault> = {
  unknownFunction: restFaults.configurationError,
  notPermitted: restFaults.configurationError,
  timedOut: restFaults.timeout,
  throttled: restFaults.integrationFailure,
  payloadTooLarge: restFaults.requestTooLarge,
  unavailable: restFaults.integrationFailure,
};

const NOT_PERMITTED = "Execution failed due to configuration error: Invalid permissions on Lambda function";

/** Answers for a function that was not called, or did not come to an end. */
export function notCalled(exchange: RestExchange, { kind, reason }: FunctionFailure, now: number): Response {
  const told = kind === "notPermitted" ? `${NOT_PERMITTED}: ${reason}` : reason;
  return integrationFailed(exchange, FAULTS[kind], told, now);
}

/** Answers for a function of a proxy that threw. */
export function hasThrown(exchange: RestExchange, payload: string, now: number): Response {
  const { errorMessage = payload, requestId = exchange.requestId } = thrown(payload);
  const error = `Lambda execution failed with status 200 due to customer function error: ${errorMessage}`;
  const reason = `${error}. Lambda request id: ${requestId}`;
  return integrationFailed(exchange, restFaults.malformedProxyResponse, reason, now);
}

/** What Lambda tells of an error that a function threw (developer guide, "Lambda function errors"). */
export function thrown(payload: string): { errorMessage?: string; requestId?: string } {
  try {
    const error: unknown = JSON.parse(payload);
    if (typeof error !== "object" || error === null) return {};
    return {
      ...("errorMessage" in error && typeof error.errorMessage === "string" && { errorMessage: error.errorMessage }),
      ...("requestId" in error && typeof error.requestId === "string" && { requestId: error.requestId }),
    };
  } catch {
    return {};
  }
}
