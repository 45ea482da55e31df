import { type AddressRange, parseRange } from "./policies/address.ts";

import { vpcLinksProblem } from "./traffic/vpc-links.ts";

/** A variable of the worker. */
interface Variable {
  default: string;
  /** what is wrong with a value, or null */
  check?: (value: string) => string | null;
}

const onOff = (value: string): string | null => (value === "on" || value === "off" ? null : "must be on or off");
const wholeNumber = (value: string): string | null => (/^\d{1,15}$/.test(value) ? null : "must be a whole number");
const networks = (value: string): string | null =>
  parseNetworks(value) ? null : "must be networks such as 10.0.0.0/8";
const accountId = (value: string): string | null => (/^\d{12}$/.test(value) ? null : "must be 12 digits");

/** The networks of a comma-separated list; undefined where one of them is none. */
export function parseNetworks(list: string): AddressRange[] | undefined {
  const ranges = list.split(",").flatMap((text) => (text.trim() === "" ? [] : [parseRange(text.trim())]));
  return ranges.every((range) => range !== undefined) ? ranges : undefined;
}

/** The texts of `request=response`; null where they are none. */
export function autoResponseOf(value: string): { request: string; response: string } | null {
  const [, request = "", response = ""] = /^([^=]+)=(.+)$/s.exec(value) ?? [];
  return request === "" ? null : { request, response };
}

/** Every variable that the worker knows, and what it is for: README's table shows these sentences. Secrets have an empty default: they are set with `wrangler secret put`. */
export const VARIABLES = {
  /** The AWS account id that ARNs and events carry. */
  ACCOUNT_ID: { default: "000000000000", check: accountId },
  /** Hosts that answer the management APIs and /health; comma-separated, without ports; *. stands for any labels. */
  MANAGEMENT_HOSTS: { default: "localhost,127.0.0.1,[::1],*.workers.dev" },
  /** The domain below which every API has a host of its own. */
  GATEWAY_DOMAIN: { default: "execute-api.localhost" },
  /** An API's host; {apiId} and {GATEWAY_DOMAIN} are filled in. */
  HOST_PATTERN: {
    default: "{apiId}.{GATEWAY_DOMAIN}",
    check: (value: string) => (value.includes("{apiId}") ? null : "must contain {apiId}"),
  },
  /** on: management hosts also answer /execute-api/{apiId}/…; off: only hosts of their own. */
  PATH_ADDRESSES: { default: "on", check: onOff },
  /** Secret: the access key of the administrator, who may do everything. */
  ADMIN_ACCESS_KEY_ID: { default: "" },
  /** Secret: its secret key. */
  ADMIN_SECRET_ACCESS_KEY: { default: "" },
  /** Secret: 32 bytes in base64; several, comma-separated, while keys are rotated: the first one encrypts. */
  ENCRYPTION_KEY: { default: "" },
  /** Secret: a token that may edit Workers scripts and certificates: custom domains are attached with it. */
  CLOUDFLARE_API_TOKEN: { default: "" },
  /** The Cloudflare account that the worker runs in. */
  CLOUDFLARE_ACCOUNT_ID: { default: "" },
  /** The zone of custom domains, or for saas the zone that they point to. */
  CLOUDFLARE_ZONE_ID: { default: "" },
  /** The worker's name, for custom domains. */
  CLOUDFLARE_WORKER: { default: "tollgate" },
  /** workers: custom domains are names in the zone; saas: names elsewhere, as custom hostnames of the zone. */
  CLOUDFLARE_DOMAINS: {
    default: "workers",
    check: (value: string) => (value === "workers" || value === "saas" ? null : "must be workers or saas"),
  },
  /** Cloudflare's API. */
  CLOUDFLARE_API_URL: { default: "https://api.cloudflare.com/client/v4" },
  /** on: management hosts show every stage's reference, to everyone, at /reference/{apiId}/{stage}. */
  REFERENCE_PAGES: { default: "off", check: onOff },
  /** Networks (CIDR, comma-separated) from which private APIs may be called; else they answer over the binding PrivateGateway only. */
  PRIVATE_NETWORKS: { default: "", check: networks },
  /** Bytes of a body that are held at once, where all of it is needed: a larger request is 413, a larger answer of a backend 500. */
  MAX_HELD_BODY: { default: "33554432", check: wholeNumber },
  /** Bytes of a signed request's body that are read and hashed; more is 413. */
  MAX_SIGNED_BODY: { default: "10485760", check: wholeNumber },
  /** Secret: the access key with which the gateway calls AWS services. */
  AWS_ACCESS_KEY_ID: { default: "" },
  /** Secret: its secret key. */
  AWS_SECRET_ACCESS_KEY: { default: "" },
  /** Secret: its session token, where the credentials are temporary. */
  AWS_SESSION_TOKEN: { default: "" },
  /** What of AWS may be called: services (lambda, dynamodb) or patterns of ARNs, comma-separated; * for everything. */
  AWS_INTEGRATION_ALLOW: { default: "" },
  /** on: calls to AWS services are signed with the role of the integration, assumed at STS; off: with the gateway's own credentials. */
  AWS_ASSUME_ROLES: { default: "off", check: onOff },
  /** Where VPC links lead, comma-separated: {link}={way}; a link's id, the ARN of what is behind it, the URI's host, or * for all; direct, http://host:port, or binding:NAME. */
  VPC_LINKS: { default: "", check: vpcLinksProblem },
  /** Requests per second that all APIs together admit, as AWS's account-level throttle; 0: no limit. */
  ACCOUNT_RATE_LIMIT: { default: "0", check: wholeNumber },
  /** Requests that they admit at once; 0: as many as the rate. */
  ACCOUNT_BURST_LIMIT: { default: "0", check: wholeNumber },
  /** A WebSocket connection without messages in either direction is closed after so many seconds. */
  WEBSOCKET_IDLE_SECONDS: { default: "600", check: wholeNumber },
  /** Every WebSocket connection is closed after so many seconds. */
  WEBSOCKET_LIFE_SECONDS: { default: "7200", check: wholeNumber },
  /** Bytes of a WebSocket client's message; a larger one closes its connection with 1009. */
  WEBSOCKET_MESSAGE_BYTES: { default: "131072", check: wholeNumber },
  /** Bytes that a WebSocket client may be sent without a word of its own; more closes its connection with 1008, since it seems to read nothing. */
  WEBSOCKET_UNREAD_BYTES: { default: "33554432", check: wholeNumber },
  /** off: a client's binary frame closes its connection with 1003, as at AWS; on: routes are given it. */
  WEBSOCKET_BINARY_FRAMES: { default: "off", check: onOff },
  /** off: a client's text with U+FFFD closes its connection with 1007: the platform puts that character in the place of bytes that are no UTF-8; on: routes are given it. */
  WEBSOCKET_DAMAGED_TEXT: { default: "off", check: onOff },
  /** A text that WebSocket clients are answered at once, without a route and without waking anything: request=response, such as ping=pong. */
  WEBSOCKET_AUTO_RESPONSE: {
    default: "",
    check: (value: string) => (value === "" || autoResponseOf(value) ? null : "must be request=response"),
  },
  /** off: no function may open outgoing connections. */
  FUNCTION_NETWORK: { default: "on", check: onOff },
} satisfies Record<string, Variable>;

export type VariableName = keyof typeof VARIABLES;

/** The checked configuration: every variable has a value. */
export type Config = Readonly<Record<VariableName, string>>;

/** A configuration that the worker cannot start with; the message names every variable that is wrong. */
export class ConfigurationError extends Error {}

/** Names that are not ours: the AWS SDKs' own, which are read as they are, and those that tools put in (wrangler, the test runner). */
const FOREIGN = /^(?:AWS_ENDPOINT_URL(_[A-Z0-9_]+)?|__.+)$/;

/**
 * Reads the configuration from the worker's environment: text values are variables, everything else is a binding. Throws
 * ConfigurationError for a value that is malformed and for a variable that nobody knows.
 */
export function readConfig(env: object): Config {
  const problems: string[] = [];
  const variables = new Map<string, Variable>(Object.entries(VARIABLES));
  const config: Record<string, string> = {};
  for (const [name, variable] of variables) config[name] = variable.default;
  for (const [name, value] of Object.entries(env)) {
    if (typeof value !== "string") continue;
    const variable = variables.get(name);
    if (!variable) {
      if (!FOREIGN.test(name)) problems.push(`${name}: no such variable`);
      continue;
    }
    const problem = variable.check?.(value);
    if (problem) problems.push(`${name} ${problem}, not ${JSON.stringify(value)}`);
    config[name] = value;
  }
  if (problems.length > 0) throw new ConfigurationError(`Configuration: ${problems.join("; ")}`);
  // Every variable has a value by now.
  return config as Config;
}
