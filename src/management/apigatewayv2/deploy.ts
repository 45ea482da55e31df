import type { Deployment } from "@aws-sdk/client-apigatewayv2";
import { compileRecord } from "../../compiler/compile.ts";
import { httpHeadSource, httpIntegrationSource, httpRouteSource } from "../../compiler/http/sources.ts";
import type { CompileProblem, RecordSource } from "../../compiler/record.ts";
import type { HttpApiRoot } from "../../model/api.ts";
import type { PartKind } from "../../plan/record.ts";
import type { ApiEdit } from "../../storage/edit.ts";
import { deploymentStatements, openEntries, pruneStatements } from "../../storage/manifest.ts";
import type { Call } from "../call.ts";
import { difference } from "../deployment-difference.ts";

type V2Edit = ApiEdit & { root: HttpApiRoot };
interface PartRef {
  kind: PartKind;
  id: string;
}

export type DeployOutcome =
  | { ok: true; deploymentId: string; deployment: Deployment; warnings: CompileProblem[] }
  | { ok: false; message: string };

/**
 * Makes a deployment of the API as the edit leaves it: compiles all records (parts = null) or only those that changed against the
 * newest deployment, and adds to the edit's batch what differs. Fails with every problem that AWS refuses, listed at once.
 */
export async function deploy(
  call: Call,
  edit: V2Edit,
  parts: PartRef[] | null,
  about: Partial<Deployment>,
): Promise<DeployOutcome> {
  const db = call.apis.db;
  const apiId = edit.root.id;
  const sources = parts ? await someSources(edit, parts) : await allSources(edit);
  const compiled = sources.map(compileRecord);
  const problems = compiled.flatMap((one) => one.problems);
  const errors = problems.filter((problem) => problem.severity === "error");
  if (errors.length > 0)
    return { ok: false, message: errors.map(({ place, message }) => `${place}: ${message}`).join("; ") };

  const open = await openEntries(db, apiId, parts ?? undefined);
  const sequence = edit.root.revision + 1;
  edit.statements.push(
    ...deploymentStatements(
      db,
      apiId,
      sequence,
      difference(
        open,
        compiled.map((one) => one.record),
      ),
    ),
  );
  const deployment: Deployment = {
    DeploymentId: call.newId(6),
    DeploymentStatus: "DEPLOYED",
    AutoDeployed: false,
    CreatedDate: call.now(),
    ...about,
  };
  const deploymentId = deployment.DeploymentId ?? "";
  edit.put("deployment", deploymentId, { ...deployment, sequence });
  if (about.AutoDeployed) edit.statements.push(...(await pruneAfter(call, edit, sequence)));
  return { ok: true, deploymentId, deployment, warnings: problems };
}

/** An automatic deployment takes the place of the one before it. */
async function pruneAfter(call: Call, edit: V2Edit, sequence: number): Promise<D1PreparedStatement[]> {
  const deployments = (await edit.list("deployment")).map(({ body }) => body);
  const replaced = deployments.filter((one) => one.AutoDeployed && one.sequence < sequence).map((one) => one.sequence);
  const living = deployments.filter((one) => !replaced.includes(one.sequence)).map((one) => one.sequence);
  return pruneStatements(call.apis.db, edit.root.id, living, Math.max(0, ...replaced), sequence);
}

async function allSources(edit: V2Edit): Promise<RecordSource[]> {
  const routes = await edit.list("route");
  const integrations = await edit.list("integration");
  return [
    await headSource(edit),
    ...routes.map(({ body }) => httpRouteSource(body)),
    ...integrations.map(({ body }) => httpIntegrationSource(body)),
  ];
}

async function someSources(edit: V2Edit, parts: PartRef[]): Promise<RecordSource[]> {
  const sources: RecordSource[] = [];
  for (const { kind, id } of parts) {
    if (kind === "head") {
      sources.push(await headSource(edit));
    } else if (kind === "route") {
      const route = await edit.get("route", id);
      if (route) sources.push(httpRouteSource(route));
    } else {
      const integration = await edit.get("integration", id);
      if (integration) sources.push(httpIntegrationSource(integration));
    }
  }
  return sources;
}

async function headSource(edit: V2Edit): Promise<RecordSource> {
  return httpHeadSource(
    edit.root,
    (await edit.list("authorizer")).map(({ body }) => body),
  );
}
