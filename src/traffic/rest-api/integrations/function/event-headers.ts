import { wellKnownCase } from "../../../../languages/http/header-case.ts";
import { traceRoot } from "../../../../languages/http/trace-id.ts";
import { authority, clientAcceptEncoding, EDGE_HEADERS, forwardedFor, port, protocol } from "../../../client.ts";
import { isSignature } from "../../header-rules.ts";
import type { RestExchange } from "../../rest-exchange.ts";

/** Added anew below, or never in an event (recorded): what belongs to the connection, and what nothing behind the gateway sees. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  "accept-encoding",
  "connection",
  "content-length",
  "content-md5",
  "expect",
  "host",
  "keep-alive",
  "max-forwards",
  "proxy-authenticate",
  "server",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "www-authenticate",
  "x-amzn-trace-id",
  "x-forwarded-for",
  "x-forwarded-port",
  "x-forwarded-proto",
  ...EDGE_HEADERS,
]);

/**
 * The headers of a function's event, sorted by name: the client's in their usual casing (the platform hands names over in lower case),
 * Host, X-Amzn-Trace-Id and X-Forwarded-For, -Port, -Proto.
 */
export function eventHeaders({ request }: RestExchange, trace: string): [name: string, value: string][] {
  const headers: [string, string][] = [];
  for (const [name, value] of request.headers) {
    if (!LEFT_OUT.has(name) && !isSignature(name, value)) headers.push([wellKnownCase(name), value]);
  }
  const acceptEncoding = clientAcceptEncoding(request);
  if (acceptEncoding !== null) headers.push(["Accept-Encoding", acceptEncoding]);
  headers.push(
    ["Host", authority(request)],
    ["X-Amzn-Trace-Id", eventTrace(request, trace)],
    ["X-Forwarded-For", forwardedFor(request)],
    ["X-Forwarded-Port", String(port(request))],
    ["X-Forwarded-Proto", protocol(request)],
  );
  return headers.toSorted(([a], [b]) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
}

/** Events show of a trace that the gateway itself began its root alone, as AWS's sample events do. */
function eventTrace(request: Request, trace: string): string {
  return request.headers.has("x-amzn-trace-id") ? trace : `Root=${traceRoot(trace) ?? ""}`;
}
