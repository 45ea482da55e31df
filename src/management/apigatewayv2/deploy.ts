import type { Deployment, Integration, Route } from "@aws-sdk/client-apigatewayv2";
import { compileRecord } from "../../compiler/compile.ts";
import { httpHeadSource, httpIntegrationSource, httpRouteSource } from "../../compiler/http/sources.ts";
import {
  webSocketHeadSource,
  webSocketIntegrationSource,
  webSocketRouteSource,
} from "../../compiler/websocket/sources.ts";
import type { CompileProblem, RecordSource } from "../../compiler/record.ts";
import type { Sequenced } from "../../model/api.ts";
import type { PartKind } from "../../plan/record.ts";
import type { Stored } from "../../storage/definitions.ts";
import { deploymentStatements, openEntries, pruneStatements } from "../../storage/manifest.ts";
import type { Call } from "../call.ts";
import { difference } from "../deployment-difference.ts";
import { sentence, tellWarnings } from "../deployment-problems.ts";
import type { V2Edit } from "../edit-api.ts";

/** A record of a deployment by its place. */
export interface PartRef {
  kind: PartKind;
  id: string;
}

export type DeployOutcome =
  | { kind: "deployed"; deployment: Deployment; warnings: CompileProblem[] }
  /** only some parts were asked for, and none of them differs from the newest deployment */
  | { kind: "unchanged" }
  | { kind: "refused"; message: string };

/** So many routes are looked at first where a valid one is wanted; each further look takes four times as many. */
const FIRST_LOOK = 10;

/**
 * Makes a deployment of the API as the edit leaves it: compiles all records (parts = null) or only those that changed against the
 * newest deployment, and adds to the edit's batch what differs. Refused with every problem that AWS refuses, listed at once.
 * What fails only when called is deployed as a planned fault, and told to the operator.
 */
export async function deploy(
  call: Call,
  edit: V2Edit,
  parts: PartRef[] | null,
  about: Partial<Deployment>,
): Promise<DeployOutcome> {
  if (!(await hasValidRoute(edit))) return { kind: "refused", message: NO_ROUTES[edit.root.kind] };
  const db = call.apis.db;
  const apiId = edit.root.id;
  const compiled = (parts ? await someSources(edit, parts) : await allSources(edit)).map(compileRecord);
  const problems = compiled.flatMap((one) => one.problems);
  const errors = problems.filter(({ severity }) => severity === "error");
  if (errors.length > 0) return { kind: "refused", message: errors.map(sentence).join("; ") };

  const records = compiled.map(({ record }) => record);
  const delta = difference(await openEntries(db, apiId, parts ?? undefined), records);
  if (parts && delta.close.length === 0 && delta.open.length === 0) return { kind: "unchanged" };
  const sequence = edit.root.revision + 1;
  edit.statements.push(...deploymentStatements(db, apiId, sequence, delta));
  const id = call.newId(6);
  const deployment: Deployment = {
    AutoDeployed: false,
    CreatedDate: call.now(),
    DeploymentId: id,
    DeploymentStatus: "DEPLOYED",
    ...about,
  };
  edit.put("deployment", id, { ...deployment, sequence });
  const warnings = problems.filter(({ severity }) => severity === "warning");
  tellWarnings(apiId, id, warnings);
  return { kind: "deployed", deployment, warnings };
}

/** Removes deployments that no stage points to, with the records that only they hold. */
export async function forgetDeployments(call: Call, edit: V2Edit, gone: (Deployment & Sequenced)[]): Promise<void> {
  if (gone.length === 0) return;
  for (const { DeploymentId } of gone) edit.remove("deployment", DeploymentId ?? "");
  const living = (await edit.list("deployment")).map(({ body }) => body.sequence);
  // Automatic deployments follow each other closely: rows that ended long before the one that goes were dropped with those before.
  const since = gone.every(({ AutoDeployed }) => AutoDeployed) ? Math.min(...gone.map(({ sequence }) => sequence)) : 0;
  edit.statements.push(...pruneStatements(call.apis.db, edit.root.id, living, since, edit.root.revision + 1));
}

/** AWS's refusals of an API without anything to deploy, by protocol. */
const NO_ROUTES = {
  HTTP: "Unable to deploy API because no valid routes exist in this API",
  WEBSOCKET: "At least one route is required before deploying the Api.",
};

/** A route is valid, for an HTTP API, when it has an integration. */
async function hasValidRoute(edit: V2Edit): Promise<boolean> {
  for (const { kind, id } of edit.puts.values()) {
    if (kind === "route" && isValid(edit, await edit.get("route", id))) return true;
  }
  let after = "";
  for (let limit = FIRST_LOOK; ; limit *= 4) {
    const routes = await edit.list("route", { after, limit });
    if (routes.some(({ body }) => isValid(edit, body))) return true;
    const last = routes.at(-1);
    if (!last || routes.length < limit) return false;
    after = last.id;
  }
}

const isValid = (edit: V2Edit, route: Route | null): boolean =>
  route !== null && (edit.root.kind === "WEBSOCKET" || route.Target !== undefined);

async function allSources(edit: V2Edit): Promise<RecordSource[]> {
  const routes = await edit.list("route");
  const integrations = await edit.list("integration");
  if (edit.root.kind === "WEBSOCKET")
    return [await headSource(edit), ...(await webSocketSources(edit, routes, integrations))];
  return [
    await headSource(edit),
    ...routes.map(({ body }) => httpRouteSource(body)),
    ...integrations.map(({ body }) => httpIntegrationSource(body)),
  ];
}

/** All responses are read at once, not those of each route and integration by themselves. */
async function webSocketSources(
  edit: V2Edit,
  routes: Stored<"route">[],
  integrations: Stored<"integration">[],
): Promise<RecordSource[]> {
  const routeResponses = await edit.list("routeResponse");
  const integrationResponses = await edit.list("integrationResponse");
  const ofOwner = <B>(rows: { parent: string | null; body: B }[], owner: string): B[] =>
    rows.filter(({ parent }) => parent === owner).map(({ body }) => body);
  return [
    ...routes.map(({ id, body }) => webSocketRouteSource(body, ofOwner(routeResponses, id))),
    ...integrations.map(({ id, body }) => webSocketIntegrationSource(body, ofOwner(integrationResponses, id))),
  ];
}

async function someSources(edit: V2Edit, parts: PartRef[]): Promise<RecordSource[]> {
  const sources = await Promise.all(parts.map((part) => sourceOf(edit, part)));
  return sources.filter((source) => source !== null);
}

/** The source of one record; null when the edit has removed it. */
async function sourceOf(edit: V2Edit, { kind, id }: PartRef): Promise<RecordSource | null> {
  if (kind === "head") return headSource(edit);
  if (kind === "route") {
    const route = await edit.get("route", id);
    return route && routeSource(edit, route);
  }
  const integration = await edit.get("integration", id);
  return integration && integrationSource(edit, integration);
}

async function routeSource(edit: V2Edit, route: Route): Promise<RecordSource> {
  if (edit.root.kind === "HTTP") return httpRouteSource(route);
  const responses = await edit.list("routeResponse", { parent: route.RouteId ?? "" });
  return webSocketRouteSource(
    route,
    responses.map(({ body }) => body),
  );
}

async function integrationSource(edit: V2Edit, integration: Integration): Promise<RecordSource> {
  if (edit.root.kind === "HTTP") return httpIntegrationSource(integration);
  const responses = await edit.list("integrationResponse", { parent: integration.IntegrationId ?? "" });
  return webSocketIntegrationSource(
    integration,
    responses.map(({ body }) => body),
  );
}

/** The head without what does not act on traffic: tags and texts change without a deployment. */
async function headSource(edit: V2Edit): Promise<RecordSource> {
  const { Tags: _tags, Description: _description, Version: _version, ...body } = edit.root.body;
  const authorizers = (await edit.list("authorizer")).map((authorizer) => authorizer.body);
  if (edit.root.kind === "HTTP") return httpHeadSource({ ...edit.root, body }, authorizers);
  const models = (await edit.list("model")).map((model) => model.body);
  return webSocketHeadSource({ ...edit.root, body }, { authorizers, models });
}
