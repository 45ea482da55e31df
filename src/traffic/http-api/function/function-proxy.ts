import { isBodiless } from "../../../languages/http/statuses.ts";
import type { FunctionInvocation, FunctionInvoker, FunctionOutcome } from "../../../plan/function-invoker.ts";
import type { HttpIntegration } from "../../../plan/http-api.ts";
import { traceHeader } from "../../client.ts";
import { settleWithin } from "../../deadline.ts";
import type { Exchange } from "../../exchange.ts";
import { logFailure } from "../../log.ts";
import type { Step } from "../../runner.ts";
import { answerHttpFault, type HttpFault, httpFaults } from "../faults.ts";
import { compileExpression } from "../values.ts";
import { compileEventEdits, eventPaths } from "./event.ts";
import { eventHeaders } from "./event-headers.ts";
import { eventV1 } from "./event-v1.ts";
import { eventV2 } from "./event-v2.ts";
import { BadResult, readResult } from "./result.ts";

type FunctionPlan = Extract<HttpIntegration, { kind: "aws_proxy" }>;

export interface FunctionProxyPorts {
  functions: FunctionInvoker;
  now(): number;
  traceRoot(now: number): string;
}

/** AWS_PROXY of an HTTP API: the request becomes an event, the function's result the answer. Comes after the body has been read. */
export function functionProxy(plan: FunctionPlan, routeKey: string, ports: FunctionProxyPorts): Step {
  const arnOf = compileExpression(plan.functionArn, "text");
  const makeEvent = compileEvent(plan, ports);
  return (exchange) => {
    let event: string;
    try {
      event = JSON.stringify(makeEvent(exchange));
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      return failed(exchange, httpFaults.badRequest, "a mapped value cannot stand in a header");
    }
    const now = ports.now();
    exchange.integrationStartedAt = now;
    const invocation: FunctionInvocation = {
      requestId: exchange.requestId,
      deadline: now + plan.timeoutMillis,
      type: "RequestResponse",
      sourceArn: sourceArn(exchange, routeKey),
      credentialsArn: plan.credentialsArn,
      traceHeader: traceHeader(exchange, ports.traceRoot),
    };
    const call = ports.functions.invoke(arnOf(exchange, null) ?? "", event, invocation);
    return settleWithin(call, plan.timeoutMillis, exchange.later, {
      onValue: (outcome) => answered(exchange, outcome, plan.payloadFormat, ports.now()),
      onError: (error) => ended(exchange, ports.now(), httpFaults.integrationFailure, String(error)),
      onLate: () =>
        ended(exchange, ports.now(), httpFaults.timeout, `the function gave no result within ${plan.timeoutMillis} ms`),
      discard: () => undefined,
    });
  };
}

function compileEvent(plan: FunctionPlan, ports: FunctionProxyPorts): (exchange: Exchange) => Record<string, unknown> {
  const edits = compileEventEdits(plan.requestEdits);
  const write = plan.payloadFormat === "2.0" ? eventV2 : eventV1;
  return (exchange) =>
    write(exchange, {
      headers: eventHeaders(exchange, ports.traceRoot, edits.headers),
      query: edits.query ? edits.query(exchange.rawQuery, exchange) : exchange.rawQuery,
      paths: eventPaths(exchange, plan.payloadFormat, edits.path?.(exchange, null)),
    });
}

/**
 * What the function's resource policy is asked about. Of `$default` there is neither method nor path; a route's path stands with
 * its variables, as the permissions that AWS's console writes name them.
 */
export function sourceArn({ region, accountId, apiId, stage, method }: Exchange, routeKey: string): string {
  const slash = routeKey.indexOf("/");
  const route = slash === -1 ? "$default" : `${method}${routeKey.slice(slash)}`;
  return `arn:aws:execute-api:${region}:${accountId}:${apiId}/${stage.name}/${route}`;
}

function answered(exchange: Exchange, outcome: FunctionOutcome, format: "1.0" | "2.0", now: number): Response {
  if (outcome.kind !== "answered") return ended(exchange, now, FAULTS[outcome.kind], outcome.reason);
  const payload = typeof outcome.payload === "string" ? outcome.payload : new TextDecoder().decode(outcome.payload);
  if (outcome.functionError !== null) {
    return ended(exchange, now, httpFaults.integrationFailure, `the function failed: ${payload}`);
  }
  try {
    return answer(exchange, payload, format, now);
  } catch (error) {
    // TypeError: a name or value that no header can have.
    if (!(error instanceof BadResult) && !(error instanceof TypeError)) throw error;
    return ended(exchange, now, httpFaults.integrationFailure, `the function's result is no answer: ${error.message}`);
  }
}

/** What the client sees of a call that did not happen or did not end. */
const FAULTS: Record<Exclude<FunctionOutcome["kind"], "answered">, HttpFault> = {
  unknownFunction: httpFaults.integrationFailure,
  notPermitted: httpFaults.integrationFailure,
  timedOut: httpFaults.timeout,
  throttled: httpFaults.unreachable,
  payloadTooLarge: httpFaults.requestTooLarge,
  unavailable: httpFaults.unreachable,
};

function answer(exchange: Exchange, payload: string, format: "1.0" | "2.0", now: number): Response {
  const { status, headers: list, body } = readResult(payload, format);
  const headers = new Headers();
  for (const [name, value] of list) headers.append(name, value);
  headers.set("Apigw-Requestid", exchange.requestId);
  exchange.integrationEndedAt = now;
  exchange.integrationStatus = status;
  // The function has compressed the body itself, where it says so.
  exchange.encodedBody = headers.has("content-encoding");
  const init: ResponseInit = { status, headers, encodeBody: exchange.encodedBody ? "manual" : "automatic" };
  return new Response(isBodiless(status) || body.length === 0 ? null : body, init);
}

function ended(exchange: Exchange, now: number, fault: HttpFault, reason: string): Response {
  exchange.integrationEndedAt = now;
  return failed(exchange, fault, reason);
}

function failed(exchange: Exchange, fault: HttpFault, reason: string): Response {
  exchange.integrationError = reason;
  logFailure("integrationFailed", exchange, reason);
  return answerHttpFault(exchange, fault);
}
