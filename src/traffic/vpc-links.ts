import type { Fetch } from "./fetch.ts";

/** A private backend behind a VPC link. */
export interface PrivateBackend {
  /** the VPC link's id */
  link: string;
  /** the ARNs that it is known by: a load balancer's, its listener's, a Cloud Map service's */
  arns: readonly string[];
  /** whether the URL names a host that answers, or only what the backend sees */
  hasAddress: boolean;
}

/** How requests through VPC links leave the worker. */
export interface VpcLinks {
  /** The way to a private backend; null: the operator has named none. */
  way(backend: PrivateBackend, url: string): { url: string; fetch: Fetch } | null;
}

type Way =
  | { kind: "direct" }
  | { kind: "origin"; origin: string }
  /** a service or VPC service binding of the worker */
  | { kind: "binding"; name: string };

/** The last `=` divides: the ARN of a Cloud Map service may have a query. */
const ENTRY = /^(.+)=(?:(direct)|binding:(\w+)|(https?:\/\/[^/?#]+)\/?)$/;

/** What is wrong with a value of VPC_LINKS; null: nothing. */
export function vpcLinksProblem(setting: string): string | null {
  const wrong = entries(setting).find((entry) => !ENTRY.test(entry));
  return wrong === undefined
    ? null
    : "must be a comma-separated list of link=direct, link=binding:NAME or link=http://host:port";
}

/**
 * Reads VPC_LINKS. A Worker is in no VPC: what a link leads to is the operator's to say, by the link's id, the ARN of what is behind it,
 * the host of the integration's URI, or `*` for all: the URI's own address, another origin, or a binding of the worker.
 */
export function createVpcLinks(
  setting: string,
  bindings: (name: string) => { fetch: Fetch } | null,
  fetch: Fetch,
): VpcLinks {
  const ways = new Map(entries(setting).map(parse));
  return {
    way: ({ link, arns, hasAddress }, url) => {
      const keys = [link, ...arns, hostOf(url), "*"];
      const way = ways.get(keys.find((key) => ways.has(key)) ?? "");
      switch (way?.kind) {
        case "direct":
          return hasAddress ? { url, fetch } : null;
        case "origin":
          return { url: url.replace(/^https?:\/\/[^/?#]+/i, () => way.origin), fetch };
        case "binding": {
          const binding = bindings(way.name);
          return binding ? { url, fetch: (to, init) => binding.fetch(to, init) } : null;
        }
        default:
          return null;
      }
    },
  };
}

function entries(setting: string): string[] {
  return setting.split(",").flatMap((entry) => (entry.trim() === "" ? [] : [entry.trim()]));
}

function parse(entry: string): [string, Way] {
  const [, key = "", direct, name, origin] = ENTRY.exec(entry) ?? [];
  if (direct !== undefined) return [key, { kind: "direct" }];
  return [key, name === undefined ? { kind: "origin", origin: origin ?? "" } : { kind: "binding", name }];
}

function hostOf(url: string): string {
  return /^https?:\/\/([^/?#]+)/i.exec(url)?.[1]?.toLowerCase() ?? "";
}
