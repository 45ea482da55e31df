import { isToken } from "./token.ts";

/** Appends the caller's address to those of earlier proxies: `203.0.113.7, 198.51.100.2`. */
export function appendForwardedFor(received: string | null | undefined, clientIp: string): string {
  const earlier = received?.trim() ?? "";
  return earlier === "" ? clientIp : `${earlier}, ${clientIp}`;
}

/** The Via that HTTP APIs add to requests to HTTP backends; REST APIs add none (recorded from AWS). */
export const HTTP_API_VIA = "HTTP/1.1 AmazonAPIGateway";

/** An address in a Forwarded header as RFC 7239, section 6, writes it: IPv6 in brackets and quotes, what is no token in quotes. */
export function forwardedNode(address: string): string {
  if (!address.includes(":")) return forwardedValue(address);
  return quoted(address.startsWith("[") ? address : `[${address}]`);
}

/** A value in a Forwarded header; more than a token, such as a host with its port, stands in quotes (RFC 7239, section 4). */
export function forwardedValue(value: string): string {
  return isToken(value) ? value : quoted(value);
}

function quoted(value: string): string {
  return `"${value.replaceAll(/["\\]/g, "\\$&")}"`;
}
