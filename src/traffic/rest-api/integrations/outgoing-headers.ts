import { EDGE_HEADERS, forwardedFor, port, protocol, restoreAcceptEncoding } from "../../client.ts";
import { isSignature, reachesBackend } from "../header-rules.ts";
import type { RestApiPorts } from "../parts.ts";
import type { OutgoingRequest, RestExchange } from "../rest-exchange.ts";
import { restTraceHeader } from "../trace.ts";
import { Misconfigured } from "./misconfigured.ts";
import { API_ID, outgoingTrace } from "./turns.ts";

/** Makes the headers of a request to an HTTP backend; null: the request is going round in a circle. */
export type OutgoingHeaders = (exchange: RestExchange) => Headers | null;

type Ports = Pick<RestApiPorts, "now" | "randomHex">;

/** Of the client's headers that the platform lets the worker see, those that are not for the backend (recorded). */
const NOT_FORWARDED: readonly string[] = [
  "content-encoding",
  "content-md5",
  "expect",
  "keep-alive",
  "max-forwards",
  "proxy-authenticate",
  "proxy-connection",
  "server",
  "trailer",
  "www-authenticate",
];

/** The headers of HTTP_PROXY: the client's, over them the mapped ones, and the gateway's own. No Via (recorded). */
export function proxyHeaders(ports: Ports): OutgoingHeaders {
  return (exchange) => {
    const { request } = exchange;
    const headers = new Headers(request.headers);
    for (const name of NOT_FORWARDED) headers.delete(name);
    if (isSignature("authorization", headers.get("authorization"))) headers.delete("authorization");
    if (headers.has("cf-connecting-ip")) for (const name of EDGE_HEADERS) headers.delete(name);
    // A body that was read whole has a length of its own.
    if (exchange.body !== null) headers.delete("content-length");
    restoreAcceptEncoding(headers, request);
    headers.set("X-Forwarded-For", forwardedFor(request));
    headers.set("X-Forwarded-Port", String(port(request)));
    headers.set("X-Forwarded-Proto", protocol(request));
    if (exchange.outgoing) setMapped(headers, exchange.outgoing);
    return withOwn(headers, exchange, ports);
  };
}

/** Methods whose requests have no body, whatever a template made. */
export const BODILESS_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * The mapped headers of a request to HTTP or AWS; of the client's only Content-Type, where a body may come and go (recorded: a GET's does not
 * reach a backend that is sent a POST).
 *
 * @param protocolType the type that bodies have by the backend's protocol, whatever the client's is
 */
export function mappedHeaders(
  exchange: RestExchange,
  outgoing: OutgoingRequest,
  method: string,
  protocolType: string | null = null,
): Headers {
  const headers = new Headers();
  setMapped(headers, outgoing);
  if (headers.has("content-type")) return headers;
  const type = contentType(exchange, outgoing, method, protocolType);
  if (type !== null) headers.set("Content-Type", type);
  return headers;
}

/** The type of the body that goes out where none was mapped; null: no body goes out. */
function contentType(
  { method: received, request }: RestExchange,
  { body }: OutgoingRequest,
  method: string,
  protocolType: string | null = null,
): string | null {
  if (BODILESS_METHODS.has(method)) return null;
  const own = BODILESS_METHODS.has(received) ? null : request.headers.get("content-type");
  return protocolType ?? own ?? (body === null ? null : "application/json");
}

/** The headers of HTTP; null: the request is going round in a circle. */
export function customHeaders(ports: Ports, method: string | null): (exchange: RestExchange) => HeadersInit | null {
  return (exchange) => {
    const { outgoing } = exchange;
    if (!outgoing) throw new Error("the request was not mapped");
    const sent = method ?? exchange.method;
    if (outgoing.headers.length > 0) return withOwn(mappedHeaders(exchange, outgoing, sent), exchange, ports);
    return unmappedHeaders(exchange, outgoing, sent, ports);
  };
}

/** What is sent where no header was mapped: as plain values, since a Headers object would be filled here and copied by fetch. */
function unmappedHeaders(
  exchange: RestExchange,
  outgoing: OutgoingRequest,
  method: string,
  ports: Ports,
): Record<string, string> | null {
  const trace = outgoingTrace(exchange, restTraceHeader(exchange, ports));
  if (trace === null) return null;
  const type = contentType(exchange, outgoing, method);
  const own = { ...defaultsOf(exchange.apiId), "X-Amzn-Trace-Id": trace, [API_ID]: exchange.apiId };
  return type === null ? own : { ...own, "Content-Type": type };
}

/** Throws Misconfigured for what no header can have. */
function setMapped(headers: Headers, { headers: mapped }: OutgoingRequest): void {
  for (const [name, value] of mapped) {
    if (!reachesBackend(name)) continue;
    try {
      headers.set(name, value);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      throw new Misconfigured(`the header ${name} cannot be ${JSON.stringify(value)}`);
    }
  }
}

function withOwn(headers: Headers, exchange: RestExchange, ports: Ports): Headers | null {
  const trace = outgoingTrace(exchange, restTraceHeader(exchange, ports));
  if (trace === null) return null;
  headers.set("X-Amzn-Trace-Id", trace);
  headers.set(API_ID, exchange.apiId);
  setDefaults(headers, exchange.apiId);
  return headers;
}

/** What every backend gets unless it was mapped, or sent by the client of a proxy. */
export function setDefaults(headers: Headers, apiId: string): void {
  for (const [name, value] of Object.entries(defaultsOf(apiId))) if (!headers.has(name)) headers.set(name, value);
}

function defaultsOf(apiId: string): { Accept: string; "User-Agent": string } {
  return { Accept: "application/json", "User-Agent": `AmazonAPIGateway_${apiId}` };
}
