import type { Connections } from "../../plan/connection.ts";
import type { WebSocketHead, WebSocketIntegration, WebSocketRoute } from "../../plan/websocket-api.ts";
import type { Authorizers } from "../authorizers/authorizers.ts";
import type { TrafficLimits } from "../limits/steps.ts";
import type { RestApiPorts } from "../rest-api/parts.ts";
import type { Step } from "../runner.ts";
import type { WebSocketExchange } from "./websocket-exchange.ts";

/** What a route of a WebSocket API is compiled from. */
export interface WebSocketParts {
  head: WebSocketHead;
  route: WebSocketRoute;
  /** null: the route has no target, or one that is not there */
  integration: WebSocketIntegration | null;
}

/** What WebSocket APIs need of the rest of the worker. */
export interface WebSocketPorts extends RestApiPorts {
  authorizers: Authorizers;
  limits: TrafficLimits;
  connections: Connections;
  random(bytes: Uint8Array): void;
}

/** A step of an event's walk: null goes on, an answer ends it. Messages read the answer's status and body alone. */
export type WebSocketStep = Step<WebSocketExchange>;
