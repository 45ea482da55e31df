import type { HttpHead } from "../plan/http-api.ts";
import type { StagePlan } from "../plan/stage.ts";
import type { LoadedDeployment } from "./load/deployment.ts";

/** Work that goes on after the answer, bound to the request that began it. */
export type Later = (work: Promise<unknown>) => void;

/**
 * The state of one request on its way through the steps. Made once the address is resolved; what a step learns (path parameters,
 * the authorizer's answer) is set here for the steps after it.
 */
export interface Exchange {
  readonly request: Request;
  readonly later: Later;
  /** the Host header without its port, lower case */
  readonly host: string;
  readonly method: string;
  /** the raw path as the client sent it, with the stage or the mapping's base path */
  readonly fullPath: string;
  /** the raw path below stage or base path; begins with `/` */
  readonly path: string;
  /** without the `?`, as sent */
  readonly rawQuery: string;
  readonly requestId: string;
  /** milliseconds since the epoch */
  readonly startedAt: number;
  readonly apiId: string;
  readonly stage: StagePlan;
  readonly deployment: LoadedDeployment<HttpHead>;
  /** the matched route's key, empty before the match */
  routeKey: string;
  pathParameters: Record<string, string> | null;
  /** what `$context.authorizer.*` shows, set by the authorizer's step */
  authorizer: Record<string, unknown> | null;
}

/** A step of the walk: null goes on to the next one, an answer ends the walk. */
export type Step = (exchange: Exchange) => Response | null | Promise<Response | null>;
