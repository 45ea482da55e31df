import { forwardedNode, forwardedValue, HTTP_API_VIA } from "../../languages/http/forwarded.ts";
import { BoundedMap } from "../../storage/bounded-map.ts";
import { clientForwardedFor, EDGE_HEADERS, restoreAcceptEncoding, sourceIp, UNKNOWN, traceHeader } from "../client.ts";
import type { Exchange } from "../exchange.ts";

/** A request that has come through so many gateways of this kind is going round in a circle. */
const TURNS = 5;
/** What is said by Forwarded, or only belongs to the connection. */
const NOT_FORWARDED: readonly string[] = [
  "x-forwarded-host",
  "x-forwarded-port",
  "x-forwarded-proto",
  "proxy-connection",
];
const KEPT_ORIGINS = 200;

/** Makes the headers of a request to an HTTP backend; null: the request goes round in a circle. */
export type OutgoingHeaders = (exchange: Exchange) => Headers | null;

/**
 * The headers that HTTP APIs send to HTTP backends: the client's, with `X-Forwarded-*` told in `Forwarded` (developer guide,
 * "Amazon API Gateway important notes for HTTP APIs"), `Via: HTTP/1.1 AmazonAPIGateway` and `X-Amzn-Trace-Id`, as recorded from
 * AWS. Host, Connection, Keep-Alive and the like the platform itself drops.
 */
export function createOutgoingHeaders(newTraceRoot: (now: number) => string): OutgoingHeaders {
  const origins = new BoundedMap<string, string>(KEPT_ORIGINS);
  const forwardedOrigin = (origin: string): string => {
    let text = origins.peek(origin);
    if (text === undefined) {
      text = originOf(origin);
      origins.set(origin, text);
    }
    return text;
  };

  return (exchange) => {
    const { request } = exchange;
    const headers = new Headers(request.headers);
    const via = headers.get("via");
    if (via !== null && via.split(HTTP_API_VIA).length > TURNS) return null;
    const edgeIp = headers.get("cf-connecting-ip");
    const ip = sourceIp(request, edgeIp);
    const forwardedFor = headers.get("x-forwarded-for");
    const earlier = clientForwardedFor(forwardedFor, ip);
    const forwarded = headers.get("forwarded");
    const own = `for=${forwardedNode(ip ?? UNKNOWN)}${forwardedOrigin(exchange.origin)}`;
    headers.set("Forwarded", earlier === null && forwarded === null ? own : chain(forwarded, earlier, own));
    headers.set("Via", via === null ? HTTP_API_VIA : `${via}, ${HTTP_API_VIA}`);
    headers.set("X-Amzn-Trace-Id", traceHeader(exchange, newTraceRoot, headers));
    if (forwardedFor !== null) headers.delete("x-forwarded-for");
    for (const name of NOT_FORWARDED) headers.delete(name);
    if (edgeIp !== null) {
      for (const name of EDGE_HEADERS) headers.delete(name);
      restoreAcceptEncoding(headers, request);
    }
    return headers;
  };
}

/** What Forwarded says after the caller's address of a request to an origin such as `https://api.example.com`: `;host=…;proto=…`. */
function originOf(origin: string): string {
  const [scheme, host = ""] = origin.split("://");
  const protocol = scheme === "https" ? "https" : "http";
  return `;host=${forwardedValue(host)};proto=${protocol}`;
}

/** What earlier proxies said, in Forwarded or in X-Forwarded-For, before the gateway's own part. */
function chain(forwarded: string | null, forwardedFor: string | null, own: string): string {
  const told = forwardedFor?.split(",").map((address) => `for=${forwardedNode(address.trim())}`) ?? [];
  return [...(forwarded === null ? [] : [forwarded]), ...told, own].join(", ");
}
