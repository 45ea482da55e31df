import { authorizersFlushed } from "../../model/change.ts";
import type { Input, Output } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { editRestApi } from "./edit-rest-api.ts";
import { unknownStage } from "./missing.ts";

/** Forgets the verdicts that authorizers of a stage have given. */
export async function flushStageAuthorizersCache(
  call: Call,
  { restApiId, stageName }: Input<"apigateway", "FlushStageAuthorizersCache">,
): Promise<Output<"apigateway", "FlushStageAuthorizersCache">> {
  await editRestApi(call, restApiId, async (edit) => {
    if (!(await edit.get("restStage", stageName))) throw unknownStage();
    edit.changes.push(authorizersFlushed(restApiId, stageName));
  });
  return {};
}
