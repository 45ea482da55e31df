import { settleWithin } from "../../deadline.ts";
import type { RestApiPorts, RestStep } from "../parts.ts";
import type { RestExchange } from "../rest-exchange.ts";
import { readAnswer, type WholeAnswer } from "./backend-answer.ts";
import { callFailed, prepared, tooLate } from "./failure.ts";
import { inACircle } from "./http-proxy.ts";
import { BODILESS_METHODS, customHeaders } from "./outgoing-headers.ts";
import { compileWay, type HttpPlan, type Way } from "./way.ts";

/** HTTP of a REST API: sends what was mapped, and nothing else of the client's, and keeps the backend's answer to be mapped. `asText`: its body is wanted as text. */
export function http(plan: HttpPlan, asText: boolean, ports: RestApiPorts): RestStep {
  const wayOf = compileWay(plan, ports);
  const headersOf = customHeaders(ports, plan.method);
  const make = (exchange: RestExchange): Way & { headers: HeadersInit | null } => ({
    ...wayOf(exchange, ""),
    headers: headersOf(exchange),
  });
  return (exchange) => {
    const call = prepared(exchange, () => make(exchange), ports.now);
    if (call instanceof Response) return call;
    if (!call.headers) return inACircle(exchange, ports.now());
    const ready = { ...call, headers: call.headers, method: plan.method, asText };
    return callBackend(exchange, ready, plan.timeoutMillis, ports);
  };
}

/** A request to a backend whose answer is mapped. */
export interface BackendCall extends Way {
  headers: HeadersInit;
  /** null: the client's own */
  method: string | null;
  /** only templates will see the answer */
  asText?: boolean;
}

/** Calls a backend, reads its answer whole within the time that the integration has, and puts it into the exchange. */
export function callBackend(
  exchange: RestExchange,
  call: BackendCall,
  timeoutMillis: number,
  ports: Pick<RestApiPorts, "now" | "heldBodyBytes">,
): Promise<Response | null> {
  const method = call.method ?? exchange.method;
  const init: RequestInit = { method, headers: call.headers, redirect: "manual" };
  const body = exchange.outgoing?.body ?? null;
  if (body !== null && !BODILESS_METHODS.has(method)) init.body = body;
  exchange.integrationStartedAt = ports.now();
  const answered = call.fetch(call.url, init).then((answer) => readAnswer(answer, ports.heldBodyBytes, call.asText));
  return settleWithin<WholeAnswer, Response | null>(answered, timeoutMillis, exchange.later, {
    onValue: ({ status, headers, body: whole }) => {
      exchange.integrationEndedAt = ports.now();
      exchange.integrationStatus = status;
      exchange.backend = { status, headers, body: whole, selector: String(status) };
      return null;
    },
    onError: (error) => callFailed(exchange, call.url, error, ports.now()),
    onLate: () => tooLate(exchange, ports.now()),
    discard: () => undefined,
  });
}
