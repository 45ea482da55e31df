import { clfTime } from "../../languages/http/dates.ts";
import { SilentMap } from "../../languages/vtl/silent-map.ts";
import { fromPlain } from "../../languages/jsonpath/value.ts";
import type { Value } from "../../languages/vtl/value.ts";
import type { Caller } from "../caller.ts";
import { httpVersion, sourceIp } from "../client.ts";
import { domainPrefix } from "../http-api/context.ts";
import { LazyMap, type VariableReaders } from "./lazy-map.ts";
import type { RestExchange } from "./rest-exchange.ts";

type Reader = (exchange: RestExchange) => Value | undefined;
type IamCaller = Extract<Caller, { kind: "iam" }>;
type CognitoIdentity = NonNullable<IamCaller["cognitoIdentity"]>;

const iam =
  (read: (caller: IamCaller) => string | null | undefined): Reader =>
  ({ caller }) =>
    (caller?.kind === "iam" ? read(caller) : null) ?? null;
const cognito = (read: (identity: CognitoIdentity) => string | undefined): Reader =>
  iam(({ cognitoIdentity }) => cognitoIdentity && read(cognitoIdentity));

/** `$context.identity`: the twelve fields are always there (recorded), empty where nobody was asked who calls. */
const IDENTITY: VariableReaders<RestExchange> = new Map<string, Reader>([
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
]);

const ERROR: VariableReaders<RestExchange> = new Map<string, Reader>([
  ["message", ({ error }) => error?.message],
  ["messageString", ({ error }) => (error ? JSON.stringify(error.message) : undefined)],
  ["responseType", ({ error }) => error?.responseType],
  ["validationErrorString", ({ validationError }) => validationError ?? undefined],
]);

/** `$context` by the names that AWS gives ("Variables for data models, authorizers, mapping templates, and CloudWatch access logging"). */
const CONTEXT: VariableReaders<RestExchange> = new Map<string, Reader>([
  ["resourceId", ({ restMethod }) => restMethod?.resourceId],
  ["authorizer", ({ caller }) => authorizer(caller)],
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
]);

function overrides(...names: string[]): SilentMap {
  return new SilentMap(new Map<Value, Value>(names.map((name) => [name, new SilentMap()])));
}

/** `$context.authorizer`: claims of a user pool, or what a Lambda authorizer returned beside its verdict. Undefined: there is none. */
function authorizer(caller: Caller | null): Value | undefined {
  if (caller === null || caller.kind === "iam") return undefined;
  if (caller.kind === "jwt") return new SilentMap(new Map<Value, Value>([["claims", fromPlain(caller.claims)]]));
  const entries = new Map<Value, Value>(Object.entries(caller.context ?? {}).map(([k, v]) => [k, fromPlain(v)]));
  if (caller.principalId !== null) entries.set("principalId", caller.principalId);
  return new SilentMap(entries);
}

/** `$context` of a request: one object for all templates, so that the response's sees what the request's has put there. */
export function contextOf(exchange: RestExchange): LazyMap<RestExchange> {
  exchange.context ??= new LazyMap(CONTEXT, exchange);
  return exchange.context;
}

/** Reads `context.{name}`, as mappings, gateway responses and access logs name it. Undefined where it has no value. */
export function contextReader(name: string): (exchange: RestExchange) => Value | undefined {
  const [first = "", ...rest] = name.split(".");
  if (rest.length === 0) return (exchange) => contextOf(exchange).get(first) ?? undefined;
  return (exchange) => {
    let value: Value | undefined = contextOf(exchange).get(first);
    for (const part of rest) {
      if (value instanceof SilentMap || value instanceof Map) value = value.get(part);
      else return undefined;
    }
    return value ?? undefined;
  };
}
