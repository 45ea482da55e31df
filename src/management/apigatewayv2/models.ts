import type { Model } from "@aws-sdk/client-apigatewayv2";
import { badRequest, conflict } from "../../wire/faults.ts";
import type { Input, Output } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { type V2Edit, editV2Api, readV2Api } from "../edit-api.ts";
import { changed, withoutEmptyTexts } from "./change.ts";
import { found } from "./missing.ts";
import { checkModel, templateOf } from "./model-rules.ts";
import { definitionPage } from "./page.ts";

export async function createModel(
  call: Call,
  input: Input<"apigatewayv2", "CreateModel">,
): Promise<Output<"apigatewayv2", "CreateModel">> {
  const { ApiId, ...members } = input;
  const ModelId = call.newId(6);
  return editV2Api(call, ApiId, async (edit) => {
    if (edit.root.kind === "HTTP")
      throw badRequest("Currently, Models are not permitted for APIs with a protocol type of HTTP");
    return putChecked(edit, { ContentType: "application/json", ...withoutEmptyTexts(members), ModelId });
  });
}

export async function getModel(
  call: Call,
  input: Input<"apigatewayv2", "GetModel">,
): Promise<Output<"apigatewayv2", "GetModel">> {
  const api = await readV2Api(call, input.ApiId);
  return found(await api.get("model", input.ModelId), "Model");
}

export async function getModels(
  call: Call,
  input: Input<"apigatewayv2", "GetModels">,
): Promise<Output<"apigatewayv2", "GetModels">> {
  return definitionPage(await readV2Api(call, input.ApiId), "model", input);
}

export async function getModelTemplate(
  call: Call,
  input: Input<"apigatewayv2", "GetModelTemplate">,
): Promise<Output<"apigatewayv2", "GetModelTemplate">> {
  const api = await readV2Api(call, input.ApiId);
  return { Value: await templateOf(api, found(await api.get("model", input.ModelId), "Model")) };
}

export async function updateModel(
  call: Call,
  input: Input<"apigatewayv2", "UpdateModel">,
): Promise<Output<"apigatewayv2", "UpdateModel">> {
  const { ApiId, ModelId, ...changes } = input;
  return editV2Api(call, ApiId, async (edit) => {
    const before = found(await edit.get("model", ModelId), "Model");
    return putChecked(edit, changed(before, changes));
  });
}

export async function deleteModel(
  call: Call,
  input: Input<"apigatewayv2", "DeleteModel">,
): Promise<Output<"apigatewayv2", "DeleteModel">> {
  await editV2Api(call, input.ApiId, async (edit) => {
    const { Name = "" } = found(await edit.get("model", input.ModelId), "Model");
    const user = (await edit.list("route")).find(({ body }) => Object.values(body.RequestModels ?? {}).includes(Name));
    if (user) throw conflict(`Cannot delete model '${Name}', is referenced in route: ${user.body.RouteKey}`);
    edit.remove("model", input.ModelId);
  });
  return {};
}

async function putChecked(edit: V2Edit, model: Model): Promise<Model> {
  const { Name = "", ModelId = "" } = model;
  await checkModel(edit, model);
  const namesake = await edit.byName("model", Name);
  if (namesake && namesake.id !== ModelId) throw conflict("Model name already exists for this REST API");
  edit.put("model", ModelId, model, { name: Name });
  return model;
}
