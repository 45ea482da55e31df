import { clfTime } from "../../../languages/http/dates.ts";
import { allValues, parseQuery, type QueryPair } from "../../../languages/http/query.ts";
import type { Caller } from "../../caller.ts";
import { httpVersion, sourceIp } from "../../client.ts";
import type { Exchange } from "../../exchange.ts";
import { domainPrefix } from "../context.ts";
import { eventBody, type EventParts, eventPathParameters, eventStageVariables } from "./event.ts";

/** The names that format 1.0 writes so; all others are in lower case (recorded from AWS). */
const CASES: ReadonlyMap<string, string> = new Map([
  ["content-length", "Content-Length"],
  ["content-type", "Content-Type"],
  ["host", "Host"],
  ["user-agent", "User-Agent"],
  ["x-amzn-trace-id", "X-Amzn-Trace-Id"],
  ["x-forwarded-for", "X-Forwarded-For"],
  ["x-forwarded-port", "X-Forwarded-Port"],
  ["x-forwarded-proto", "X-Forwarded-Proto"],
]);

/**
 * The event of payload format 1.0 of HTTP APIs (developer guide, "Working with AWS Lambda proxy integrations for HTTP APIs"): like
 * that of REST APIs, with `version`, and the route's key in the place of a resource's id. What is empty is null.
 */
export function eventV1(exchange: Exchange, { headers, query, paths }: EventParts): Record<string, unknown> {
  const named = [...headers].map(([name, value]): [string, string] => [CASES.get(name) ?? name, value]);
  named.sort(([a], [b]) => (a < b ? -1 : 1));
  const pairs = parseQuery(query);
  const body = eventBody(exchange);
  return {
    version: "1.0",
    resource: resourcePath(exchange.routeKey),
    path: paths.own,
    httpMethod: exchange.method,
    headers: Object.fromEntries(named),
    multiValueHeaders: Object.fromEntries(named.map(([name, value]) => [name, [value]])),
    queryStringParameters: lastValues(pairs),
    multiValueQueryStringParameters: allValues(pairs),
    requestContext: contextV1(exchange, paths.inContext),
    pathParameters: eventPathParameters(exchange),
    stageVariables: eventStageVariables(exchange),
    body: body?.body ?? null,
    isBase64Encoded: body?.isBase64Encoded ?? false,
  };
}

function contextV1(exchange: Exchange, path: string): Record<string, unknown> {
  const { caller } = exchange;
  const authorizer = caller && authorizerV1(caller);
  return {
    accountId: exchange.accountId,
    apiId: exchange.apiId,
    ...(authorizer && { authorizer }),
    domainName: exchange.host,
    domainPrefix: domainPrefix(exchange.host),
    extendedRequestId: exchange.requestId,
    httpMethod: exchange.method,
    identity: identityV1(exchange),
    path,
    protocol: httpVersion(exchange.request),
    requestId: exchange.requestId,
    requestTime: clfTime(exchange.startedAt),
    requestTimeEpoch: exchange.startedAt,
    resourceId: exchange.routeKey,
    resourcePath: resourcePath(exchange.routeKey),
    stage: exchange.stage.name,
  };
}

function identityV1({ request, caller, clientCertificate }: Exchange): Record<string, unknown> {
  const iam = caller?.kind === "iam" ? caller : null;
  const cognito = iam?.cognitoIdentity ?? null;
  return {
    accessKey: iam?.accessKey ?? null,
    accountId: iam?.accountId ?? null,
    ...(clientCertificate && { clientCert: clientCertificate }),
    caller: iam?.callerId ?? null,
    cognitoAmr: cognito?.amr.join(",") ?? null,
    cognitoAuthenticationProvider: cognito ? cognito.amr.slice(1).join(",") : null,
    cognitoAuthenticationType: cognito?.amr[0] ?? null,
    cognitoIdentityId: cognito?.identityId ?? null,
    cognitoIdentityPoolId: cognito?.identityPoolId ?? null,
    principalOrgId: iam?.principalOrgId ?? null,
    sourceIp: sourceIp(request),
    user: iam?.userId ?? null,
    userAgent: request.headers.get("user-agent") ?? "",
    userArn: iam?.userArn ?? null,
  };
}

/** `requestContext.authorizer` of format 1.0; null: it has none, IAM callers stand in `identity`. */
function authorizerV1(caller: Caller): Record<string, unknown> | null {
  switch (caller.kind) {
    case "jwt":
      return { claims: caller.claims, scopes: caller.scopes };
    case "function":
      return { ...(caller.principalId !== null && { principalId: caller.principalId }), ...caller.context };
    case "iam":
      return null;
  }
}

/** The path of a route's key; `$default` stands for itself. */
function resourcePath(routeKey: string): string {
  const space = routeKey.indexOf(" ");
  return space === -1 ? routeKey : routeKey.slice(space + 1);
}

/** The last value of each name (recorded from AWS; the developer guide's example shows the first); null without a query. */
function lastValues(pairs: readonly QueryPair[]): Record<string, string> | null {
  return pairs.length === 0 ? null : Object.fromEntries(pairs.map(({ name, value }) => [name, value]));
}
