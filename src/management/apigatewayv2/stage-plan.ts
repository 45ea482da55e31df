import type { RouteSettings, Stage } from "@aws-sdk/client-apigatewayv2";
import type { Flushed } from "../../model/api.ts";
import type { RouteSettingsPlan, StagePlan, StageSettings } from "../../plan/stage.ts";
import { limitTags } from "../limit-tags.ts";
import { firstGeneration } from "../stage-checks.ts";
import type { ApiEdit } from "../../storage/edit.ts";

/** Writes a stage together with what traffic reads of it. The deployment that it points to must exist in the edit. */
export async function putStage(edit: ApiEdit, stage: Stage & Flushed): Promise<void> {
  const name = stage.StageName ?? "";
  const deployment = stage.DeploymentId === undefined ? null : await edit.get("deployment", stage.DeploymentId);
  edit.put("stage", name, stage, { name });
  edit.stagePlans.set(name, {
    name,
    deploymentId: stage.DeploymentId ?? null,
    sequence: deployment?.sequence ?? null,
    variables: stage.StageVariables ?? {},
    canary: null,
    settings: settingsPlan(stage),
    cacheClusterSize: null,
    cacheGeneration: firstGeneration(stage.CreatedDate) + (stage.cacheGeneration ?? 0),
    cachePurges: stage.cachePurges ?? [],
    accessLogSettings: accessLogPlan(stage),
    tracingEnabled: false,
    clientCertificateId: stage.ClientCertificateId ?? null,
    webAclArn: null,
    limits: limitTags(stage.Tags),
  });
}

/** What a route's settings leave out is settled by the default ones. */
function settingsPlan({ DefaultRouteSettings: all = {}, RouteSettings: routes = {} }: Stage): StageSettings {
  const entries = Object.entries(routes).map(([key, one]) => [key, routePlan({ ...all, ...one })] as const);
  return { all: routePlan(all), routes: Object.fromEntries(entries) };
}

function routePlan(settings: RouteSettings): RouteSettingsPlan {
  return {
    metricsEnabled: settings.DetailedMetricsEnabled ?? false,
    loggingLevel: settings.LoggingLevel ?? "OFF",
    dataTraceEnabled: settings.DataTraceEnabled ?? false,
    throttlingBurstLimit: settings.ThrottlingBurstLimit ?? null,
    throttlingRateLimit: settings.ThrottlingRateLimit ?? null,
    cache: null,
  };
}

function accessLogPlan({ AccessLogSettings: log }: Stage): StagePlan["accessLogSettings"] {
  const { DestinationArn: destinationArn, Format: format } = log ?? {};
  return destinationArn === undefined || format === undefined ? null : { destinationArn, format };
}

/** Removes a stage, and with it what traffic reads of it. */
export function removeStage(edit: ApiEdit, name: string): void {
  edit.remove("stage", name);
  edit.stagePlans.set(name, null);
}
