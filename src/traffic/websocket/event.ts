import { encodeBase64 } from "../../languages/http/content-conversion.ts";
import { clfTime } from "../../languages/http/dates.ts";
import { allValues, lastValues, parseQuery } from "../../languages/http/query.ts";
import { eventHeaders } from "../rest-api/integrations/function/event-headers.ts";
import { restTraceHeader } from "../rest-api/trace.ts";
import type { RestExchangePorts } from "../rest-api/rest-exchange.ts";
import type { WebSocketExchange } from "./websocket-exchange.ts";

/**
 * The event of a function behind a route (developer guide, "Set up a WebSocket API's Lambda proxy integration"): of a connection's beginning
 * with headers and query, of a message with its body, of its end with code and reason.
 */
export function functionEvent(exchange: WebSocketExchange, ports: RestExchangePorts): Record<string, unknown> {
  const requestContext = contextOf(exchange);
  const variables = Object.keys(exchange.variables).length === 0 ? {} : { stageVariables: exchange.variables };
  switch (exchange.event.kind) {
    case "CONNECT":
      return { ...requestParts(exchange, ports), ...variables, requestContext, isBase64Encoded: false };
    case "MESSAGE":
      return { requestContext, ...variables, ...bodyOf(exchange.event.text, exchange.body) };
    case "DISCONNECT":
      return { ...disconnectHeaders(exchange), ...variables, requestContext, isBase64Encoded: false };
  }
}

/** Headers and query of the upgrade request. */
export function requestParts(exchange: WebSocketExchange, ports: RestExchangePorts): Record<string, unknown> {
  const headers = eventHeaders(exchange, restTraceHeader(exchange, ports));
  const query = parseQuery(exchange.rawQuery);
  return {
    headers: Object.fromEntries(headers),
    multiValueHeaders: Object.fromEntries(headers.map(([name, value]) => [name, [value]])),
    ...(query.length > 0 && {
      queryStringParameters: lastValues(query),
      multiValueQueryStringParameters: allValues(query),
    }),
  };
}

function disconnectHeaders({ connection }: WebSocketExchange): Record<string, unknown> {
  const headers = { Host: connection.domainName, "x-api-key": "", "X-Forwarded-For": "", "x-restapi": "" };
  const multiValueHeaders = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
  return { headers, multiValueHeaders };
}

/** A binary frame comes as base64. */
function bodyOf(text: string | null, bytes: WebSocketExchange["body"]): { body: string; isBase64Encoded: boolean } {
  return text === null
    ? { body: encodeBase64(bytes ?? new Uint8Array()), isBase64Encoded: true }
    : { body: text, isBase64Encoded: false };
}

/** `requestContext`; requestId and extendedRequestId are the same, as recorded from AWS. */
export function contextOf(exchange: WebSocketExchange): Record<string, unknown> {
  const { connection, event, extendedRequestId, startedAt } = exchange;
  return {
    routeKey: exchange.routeKey,
    ...(event.kind === "MESSAGE" && { messageId: exchange.messageId }),
    ...(event.kind === "DISCONNECT" && { disconnectStatusCode: event.code, disconnectReason: event.reason }),
    ...(connection.authorizer && { authorizer: connection.authorizer }),
    eventType: event.kind,
    extendedRequestId,
    requestTime: clfTime(startedAt),
    messageDirection: "IN",
    stage: exchange.stage.name,
    connectedAt: connection.connectedAt,
    requestTimeEpoch: startedAt,
    identity: {
      ...(connection.iam && {
        accessKey: connection.iam.accessKey,
        accountId: connection.iam.accountId,
        caller: connection.iam.userId,
        user: connection.iam.userId,
        userArn: connection.iam.userArn,
      }),
      ...(connection.userAgent !== null && { userAgent: connection.userAgent }),
      sourceIp: connection.sourceIp,
    },
    requestId: extendedRequestId,
    domainName: connection.domainName,
    connectionId: connection.id,
    apiId: exchange.apiId,
  };
}
