import type { Config } from "./config.ts";
import { BoundedMap } from "./storage/bounded-map.ts";

/** Where a request wants to go, by its Host and path. */
export type Destination = Pick<Named, "origin" | "host"> &
  (
    | { kind: "management" | "domain" }
    | {
        kind: "api";
        apiId: string;
        path: string;
        /** whether it was called by path: its origin is a management host's */
        byPath: boolean;
      }
  );

/** Tells destinations apart; made once from the configuration. */
export interface AddressBook {
  /** `origin` as the request's address has it (`http://api.example.com:8787`), `path` raw */
  destination(origin: string, path: string): Destination;
  /** the base address of an API as a client of this management request can reach it: no slash at the end, no stage */
  apiEndpoint(apiId: string, managementUrl: URL, scheme: "http" | "ws"): string;
  isManagementHost(host: string): boolean;
  /** the host that a custom domain's DNS is to point to */
  domainTarget(id: string): string;
  /** true for names equal to or below (or, for wildcards, above) a management host or GATEWAY_DOMAIN: a custom domain must not take them */
  isReservedDomain(name: string): boolean;
}

/** What an origin says, whatever the path: an API's id where it is a host of an API's own. */
interface Named {
  /** scheme and authority as the caller sent them */
  origin: string;
  /** without the port, lower case */
  host: string;
  kind: Destination["kind"];
  apiId: string;
}

/** Origins that are remembered, so that a request's is told by a look-up. */
const KEPT_ORIGINS = 1_000;

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);
const API_ID = /^[a-z0-9]{1,32}$/;
/** The rest of the alias that a private API has for a VPC endpoint: `{apiId}-{vpceId}`. */
const ENDPOINT_OF_ALIAS = /-vpce-[a-z0-9]+$/;

/**
 * The API that `x-apigw-api-id` names to a VPC endpoint, whose DNS names begin with its id (developer guide, "Invoke a private API");
 * null for any other host.
 */
export function apiBehindEndpoint(host: string, headers: Headers): string | null {
  if (!host.startsWith("vpce-")) return null;
  const apiId = headers.get("x-apigw-api-id");
  return apiId !== null && API_ID.test(apiId) ? apiId : null;
}

/** Makes the address book of a configuration. */
export function createAddressBook(config: Config): AddressBook {
  const isManagementHost = hostMatcher(config.MANAGEMENT_HOSTS);
  const pattern = config.HOST_PATTERN.replaceAll("{GATEWAY_DOMAIN}", config.GATEWAY_DOMAIN).toLowerCase();
  const at = pattern.indexOf("{apiid}");
  const before = pattern.slice(0, at);
  const after = pattern.slice(at + "{apiid}".length);
  const byPath = config.PATH_ADDRESSES === "on";
  const names = new BoundedMap<string, Named>(KEPT_ORIGINS);

  /** mostly every request's: told by comparing it, where a map would intern the text of each */
  let last: Named | undefined;

  const nameOf = (origin: string): Named => {
    const host = withoutPort(origin.slice(origin.indexOf("//") + 2));
    if (host.startsWith(before) && host.endsWith(after)) {
      const label = host.slice(before.length, host.length - after.length);
      const apiId = label.includes("-") ? label.replace(ENDPOINT_OF_ALIAS, "") : label;
      if (API_ID.test(apiId)) return { kind: "api", apiId, origin, host };
    }
    return { kind: isManagementHost(host) ? "management" : "domain", apiId: "", origin, host };
  };

  const known = (origin: string): Named => {
    let named = names.peek(origin);
    if (named === undefined) {
      named = nameOf(copied(origin));
      names.set(named.origin, named);
    }
    return named;
  };

  return {
    isManagementHost,
    domainTarget: (id) => `${before}d-${id}${after}`,
    isReservedDomain: reservedDomains(config),
    destination(origin, path) {
      const named = last?.origin === origin ? last : known(origin);
      last = named;
      const { host, kind, apiId } = named;
      if (kind === "api") return { kind, apiId, origin: named.origin, host, path, byPath: false };
      if (kind === "domain" || !byPath || !path.startsWith("/execute-api/"))
        return { kind, origin: named.origin, host };
      const slash = path.indexOf("/", 13);
      const end = slash === -1 ? path.length : slash;
      const below = slash === -1 ? "/" : path.slice(slash);
      return { kind: "api", apiId: path.slice(13, end), origin: named.origin, host, path: below, byPath: true };
    },
    apiEndpoint(apiId, url, scheme) {
      const protocol = url.protocol === "https:" ? `${scheme}s:` : `${scheme}:`;
      const port = url.port === "" ? "" : `:${url.port}`;
      const ownHosts = config.GATEWAY_DOMAIN !== "execute-api.localhost" || LOOPBACK.has(withoutPort(url.host));
      return ownHosts
        ? `${protocol}//${before}${apiId}${after}${port}`
        : `${protocol}//${url.host}/execute-api/${apiId}`;
    },
  };
}

/** A text of its own: a slice of a URL keeps the whole of it in memory. */
function copied(slice: string): string {
  return slice.split("").join("");
}

/** The host part of a Host header, lower case. */
function withoutPort(host: string): string {
  const colon = host.lastIndexOf(":");
  const name = colon === -1 || host.endsWith("]") ? host : host.slice(0, colon);
  return name.toLowerCase();
}

function hostMatcher(list: string): (host: string) => boolean {
  const names = list.split(",").map((name) => name.trim().toLowerCase());
  const exact = new Set(names.filter((name) => !name.startsWith("*.")));
  const suffixes = names.filter((name) => name.startsWith("*.")).map((name) => name.slice(1));
  return (host) => exact.has(host) || suffixes.some((suffix) => host.endsWith(suffix) && host.length > suffix.length);
}

function reservedDomains(config: Config): (name: string) => boolean {
  const names = config.MANAGEMENT_HOSTS.split(",").map((name) => name.trim().toLowerCase().replace(/^\*\./, ""));
  const reserved = [...names, config.GATEWAY_DOMAIN.toLowerCase()].filter((name) => name !== "");
  return (domainName) => {
    const name = domainName.toLowerCase();
    const wildcard = name.startsWith("*.") ? name.slice(1) : null;
    return reserved.some(
      (own) => name === own || name.endsWith(`.${own}`) || (wildcard !== null && own.endsWith(wildcard)),
    );
  };
}
