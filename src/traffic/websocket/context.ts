import { clfTime } from "../../languages/http/dates.ts";
import { fromPlain } from "../../languages/jsonpath/value.ts";
import { SilentMap } from "../../languages/vtl/silent-map.ts";
import type { Value } from "../../languages/vtl/value.ts";
import { domainPrefix } from "../http-api/context.ts";
import { LazyMap, type VariableReaders } from "../rest-api/lazy-map.ts";
import type { WebSocketExchange } from "./websocket-exchange.ts";

type Reader = (exchange: WebSocketExchange) => Value | undefined;

const IDENTITY: VariableReaders<WebSocketExchange> = new Map<string, Reader>([
  ["accessKey", ({ connection }) => connection.iam?.accessKey],
  ["accountId", ({ connection }) => connection.iam?.accountId],
  ["apiKey", ({ apiKey }) => apiKey?.value],
  ["apiKeyId", ({ apiKey, connection }) => apiKey?.id ?? connection.apiKey?.id],
  ["caller", ({ connection }) => connection.iam?.userId],
  ["sourceIp", ({ connection }) => connection.sourceIp],
  ["user", ({ connection }) => connection.iam?.userId],
  ["userAgent", ({ connection }) => connection.userAgent],
  ["userArn", ({ connection }) => connection.iam?.userArn],
]);

const ERROR: VariableReaders<WebSocketExchange> = new Map<string, Reader>([
  ["message", ({ error }) => error?.message],
  ["messageString", ({ error }) => (error ? JSON.stringify(error.message) : undefined)],
  ["responseType", ({ error }) => error?.responseType],
  ["validationErrorString", ({ validationError }) => validationError ?? undefined],
]);

/** `$context` of WebSocket APIs (developer guide, "WebSocket API mapping template reference for API Gateway"). */
export const WEBSOCKET_CONTEXT: VariableReaders<WebSocketExchange> = new Map<string, Reader>([
  ["apiId", ({ apiId }) => apiId],
  ["authorizer", ({ connection }) => authorizer(connection.authorizer)],
  ["connectedAt", ({ connection }) => connection.connectedAt],
  ["connectionId", ({ connection }) => connection.id],
  ["disconnectReason", ({ event }) => (event.kind === "DISCONNECT" ? event.reason : undefined)],
  ["disconnectStatusCode", ({ event }) => (event.kind === "DISCONNECT" ? event.code : undefined)],
  ["domainName", ({ connection }) => connection.domainName],
  ["domainPrefix", ({ connection }) => domainPrefix(connection.domainName)],
  ["error", (exchange) => (exchange.error ? new LazyMap(ERROR, exchange) : undefined)],
  ["eventType", ({ event }) => event.kind],
  ["extendedRequestId", ({ extendedRequestId }) => extendedRequestId],
  ["identity", (exchange) => new LazyMap(IDENTITY, exchange)],
  ["messageDirection", () => "IN"],
  ["messageId", ({ messageId }) => messageId],
  ["requestId", ({ extendedRequestId }) => extendedRequestId],
  ["requestTime", ({ startedAt }) => clfTime(startedAt)],
  ["requestTimeEpoch", ({ startedAt }) => startedAt],
  ["requestOverride", () => new SilentMap()],
  ["responseOverride", () => new SilentMap()],
  ["routeKey", ({ routeKey }) => routeKey],
  ["stage", ({ stage }) => stage.name],
]);

function authorizer(context: Record<string, unknown> | null): Value | undefined {
  return context === null
    ? undefined
    : new SilentMap(new Map<Value, Value>(Object.entries(context).map(([key, value]) => [key, fromPlain(value)])));
}
