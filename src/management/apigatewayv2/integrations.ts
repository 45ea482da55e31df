import type { Integration } from "@aws-sdk/client-apigatewayv2";
import { badRequest, conflict } from "../../wire/faults.ts";
import type { Input, Output } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { type V2Rows, editV2Api, readV2Api } from "../edit-api.ts";
import { changed, changedMap, unlessEmpty } from "./change.ts";
import { checkedIntegration } from "./integration-rules.ts";
import { putIntegration } from "./integration-rows.ts";
import { found, missing } from "./missing.ts";
import { definitionPage } from "./page.ts";

export async function createIntegration(
  call: Call,
  input: Input<"apigatewayv2", "CreateIntegration">,
): Promise<Output<"apigatewayv2", "CreateIntegration">> {
  const { ApiId, ...members } = input;
  const IntegrationId = call.newId(7);
  return editV2Api(call, ApiId, (edit) =>
    putCheckedIntegration(call, edit, withoutEmptyMaps({ ...members, IntegrationId })),
  );
}

export async function getIntegration(
  call: Call,
  input: Input<"apigatewayv2", "GetIntegration">,
): Promise<Output<"apigatewayv2", "GetIntegration">> {
  const api = await readV2Api(call, input.ApiId);
  return found(await api.get("integration", input.IntegrationId), "Integration");
}

export async function getIntegrations(
  call: Call,
  input: Input<"apigatewayv2", "GetIntegrations">,
): Promise<Output<"apigatewayv2", "GetIntegrations">> {
  return definitionPage(await readV2Api(call, input.ApiId), "integration", input);
}

export async function updateIntegration(
  call: Call,
  input: Input<"apigatewayv2", "UpdateIntegration">,
): Promise<Output<"apigatewayv2", "UpdateIntegration">> {
  const { ApiId, IntegrationId, ...changes } = input;
  return editV2Api(call, ApiId, async (edit) => {
    const before = found(await edit.get("integration", IntegrationId), "Integration");
    if (changes.IntegrationSubtype !== undefined && changes.IntegrationSubtype !== (before.IntegrationSubtype ?? ""))
      throw badRequest("The IntegrationSubtype of an integration cannot be changed");
    const after = changed(before, {
      ...changes,
      RequestParameters: changes.RequestParameters && changedMap(before.RequestParameters, changes.RequestParameters),
      ResponseParameters: changes.ResponseParameters && { ...before.ResponseParameters, ...changes.ResponseParameters },
    });
    return putCheckedIntegration(call, edit, withoutEmptyMaps(after));
  });
}

export async function deleteIntegration(
  call: Call,
  input: Input<"apigatewayv2", "DeleteIntegration">,
): Promise<Output<"apigatewayv2", "DeleteIntegration">> {
  const id = input.IntegrationId;
  await editV2Api(call, input.ApiId, async (edit) => {
    const integration = found(await edit.get("integration", id), "Integration");
    // "You can update a managed integration, but you can't delete it" (API Gateway v2 reference, Integration, `apiGatewayManaged`).
    if (integration.ApiGatewayManaged)
      throw badRequest("An integration that is managed by API Gateway cannot be deleted");
    const routes = await edit.list("route", { parent: id });
    if (routes.length > 0)
      throw conflict(
        `Cannot delete Integration because it is referenced by the following Routes with Ids: [${routes.map((route) => route.id).join(", ")}]`,
      );
    edit.remove("integration", id);
    for (const response of await edit.list("integrationResponse", { parent: id }))
      edit.remove("integrationResponse", response.id);
  });
  return {};
}

export async function putCheckedIntegration(call: Call, edit: V2Rows, given: Integration): Promise<Integration> {
  const { kind } = edit.root;
  const integration = checkedIntegration(kind, given);
  const { ConnectionType, ConnectionId = "" } = integration;
  if (ConnectionType === "VPC_LINK") {
    const link = await call.documents.get(kind === "HTTP" ? "vpcLink" : "restVpcLink", ConnectionId);
    if (!link) throw missing("Vpc Link");
  } else if (ConnectionId !== "") {
    throw badRequest("ConnectionId can only be set for ConnectionType VPC_LINK");
  }
  putIntegration(edit, integration);
  return integration;
}

/** AWS leaves out empty maps; response parameters of a status code that became empty are removed by that. */
export function withoutEmptyMaps(integration: Integration): Integration {
  const responses = Object.entries(integration.ResponseParameters ?? {}).map(
    ([status, mappings]) => [status, changedMap({}, mappings)] as const,
  );
  return {
    ...integration,
    RequestParameters: unlessEmpty(integration.RequestParameters ?? {}),
    RequestTemplates: unlessEmpty(integration.RequestTemplates ?? {}),
    ResponseParameters: unlessEmpty(
      Object.fromEntries(responses.filter(([, mappings]) => Object.keys(mappings).length > 0)),
    ),
    TlsConfig: integration.TlsConfig?.ServerNameToVerify ? integration.TlsConfig : undefined,
  };
}
