import type { Exchange } from "../../exchange.ts";
import { eventPaths, type EventParts } from "./event.ts";
import { eventHeaders } from "./event-headers.ts";
import { eventV1 } from "./event-v1.ts";
import { eventV2 } from "./event-v2.ts";

/** The event of an authorizer function in payload format 2.0: the proxy's event without a body. */
export function authorizerEventV2(
  exchange: Exchange,
  identity: readonly string[],
  routeArn: string,
  newTraceRoot: (now: number) => string,
): Record<string, unknown> {
  const { body: _body, isBase64Encoded: _encoding, ...event } = eventV2(exchange, parts(exchange, newTraceRoot, "2.0"));
  return { ...event, type: "REQUEST", routeArn, identitySource: identity };
}

/** The same in format 1.0; what is empty is an empty object here. */
export function authorizerEventV1(
  exchange: Exchange,
  identity: readonly string[],
  methodArn: string,
  newTraceRoot: (now: number) => string,
): Record<string, unknown> {
  const event = eventV1(exchange, parts(exchange, newTraceRoot, "1.0"));
  const { body: _body, isBase64Encoded: _encoding, multiValueHeaders: _headers, ...shown } = event;
  const { multiValueQueryStringParameters: _query, ...rest } = shown;
  const joined = identity.join(",");
  return {
    ...rest,
    queryStringParameters: rest["queryStringParameters"] ?? {},
    pathParameters: rest["pathParameters"] ?? {},
    stageVariables: rest["stageVariables"] ?? {},
    type: "REQUEST",
    methodArn,
    identitySource: joined,
    authorizationToken: joined,
  };
}

function parts(exchange: Exchange, newTraceRoot: (now: number) => string, format: "1.0" | "2.0"): EventParts {
  const headers = eventHeaders(exchange, newTraceRoot, null);
  headers.set("content-length", exchange.request.headers.get("content-length") ?? "0");
  return { headers, query: exchange.rawQuery, paths: eventPaths(exchange, format) };
}
