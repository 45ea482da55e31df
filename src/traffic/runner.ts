import type { HttpHead, HttpIntegration, HttpRoute } from "../plan/http-api.ts";
import type { Exchange, Step } from "./exchange.ts";

/** A route compiled to closures: the steps it needs, in the order of the request's life. */
export interface RouteRunner {
  /** the hash of the route's record and of its integration's: the runner is of exactly these */
  readonly key: string;
  readonly routeKey: string;
  readonly steps: readonly Step[];
}

/** What a step is made from. */
export interface RouteParts {
  head: HttpHead;
  route: HttpRoute;
  integration: HttpIntegration | null;
}

/** Makes a route's step; null where this route does not need it. */
export type StepFactory = (parts: RouteParts) => Step | null;

/** Walks the steps until one answers. Synchronous as long as the steps are. */
export function walk(steps: readonly Step[], exchange: Exchange, from = 0): Response | Promise<Response> {
  for (let index = from; index < steps.length; index++) {
    const outcome = steps[index]?.(exchange) ?? null;
    if (outcome instanceof Promise) {
      return outcome.then((answer) => answer ?? walk(steps, exchange, index + 1));
    }
    if (outcome) return outcome;
  }
  throw new Error(`no step of route ${exchange.routeKey} answered`);
}
