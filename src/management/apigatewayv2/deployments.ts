import type { Deployment } from "@aws-sdk/client-apigatewayv2";
import type { Sequenced } from "../../model/api.ts";
import { badRequest } from "../../wire/faults.ts";
import type { Input, Output } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { type V2Edit, editV2Api, readV2Api } from "../edit-api.ts";
import { changed, withoutEmptyTexts } from "./change.ts";
import { deploy, forgetDeployments } from "./deploy.ts";
import { found } from "./missing.ts";
import { definitionPage } from "./page.ts";
import { putStage } from "./stage-plan.ts";

export async function createDeployment(
  call: Call,
  input: Input<"apigatewayv2", "CreateDeployment">,
): Promise<Output<"apigatewayv2", "CreateDeployment">> {
  return editV2Api(call, input.ApiId, async (edit) => {
    const stage = input.StageName ? found(await edit.get("stage", input.StageName), "stage") : null;
    if (stage?.AutoDeploy) throw badRequest("Deployment ID cannot be set on stages with AutoDeploy enabled");
    const outcome = await deploy(call, edit, null, withoutEmptyTexts({ Description: input.Description }));
    if (outcome.kind === "refused") throw badRequest(outcome.message);
    if (outcome.kind === "unchanged") throw new Error("a deployment of everything was not made");
    const { DeploymentId } = outcome.deployment;
    if (stage) await putStage(edit, { ...stage, DeploymentId, LastUpdatedDate: call.now() });
    return outcome.deployment;
  });
}

export async function getDeployment(
  call: Call,
  input: Input<"apigatewayv2", "GetDeployment">,
): Promise<Output<"apigatewayv2", "GetDeployment">> {
  const api = await readV2Api(call, input.ApiId);
  return answer(found(await api.get("deployment", input.DeploymentId), "Deployment"));
}

export async function getDeployments(
  call: Call,
  input: Input<"apigatewayv2", "GetDeployments">,
): Promise<Output<"apigatewayv2", "GetDeployments">> {
  const { Items, NextToken } = await definitionPage(await readV2Api(call, input.ApiId), "deployment", input);
  return { Items: Items.map(answer), NextToken };
}

export async function updateDeployment(
  call: Call,
  input: Input<"apigatewayv2", "UpdateDeployment">,
): Promise<Output<"apigatewayv2", "UpdateDeployment">> {
  return editV2Api(call, input.ApiId, async (edit) => {
    const before = found(await edit.get("deployment", input.DeploymentId), "Deployment");
    const after = changed(before, { Description: input.Description });
    edit.put("deployment", input.DeploymentId, after);
    return answer(after);
  });
}

export async function deleteDeployment(
  call: Call,
  input: Input<"apigatewayv2", "DeleteDeployment">,
): Promise<Output<"apigatewayv2", "DeleteDeployment">> {
  const id = input.DeploymentId;
  await editV2Api(call, input.ApiId, async (edit) => {
    const deployment = found(await edit.get("deployment", id), "Deployment");
    await refuseActive(edit, id);
    await forgetDeployments(call, edit, [deployment]);
  });
  return {};
}

async function refuseActive(edit: V2Edit, id: string): Promise<void> {
  const stages = await edit.list("stage");
  if (stages.some(({ body }) => body.DeploymentId === id))
    throw badRequest("Active stages pointing to this deployment must be moved or deleted");
}

/** A deployment without its place in the API's line, which is the gateway's own. */
function answer({ sequence: _own, ...deployment }: Deployment & Sequenced): Deployment {
  return deployment;
}
