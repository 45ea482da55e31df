import type { CanarySettings, Stage } from "@aws-sdk/client-api-gateway";
import type { Flushed } from "../../model/api.ts";
import type { DefinitionReader } from "../../storage/definitions.ts";
import { badRequest } from "../../wire/faults.ts";
import { checkLogDestination, checkLogFormat, checkVariables } from "../stage-checks.ts";
import { methodSettingsAnswer } from "./method-settings.ts";
import { unknownDocumentationVersion } from "./missing.ts";
import { newCanary } from "./stage-patches.ts";

/** API reference, CreateStage, stageName: letters, digits, hyphens and underscores; at most 128. */
const STAGE_NAME = /^[A-Za-z0-9_-]{1,128}$/;
const DEFAULT_CACHE_SIZE = "0.5";

/** A canary as CreateStage and CreateDeployment make it: with AWS's defaults, of the stage's own deployment unless it names one. */
export function completeCanary(canary: CanarySettings, stage: Pick<Stage, "deploymentId">): CanarySettings {
  const given = Object.fromEntries(Object.entries(canary).filter(([, value]) => value !== undefined));
  return { ...newCanary(stage), ...given };
}

/**
 * Brings a stage into the form that AWS answers after a change: no empty texts and maps, a cache of a size and a status. A cache
 * is available at once: there is nothing to set up.
 */
export function completeStage(stage: Stage): void {
  const keys = ["description", "clientCertificateId", "documentationVersion"] as const;
  for (const key of keys) if (!stage[key]) delete stage[key];
  if (Object.keys(stage.variables ?? {}).length === 0) delete stage.variables;
  if (Object.keys(stage.canarySettings?.stageVariableOverrides ?? {}).length === 0) {
    delete stage.canarySettings?.stageVariableOverrides;
  }
  if (stage.cacheClusterEnabled) stage.cacheClusterSize ??= DEFAULT_CACHE_SIZE;
  stage.cacheClusterStatus = stage.cacheClusterEnabled ? "AVAILABLE" : "NOT_AVAILABLE";
}

/** Refuses a stage that AWS refuses. */
export async function checkStage(api: DefinitionReader, stage: Stage): Promise<void> {
  // AWS's sentence leaves out the hyphen, which it allows.
  if (!STAGE_NAME.test(stage.stageName ?? "")) throw badRequest("Stage name only allows a-zA-Z0-9_");
  checkVariables(stage.variables ?? {});
  const { destinationArn, format } = stage.accessLogSettings ?? {};
  if (destinationArn !== undefined) checkLogDestination(destinationArn, true);
  if (format !== undefined) checkLogFormat(format);
  await checkDeployment(api, stage.deploymentId);
  if (stage.canarySettings) await checkCanary(api, stage.canarySettings);
  const { documentationVersion: version } = stage;
  if (version !== undefined && !(await api.get("documentationVersion", version))) {
    throw unknownDocumentationVersion();
  }
}

async function checkCanary(api: DefinitionReader, canary: CanarySettings): Promise<void> {
  const { percentTraffic = 0 } = canary;
  if (!(percentTraffic >= 0 && percentTraffic <= 100)) {
    throw badRequest("Canary percent traffic must be between 0.0 and 100.0");
  }
  checkVariables(canary.stageVariableOverrides ?? {});
  await checkDeployment(api, canary.deploymentId);
}

async function checkDeployment(api: DefinitionReader, id: string | undefined): Promise<void> {
  if (!id) throw badRequest("DeploymentId cannot be empty");
  if (!(await api.get("restDeployment", id))) throw badRequest("Deployment id does not exist");
}

/** A stage as AWS answers it. */
export function stageAnswer({ cacheGeneration: _flushes, cachePurges: _purges, ...stage }: Stage & Flushed): Stage {
  return { ...stage, methodSettings: methodSettingsAnswer(stage.methodSettings) };
}
