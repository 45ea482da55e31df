import type { Integration, Route } from "@aws-sdk/client-apigatewayv2";
import type { NewRecordParts } from "./new-record.ts";
import { canonicalJson, contentHash } from "./canonical.ts";
import { compileHttpHead } from "./http/head.ts";
import { compileHttpIntegration } from "./http/integration.ts";
import { compileHttpRoute } from "./http/route.ts";
import type { HttpHeadSource } from "./http/sources.ts";
import { compileRestHead } from "./rest/head.ts";
import { compileRestMethod } from "./rest/method.ts";
import type { RestHeadSource, RestMethodSource } from "./rest/sources.ts";
import { compileWebSocketHead } from "./websocket/head.ts";
import { compileWebSocketIntegration } from "./websocket/integration.ts";
import { compileWebSocketRoute } from "./websocket/route.ts";
import type { WebSocketHeadSource, WebSocketIntegrationSource, WebSocketRouteSource } from "./websocket/sources.ts";
import type { PartKind } from "../plan/record.ts";
import type { CompileProblem, Compiled, RecordSource } from "./record.ts";

/** Compiles the source of one record. The source is what the same version of this code has written, so it is trusted. */
export function compileSource(kind: PartKind, source: unknown): Compiled {
  if (isOf("WEBSOCKET", source)) return compileWebSocket(kind, source);
  if (isOf("REST", source)) {
    return kind === "head" ? compileRestHead(source as RestHeadSource) : compileRestMethod(source as RestMethodSource);
  }
  switch (kind) {
    case "head":
      return compileHttpHead(source as HttpHeadSource);
    case "route":
      return compileHttpRoute(source as Route);
    case "integration":
      return compileHttpIntegration(source as Integration);
  }
}

function compileWebSocket(kind: PartKind, source: unknown): Compiled {
  switch (kind) {
    case "head":
      return compileWebSocketHead(source as WebSocketHeadSource);
    case "route":
      return compileWebSocketRoute(source as WebSocketRouteSource);
    case "integration":
      return compileWebSocketIntegration(source as WebSocketIntegrationSource);
  }
}

/** Sources of REST and WebSocket APIs say so; those of HTTP APIs are AWS's own shapes, which have no such member. */
function isOf(api: "REST" | "WEBSOCKET", source: unknown): boolean {
  return typeof source === "object" && source !== null && "kind" in source && source.kind === api;
}

/** Makes a record's plan anew from its stored source. */
export function recompile(kind: PartKind, source: string): unknown {
  return compileSource(kind, JSON.parse(source)).plan;
}

/** Compiles a record for storage: its hash, source and plan, and every problem found. */
export function compileRecord(record: RecordSource): { record: NewRecordParts; problems: CompileProblem[] } {
  const source = canonicalJson(record.source);
  const { plan, problems } = compileSource(record.kind, record.source);
  return {
    record: {
      kind: record.kind,
      id: record.id,
      name: record.name,
      hash: contentHash(source),
      source,
      plan: JSON.stringify(plan),
    },
    problems,
  };
}
