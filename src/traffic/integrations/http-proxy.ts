import type { HttpIntegration } from "../../plan/http-api.ts";
import type { Exchange, Step } from "../exchange.ts";
import { answerHttpFault, httpFaults } from "../faults.ts";
import { compileExpression } from "../values.ts";

type HttpProxyPlan = Extract<HttpIntegration, { kind: "http_proxy" }>;

/** Sends an outgoing request; the global fetch in production. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** HTTP_PROXY of an HTTP API: the client's request to the backend and its answer back, bodies streamed both ways. */
export function httpProxy(plan: HttpProxyPlan, fetch: Fetch): Step {
  const url = compileExpression(plan.url);
  return (exchange) => {
    const target = url(exchange) ?? "";
    const { request } = exchange;
    const separator = target.includes("?") ? "&" : "?";
    const method = plan.method ?? exchange.method;
    const init: RequestInit = {
      method,
      headers: outgoingHeaders(exchange),
      redirect: "manual",
    };
    if (method !== "GET" && method !== "HEAD" && request.body) init.body = request.body;
    return fetch(exchange.rawQuery === "" ? target : target + separator + exchange.rawQuery, init).then(
      (answer) => incoming(exchange, answer),
      (error: unknown) => unreachable(exchange, error),
    );
  };
}

function outgoingHeaders(exchange: Exchange): Headers {
  const headers = new Headers(exchange.request.headers);
  headers.delete("host");
  return headers;
}

function incoming(exchange: Exchange, answer: Response): Response {
  const response = new Response(answer.body, answer);
  response.headers.set("Apigw-Requestid", exchange.requestId);
  return response;
}

function unreachable(exchange: Exchange, error: unknown): Response {
  console.error(
    JSON.stringify({
      event: "integrationFailed",
      requestId: exchange.requestId,
      apiId: exchange.apiId,
      reason: String(error),
    }),
  );
  return answerHttpFault(httpFaults.serviceUnavailable, exchange.requestId);
}
