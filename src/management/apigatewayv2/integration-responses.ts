import type { IntegrationResponse } from "@aws-sdk/client-apigatewayv2";
import { badRequest, conflict } from "../../wire/faults.ts";
import type { Input, Output } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { type V2Edit, editV2Api, readV2Api } from "../edit-api.ts";
import { changed, changedMap, unlessEmpty, withoutEmptyTexts } from "./change.ts";
import { found } from "./missing.ts";
import { definitionPage } from "./page.ts";

/** Integration responses are found below their integration only. */
const rowId = (integrationId: string, responseId: string): string => `${integrationId}/${responseId}`;

/** `$default`, or a regular expression between slashes (developer guide, "Set up a WebSocket API integration response"). */
const RESPONSE_KEY = /^(?:\$default|\/.*\/)$/;

export async function createIntegrationResponse(
  call: Call,
  input: Input<"apigatewayv2", "CreateIntegrationResponse">,
): Promise<Output<"apigatewayv2", "CreateIntegrationResponse">> {
  const { ApiId, IntegrationId, ...members } = input;
  const IntegrationResponseId = call.newId(7);
  return editV2Api(call, ApiId, async (edit) => {
    if (edit.root.kind === "HTTP")
      throw badRequest(
        "IntegrationResponses are currently not supported for this API protocol type. This is because the API may only be configured with proxy integration at this time.",
      );
    found(await edit.get("integration", IntegrationId), "Integration");
    return putChecked(edit, IntegrationId, { ...members, IntegrationResponseId });
  });
}

export async function getIntegrationResponse(
  call: Call,
  input: Input<"apigatewayv2", "GetIntegrationResponse">,
): Promise<Output<"apigatewayv2", "GetIntegrationResponse">> {
  const api = await readV2Api(call, input.ApiId);
  const id = rowId(input.IntegrationId, input.IntegrationResponseId);
  return found(await api.get("integrationResponse", id), "Integration Response");
}

export async function getIntegrationResponses(
  call: Call,
  input: Input<"apigatewayv2", "GetIntegrationResponses">,
): Promise<Output<"apigatewayv2", "GetIntegrationResponses">> {
  const api = await readV2Api(call, input.ApiId);
  found(await api.get("integration", input.IntegrationId), "Integration");
  return definitionPage(api, "integrationResponse", input, input.IntegrationId);
}

export async function updateIntegrationResponse(
  call: Call,
  input: Input<"apigatewayv2", "UpdateIntegrationResponse">,
): Promise<Output<"apigatewayv2", "UpdateIntegrationResponse">> {
  const { ApiId, IntegrationId, IntegrationResponseId, ...changes } = input;
  return editV2Api(call, ApiId, async (edit) => {
    const id = rowId(IntegrationId, IntegrationResponseId);
    const before = found(await edit.get("integrationResponse", id), "Integration Response");
    const ResponseParameters =
      changes.ResponseParameters && changedMap(before.ResponseParameters, changes.ResponseParameters);
    return putChecked(edit, IntegrationId, changed(before, { ...changes, ResponseParameters }));
  });
}

export async function deleteIntegrationResponse(
  call: Call,
  input: Input<"apigatewayv2", "DeleteIntegrationResponse">,
): Promise<Output<"apigatewayv2", "DeleteIntegrationResponse">> {
  const id = rowId(input.IntegrationId, input.IntegrationResponseId);
  await editV2Api(call, input.ApiId, async (edit) => {
    found(await edit.get("integrationResponse", id), "Integration Response");
    edit.remove("integrationResponse", id);
  });
  return {};
}

async function putChecked(
  edit: V2Edit,
  integrationId: string,
  given: IntegrationResponse,
): Promise<IntegrationResponse> {
  const response: IntegrationResponse = withoutEmptyTexts({
    ...given,
    ResponseParameters: unlessEmpty(given.ResponseParameters ?? {}),
    ResponseTemplates: unlessEmpty(given.ResponseTemplates ?? {}),
  });
  const { IntegrationResponseKey: key = "", IntegrationResponseId = "" } = response;
  if (!RESPONSE_KEY.test(key))
    throw badRequest(
      `Invalid integrationResponseKey specified: '${key}'. It is $default or an expression between slashes`,
    );
  const id = rowId(integrationId, IntegrationResponseId);
  const name = `${integrationId}/${key}`;
  const namesake = await edit.byName("integrationResponse", name);
  if (namesake && namesake.id !== id)
    throw conflict(`IntegrationResponse with key ${key} already exists for this Integration`);
  edit.put("integrationResponse", id, response, { name, parent: integrationId });
  return response;
}
