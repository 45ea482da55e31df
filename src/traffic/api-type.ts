import type { ManifestEntry } from "../plan/record.ts";
import type { Exchange, ExchangeStart } from "./exchange.ts";
import type { LoadedDeployment } from "./load/deployment.ts";
import type { Route } from "./runner.ts";

/** What differs between the API types around the one walk: their exchange, the answers where there is no route, and how a route is compiled. */
export interface ApiType<E extends Exchange = Exchange> {
  /** the path names no stage, or one without a deployment */
  noStage(): Response;
  /** begins a request: gives it its ids */
  begin(start: ExchangeStart): E;
  /** whether the API may be called at this address, and by this request, at all; null: it may */
  refusal(exchange: E): Response | null | Promise<Response | null>;
  noRoute(exchange: E): Response | Promise<Response>;
  /** something of the gateway's own failed: a bug, or storage that cannot be reached */
  failure(exchange: E): Response;
  /** reads `$context.{name}`, for access logs */
  variable(name: string): (exchange: E) => string | undefined;
  route(deployment: LoadedDeployment, entry: ManifestEntry): Promise<Route<E>>;
}
