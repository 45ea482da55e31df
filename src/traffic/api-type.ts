import type { ManifestEntry } from "../plan/record.ts";
import type { Exchange } from "./exchange.ts";
import type { LoadedDeployment } from "./load/deployment.ts";
import type { RouteRunner } from "./runner.ts";

/** What differs between the API types around the one walk: the answers where there is no route, and how a route is compiled. */
export interface ApiType {
  /** the path names no stage, or one without a deployment */
  noStage(requestId: string): Response;
  noRoute(exchange: Exchange): Response | Promise<Response>;
  /** something of the gateway's own failed: a bug, or storage that cannot be reached */
  failure(requestId: string): Response;
  runner(deployment: LoadedDeployment, entry: ManifestEntry): Promise<RouteRunner>;
}
