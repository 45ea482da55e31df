import type { Exchange } from "./exchange.ts";

/** `$context.{name}` of an HTTP API (API Gateway developer guide, "HTTP API … context variables"); undefined where it has no value. */
export function contextVariable(exchange: Exchange, name: string): string | undefined {
  switch (name) {
    case "apiId":
      return exchange.apiId;
    case "requestId":
    case "extendedRequestId":
      return exchange.requestId;
    case "stage":
      return exchange.stage.name;
    case "routeKey":
      return exchange.routeKey;
    case "httpMethod":
      return exchange.method;
    case "path":
      return exchange.fullPath;
    case "domainName":
      return exchange.host;
    default:
      return undefined;
  }
}
