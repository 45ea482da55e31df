import type { HttpIntegration, VpcLinkPlan } from "../../plan/http-api.ts";
import type { Fetch } from "../fetch.ts";
import type { LastStep } from "../runner.ts";
import type { VpcLinks } from "../vpc-links.ts";
import { type HttpProxyPorts, httpProxy } from "./http-proxy.ts";

type HttpProxyPlan = Extract<HttpIntegration, { kind: "http_proxy" }>;

/** HTTP_PROXY over a VPC link: as over the internet, by the way that VPC_LINKS names. */
export function privateProxy(
  plan: HttpProxyPlan,
  { id: link, arns, hasAddress }: VpcLinkPlan,
  isDefaultRoute: boolean,
  ports: HttpProxyPorts & { vpcLinks: VpcLinks },
): LastStep {
  const fetch: Fetch = async (url, init) => {
    const way = ports.vpcLinks.way({ link, arns, hasAddress }, url);
    if (!way) throw new Error(`VPC_LINKS names no way to ${arns[0] ?? url} behind the VPC link ${link}`);
    return way.fetch(way.url, init);
  };
  // Behind an ARN the request's path stands in the URL already.
  return httpProxy(plan, isDefaultRoute && arns.length === 0, { ...ports, fetch });
}
