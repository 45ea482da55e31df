import type { Exchange } from "../../exchange.ts";

/** The headers of services' answers, beside the exchanges: few requests have any, and every exchange would carry a field for them. */
const answers = new WeakMap<Exchange, Headers>();

/** Keeps by which ids an AWS service knows its part of a request. */
export function keepEndpointIds(exchange: Exchange, headers: Headers): void {
  answers.set(exchange, headers);
}

/** The service's id of its part of the request: `x-amzn-requestid`, of some services `x-amz-request-id`. */
export function endpointRequestId(exchange: Exchange): string | undefined {
  const headers = answers.get(exchange);
  return headers?.get("x-amzn-requestid") ?? headers?.get("x-amz-request-id") ?? undefined;
}

/** The second id that some services give. */
export function endpointRequestId2(exchange: Exchange): string | undefined {
  return answers.get(exchange)?.get("x-amz-id-2") ?? undefined;
}
