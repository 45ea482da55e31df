import { encodeQueryComponent } from "../../../../languages/http/percent-encoding.ts";
import type { RestIntegration } from "../../../../plan/rest-api.ts";
import type { RestApiPorts } from "../../parts.ts";
import type { RestExchange } from "../../rest-exchange.ts";
import { compileUri } from "../target.ts";
import type { AwsService } from "./services.ts";

export type AwsPlan = Extract<RestIntegration, { kind: "aws" }>;

/** The integration's URI, its variables as they are written. */
export function integrationArn({ region, subdomain, service, action }: AwsPlan): string {
  const [what, value] = action.kind === "action" ? ["action/", action.name] : ["path", action.path];
  const text = value
    .map((part) => (part.kind === "text" ? part.text : `{${"name" in part ? part.name : ""}}`))
    .join("");
  return `arn:aws:apigateway:${region}:${subdomain === null ? "" : `${subdomain}.`}${service}:${what}${text}`;
}

/** What a call of a service is addressed to. */
export interface Address {
  url: string;
  /** the operation that `action/…` names; null: the path says it all */
  action: string | null;
}

/** Where a service is called. `action/{name}&{parameter}={value}` goes to its root, `path/…` to that path. */
export function compileAddress(
  plan: AwsPlan,
  service: AwsService,
  { aws }: RestApiPorts,
): (exchange: RestExchange) => Address {
  const base = aws.ownEndpoint(service.endpointVariable) ?? `https://${hostOf(plan, service)}`;
  const fill = compileUri(plan.action.kind === "action" ? plan.action.name : plan.action.path);
  const isAction = plan.action.kind === "action";
  return (exchange) => {
    const filled = fill({ stageVariables: exchange.variables, outgoing: exchange.outgoing });
    const [action = "", ...own] = isAction ? filled.split("&") : [];
    const path = isAction ? "/" : filled;
    const query = [
      ...(isAction && service.protocol.kind === "query" ? queryOf(action, service.protocol.version) : []),
      ...own,
      ...(exchange.outgoing?.query ?? []).map(pair),
    ].join("&");
    const separator = query === "" ? "" : path.includes("?") ? "&" : "?";
    return { url: `${base}${path}${separator}${query}`, action: isAction ? action : null };
  };
}

function hostOf({ region, subdomain, service }: AwsPlan, { globalHost }: AwsService): string {
  if (globalHost !== null) return globalHost;
  const suffix = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
  return `${subdomain === null ? "" : `${subdomain}.`}${service}.${region}.${suffix}`;
}

function queryOf(action: string, version: string | null): string[] {
  return [pair(["Action", action]), ...(version === null ? [] : [pair(["Version", version])])];
}

function pair([name, value]: readonly [string, string]): string {
  return `${encodeQueryComponent(name)}=${encodeQueryComponent(value)}`;
}
