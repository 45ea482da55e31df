import type { Stage } from "@aws-sdk/client-apigatewayv2";
import type { HttpApiRoot } from "../../model/api.ts";
import type { PartKind } from "../../plan/record.ts";
import type { ApiEdit } from "../../storage/edit.ts";
import type { Call } from "../call.ts";
import { deploy } from "./deploy.ts";
import { putStage } from "./stage-plan.ts";

type V2Edit = ApiEdit & { root: HttpApiRoot };

/** What AWS writes into a deployment that it makes by itself. */
const DESCRIPTION = "Automatic deployment triggered by changes to the Api configuration";

/**
 * Deploys to the stages that have automatic deployment, where the edit changed something that acts by a deployment. A changed
 * route costs its own record, not the whole API; where a stage itself was put (made, or set to deploy automatically) the whole is
 * compared, since it may have missed changes before.
 */
export async function autoDeploy(call: Call, edit: V2Edit): Promise<void> {
  const stages = (await edit.list("stage")).filter(({ body }) => body.AutoDeploy);
  if (stages.length === 0) return;
  const stagePut = [...edit.puts.values()].some(({ kind }) => kind === "stage");
  const touched = touchedParts(edit);
  if (touched.length === 0 && !stagePut) return;
  const outcome = await deploy(call, edit, stagePut ? null : touched, { AutoDeployed: true, Description: DESCRIPTION });
  for (const { body } of stages) {
    if (outcome.ok) await pointTo(call, edit, body, outcome.deploymentId);
    else
      await putStage(edit, { ...body, LastDeploymentStatusMessage: `Deployment attempt failed: ${outcome.message}` });
  }
}

async function pointTo(call: Call, edit: V2Edit, stage: Stage, deploymentId: string): Promise<void> {
  const before = stage.DeploymentId;
  await putStage(edit, {
    ...stage,
    DeploymentId: deploymentId,
    LastDeploymentStatusMessage: `Successfully deployed stage with deployment ID '${deploymentId}'`,
    LastUpdatedDate: call.now(),
  });
  const replaced = before === undefined ? null : await edit.get("deployment", before);
  if (before !== undefined && replaced?.AutoDeployed) edit.remove("deployment", before);
}

/** The records that the edit changed. */
function touchedParts(edit: V2Edit): { kind: PartKind; id: string }[] {
  const touched = new Map<string, { kind: PartKind; id: string }>();
  const touch = (kind: PartKind, id: string): unknown => touched.set(`${kind} ${id}`, { kind, id });
  if (edit.rootChanged) touch("head", "head");
  for (const { kind, id } of [...edit.puts.values(), ...edit.removals.values()]) {
    if (kind === "route" || kind === "integration") touch(kind, id);
    if (kind === "authorizer") touch("head", "head");
  }
  return [...touched.values()];
}
