import { type RestFault, restFaults } from "../faults.ts";
import { answerRestFault } from "../gateway-response.ts";
import type { RestExchange } from "../rest-exchange.ts";
import { BodyTooLarge } from "../../body.ts";
import { Misconfigured } from "./misconfigured.ts";

/**
 * Answers for an integration that gave no answer. `reason` is for the operator and `$context.integrationErrorMessage`: it begins with AWS's
 * words, as execution logs show them, where they are known.
 */
export function integrationFailed(exchange: RestExchange, fault: RestFault, reason: string, now: number): Response {
  exchange.integrationEndedAt = now;
  exchange.integrationError = reason;
  return answerRestFault(exchange, fault, reason);
}

/** The failure of a call over the network, or of the time it may take. */
export function callFailed(exchange: RestExchange, url: string, error: unknown, now: number): Response {
  if (error instanceof BodyTooLarge) {
    return integrationFailed(exchange, restFaults.integrationFailure, "the backend's answer is too large", now);
  }
  if (!URL.canParse(url)) {
    return integrationFailed(exchange, restFaults.configurationError, `Invalid endpoint address ${url}`, now);
  }
  const reason = `Network error communicating with ${new URL(url).host}: ${String(error)}`;
  return integrationFailed(exchange, restFaults.networkError, reason, now);
}

/** No answer came within the integration's time. */
export function tooLate(exchange: RestExchange, now: number): Response {
  return integrationFailed(exchange, restFaults.timeout, "Execution failed due to a timeout error", now);
}

/** Runs what makes a request. */
export function prepared<T>(exchange: RestExchange, prepare: () => T, now: () => number): T | Response {
  try {
    return prepare();
  } catch (error) {
    if (!(error instanceof Misconfigured)) throw error;
    const reason = `Execution failed due to configuration error: ${error.message}`;
    return integrationFailed(exchange, restFaults.configurationError, reason, now());
  }
}
