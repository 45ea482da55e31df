import type { ParameterMapping, RestIntegration } from "../../plan/rest-api.ts";

// What REST APIs do with header names in both directions, as recorded from AWS. Sets hold lower case.

const set = (names: string): ReadonlySet<string> => new Set(names.toLowerCase().split(/\s+/));

/** Of the client's headers never visible to templates, mappings or proxies. */
export const HIDDEN_HEADERS = set(
  "Connection Content-Length Content-MD5 Expect Max-Forwards Proxy-Authenticate Server TE Transfer-Encoding Trailer Upgrade WWW-Authenticate",
);

/** To map these is a configuration error, found only when the method is called. The last two: believed, not recorded. */
const ILLEGAL_FOR_ALL = set("Content-Length Transfer-Encoding X-Amzn-Trace-Id X-Amzn-Apigateway-Api-Id");
const ILLEGAL_FOR_AWS = set("Authorization Connection Expect Proxy-Authenticate TE");

/** Mapped to an HTTP backend these vanish without a word. */
const DROPPED_FOR_HTTP = set("Connection Expect Proxy-Authenticate TE");

/** The first header mapping that AWS takes into the definition and refuses when the method is called; null: there is none. */
export function illegalHeaderMapping(
  kind: RestIntegration["kind"],
  mappings: readonly ParameterMapping[],
): string | null {
  if (kind === "mock") return null;
  const aws = kind !== "http" && kind !== "http_proxy";
  const illegal = mappings.find((mapping) => {
    const name = mapping.name.toLowerCase();
    return mapping.in === "header" && (ILLEGAL_FOR_ALL.has(name) || (aws && ILLEGAL_FOR_AWS.has(name)));
  });
  return illegal?.name ?? null;
}

/** Whether a mapped header reaches a backend: what a template put into requestOverride is held to the same rules, in silence. */
export function reachesBackend(name: string): boolean {
  const lower = name.toLowerCase();
  return !ILLEGAL_FOR_ALL.has(lower) && !DROPPED_FOR_HTTP.has(lower);
}

/**
 * Whether a header of the client's is AWS's signature: nothing behind the gateway sees it, not even where the method asks for none
 * (recorded: what EventBridge signs comes to a function without it).
 */
export function isSignature(name: string, value: string | null | undefined): boolean {
  return name === "authorization" && (value ?? "").startsWith("AWS4-");
}

const REMAPPED = names(
  "Authorization Connection Content-Length Content-MD5 Date Expect Host Max-Forwards Proxy-Authenticate Server Trailer Upgrade User-Agent WWW-Authenticate",
);

/**
 * The name under which a header that a mapping or a function gives reaches the client: its own, or `x-amzn-Remapped-…` for what
 * belongs to the connection or to the gateway. Null: it never reaches the client.
 */
export function answeredName(name: string): string | null {
  const lower = name.toLowerCase();
  if (lower === "transfer-encoding") return null;
  return REMAPPED.get(lower) ?? name;
}

/** Of the answers that HTTP_PROXY passes on, these are the gateway's own to say: [name, the name that the backend's value gets]. */
export const HTTP_PROXY_REMAPPED: readonly (readonly [name: string, remapped: string])[] = [
  ...names("Connection Content-Length Date Server x-amzn-RequestId"),
];

function names(list: string): ReadonlyMap<string, string> {
  return new Map(list.split(/\s+/).map((name) => [name.toLowerCase(), `x-amzn-Remapped-${name}`]));
}
