import { clfTime } from "../../languages/http/dates.ts";
import { SilentMap } from "../../languages/vtl/silent-map.ts";
import type { Value } from "../../languages/vtl/value.ts";
import type { Caller } from "../caller.ts";
import { httpVersion, sourceIp } from "../client.ts";
import type { ClientCertificate } from "../mutual-tls.ts";
import { domainPrefix } from "../http-api/context.ts";
import { LazyMap, type VariableReaders } from "./lazy-map.ts";
import type { RestExchange } from "./rest-exchange.ts";

/** Reads a variable; undefined: there is no such one in this request, null: there is, and it is empty. */
export type ContextReader = (exchange: RestExchange) => Value | undefined;

type IamCaller = Extract<Caller, { kind: "iam" }>;
type CognitoIdentity = NonNullable<IamCaller["cognitoIdentity"]>;

const iam =
  (read: (caller: IamCaller) => string | null | undefined): ContextReader =>
  ({ caller }) =>
    (caller?.kind === "iam" ? read(caller) : null) ?? null;
const cognito = (read: (identity: CognitoIdentity) => string | undefined): ContextReader =>
  iam(({ cognitoIdentity }) => cognitoIdentity && read(cognitoIdentity));

/** `$context.identity`: the first twelve are always there (recorded), empty where nobody was asked who calls. */
const IDENTITY: VariableReaders<RestExchange> = new Map<string, ContextReader>([
  ["cognitoIdentityPoolId", cognito(({ identityPoolId }) => identityPoolId)],
  ["accountId", iam(({ accountId }) => accountId)],
  ["cognitoIdentityId", cognito(({ identityId }) => identityId)],
  ["caller", iam(({ callerId }) => callerId)],
  ["sourceIp", ({ request }) => sourceIp(request)],
  ["principalOrgId", iam(({ principalOrgId }) => principalOrgId)],
  ["accessKey", iam(({ accessKey }) => accessKey)],
  ["cognitoAuthenticationType", cognito(({ amr }) => amr[0])],
  ["cognitoAuthenticationProvider", cognito(({ amr }) => amr.slice(1).join(",") || undefined)],
  ["userArn", iam(({ userArn }) => userArn)],
  ["userAgent", ({ request }) => request.headers.get("user-agent")],
  ["user", iam(({ userId }) => userId)],
  ["apiKey", ({ apiKey }) => apiKey?.value],
  ["apiKeyId", ({ apiKey }) => apiKey?.id],
  ["clientCert", ({ clientCertificate }) => (clientCertificate ? certificate(clientCertificate) : undefined)],
]);

function certificate({ validity, ...own }: ClientCertificate): SilentMap {
  const map = (texts: object): Map<Value, Value> => new Map<Value, Value>(Object.entries(texts));
  return new SilentMap(map(own).set("validity", new SilentMap(map(validity))));
}

const ERROR: VariableReaders<RestExchange> = new Map<string, ContextReader>([
  ["message", ({ error }) => error?.message],
  ["messageString", ({ error }) => (error ? JSON.stringify(error.message) : undefined)],
  ["responseType", ({ error }) => error?.responseType],
  ["validationErrorString", ({ validationError }) => validationError ?? undefined],
]);

/** `$context` by the names that AWS gives (developer guide, "Variables for data transformations for API Gateway"). */
const CONTEXT: VariableReaders<RestExchange> = new Map<string, ContextReader>([
  ["resourceId", ({ restMethod }) => restMethod?.resourceId],
  ["authorizer", ({ caller, authorizerError }) => authorizer(caller, authorizerError)],
  ["resourcePath", ({ restMethod }) => restMethod?.resourcePath],
  ["httpMethod", ({ method }) => method],
  ["extendedRequestId", ({ extendedRequestId }) => extendedRequestId],
  ["requestTime", ({ startedAt }) => clfTime(startedAt)],
  ["path", ({ fullPath }) => fullPath],
  ["accountId", ({ accountId }) => accountId],
  ["protocol", ({ request }) => httpVersion(request)],
  ["requestOverride", () => overrides("path", "header", "querystring")],
  ["stage", ({ stage }) => stage.name],
  ["domainPrefix", ({ host }) => domainPrefix(host)],
  ["requestTimeEpoch", ({ startedAt }) => startedAt],
  ["requestId", ({ requestId }) => requestId],
  ["identity", (exchange) => new LazyMap(IDENTITY, exchange)],
  ["domainName", ({ host }) => host],
  ["deploymentId", ({ stage, isCanary }) => (isCanary ? stage.canary?.deploymentId : stage.deploymentId)],
  ["responseOverride", () => overrides("header")],
  ["apiId", ({ apiId }) => apiId],
  ["isCanaryRequest", ({ isCanary }) => isCanary ?? undefined],
  ["error", (exchange) => (exchange.error ? new LazyMap(ERROR, exchange) : undefined)],
  ["awsEndpointRequestId", awsEndpointRequestId],
  ["webaclArn", ({ stage }) => stage.webAclArn ?? undefined],
  ["wafResponseCode", wafResponseCode],
]);

function overrides(...names: string[]): SilentMap {
  return new SilentMap(new Map<Value, Value>(names.map((name) => [name, new SilentMap()])));
}

/** What the stage's web ACL said; undefined: the stage has none. */
function wafResponseCode({ stage, error }: RestExchange): string | undefined {
  if (!stage.webAclArn) return undefined;
  return error?.responseType === "WAF_FILTERED" ? "WAF_BLOCK" : "WAF_ALLOW";
}

/** The id that an AWS service gave to the call that the gateway made. */
function awsEndpointRequestId({ backend }: RestExchange): string | undefined {
  const headers = backend?.headers;
  return headers?.get("x-amzn-requestid") ?? headers?.get("x-amz-request-id") ?? undefined;
}

/**
 * `$context.authorizer`: claims of a user pool, or what a Lambda authorizer returned beside its verdict, each value as text ("the
 * stringified value", developer guide). Undefined: there is no authorizer, or IAM; one that
 * failed has an `error`.
 */
function authorizer(caller: Caller | null, error: string | null): Value | undefined {
  if (caller === null || caller.kind === "iam")
    return error === null ? undefined : new SilentMap(new Map<Value, Value>([["error", error]]));
  if (caller.kind === "jwt")
    return new SilentMap(new Map<Value, Value>([["claims", new SilentMap(texts(caller.claims))]]));
  const entries = texts(caller.context ?? {});
  if (caller.principalId !== null) entries.set("principalId", caller.principalId);
  return new SilentMap(entries);
}

function texts(values: Readonly<Record<string, unknown>>): Map<Value, Value> {
  return new Map(
    Object.entries(values).map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]),
  );
}

/** `$context` of a request: one object for all templates, so that the response's sees what the request's has put there. */
export function contextOf(exchange: RestExchange): LazyMap<RestExchange> {
  exchange.context ??= exchange.ownContext() ?? new LazyMap(CONTEXT, exchange);
  return exchange.context;
}

/** Reads `context.{name}`, as mappings and gateway responses name it. Undefined where it has no value. */
export function contextReader(name: string): ContextReader {
  const [first = "", ...rest] = name.split(".");
  const direct = rest.length === 0 ? CONTEXT.get(first) : undefined;
  // The request's own facts need no map around them; the overrides live in it.
  if (direct && !first.endsWith("Override")) return (exchange) => direct(exchange) ?? undefined;
  return (exchange) => {
    let value: Value | undefined = contextOf(exchange).get(first);
    for (const part of rest) {
      if (value instanceof SilentMap || value instanceof Map) value = value.get(part);
      else return undefined;
    }
    return value ?? undefined;
  };
}
