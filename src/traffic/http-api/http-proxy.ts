import type { HttpIntegration } from "../../plan/http-api.ts";
import { giveUp } from "../body.ts";
import { type Settlement, settleWithin } from "../deadline.ts";
import type { Exchange } from "../exchange.ts";
import type { Fetch } from "../fetch.ts";
import { logFailure } from "../log.ts";
import { LastStep } from "../runner.ts";
import { answerHttpFault, type HttpFault, httpFaults } from "./faults.ts";
import { compileHeaderEdits } from "./header-edits.ts";
import type { OutgoingHeaders } from "./outgoing.ts";
import { compileTarget } from "./target.ts";

type HttpProxyPlan = Extract<HttpIntegration, { kind: "http_proxy" }>;

export interface HttpProxyPorts {
  fetch: Fetch;
  /** milliseconds since the epoch */
  now(): number;
  outgoingHeaders: OutgoingHeaders;
}

/** HTTP_PROXY of an HTTP API: the client's request to the backend and its answer back, bodies streamed both ways, redirects as they are. */
export function httpProxy(plan: HttpProxyPlan, isDefaultRoute: boolean, ports: HttpProxyPorts): LastStep {
  const target = compileTarget(plan.url, plan.requestEdits, isDefaultRoute);
  const editHeaders = compileHeaderEdits(plan.requestEdits);
  return new LastStep((exchange) => {
    const headers = ports.outgoingHeaders(exchange);
    if (!headers) return failed(exchange, httpFaults.unreachable, "the request goes round in a circle");
    if (editHeaders && !tryEdit(() => editHeaders(headers, exchange, null))) {
      return failed(exchange, httpFaults.badRequest, "a mapped value cannot stand in a header");
    }
    const url = target(exchange);
    exchange.integrationStartedAt = ports.now();
    return settleWithin(
      ports.fetch(url, outgoing(exchange, plan.method, headers)),
      plan.timeoutMillis,
      exchange.later,
      new Proxied(exchange, url, plan.timeoutMillis, ports),
      exchange.integrationStartedAt,
    );
  });
}

function outgoing({ request, method: own, body }: Exchange, planned: string | null, headers: Headers): RequestInit {
  const method = planned ?? own;
  const init: RequestInit = { method, headers, redirect: "manual" };
  if (method === "GET" || method === "HEAD") return init;
  const sent = body ?? request.body;
  if (sent !== null) init.body = sent;
  return init;
}

/** What becomes of a request that is on its way to the backend. A class: closures would be made for each request. */
class Proxied implements Settlement<Response, Response> {
  readonly #exchange: Exchange;
  readonly #url: string;
  readonly #timeoutMillis: number;
  readonly #ports: HttpProxyPorts;

  constructor(exchange: Exchange, url: string, timeoutMillis: number, ports: HttpProxyPorts) {
    this.#exchange = exchange;
    this.#url = url;
    this.#timeoutMillis = timeoutMillis;
    this.#ports = ports;
  }

  onValue(answer: Response): Response {
    const exchange = this.#ended();
    exchange.integrationStatus = answer.status;
    try {
      const response = new Response(answer.body, answer);
      response.headers.set("Apigw-Requestid", exchange.requestId);
      return response;
    } catch (error) {
      return failed(exchange, httpFaults.integrationFailure, `an answer that cannot be passed on: ${String(error)}`);
    }
  }

  onError(error: unknown): Response {
    const exchange = this.#ended();
    const url = this.#url;
    if (!URL.canParse(url)) return failed(exchange, httpFaults.integrationFailure, `no address: ${url}`);
    const reason = `network error communicating with ${new URL(url).host}: ${String(error)}`;
    return failed(exchange, httpFaults.unreachable, reason);
  }

  onLate(): Response {
    return failed(this.#ended(), httpFaults.timeout, `no answer within ${this.#timeoutMillis} ms`);
  }

  discard(answer: Response): void {
    giveUp(answer.body);
  }

  #ended(): Exchange {
    this.#exchange.integrationEndedAt = this.#ports.now();
    return this.#exchange;
  }
}

function failed(exchange: Exchange, fault: HttpFault, reason: string): Response {
  exchange.integrationError = reason;
  logFailure("integrationFailed", exchange, reason);
  return answerHttpFault(exchange, fault);
}

/** False where a value is none that a header can have (RFC 9110, section 5.5): the runtime refuses it. */
function tryEdit(edit: () => void): boolean {
  try {
    edit();
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}
