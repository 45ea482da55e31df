import type { Stage } from "@aws-sdk/client-api-gateway";
import type { CanaryPlan } from "../../plan/stage.ts";
import type { RestEdit } from "./edit-rest-api.ts";

/** Writes a stage together with what traffic reads of it. The deployment that it points to must exist in the edit. */
export async function putRestStage(edit: RestEdit, stage: Stage): Promise<void> {
  const name = stage.stageName ?? "";
  const deployment = stage.deploymentId === undefined ? null : await edit.get("restDeployment", stage.deploymentId);
  edit.put("restStage", name, stage, { name });
  edit.stagePlans.set(name, {
    name,
    deploymentId: stage.deploymentId ?? null,
    sequence: deployment?.sequence ?? null,
    variables: stage.variables ?? {},
    canary: await canaryPlan(edit, stage),
  });
}

async function canaryPlan(edit: RestEdit, stage: Stage): Promise<CanaryPlan | null> {
  const { deploymentId, percentTraffic, stageVariableOverrides, useStageCache } = stage.canarySettings ?? {};
  const deployment = deploymentId === undefined ? null : await edit.get("restDeployment", deploymentId);
  if (deploymentId === undefined || !deployment) return null;
  return {
    deploymentId,
    sequence: deployment.sequence,
    percentTraffic: percentTraffic ?? 0,
    variableOverrides: stageVariableOverrides ?? {},
    useStageCache: useStageCache ?? false,
  };
}

/** Removes a stage, and with it what traffic reads of it. */
export function removeRestStage(edit: RestEdit, name: string): void {
  edit.remove("restStage", name);
  edit.stagePlans.set(name, null);
}
