import { authorizersFlushed } from "../../model/change.ts";
import type { Input, Output } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { editV2Api } from "../edit-api.ts";
import { found } from "./missing.ts";

/** Forgets the verdicts that authorizers of a stage have given. */
export async function resetAuthorizersCache(
  call: Call,
  { ApiId, StageName }: Input<"apigatewayv2", "ResetAuthorizersCache">,
): Promise<Output<"apigatewayv2", "ResetAuthorizersCache">> {
  await editV2Api(call, ApiId, async (edit) => {
    found(await edit.get("stage", StageName), "stage");
    edit.changes.push(authorizersFlushed(ApiId, StageName));
  });
  return {};
}
