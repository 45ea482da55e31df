import type { Exchange } from "./exchange.ts";

/** Writes why a request went wrong, for the operator: one JSON line. */
export function logFailure(event: string, exchange: Exchange, reason: string): void {
  console.error(
    JSON.stringify({
      event,
      apiId: exchange.apiId,
      stage: exchange.stage.name,
      routeKey: exchange.routeKey,
      requestId: exchange.requestId,
      reason,
    }),
  );
}
