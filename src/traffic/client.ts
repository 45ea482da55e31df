import { appendForwardedFor } from "../languages/http/forwarded.ts";
import type { Exchange } from "./exchange.ts";

/** Where nobody tells the caller's address: a worker that is not behind Cloudflare's edge, such as a local one. */
const LOCAL_ADDRESS = "127.0.0.1";
/** An address that is not known (RFC 7239, section 6.2). */
export const UNKNOWN = "unknown";

/** Requests that came over a service binding. */
const bound = new WeakSet<Request>();

/** Notes that a request came over a service binding: from another worker of the account, whose word is all there is. */
export function markBound(request: Request): void {
  bound.add(request);
}

export function isBound(request: Request): boolean {
  return bound.has(request);
}

/** The caller's address as the platform knows it; null over a service binding, where the header says what the caller wants it to. */
export function sourceIp(request: Request, edgeIp = request.headers.get("cf-connecting-ip")): string | null {
  return bound.has(request) ? null : (edgeIp ?? LOCAL_ADDRESS);
}

/** Whether a request may reach what is private: over a service binding, or from a private network. */
export function isPrivateCaller(request: Request, isPrivateNetwork: (ip: string) => boolean): boolean {
  const ip = sourceIp(request);
  return bound.has(request) || (ip !== null && isPrivateNetwork(ip));
}

/** X-Forwarded-For for who comes after the gateway: what the caller sent is its claim, behind it stands its address. */
export function forwardedFor(request: Request): string {
  const ip = sourceIp(request);
  return appendForwardedFor(clientForwardedFor(request.headers.get("x-forwarded-for"), ip), ip ?? UNKNOWN);
}

/** The Host that the caller asked for, with its port where it named one. */
export function authority(request: Request): string {
  const { url } = request;
  const begin = url.indexOf("//") + 2;
  return url.slice(begin, url.indexOf("/", begin));
}

/** The scheme that the caller used. */
export function protocol(request: Request): "http" | "https" {
  return request.url.startsWith("https:") ? "https" : "http";
}

/** The port that the caller connected to. */
export function port(request: Request): number {
  const host = authority(request);
  const colon = host.lastIndexOf(":");
  if (colon !== -1 && !host.endsWith("]")) return Number(host.slice(colon + 1));
  return protocol(request) === "https" ? 443 : 80;
}

/** The version of HTTP that the caller spoke. */
export function httpVersion(request: Request): string {
  const version: unknown = request.cf?.httpProtocol;
  return typeof version === "string" && version !== "" ? version : "HTTP/1.1";
}

/**
 * The caller's own Accept-Encoding. The platform puts what it can decode itself into that header at the edge, and keeps what the
 * caller sent beside it; null: the caller sent none.
 */
export function clientAcceptEncoding(request: Request): string | null {
  return ownAcceptEncoding(request, request.headers.get("accept-encoding"));
}

function ownAcceptEncoding(request: Request, header: string | null): string | null {
  if (header !== "br, gzip" && header !== "gzip, br") return header;
  const own: unknown = request.cf?.clientAcceptEncoding;
  return typeof own === "string" ? (own === "" ? null : own) : header;
}

/** Gives headers that were copied from a request the caller's own Accept-Encoding. */
export function restoreAcceptEncoding(headers: Headers, request: Request): void {
  const header = headers.get("accept-encoding");
  const own = ownAcceptEncoding(request, header);
  if (own === header) return;
  if (own === null) headers.delete("accept-encoding");
  else headers.set("accept-encoding", own);
}

/** Headers that the platform's edge adds to a request: the caller has not sent them. */
export const EDGE_HEADERS: readonly string[] = [
  "cdn-loop",
  "cf-connecting-ip",
  "cf-connecting-ipv6",
  "cf-ew-via",
  "cf-ipcountry",
  "cf-pseudo-ipv4",
  "cf-ray",
  "cf-visitor",
  "cf-worker",
  "true-client-ip",
  "x-real-ip",
];

/**
 * The X-Forwarded-For that the caller itself sent: the edge appends the caller's address to it before the worker sees it. Null:
 * none.
 */
export function clientForwardedFor(received: string | null, ip: string | null): string | null {
  if (received === null || received === ip) return null;
  if (ip === null) return received;
  return received.endsWith(`,${ip}`) || received.endsWith(`, ${ip}`)
    ? received.slice(0, received.lastIndexOf(",")).trimEnd()
    : received;
}

const TRACE_ROOT = "Root=1-";

/** X-Amzn-Trace-Id of the request: the caller's where it has a root, else a new one ("Root=1-…", as HTTP APIs send it). */
export function traceHeader(
  exchange: Exchange,
  newRoot: (now: number) => string,
  headers = exchange.request.headers,
): string {
  if (exchange.traceHeader !== null) return exchange.traceHeader;
  const received = headers.get("x-amzn-trace-id");
  exchange.traceHeader = received?.includes(TRACE_ROOT) ? received : `Root=${newRoot(exchange.startedAt)}`;
  return exchange.traceHeader;
}
