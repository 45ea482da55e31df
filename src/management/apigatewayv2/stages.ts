import type { RouteSettings, Stage } from "@aws-sdk/client-apigatewayv2";
import { badRequest, conflict } from "../../wire/faults.ts";
import type { Input, Output } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { checkStageIsUnmapped } from "../domains/mappings.ts";
import { type V2Edit, editV2Api, readV2Api } from "../edit-api.ts";
import { changed, changedMap, withoutEmptyTexts } from "./change.ts";
import { found } from "./missing.ts";
import { definitionPage } from "./page.ts";
import { putStage, removeStage } from "./stage-plan.ts";
import { checkSettingsKeys, checkStage, newStage, unknownSettings } from "./stage-rules.ts";
import { checkedTags } from "../tag-rules.ts";

export async function createStage(
  call: Call,
  input: Input<"apigatewayv2", "CreateStage">,
): Promise<Output<"apigatewayv2", "CreateStage">> {
  const { ApiId, ...members } = input;
  return editV2Api(call, ApiId, async (edit) => {
    const { kind } = edit.root;
    const stage = newStage(kind, { ...withoutEmptyTexts(members), Tags: checkedTags(members.Tags) }, call.now());
    checkStage(kind, stage);
    if (await edit.get("stage", input.StageName)) throw conflict("Stage already exists");
    await checkSettingsKeys(edit, stage.RouteSettings);
    await checkDeployment(edit, stage, members.DeploymentId);
    await putStage(edit, stage);
    return stage;
  });
}

export async function getStage(
  call: Call,
  input: Input<"apigatewayv2", "GetStage">,
): Promise<Output<"apigatewayv2", "GetStage">> {
  const api = await readV2Api(call, input.ApiId);
  return found(await api.get("stage", input.StageName), "stage");
}

export async function getStages(
  call: Call,
  input: Input<"apigatewayv2", "GetStages">,
): Promise<Output<"apigatewayv2", "GetStages">> {
  return definitionPage(await readV2Api(call, input.ApiId), "stage", input);
}

export async function updateStage(
  call: Call,
  input: Input<"apigatewayv2", "UpdateStage">,
): Promise<Output<"apigatewayv2", "UpdateStage">> {
  const { ApiId, StageName, ...changes } = input;
  return editV2Api(call, ApiId, async (edit) => {
    const before = found(await edit.get("stage", StageName), "stage");
    const stage = withLogSettings({
      ...changed(before, changes),
      DefaultRouteSettings: { ...before.DefaultRouteSettings, ...changes.DefaultRouteSettings },
      RouteSettings: mergedSettings(before.RouteSettings, changes.RouteSettings),
      StageVariables: changedMap(before.StageVariables, changes.StageVariables),
      LastUpdatedDate: call.now(),
    });
    checkStage(edit.root.kind, stage);
    await checkSettingsKeys(edit, changes.RouteSettings);
    await checkDeployment(edit, stage, changes.DeploymentId);
    const after = withDeployMode(before, stage);
    await putStage(edit, after);
    return after;
  });
}

export async function deleteStage(
  call: Call,
  input: Input<"apigatewayv2", "DeleteStage">,
): Promise<Output<"apigatewayv2", "DeleteStage">> {
  await editV2Api(call, input.ApiId, async (edit) => {
    found(await edit.get("stage", input.StageName), "stage");
    await checkStageIsUnmapped(call, input.ApiId, input.StageName);
    removeStage(edit, input.StageName);
  });
  return {};
}

export async function deleteAccessLogSettings(
  call: Call,
  input: Input<"apigatewayv2", "DeleteAccessLogSettings">,
): Promise<Output<"apigatewayv2", "DeleteAccessLogSettings">> {
  await editV2Api(call, input.ApiId, async (edit) => {
    const { AccessLogSettings: _gone, ...stage } = found(await edit.get("stage", input.StageName), "stage");
    await putStage(edit, { ...stage, LastUpdatedDate: call.now() });
  });
  return {};
}

export async function deleteRouteSettings(
  call: Call,
  input: Input<"apigatewayv2", "DeleteRouteSettings">,
): Promise<Output<"apigatewayv2", "DeleteRouteSettings">> {
  await editV2Api(call, input.ApiId, async (edit) => {
    const stage = found(await edit.get("stage", input.StageName), "stage");
    const { [input.RouteKey]: gone, ...RouteSettings } = stage.RouteSettings ?? {};
    if (!gone) throw unknownSettings(input.RouteKey);
    await putStage(edit, { ...stage, RouteSettings, LastUpdatedDate: call.now() });
  });
  return {};
}

/** A deployment that the call names must exist, and automatic deployment leaves none to name. */
async function checkDeployment(edit: V2Edit, stage: Stage, named: string | undefined): Promise<void> {
  if (named === undefined || named === "") return;
  if (stage.AutoDeploy) throw badRequest("Deployment ID cannot be set on stages with AutoDeploy enabled");
  found(await edit.get("deployment", named), "Deployment");
}

/** Empty access-log settings switch the log off, as the deletion of the settings does. */
function withLogSettings(stage: Stage): Stage {
  const { AccessLogSettings: log, ...rest } = stage;
  return log?.DestinationArn === undefined && log?.Format === undefined ? rest : stage;
}

/** The message on the last deployment belongs to automatic deployment; a stage that begins or ends it has none. */
function withDeployMode(before: Stage, { LastDeploymentStatusMessage, ...stage }: Stage): Stage {
  const stays = before.AutoDeploy && stage.AutoDeploy;
  return stays ? { ...stage, LastDeploymentStatusMessage } : stage;
}

function mergedSettings(
  before: Record<string, RouteSettings> = {},
  changes: Record<string, RouteSettings> = {},
): Record<string, RouteSettings> {
  const merged = Object.entries(changes).map(([key, settings]) => [key, { ...before[key], ...settings }] as const);
  return { ...before, ...Object.fromEntries(merged) };
}
