import { isToken } from "../../languages/http/token.ts";
import { wellKnownCase } from "../../languages/http/header-case.ts";
import { authority, clientAcceptEncoding, EDGE_HEADERS, forwardedFor, port, protocol } from "../client.ts";
import { HIDDEN_HEADERS, isSignature } from "./header-rules.ts";
import type { RestExchange } from "./rest-exchange.ts";
import { restTraceHeader } from "./trace.ts";

/** Kept from templates, mappings and proxies: by AWS's rule, or since the platform's edge added it. */
const HIDDEN: ReadonlySet<string> = new Set([...HIDDEN_HEADERS, ...EDGE_HEADERS]);

/** Reads a header as what comes after the gateway sees it; undefined: the request has none. */
export type HeaderReader = (exchange: RestExchange) => string | undefined;

/** Headers that the gateway itself gives a request, or knows better than the platform hands them over. */
const OWN: ReadonlyMap<string, HeaderReader> = new Map<string, HeaderReader>([
  ["Accept-Encoding", ({ request }) => clientAcceptEncoding(request) ?? undefined],
  ["Host", ({ request }) => authority(request)],
  ["X-Amzn-Trace-Id", (exchange) => restTraceHeader(exchange, exchange.ports)],
  ["X-Forwarded-For", ({ request }) => forwardedFor(request)],
  ["X-Forwarded-Port", ({ request }) => String(port(request))],
  ["X-Forwarded-Proto", ({ request }) => protocol(request)],
]);
const OWN_BY_LOWER_NAME: ReadonlyMap<string, HeaderReader> = new Map(
  [...OWN].map(([name, read]) => [name.toLowerCase(), read]),
);

/** Makes the reader of a header by its name in any case. */
export function headerReader(name: string): HeaderReader {
  const lower = name.toLowerCase();
  if (HIDDEN.has(lower) || !isToken(name)) return () => undefined;
  const own = OWN_BY_LOWER_NAME.get(lower);
  if (own) return own;
  return ({ request }) => {
    const value = request.headers.get(lower);
    return value === null || isSignature(lower, value) ? undefined : value;
  };
}

/** All headers, in their usual casing: the platform hands names over in lower case. */
export function allHeaders(exchange: RestExchange): Map<string, string> {
  const headers = new Map<string, string>();
  for (const [name, value] of exchange.request.headers) {
    if (HIDDEN.has(name) || OWN_BY_LOWER_NAME.has(name) || isSignature(name, value)) continue;
    headers.set(wellKnownCase(name), value);
  }
  for (const [name, read] of OWN) {
    const value = read(exchange);
    if (value !== undefined) headers.set(name, value);
  }
  return headers;
}
