import type { RestExchange } from "../rest-exchange.ts";

/** A request that has gone through so many REST APIs of this gateway, one calling the next, is going round in a circle. */
const TURNS = 5;
const TURN = /;Turns=(\d{1,3})/;

/** The header by which HTTP backends know the API that calls them. */
export const API_ID = "X-Amzn-Apigateway-Api-Id";

/**
 * The trace header as a backend gets it; null: the request is going round in a circle. REST APIs add no Via that could be counted. What
 * comes with the header that only gateways write comes from a gateway: from then on a field of the trace counts the turns.
 */
export function outgoingTrace({ request }: RestExchange, trace: string): string | null {
  if (!request.headers.has(API_ID)) return trace;
  const turns = Number(TURN.exec(trace)?.[1] ?? 1) + 1;
  return turns > TURNS ? null : `${trace.replace(TURN, "")};Turns=${turns}`;
}
