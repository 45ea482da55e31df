import type { RestIntegration } from "../../../plan/rest-api.ts";
import type { RestApiPorts } from "../parts.ts";
import type { RestExchange } from "../rest-exchange.ts";
import { Misconfigured } from "./misconfigured.ts";
import { compileTarget, compileUri } from "./target.ts";

export type HttpPlan = Extract<RestIntegration, { kind: "http" | "http_proxy" }>;

/** Where a request to an HTTP backend goes, and by which way it leaves the worker. */
export interface Way {
  url: string;
  fetch: RestApiPorts["fetch"];
}

/**
 * Compiles the way to an HTTP backend: over the internet, or by a VPC link. It throws Misconfigured.
 *
 * @returns a function of the exchange and of the client's query that is passed on, without the `?`
 */
export function compileWay(plan: HttpPlan, ports: RestApiPorts): (exchange: RestExchange, passed: string) => Way {
  const target = compileTarget(plan.url);
  const { vpcLink } = plan;
  const { fetch } = ports;
  const urlOf = ({ variables, outgoing }: RestExchange, passed: string): string =>
    target({ stageVariables: variables, outgoing }, passed);
  if (!vpcLink) return (exchange, passed) => ({ url: urlOf(exchange, passed), fetch });
  const linkOf = compileUri(vpcLink.id);
  const arns = vpcLink.target === null ? [] : [vpcLink.target];
  return (exchange, passed) => {
    const link = linkOf({ stageVariables: exchange.variables, outgoing: null });
    const way = ports.vpcLinks.way({ link, arns, hasAddress: true }, urlOf(exchange, passed));
    if (!way) throw new Misconfigured(`VPC_LINKS does not say where the VPC link ${link} leads`);
    return way;
  };
}
