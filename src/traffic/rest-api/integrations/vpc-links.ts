/** Sends an outgoing request. */
type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** How requests through VPC links leave the worker. */
export interface VpcLinks {
  /**
   * The way to a private backend; null: the operator has named none.
   *
   * @param link the VPC link's id
   * @param target the load balancer's ARN of `integrationTarget`; null: none is given
   */
  way(link: string, target: string | null, url: string): { url: string; fetch: Fetch } | null;
}

type Way =
  | { kind: "direct" }
  | { kind: "origin"; origin: string }
  /** a service or VPC service binding of the worker */
  | { kind: "binding"; name: string };

const ENTRY = /^([^=]+)=(?:(direct)|binding:(\w+)|(https?:\/\/[^/?#]+)\/?)$/;

/** What is wrong with a value of VPC_LINKS; null: nothing. */
export function vpcLinksProblem(setting: string): string | null {
  const wrong = entries(setting).find((entry) => !ENTRY.test(entry));
  return wrong === undefined
    ? null
    : "must be a comma-separated list of link=direct, link=binding:NAME or link=http://host:port";
}

/**
 * Reads VPC_LINKS. A Worker is in no VPC: what a link leads to is the operator's to say, by the link's id, its load balancer's ARN, the
 * host of the integration's URI, or `*` for all: the URI's own address, another origin, or a binding of the worker.
 */
export function createVpcLinks(
  setting: string,
  bindings: (name: string) => { fetch: Fetch } | null,
  fetch: Fetch,
): VpcLinks {
  const ways = new Map(entries(setting).map(parse));
  return {
    way: (link, target, url) => {
      const way =
        ways.get(link) ?? (target === null ? undefined : ways.get(target)) ?? ways.get(hostOf(url)) ?? ways.get("*");
      switch (way?.kind) {
        case "direct":
          return { url, fetch };
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
