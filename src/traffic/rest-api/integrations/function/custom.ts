import type { FunctionOutcome } from "../../../../plan/function-invoker.ts";
import { settleWithin } from "../../../deadline.ts";
import { restFaults } from "../../faults.ts";
import type { RestApiPorts, RestStep } from "../../parts.ts";
import type { RestExchange } from "../../rest-exchange.ts";
import { bodyText } from "../../values.ts";
import { integrationFailed, tooLate } from "../failure.ts";
import { notCalled, thrown } from "./failure.ts";
import { type CallMaker, type FunctionPlan, wrongMethod } from "./invocation.ts";

const DECODER = new TextDecoder("utf-8", { fatal: false, ignoreBOM: true });

/** AWS with a function: the mapped body is its event, what it returns is kept to be mapped. */
export function customFunction(
  integration: FunctionPlan,
  callOf: CallMaker,
  ports: Pick<RestApiPorts, "functions" | "now">,
): RestStep {
  return (exchange) => {
    const wrong = wrongMethod(integration.method, exchange);
    if (wrong !== null) return integrationFailed(exchange, restFaults.integrationFailure, wrong, ports.now());
    const event = bodyText(exchange.outgoing?.body ?? null);
    const problem = jsonProblem(event);
    if (problem !== null) {
      const message = `Could not parse request body into json: ${problem}`;
      return integrationFailed(exchange, { ...restFaults.badRequestBody, message }, message, ports.now());
    }
    const { arn, invocation } = callOf(exchange, isEvent(exchange) ? "Event" : "RequestResponse");
    const call = ports.functions.invoke(arn, event, invocation);
    return settleWithin<FunctionOutcome, Response | null>(call, integration.timeoutMillis, exchange.later, {
      onValue: (outcome) => keep(exchange, outcome, ports.now()),
      onError: (error) => integrationFailed(exchange, restFaults.integrationFailure, String(error), ports.now()),
      onLate: () => tooLate(exchange, ports.now()),
      discard: () => undefined,
    });
  };
}

/** Why a text is no event; null: it is one. Lambda refuses what is no JSON, and its words reach the client. */
function jsonProblem(text: string): string | null {
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** A mapped X-Amz-Invocation-Type of Event: the function runs later, and its caller does not wait. */
function isEvent({ outgoing }: RestExchange): boolean {
  return (outgoing?.headers ?? []).some(
    ([name, value]) => name.toLowerCase() === "x-amz-invocation-type" && value === "Event",
  );
}

/** Selection patterns see an error's message, never a status, and nothing of a function that returned (recorded). */
function keep(exchange: RestExchange, outcome: FunctionOutcome, now: number): Response | null {
  if (outcome.kind !== "answered") return notCalled(exchange, outcome, now);
  exchange.integrationEndedAt = now;
  exchange.integrationStatus = 200;
  const { payload, functionError } = outcome;
  const text = typeof payload === "string" ? payload : DECODER.decode(payload);
  exchange.backend = {
    status: 200,
    headers: null,
    body: text === "" ? null : text,
    selector: functionError === null ? "" : (thrown(text).errorMessage ?? ""),
  };
  return null;
}
