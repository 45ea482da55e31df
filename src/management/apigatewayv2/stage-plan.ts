import type { Stage } from "@aws-sdk/client-apigatewayv2";
import type { ApiEdit } from "../../storage/edit.ts";

/** Writes a stage together with what traffic reads of it. The deployment that it points to must exist in the edit. */
export async function putStage(edit: ApiEdit, stage: Stage): Promise<void> {
  const name = stage.StageName ?? "";
  const deployment = stage.DeploymentId === undefined ? null : await edit.get("deployment", stage.DeploymentId);
  edit.put("stage", name, stage, { name });
  edit.stagePlans.set(name, {
    name,
    deploymentId: stage.DeploymentId ?? null,
    sequence: deployment?.sequence ?? null,
    variables: stage.StageVariables ?? {},
    canary: null,
  });
}

/** Removes a stage, and with it what traffic reads of it. */
export function removeStage(edit: ApiEdit, name: string): void {
  edit.remove("stage", name);
  edit.stagePlans.set(name, null);
}
