import { traceHeader } from "../../languages/http/trace-id.ts";
import type { RestExchange, RestExchangePorts } from "./rest-exchange.ts";

/** X-Amzn-Trace-Id of a REST API's request: `Root=…;Parent=…;Sampled=…`, made once. */
export function restTraceHeader(exchange: RestExchange, ports: Pick<RestExchangePorts, "now" | "randomHex">): string {
  exchange.traceHeader ??= traceHeader(exchange.request.headers.get("x-amzn-trace-id"), ports);
  return exchange.traceHeader;
}
