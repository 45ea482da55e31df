import { parseCookies } from "../../../languages/http/cookies.ts";
import { clfTime } from "../../../languages/http/dates.ts";
import { joinedValues, parseQuery } from "../../../languages/http/query.ts";
import type { Caller } from "../../caller.ts";
import { httpVersion, sourceIp } from "../../client.ts";
import type { Exchange } from "../../exchange.ts";
import { domainPrefix } from "../context.ts";
import { eventBody, type EventParts, eventPathParameters, eventStageVariables } from "./event.ts";

/**
 * The event of payload format 2.0 (developer guide, "Working with AWS Lambda proxy integrations for HTTP APIs"). What is empty is
 * left out, but for `rawQueryString`; cookies stand in `cookies` and in no header.
 */
export function eventV2(exchange: Exchange, { headers, query, paths }: EventParts): Record<string, unknown> {
  const cookies = parseCookies(headers.get("cookie"));
  const body = eventBody(exchange);
  return {
    version: "2.0",
    routeKey: exchange.routeKey,
    rawPath: paths.own,
    rawQueryString: query,
    ...(cookies.length > 0 && { cookies }),
    headers: Object.fromEntries([...headers].filter(([name]) => name !== "cookie")),
    ...optional("queryStringParameters", joinedValues(parseQuery(query))),
    requestContext: contextV2(exchange, paths.inContext),
    ...optional("pathParameters", eventPathParameters(exchange)),
    ...optional("stageVariables", eventStageVariables(exchange)),
    ...(body && { body: body.body }),
    isBase64Encoded: body?.isBase64Encoded ?? false,
  };
}

function contextV2(exchange: Exchange, path: string): Record<string, unknown> {
  const { request, caller } = exchange;
  return {
    accountId: exchange.accountId,
    apiId: exchange.apiId,
    ...(exchange.clientCertificate && { authentication: { clientCert: exchange.clientCertificate } }),
    ...(caller && { authorizer: authorizerV2(caller) }),
    domainName: exchange.host,
    domainPrefix: domainPrefix(exchange.host),
    http: {
      method: exchange.method,
      path,
      protocol: httpVersion(request),
      sourceIp: sourceIp(request),
      userAgent: request.headers.get("user-agent") ?? "",
    },
    requestId: exchange.requestId,
    routeKey: exchange.routeKey,
    stage: exchange.stage.name,
    time: clfTime(exchange.startedAt),
    timeEpoch: exchange.startedAt,
  };
}

/** `requestContext.authorizer` of format 2.0. */
function authorizerV2(caller: Caller): Record<string, unknown> {
  switch (caller.kind) {
    case "jwt":
      return { jwt: { claims: caller.claims, scopes: caller.scopes } };
    case "function":
      return { lambda: caller.context };
    case "iam": {
      const { kind: _kind, ...iam } = caller;
      return { iam };
    }
  }
}

function optional(name: string, value: object | null | undefined): Record<string, unknown> {
  return value === null || value === undefined ? {} : { [name]: value };
}
