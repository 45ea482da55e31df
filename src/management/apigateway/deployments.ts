import type { Deployment, MethodSnapshot, Stage } from "@aws-sdk/client-api-gateway";
import type { RestMethodSource } from "../../compiler/rest/sources.ts";
import type { Sequenced } from "../../model/api.ts";
import type { DefinitionReader } from "../../storage/definitions.ts";
import { loadManifest, loadRecords } from "../../storage/manifest.ts";
import type { Fault } from "../../wire/fault.ts";
import { badRequest } from "../../wire/faults.ts";
import type { Input, Output } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { limitOf, pageOf, positionOf } from "../pages.ts";
import { type PatchTable, applyPatches, listingRefusals } from "../patch.ts";
import { textRow } from "../patch-rows.ts";
import { deployRestApi, forgetDeployment } from "./deploy.ts";
import { type RestEdit, editRestApi, readRestApi } from "./edit-rest-api.ts";
import { unknownDeployment } from "./missing.ts";
import { putRestStage } from "./stage-plan.ts";
import { tellCacheWarnings } from "./cache-warnings.ts";
import { checkStage, completeCanary, completeStage } from "./stage-rules.ts";
import { newStage } from "./stages.ts";

type CreateInput = Input<"apigateway", "CreateDeployment">;

/** What UpdateDeployment may patch (API reference, "Patch Operations"). */
const patches: PatchTable<Deployment> = { refusals: listingRefusals, paths: [textRow("description")] };

/** Deploys the API, and where a stage is named, points it (or its canary) to the deployment; a stage that is not there is made. */
export async function createDeployment(
  call: Call,
  input: CreateInput,
): Promise<Output<"apigateway", "CreateDeployment">> {
  return editRestApi(call, input.restApiId, async (edit) => {
    const before = input.stageName ? await edit.get("restStage", input.stageName) : null;
    checkCanary(input, before);
    const deployment = await deployRestApi(call, edit, input.description);
    if (!input.stageName) return deployment;
    const stage = stageAfter(call, input, before, deployment.id);
    completeStage(stage);
    await checkStage(edit, stage);
    await putRestStage(edit, stage);
    await tellCacheWarnings(edit, stage);
    return deployment;
  });
}

/** A canary needs a stage that is there; a stage with a canary takes deployments for its canary only. */
function checkCanary({ stageName, canarySettings }: CreateInput, stage: Stage | null): void {
  const refused = (reason: string): Fault => badRequest(`Invalid deployment content specified.${reason}`);
  if (!canarySettings) {
    if (!stage?.canarySettings) return;
    throw refused(
      `Non canary deployment not supported on stage ${stageName} because Canary is enabled. Provide CanarySettings in deploymentInput.`,
    );
  }
  if (!stageName) {
    const provided = stageName ?? null;
    throw refused(
      `Non null and non empty stageName must be provided for canary deployment. Provided value is ${provided}`,
    );
  }
  if (!stage) throw refused(`Stage ${stageName} must already be created before making a canary release deployment`);
}

/** The stage that a deployment is made for, pointing to it; what the call says of the stage replaces what it was. */
function stageAfter(call: Call, input: CreateInput, before: Stage | null, deploymentId: string | undefined): Stage {
  const { stageName, canarySettings, stageDescription: description } = input;
  const { cacheClusterEnabled, cacheClusterSize, tracingEnabled, variables } = input;
  const said = { description, cacheClusterEnabled, cacheClusterSize, tracingEnabled, variables };
  const stage: Stage = {
    ...(before ?? newStage(call, { stageName })),
    ...Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)),
    lastUpdatedDate: call.now(),
  };
  return canarySettings
    ? { ...stage, canarySettings: completeCanary(canarySettings, { deploymentId }) }
    : { ...stage, deploymentId };
}

export async function getDeployment(
  call: Call,
  { restApiId, deploymentId, embed = [] }: Input<"apigateway", "GetDeployment">,
): Promise<Output<"apigateway", "GetDeployment">> {
  const api = await readRestApi(call, restApiId);
  const deployment = await findDeployment(api, deploymentId);
  const unknown = embed.find((name) => name !== "apisummary");
  if (unknown !== undefined) throw badRequest(`Invalid embed value ${unknown}: deployments embed apisummary only`);
  if (embed.length === 0) return answer(deployment);
  return { ...answer(deployment), apiSummary: await apiSummary(call, restApiId, deployment) };
}

export async function getDeployments(
  call: Call,
  input: Input<"apigateway", "GetDeployments">,
): Promise<Output<"apigateway", "GetDeployments">> {
  const api = await readRestApi(call, input.restApiId);
  const limit = limitOf(input.limit);
  const rows = await api.list("restDeployment", { after: positionOf(input.position), limit: limit + 1 });
  const { items, next } = pageOf(rows, limit);
  return { items: items.map(({ body }) => answer(body)), position: next };
}

export async function updateDeployment(
  call: Call,
  { restApiId, deploymentId, patchOperations = [] }: Input<"apigateway", "UpdateDeployment">,
): Promise<Output<"apigateway", "UpdateDeployment">> {
  return editRestApi(call, restApiId, async (edit) => {
    const deployment = { ...(await findDeployment(edit, deploymentId)) };
    applyPatches(deployment, patchOperations, patches);
    if (!deployment.description) delete deployment.description;
    edit.put("restDeployment", deploymentId, deployment);
    return answer(deployment);
  });
}

export async function deleteDeployment(
  call: Call,
  { restApiId, deploymentId }: Input<"apigateway", "DeleteDeployment">,
): Promise<Output<"apigateway", "DeleteDeployment">> {
  return editRestApi(call, restApiId, async (edit) => {
    await findDeployment(edit, deploymentId);
    await refuseActive(edit, deploymentId);
    await forgetDeployment(call, edit, deploymentId);
    return {};
  });
}

async function refuseActive(edit: RestEdit, id: string): Promise<void> {
  const stages = (await edit.list("restStage")).map(({ body }) => body);
  if (stages.some(({ deploymentId }) => deploymentId === id)) {
    throw badRequest("Active stages pointing to this deployment must be moved or deleted");
  }
  if (stages.some(({ canarySettings }) => canarySettings?.deploymentId === id)) {
    throw badRequest("Active stages with canary settings pointing to this deployment must be moved or deleted");
  }
}

/** The methods as they were deployed, by path and method. */
async function apiSummary(call: Call, restApiId: string, { sequence }: Sequenced): Promise<Deployment["apiSummary"]> {
  const entries = (await loadManifest(call.apis.db, restApiId, sequence)).filter(({ kind }) => kind === "route");
  const records = await loadRecords(
    call.apis.db,
    restApiId,
    entries.map(({ hash }) => hash),
  );
  const summary: Record<string, Record<string, MethodSnapshot>> = {};
  for (const { source } of records) {
    // Routes of a REST API's deployment were written by deploy.ts.
    const { resourcePath, method } = JSON.parse(source) as RestMethodSource;
    const { httpMethod = "", authorizationType, apiKeyRequired } = method;
    summary[resourcePath] = { ...summary[resourcePath], [httpMethod]: { authorizationType, apiKeyRequired } };
  }
  return summary;
}

/** @throws NotFoundException for an unknown deployment */
async function findDeployment(api: DefinitionReader, id: string): Promise<Deployment & Sequenced> {
  const deployment = await api.get("restDeployment", id);
  if (!deployment) throw unknownDeployment();
  return deployment;
}

/** A deployment without its place in the API's line, which is the gateway's own. */
function answer({ sequence: _own, ...deployment }: Deployment & Sequenced): Deployment {
  return deployment;
}
