import type { FunctionOutcome } from "../../plan/function-invoker.ts";
import type { RestIntegration } from "../../plan/rest-api.ts";
import { decodeBase64 } from "../../languages/http/content-conversion.ts";
import { settleAlone } from "../deadline.ts";
import { restFaults } from "../rest-api/faults.ts";
import { integrationFailed, tooLate } from "../rest-api/integrations/failure.ts";
import { hasThrown, notCalled } from "../rest-api/integrations/function/failure.ts";
import { compileCall } from "../rest-api/integrations/function/invocation.ts";
import type { Payload } from "../rest-api/rest-exchange.ts";
import { functionEvent } from "./event.ts";
import { routeArn } from "./route-arn.ts";
import type { WebSocketPorts, WebSocketStep } from "./parts.ts";
import type { WebSocketExchange } from "./websocket-exchange.ts";

type ProxyPlan = Extract<RestIntegration, { kind: "lambda" | "lambda_proxy" }>;

/** AWS_PROXY of a WebSocket API: what happens becomes an event; the function's status and body are its answer. */
export function functionProxy(plan: ProxyPlan, ports: WebSocketPorts): WebSocketStep {
  const callOf = compileCall(plan, routeArn, ports);
  return (exchange) => {
    const event = JSON.stringify(functionEvent(exchange, ports));
    const { arn, invocation } = callOf(exchange, "RequestResponse");
    return settleAlone<FunctionOutcome, Response | null>(
      ports.functions.invoke(arn, event, invocation),
      plan.timeoutMillis,
      {
        onValue: (outcome) => answered(exchange, outcome, ports.now()),
        onError: (error) => integrationFailed(exchange, restFaults.integrationFailure, String(error), ports.now()),
        onLate: () => tooLate(exchange, ports.now()),
        discard: () => undefined,
      },
    );
  };
}

function answered(exchange: WebSocketExchange, outcome: FunctionOutcome, now: number): Response | null {
  if (outcome.kind !== "answered") return notCalled(exchange, outcome, now);
  const payload = typeof outcome.payload === "string" ? outcome.payload : new TextDecoder().decode(outcome.payload);
  if (outcome.functionError !== null) return hasThrown(exchange, payload, now);
  const result = readResult(payload);
  if (result === null)
    return integrationFailed(exchange, restFaults.malformedProxyResponse, "the function's result is no answer", now);
  exchange.integrationEndedAt = now;
  exchange.integrationStatus = result.status;
  exchange.backend = { ...result, selector: String(result.status) };
  return null;
}

interface ProxyResult {
  status: number;
  headers: Headers | null;
  body: Payload | null;
}

/** `{statusCode, headers, body, isBase64Encoded}`; nothing at all is an answer of 200 without a body. Null: malformed. */
function readResult(payload: string): ProxyResult | null {
  let result: unknown;
  try {
    result = payload === "" ? null : JSON.parse(payload);
  } catch {
    return null;
  }
  if (result === null || result === undefined) return { status: 200, headers: null, body: null };
  if (typeof result !== "object" || Array.isArray(result)) return null;
  const { statusCode = 200, headers, body, isBase64Encoded } = result as Record<string, unknown>;
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 100 || status > 599) return null;
  const text = body === undefined || body === null ? null : typeof body === "string" ? body : JSON.stringify(body);
  const bytes = isBase64Encoded === true && text !== null ? decodeBase64(text) : undefined;
  if (isBase64Encoded === true && text !== null && bytes === undefined) return null;
  return { status, headers: headersOf(headers), body: bytes ? new Uint8Array(bytes) : text };
}

/** Headers that cannot be sent are left out: of a connection only its sub-protocol is. */
function headersOf(written: unknown): Headers | null {
  if (typeof written !== "object" || written === null) return null;
  const headers = new Headers();
  for (const [name, value] of Object.entries(written)) {
    try {
      headers.set(name, String(value));
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
  }
  return headers;
}
