import { type BinaryTypeTest, binaryTypeTest } from "../../../../languages/http/media-types.ts";
import { isBodiless } from "../../../../languages/http/statuses.ts";
import type { FunctionOutcome, FunctionStream } from "../../../../plan/function-invoker.ts";
import { giveUp } from "../../../body.ts";
import { settleWithin } from "../../../deadline.ts";
import { logFailure } from "../../../log.ts";
import { restFaults } from "../../faults.ts";
import type { RestApiPorts, RestMethodParts, RestStep } from "../../parts.ts";
import type { Payload, RestExchange } from "../../rest-exchange.ts";
import { restTraceHeader } from "../../trace.ts";
import { integrationFailed, tooLate } from "../failure.ts";
import { proxyEvent } from "./event.ts";
import { hasThrown, notCalled } from "./failure.ts";
import { compileCall, type FunctionPlan, methodArn, wrongMethod } from "./invocation.ts";
import { readPrelude } from "./prelude.ts";
import { MalformedResult, readMetadata, readResult, UndecodableBody } from "./result.ts";

/** What the answers of one method's function are read by. */
interface Reading {
  isBinaryType: BinaryTypeTest;
  ports: RestApiPorts;
}

/** AWS_PROXY: the request becomes an event, the function's result the answer. Comes after the body has been read. */
export function functionProxy(integration: FunctionPlan, parts: RestMethodParts, ports: RestApiPorts): RestStep {
  const { method, head } = parts;
  const callOf = compileCall(integration, methodArn(parts), ports);
  const isBinaryType = binaryTypeTest(head.binaryMediaTypes);
  const reading: Reading = { isBinaryType, ports };
  return (exchange) => {
    const wrong = wrongMethod(integration.method, exchange);
    if (wrong !== null) return integrationFailed(exchange, restFaults.integrationFailure, wrong, ports.now());
    const event = JSON.stringify(proxyEvent(exchange, method, isBinaryType, restTraceHeader(exchange, ports)));
    const { arn, invocation } = callOf(exchange, "RequestResponse");
    const call = integration.streamed
      ? ports.functions.invokeStreaming(arn, event, invocation)
      : ports.functions.invoke(arn, event, invocation);
    return settleWithin<FunctionOutcome | FunctionStream>(call, integration.timeoutMillis, exchange.later, {
      onValue: (outcome) => answered(exchange, outcome, reading),
      onError: (error) => integrationFailed(exchange, restFaults.integrationFailure, String(error), ports.now()),
      onLate: () => tooLate(exchange, ports.now()),
      discard: (outcome) => outcome.kind === "streaming" && giveUp(outcome.body),
    });
  };
}

function answered(
  exchange: RestExchange,
  outcome: FunctionOutcome | FunctionStream,
  reading: Reading,
): Response | Promise<Response> {
  const { ports } = reading;
  if (outcome.kind === "streaming") return streamedAnswer(exchange, outcome, ports);
  if (outcome.kind !== "answered") return notCalled(exchange, outcome, ports.now());
  const payload = typeof outcome.payload === "string" ? outcome.payload : new TextDecoder().decode(outcome.payload);
  if (outcome.functionError !== null) return hasThrown(exchange, payload, ports.now());
  try {
    const accept = exchange.request.headers.get("accept");
    const { status, headers, body } = readResult(payload, accept, reading.isBinaryType);
    return respond(exchange, status, headers, body, ports);
  } catch (error) {
    return noAnswer(exchange, error, ports.now());
  }
}

/** Answers as soon as the metadata is there; the body flows on as the function writes it. */
async function streamedAnswer(exchange: RestExchange, stream: FunctionStream, ports: RestApiPorts): Promise<Response> {
  exchange.later(stream.ended.then((reason) => void (reason && logFailure("functionStreamFailed", exchange, reason))));
  let rest: ReadableStream<Uint8Array> | null = null;
  try {
    const { metadata, body } = await readPrelude(stream.body);
    rest = body;
    const { status, headers } = readMetadata(metadata);
    const answer = respond(exchange, status, headers, body, ports);
    if (answer.body === null) giveUp(body);
    return answer;
  } catch (error) {
    giveUp(rest);
    return noAnswer(exchange, error, ports.now());
  }
}

/** Throws TypeError for a name or value that no header can have. */
function respond(
  exchange: RestExchange,
  status: number,
  list: readonly (readonly [name: string, value: string])[],
  body: Payload | ReadableStream<Uint8Array>,
  ports: RestApiPorts,
): Response {
  const headers = new Headers();
  for (const [name, value] of list) headers.append(name, value);
  headers.set("x-amzn-RequestId", exchange.requestId);
  headers.set("x-amz-apigw-id", exchange.extendedRequestId);
  headers.set("X-Amzn-Trace-Id", restTraceHeader(exchange, ports));
  exchange.integrationEndedAt = ports.now();
  exchange.integrationStatus = status;
  // The function has compressed the body itself, where it says so.
  exchange.encodedBody = headers.has("content-encoding");
  exchange.answerBody = body instanceof ReadableStream ? null : body;
  const init: ResponseInit = { status, headers, encodeBody: exchange.encodedBody ? "manual" : "automatic" };
  return new Response(isBodiless(status) || body === "" ? null : body, init);
}

/** What a function gave is no answer: 502; a body that is not the base64 it says it is: 500 (recorded). */
function noAnswer(exchange: RestExchange, error: unknown, now: number): Response {
  if (error instanceof UndecodableBody)
    return integrationFailed(exchange, restFaults.configurationError, error.message, now);
  if (!(error instanceof MalformedResult) && !(error instanceof TypeError)) throw error;
  const reason = `Execution failed due to configuration error: Malformed Lambda proxy response: ${error.message}`;
  return integrationFailed(exchange, restFaults.malformedProxyResponse, reason, now);
}
