import type { Stage } from "@aws-sdk/client-api-gateway";
import type { Flushed } from "../../model/api.ts";
import type { DefinitionReader } from "../../storage/definitions.ts";
import { conflict } from "../../wire/faults.ts";
import type { Input, Output } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { checkStageIsUnmapped } from "../domains/mappings.ts";
import { checkedTags } from "../tag-rules.ts";
import { tellCacheWarnings } from "./cache-warnings.ts";
import { editRestApi, readRestApi } from "./edit-rest-api.ts";
import { unknownClientCertificate, unknownStage } from "./missing.ts";
import { patchStage } from "./stage-patches.ts";
import { putRestStage, removeRestStage } from "./stage-plan.ts";
import { checkStage, completeCanary, completeStage, stageAnswer } from "./stage-rules.ts";

export async function createStage(
  call: Call,
  { restApiId, ...given }: Input<"apigateway", "CreateStage">,
): Promise<Output<"apigateway", "CreateStage">> {
  return editRestApi(call, restApiId, async (edit) => {
    const { canarySettings, tags, ...members } = given;
    const stage: Stage = {
      ...newStage(call, members),
      ...(canarySettings ? { canarySettings: completeCanary(canarySettings, given) } : {}),
      ...(tags ? { tags: checkedTags(tags) } : {}),
    };
    completeStage(stage);
    if (await edit.get("restStage", given.stageName)) throw conflict("Stage already exists");
    await checkStage(edit, stage);
    await putRestStage(edit, stage);
    return stageAnswer(stage);
  });
}

/** A stage with AWS's defaults. */
export function newStage(call: Call, members: Partial<Stage>): Stage {
  const now = call.now();
  return {
    ...members,
    cacheClusterEnabled: members.cacheClusterEnabled ?? false,
    tracingEnabled: members.tracingEnabled ?? false,
    createdDate: now,
    lastUpdatedDate: now,
  };
}

export async function getStage(
  call: Call,
  { restApiId, stageName }: Input<"apigateway", "GetStage">,
): Promise<Output<"apigateway", "GetStage">> {
  return stageAnswer(await findStage(await readRestApi(call, restApiId), stageName));
}

/** All stages, or those of one deployment: AWS has no pages of them. */
export async function getStages(
  call: Call,
  { restApiId, deploymentId }: Input<"apigateway", "GetStages">,
): Promise<Output<"apigateway", "GetStages">> {
  const stages = await (await readRestApi(call, restApiId)).list("restStage");
  const wanted = stages.filter(({ body }) => !deploymentId || body.deploymentId === deploymentId);
  return { item: wanted.map(({ body }) => stageAnswer(body)) };
}

export async function updateStage(
  call: Call,
  { restApiId, stageName, patchOperations = [] }: Input<"apigateway", "UpdateStage">,
): Promise<Output<"apigateway", "UpdateStage">> {
  return editRestApi(call, restApiId, async (edit) => {
    const before = await findStage(edit, stageName);
    const stage = structuredClone(before);
    patchStage(stage, patchOperations);
    completeStage(stage);
    await checkStage(edit, stage);
    if (stage.clientCertificateId !== before.clientCertificateId) await checkCertificate(call, stage);
    stage.lastUpdatedDate = call.now();
    await putRestStage(edit, hasSameCache(before, stage) ? stage : flushed(stage));
    await tellCacheWarnings(edit, stage);
    return stageAnswer(stage);
  });
}

/** A deleted certificate stays named by its stages until they are given another: so only a new name is looked up. */
async function checkCertificate(call: Call, { clientCertificateId: id }: Stage): Promise<void> {
  if (id !== undefined && !(await call.documents.get("clientCertificate", id))) throw unknownClientCertificate();
}

/** Every entry of the stage's cache is a miss from now on: the generation is part of their keys. */
export async function flushStageCache(
  call: Call,
  { restApiId, stageName }: Input<"apigateway", "FlushStageCache">,
): Promise<Output<"apigateway", "FlushStageCache">> {
  return editRestApi(call, restApiId, async (edit) => {
    const stage = await findStage(edit, stageName);
    await putRestStage(edit, flushed(stage));
    return {};
  });
}

function flushed(stage: Stage & Flushed): Stage & Flushed {
  return { ...stage, cacheGeneration: (stage.cacheGeneration ?? 0) + 1, cachePurges: [] };
}

/** Another size is another cache, and so is one that was switched off in between: as at AWS it begins empty. */
function hasSameCache(before: Stage, after: Stage): boolean {
  return before.cacheClusterEnabled === after.cacheClusterEnabled && before.cacheClusterSize === after.cacheClusterSize;
}

export async function deleteStage(
  call: Call,
  { restApiId, stageName }: Input<"apigateway", "DeleteStage">,
): Promise<Output<"apigateway", "DeleteStage">> {
  return editRestApi(call, restApiId, async (edit) => {
    await findStage(edit, stageName);
    await checkStageIsUnmapped(call, restApiId, stageName);
    removeRestStage(edit, stageName);
    return {};
  });
}

/** @throws NotFoundException for an unknown stage */
export async function findStage(api: DefinitionReader, stageName: string): Promise<Stage & Flushed> {
  const stage = await api.get("restStage", stageName);
  if (!stage) throw unknownStage();
  return stage;
}
