/** What a gateway knows of the call that it forwards. */
export interface ForwardedCall {
  /** The caller's address. */
  readonly clientIp: string;
  /** The host that the caller asked for, with its port where it named one. */
  readonly host: string;
  readonly protocol: "http" | "https";
  /** The port that the caller connected to. */
  readonly port: number;
}

/** Appends the caller's address to those of earlier proxies: `203.0.113.7, 198.51.100.2`. */
export function appendForwardedFor(received: string | null | undefined, clientIp: string): string {
  const earlier = received?.trim() ?? "";
  return earlier === "" ? clientIp : `${earlier}, ${clientIp}`;
}

/**
 * The headers X-Forwarded-For, -Port and -Proto that functions see in their events, of REST and HTTP APIs alike, and HTTP
 * backends of REST APIs (recorded from AWS). Port and protocol are the gateway's own, whatever the caller says.
 */
export function forwardedHeaders(
  received: string | null | undefined,
  call: ForwardedCall,
): readonly (readonly [name: string, value: string])[] {
  return [
    ["X-Forwarded-For", appendForwardedFor(received, call.clientIp)],
    ["X-Forwarded-Port", String(call.port)],
    ["X-Forwarded-Proto", call.protocol],
  ];
}

/**
 * The header Forwarded (RFC 7239) that HTTP APIs send to HTTP backends, beside {@link HTTP_API_VIA} and in the place of
 * any X-Forwarded-*: `by=192.0.2.1;for=203.0.113.7;host=api.example.com;proto=https`. Over a VPC link `by` is missing.
 *
 * @param by the gateway's own address, where there is one to tell.
 */
export function forwardedHeader(received: string | null | undefined, call: ForwardedCall, by?: string): string {
  const elements = [
    ...(by === undefined ? [] : [`by=${node(by)}`]),
    `for=${node(call.clientIp)}`,
    `host=${token(call.host)}`,
    `proto=${call.protocol}`,
  ].join(";");
  const earlier = received?.trim() ?? "";
  return earlier === "" ? elements : `${earlier}, ${elements}`;
}

/** The Via that HTTP APIs add to requests to HTTP backends; REST APIs add none (recorded from AWS). */
export const HTTP_API_VIA = "HTTP/1.1 AmazonAPIGateway";

/** An address as RFC 7239, section 6, writes it: IPv6 in brackets and quotes. */
function node(address: string): string {
  return address.includes(":") ? `"[${address}]"` : token(address);
}

/** A value that is more than a token, such as a host with its port, in quotes (RFC 7239, section 4). */
function token(value: string): string {
  return /^[\w!#$%&'*+.^`|~-]+$/.test(value) ? value : `"${value.replaceAll(/["\\]/g, "\\$&")}"`;
}
