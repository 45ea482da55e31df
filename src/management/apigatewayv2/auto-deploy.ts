import type { Stage } from "@aws-sdk/client-apigatewayv2";
import type { DefinitionKind } from "../../model/api.ts";
import { actsOn } from "../acting.ts";
import type { Call } from "../call.ts";
import type { V2Edit } from "../edit-api.ts";
import { type PartRef, deploy, forgetDeployments } from "./deploy.ts";
import { putStage } from "./stage-plan.ts";

/** What AWS writes into a deployment that it makes by itself. */
const DESCRIPTION = "Automatic deployment triggered by changes to the Api configuration";
const SUCCESS = "Successfully deployed stage with deployment ID";

/**
 * Deploys to the stages that have automatic deployment, where the edit changed something that acts by a deployment. A changed
 * route costs its own record, not the whole API. Where a stage has missed changes (it was just made or set to deploy
 * automatically, or the last attempt failed) the whole is compared.
 */
export async function autoDeploy(call: Call, edit: V2Edit): Promise<void> {
  const stages = (await edit.list("stage")).map(({ body }) => body).filter(({ AutoDeploy }) => AutoDeploy);
  if (stages.length > 0 && mayDeploy(edit, stages)) await deployTo(call, edit, stages);
  if (stagesChanged(edit)) await forgetReplaced(call, edit);
}

function mayDeploy(edit: V2Edit, stages: Stage[]): boolean {
  const putBehind = stages.some((stage) => isBehind(stage) && edit.puts.has(`stage ${stage.StageName}`));
  return putBehind || touchedParts(edit).length > 0;
}

async function deployTo(call: Call, edit: V2Edit, stages: Stage[]): Promise<void> {
  const parts = stages.some(isBehind) ? null : touchedParts(edit);
  const outcome = await deploy(call, edit, parts, { AutoDeployed: true, Description: DESCRIPTION });
  if (outcome.kind === "unchanged") return;
  for (const stage of stages) {
    const news =
      outcome.kind === "refused"
        ? { LastDeploymentStatusMessage: `Deployment attempt failed: ${outcome.message}` }
        : {
            DeploymentId: outcome.deployment.DeploymentId,
            LastDeploymentStatusMessage: `${SUCCESS} '${outcome.deployment.DeploymentId}'`,
            LastUpdatedDate: call.now(),
          };
    await putStage(edit, { ...stage, ...news });
  }
}

/** Whether a stage may lack changes that were made before this edit. */
function isBehind(stage: Stage): boolean {
  return stage.DeploymentId === undefined || !stage.LastDeploymentStatusMessage?.startsWith(SUCCESS);
}

/** An automatic deployment that no stage points to any more goes. */
async function forgetReplaced(call: Call, edit: V2Edit): Promise<void> {
  const used = new Set((await edit.list("stage")).map(({ body }) => body.DeploymentId));
  const deployments = (await edit.list("deployment")).map(({ body }) => body);
  await forgetDeployments(
    call,
    edit,
    deployments.filter(({ AutoDeployed, DeploymentId }) => AutoDeployed && !used.has(DeploymentId)),
  );
}

function stagesChanged(edit: V2Edit): boolean {
  return [...edit.puts.values(), ...edit.removals.values()].some(({ kind }) => kind === "stage");
}

/** The record that a definition is part of; responses stand in those of what they belong to, which their ids begin with. */
function partOf(kind: DefinitionKind, id: string): PartRef {
  if (kind === "route" || kind === "integration") return { kind, id };
  if (kind === "routeResponse") return { kind: "route", id: id.slice(0, id.indexOf("/")) };
  if (kind === "integrationResponse") return { kind: "integration", id: id.slice(0, id.indexOf("/")) };
  return { kind: "head", id: "head" };
}

/** The records that the edit changed. */
function touchedParts(edit: V2Edit): PartRef[] {
  const touched = new Map<string, PartRef>();
  const touch = (part: PartRef): unknown => touched.set(`${part.kind} ${part.id}`, part);
  if (edit.rootChanged) touch({ kind: "head", id: "head" });
  for (const { kind, id } of [...edit.puts.values(), ...edit.removals.values()]) {
    if (actsOn(kind, edit.root.kind) !== "plan") continue;
    touch(partOf(kind, id));
  }
  return [...touched.values()];
}
