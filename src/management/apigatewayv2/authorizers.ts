import type { Authorizer } from "@aws-sdk/client-apigatewayv2";
import { conflict } from "../../wire/faults.ts";
import type { Input, Output } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { type V2Rows, editV2Api, readV2Api } from "../edit-api.ts";
import { checkedAuthorizer } from "./authorizer-rules.ts";
import { changed, withoutEmptyTexts } from "./change.ts";
import { found } from "./missing.ts";
import { definitionPage } from "./page.ts";

export async function createAuthorizer(
  call: Call,
  input: Input<"apigatewayv2", "CreateAuthorizer">,
): Promise<Output<"apigatewayv2", "CreateAuthorizer">> {
  const { ApiId, ...members } = input;
  const AuthorizerId = call.newId(6);
  return editV2Api(call, ApiId, (edit) => putCheckedAuthorizer(edit, { ...members, AuthorizerId }));
}

export async function getAuthorizer(
  call: Call,
  input: Input<"apigatewayv2", "GetAuthorizer">,
): Promise<Output<"apigatewayv2", "GetAuthorizer">> {
  const api = await readV2Api(call, input.ApiId);
  return found(await api.get("authorizer", input.AuthorizerId), "Authorizer");
}

export async function getAuthorizers(
  call: Call,
  input: Input<"apigatewayv2", "GetAuthorizers">,
): Promise<Output<"apigatewayv2", "GetAuthorizers">> {
  return definitionPage(await readV2Api(call, input.ApiId), "authorizer", input);
}

export async function updateAuthorizer(
  call: Call,
  input: Input<"apigatewayv2", "UpdateAuthorizer">,
): Promise<Output<"apigatewayv2", "UpdateAuthorizer">> {
  const { ApiId, AuthorizerId, ...changes } = input;
  return editV2Api(call, ApiId, async (edit) => {
    const before = found(await edit.get("authorizer", AuthorizerId), "Authorizer");
    const JwtConfiguration = changes.JwtConfiguration && { ...before.JwtConfiguration, ...changes.JwtConfiguration };
    return putCheckedAuthorizer(edit, changed(before, { ...changes, JwtConfiguration }));
  });
}

export async function deleteAuthorizer(
  call: Call,
  input: Input<"apigatewayv2", "DeleteAuthorizer">,
): Promise<Output<"apigatewayv2", "DeleteAuthorizer">> {
  await editV2Api(call, input.ApiId, async (edit) => {
    const { Name } = found(await edit.get("authorizer", input.AuthorizerId), "Authorizer");
    const user = (await edit.list("route")).find(({ body }) => body.AuthorizerId === input.AuthorizerId);
    if (user) throw conflict(`Cannot delete authorizer '${Name}', is referenced in route: ${user.body.RouteKey}`);
    edit.remove("authorizer", input.AuthorizerId);
  });
  return {};
}

export async function putCheckedAuthorizer(edit: V2Rows, given: Authorizer): Promise<Authorizer> {
  const authorizer = withoutEmptyTexts(checkedAuthorizer(edit.root.kind, withoutEmptyTexts(given)));
  const { Name = "", AuthorizerId = "" } = authorizer;
  const namesake = await edit.byName("authorizer", Name);
  if (namesake && namesake.id !== AuthorizerId)
    throw conflict(`Authorizer name must be unique. Authorizer ${Name} already exists in this Api.`);
  edit.put("authorizer", AuthorizerId, authorizer, { name: Name });
  return authorizer;
}
