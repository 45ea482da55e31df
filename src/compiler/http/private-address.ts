import type { Expression } from "../../plan/expression.ts";
import type { VpcLinkPlan } from "../../plan/http-api.ts";
import { parseUri } from "./uri.ts";

/** Where a private integration leads. */
export type PrivateAddress = Omit<VpcLinkPlan, "id"> & { url: Expression };

const LISTENER = /^(arn:[^:]+:elasticloadbalancing:[^:]*:[^:]*:)listener\/(.+)\/[^/]+$/;

/**
 * Reads the URI of a private integration: a listener's ARN, which also tells the load balancer's, a Cloud Map service's, whose query
 * chooses among its instances, or, beyond AWS, a URL. Behind an ARN the backend is sent the request's own path with the stage
 * (developer guide, "Create private integrations for HTTP APIs"), over HTTPS where a server's name is to be verified.
 */
export function parsePrivateAddress(uri: string, serverName: string | null): PrivateAddress {
  if (!uri.startsWith("arn:")) return { arns: [], hasAddress: true, url: parseUri(uri) };
  const host: Expression =
    serverName === null
      ? [
          { kind: "text", text: "http://" },
          { kind: "context", name: "domainName" },
        ]
      : [{ kind: "text", text: `https://${serverName}` }];
  return { arns: arnsOf(uri), hasAddress: serverName !== null, url: [...host, { kind: "stagePath" }] };
}

function arnsOf(arn: string): string[] {
  const [, prefix, loadBalancer] = LISTENER.exec(arn) ?? [];
  if (prefix !== undefined) return [arn, `${prefix}loadbalancer/${loadBalancer}`];
  const question = arn.indexOf("?");
  return question === -1 ? [arn] : [arn, arn.slice(0, question)];
}
