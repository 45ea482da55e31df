import type { Stage } from "@aws-sdk/client-api-gateway";
import type { Flushed } from "../../model/api.ts";
import type { CanaryPlan, StagePlan } from "../../plan/stage.ts";
import { limitTags } from "../limit-tags.ts";
import { firstGeneration } from "../stage-checks.ts";
import type { RestEdit } from "./edit-rest-api.ts";
import { settingsPlan } from "./method-settings.ts";

/** Writes a stage together with what traffic reads of it. The deployments that it points to must exist in the edit. */
export async function putRestStage(edit: RestEdit, stage: Stage & Flushed): Promise<void> {
  const name = stage.stageName ?? "";
  const deployment = stage.deploymentId === undefined ? null : await edit.get("restDeployment", stage.deploymentId);
  edit.put("restStage", name, stage, { name });
  edit.stagePlans.set(name, {
    name,
    deploymentId: stage.deploymentId ?? null,
    sequence: deployment?.sequence ?? null,
    variables: stage.variables ?? {},
    canary: await canaryPlan(edit, stage),
    settings: settingsPlan(stage.methodSettings),
    cacheGeneration: firstGeneration(stage.createdDate) + (stage.cacheGeneration ?? 0),
    cachePurges: stage.cachePurges ?? [],
    cacheClusterSize: stage.cacheClusterEnabled ? (stage.cacheClusterSize ?? null) : null,
    accessLogSettings: accessLogPlan(stage),
    tracingEnabled: stage.tracingEnabled ?? false,
    clientCertificateId: stage.clientCertificateId ?? null,
    webAclArn: stage.webAclArn ?? null,
    limits: limitTags(stage.tags),
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

/** A log needs both: AWS takes one without the other, and writes nothing. */
function accessLogPlan({ accessLogSettings }: Stage): StagePlan["accessLogSettings"] {
  const { destinationArn, format } = accessLogSettings ?? {};
  return destinationArn === undefined || format === undefined ? null : { destinationArn, format };
}

/** Removes a stage, and with it what traffic reads of it. */
export function removeRestStage(edit: RestEdit, name: string): void {
  edit.remove("restStage", name);
  edit.stagePlans.set(name, null);
}
