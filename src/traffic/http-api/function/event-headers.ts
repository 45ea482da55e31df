import {
  authority,
  clientAcceptEncoding,
  EDGE_HEADERS,
  forwardedFor,
  port,
  protocol,
  traceHeader,
} from "../../client.ts";
import type { Exchange } from "../../exchange.ts";
import type { HeaderEdit } from "../header-edits.ts";

/**
 * The headers that a function's event shows, names in lower case and sorted, as recorded from AWS: the client's, Host,
 * Content-Length (0 without a body), X-Amzn-Trace-Id and X-Forwarded-For, -Port, -Proto.
 */
export function eventHeaders(
  exchange: Exchange,
  newTraceRoot: (now: number) => string,
  edit: HeaderEdit | null,
): Headers {
  const { request } = exchange;
  const headers = new Headers(request.headers);
  for (const name of EDGE_HEADERS) headers.delete(name);
  const acceptEncoding = clientAcceptEncoding(request);
  if (acceptEncoding === null) headers.delete("accept-encoding");
  else headers.set("accept-encoding", acceptEncoding);
  headers.set("host", authority(request));
  headers.set("content-length", String(exchange.body?.byteLength ?? 0));
  headers.set("x-amzn-trace-id", traceHeader(exchange, newTraceRoot));
  headers.set("x-forwarded-for", forwardedFor(request));
  headers.set("x-forwarded-port", String(port(request)));
  headers.set("x-forwarded-proto", protocol(request));
  edit?.(headers, exchange, null);
  return headers;
}
