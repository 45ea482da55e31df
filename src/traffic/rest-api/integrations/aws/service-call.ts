import { encodeQueryComponent } from "../../../../languages/http/percent-encoding.ts";
import type { RestIntegration } from "../../../../plan/rest-api.ts";
import { sign } from "../../../../sigv4/sign.ts";
import type { Credentials } from "../../../../sigv4/sign.ts";
import { restFaults } from "../../faults.ts";
import type { RestApiPorts, RestStep } from "../../parts.ts";
import type { OutgoingRequest, Payload, RestExchange } from "../../rest-exchange.ts";
import { restTraceHeader } from "../../trace.ts";
import { integrationFailed, prepared } from "../failure.ts";
import { type BackendCall, callBackend } from "../http.ts";
import { BODILESS_METHODS, mappedHeaders, setDefaults } from "../outgoing-headers.ts";
import { compileUri } from "../target.ts";
import { type AwsService, awsService } from "./services.ts";

type AwsPlan = Extract<RestIntegration, { kind: "aws" }>;

/** AWS of a REST API, for all services but functions: sends what was mapped, signed for the service that the URI names. */
export function serviceCall(plan: AwsPlan, ports: RestApiPorts): RestStep {
  const { aws } = ports;
  const service = awsService(plan.service, plan.subdomain);
  const refusal = refusalOf(plan, ports);
  if (refusal !== null || !aws.credentials) {
    const reason = refusal ?? "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set";
    return (exchange) => integrationFailed(exchange, restFaults.configurationError, reason, ports.now());
  }
  const { credentials } = aws;
  const address = compileAddress(plan, service, ports);
  return (exchange) => {
    const call = prepared(
      exchange,
      () => signed(exchange, plan, service, address(exchange), credentials, ports),
      ports.now,
    );
    if (call instanceof Response) return call;
    return callBackend(exchange, call, plan.timeoutMillis, ports);
  };
}

function integrationArn({ region, subdomain, service, action }: AwsPlan): string {
  const [what, value] = action.kind === "action" ? ["action/", action.name] : ["path", action.path];
  const text = value
    .map((part) => (part.kind === "text" ? part.text : `{${"name" in part ? part.name : ""}}`))
    .join("");
  return `arn:aws:apigateway:${region}:${subdomain === null ? "" : `${subdomain}.`}${service}:${what}${text}`;
}

/** Why the operator's settings keep this from being called; null: they do not. */
function refusalOf(plan: AwsPlan, { aws }: RestApiPorts): string | null {
  const arn = integrationArn(plan);
  return aws.allows(plan.service, arn) ? null : `AWS_INTEGRATION_ALLOW allows neither ${plan.service} nor ${arn}`;
}

interface Address {
  url: string;
  /** the operation that `action/…` names; null: the path says it all */
  action: string | null;
}

/** Where a service is called. `action/{name}&{parameter}={value}` goes to its root, `path/…` to that path. */
function compileAddress(
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

const ENCODER = new TextEncoder();

function signed(
  exchange: RestExchange,
  plan: AwsPlan,
  service: AwsService,
  { url, action }: Address,
  credentials: Credentials,
  ports: RestApiPorts,
): BackendCall {
  const { outgoing } = exchange;
  if (!outgoing) throw new Error("the request was not mapped");
  const method = plan.method ?? exchange.method;
  const headers = headersOf(exchange, outgoing, method, service, action);
  headers.set("X-Amzn-Trace-Id", restTraceHeader(exchange, ports));
  const body = BODILESS_METHODS.has(method) ? null : outgoing.body;
  const signature = sign(
    { method, url, headers, ...(body !== null && { body: bytesOf(body) }) },
    {
      credentials,
      region: service.globalHost === null ? plan.region : "us-east-1",
      service: service.signingName,
      now: ports.now(),
      signingKeys: ports.aws.signingKeys,
    },
  );
  for (const [name, value] of Object.entries(signature)) headers.set(name, value);
  return { url, fetch: ports.fetch, headers, method };
}

/** The signer takes text for the hash of a body. */
function bytesOf(body: Payload): Uint8Array {
  return typeof body === "string" ? ENCODER.encode(body) : body;
}

/** What a template or mapping sets goes before what the protocol wants. */
function headersOf(
  exchange: RestExchange,
  outgoing: OutgoingRequest,
  method: string,
  { protocol }: AwsService,
  action: string | null,
): Headers {
  if (action === null || protocol.kind === "query") {
    const headers = mappedHeaders(exchange, outgoing, method);
    setDefaults(headers, exchange.apiId);
    return headers;
  }
  outgoing.body ??= "{}";
  const headers = mappedHeaders(exchange, outgoing, method, `application/x-amz-json-${protocol.version}`);
  if (!headers.has("x-amz-target")) headers.set("X-Amz-Target", `${protocol.target}.${action}`);
  setDefaults(headers, exchange.apiId);
  return headers;
}
