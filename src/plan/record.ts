import type { HttpHead, HttpIntegration, HttpRoute } from "./http-api.ts";
import type { RestHead, RestMethod } from "./rest-api.ts";
import type { WebSocketHead, WebSocketIntegration, WebSocketRoute } from "./websocket-api.ts";

/** Grows whenever the compiler writes another plan from the same source: stored plans of older versions are made anew. */
export const COMPILER_VERSION = 9;

/** The compiled part of one record, as traffic reads it. */
export interface PlanParts {
  head: HttpHead | RestHead | WebSocketHead;
  /** a method of a REST API holds its integration; a route of an HTTP API names it */
  route: HttpRoute | RestMethod | WebSocketRoute;
  integration: HttpIntegration | WebSocketIntegration;
}

/** A deployment is made of records of these kinds; the head exists once. */
export type PartKind = keyof PlanParts;

/** Where a record stands in a deployment. */
export interface ManifestEntry {
  kind: PartKind;
  /** the route's or integration's id; "head" for the head */
  id: string;
  /** a route's key (`GET /users/{id}`), from which the matcher is built; empty for the others */
  name: string;
  /** SHA-256 of the record's source, base64url */
  hash: string;
}
