import type { FunctionInvocation, FunctionInvoker, FunctionOutcome } from "../../../plan/function-invoker.ts";
import { readWhole } from "../../body.ts";
import type { RestApiPorts } from "../parts.ts";
import type { RestExchange } from "../rest-exchange.ts";
import { type ExecutionLog, masked, named, printed } from "./execution-log.ts";

const DECODER = new TextDecoder();

/** The same ports, but what goes to backends and functions on behalf of an exchange, and comes back from them, is written into the log. */
export function observedPorts<P extends RestApiPorts>(ports: P, log: ExecutionLog, exchange: RestExchange): P {
  const observed = (fetch: RestApiPorts["fetch"]): RestApiPorts["fetch"] => observedFetch(fetch, ports, log);
  return {
    ...ports,
    fetch: observed(ports.fetch),
    functions: observedFunctions(ports, log, exchange),
    vpcLinks: {
      way(...link) {
        const way = ports.vpcLinks.way(...link);
        return way && { ...way, fetch: observed(way.fetch) };
      },
    },
  };
}

function sending(log: ExecutionLog, uri: string, headers: string, body: string): void {
  log.write(`Endpoint request URI: ${uri}`);
  log.writeCut("Endpoint request headers", headers);
  log.writeCut("Endpoint request body after transformations", body);
  log.write(`Sending request to ${uri}`);
}

function received(log: ExecutionLog, status: number, millis: number, headers: string, body: string | null): void {
  log.write(`Received response. Status: ${status}, Integration latency: ${millis} ms`);
  log.writeCut("Endpoint response headers", headers);
  if (body !== null) log.writeCut("Endpoint response body before transformations", body);
}

function observedFetch(
  fetch: RestApiPorts["fetch"],
  { now, heldBodyBytes }: RestApiPorts,
  log: ExecutionLog,
): RestApiPorts["fetch"] {
  return async (url, init) => {
    sending(log, url, printed(named(new Headers(init.headers)).map(masked)), bodyOf(init.body));
    const begin = now();
    const answer = await fetch(url, init);
    const body = await readWhole(answer.body, null, heldBodyBytes);
    const text = DECODER.decode(body ?? new Uint8Array());
    received(log, answer.status, now() - begin, printed(named(answer.headers)), text);
    return new Response(body, { status: answer.status, headers: answer.headers, encodeBody: "manual" });
  };
}

/** What is sent has been read whole: a method's request holds its body. */
function bodyOf(body: RequestInit["body"]): string {
  if (typeof body === "string") return body;
  return body instanceof Uint8Array ? DECODER.decode(body) : "";
}

/** A function is called with `{}` where nothing was mapped to be sent: what is told is that (recorded). */
function sentToFunction({ outgoing }: RestExchange, payload: string): string {
  return outgoing !== null && outgoing.body === null ? "" : payload;
}

function observedFunctions(
  { functions, now }: RestApiPorts,
  log: ExecutionLog,
  exchange: RestExchange,
): FunctionInvoker {
  const { apiId } = exchange;
  const begin = (arn: string, payload: string, { requestId, traceHeader }: FunctionInvocation): void => {
    const region = arn.split(":")[3] ?? "";
    const uri = `https://lambda.${region}.amazonaws.com/2015-03-31/functions/${arn}/invocations`;
    const headers: [string, string][] = [
      ["x-amzn-lambda-integration-tag", requestId],
      ["x-amzn-apigateway-api-id", apiId],
      ["Accept", "application/json"],
      ["User-Agent", `AmazonAPIGateway_${apiId}`],
    ];
    if (traceHeader !== null) headers.push(["X-Amzn-Trace-Id", traceHeader]);
    sending(log, uri, printed(headers), sentToFunction(exchange, payload));
  };
  return {
    async invoke(arn, payload, invocation) {
      begin(arn, payload, invocation);
      const at = now();
      const outcome = await functions.invoke(arn, payload, invocation);
      writeOutcome(log, outcome, now() - at);
      return outcome;
    },
    async invokeStreaming(arn, payload, invocation) {
      begin(arn, payload, invocation);
      const at = now();
      const outcome = await functions.invokeStreaming(arn, payload, invocation);
      if (outcome.kind !== "streaming") writeOutcome(log, outcome, now() - at);
      else received(log, 200, now() - at, printed([["Content-Type", outcome.contentType]]), null);
      return outcome;
    },
  };
}

function writeOutcome(log: ExecutionLog, outcome: FunctionOutcome, millis: number): void {
  if (outcome.kind !== "answered") {
    log.write(`Lambda invocation failed: ${outcome.reason}`);
    return;
  }
  const { payload, functionError } = outcome;
  const text = typeof payload === "string" ? payload : DECODER.decode(payload);
  const headers: [string, string][] = [["Content-Type", "application/json"]];
  if (functionError !== null) headers.push(["X-Amz-Function-Error", functionError]);
  received(log, 200, millis, printed(headers), text);
}
