import { giveUp } from "../../body.ts";
import { settleWithin } from "../../deadline.ts";
import { restFaults } from "../faults.ts";
import { HTTP_PROXY_REMAPPED } from "../header-rules.ts";
import type { RestApiPorts, RestStep } from "../parts.ts";
import type { RestExchange } from "../rest-exchange.ts";
import { callFailed, integrationFailed, prepared, tooLate } from "./failure.ts";
import { proxyHeaders } from "./outgoing-headers.ts";
import { compileWay, type HttpPlan, type Way } from "./way.ts";

/** HTTP_PROXY of a REST API: the client's request to the backend and its answer back, bodies streamed, redirects as they are. */
export function httpProxy(plan: HttpPlan, ports: RestApiPorts): RestStep {
  const wayOf = compileWay(plan, ports);
  const headersOf = proxyHeaders(ports);
  const make = (exchange: RestExchange): Way & { headers: Headers | null } => ({
    ...wayOf(exchange, exchange.rawQuery),
    headers: headersOf(exchange),
  });
  return (exchange) => {
    const call = prepared(exchange, () => make(exchange), ports.now);
    if (call instanceof Response) return call;
    const { url, fetch, headers } = call;
    if (!headers) return inACircle(exchange, ports.now());
    exchange.integrationStartedAt = ports.now();
    return settleWithin(fetch(url, outgoing(exchange, plan.method, headers)), plan.timeoutMillis, exchange.later, {
      onValue: (answer) => passOn(exchange, answer, ports.now()),
      onError: (error) => callFailed(exchange, url, error, ports.now()),
      onLate: () => tooLate(exchange, ports.now()),
      discard: (answer) => giveUp(answer.body),
    });
  };
}

/** The end of a request that the gateway sends to itself, over and over. */
export function inACircle(exchange: RestExchange, now: number): Response {
  return integrationFailed(exchange, restFaults.networkError, "the request goes round in a circle", now);
}

function outgoing(
  { request, method: own, body, outgoing: converted }: RestExchange,
  planned: string | null,
  headers: Headers,
): RequestInit {
  const method = planned ?? own;
  const init: RequestInit = { method, headers, redirect: "manual" };
  const sent = converted?.body ?? body ?? request.body;
  if (sent !== null && method !== "GET" && method !== "HEAD") init.body = sent;
  return init;
}

/** Passes the backend's answer on; what is the gateway's own to say it says itself (recorded: x-amzn-Remapped-…). */
function passOn(exchange: RestExchange, answer: Response, now: number): Response {
  exchange.integrationEndedAt = now;
  exchange.integrationStatus = answer.status;
  const response = new Response(answer.body, answer);
  const { headers } = response;
  const length = headers.get("content-length");
  if (length !== null) exchange.answerBody = Number(length);
  headers.delete("keep-alive");
  for (const [name, remapped] of HTTP_PROXY_REMAPPED) {
    const value = headers.get(name);
    if (value === null) continue;
    headers.delete(name);
    headers.set(remapped, value);
  }
  headers.set("x-amzn-RequestId", exchange.requestId);
  headers.set("x-amz-apigw-id", exchange.extendedRequestId);
  return response;
}
