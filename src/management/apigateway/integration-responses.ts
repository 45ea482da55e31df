import type { IntegrationResponse, Method } from "@aws-sdk/client-api-gateway";
import type { Input, Output } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { type PatchTable, applyPatches, shortRefusals } from "../patch.ts";
import { textRow } from "../patch-rows.ts";
import { integrationResponseAnswer } from "./answers.ts";
import { enumRow } from "./integration-patches.ts";
import { mapRow } from "./map-rows.ts";
import { checkIntegrationResponse } from "./mapping-checks.ts";
import { editMethod, integrationOf, integrationResponseOf, readMethod, without } from "./method-rows.ts";
import { unknownContentType, unknownIntegration, unknownParameter } from "./missing.ts";

const read = (value = ""): string => value;

/** What UpdateIntegrationResponse may patch (API reference, "Patch Operations"). */
const patches: PatchTable<IntegrationResponse> = {
  refusals: shortRefusals,
  paths: [
    enumRow("contentHandling", ["CONVERT_TO_BINARY", "CONVERT_TO_TEXT"]),
    mapRow<IntegrationResponse, string>("responseParameters", { missing: unknownParameter, read }),
    mapRow<IntegrationResponse, string>("responseTemplates", { missing: unknownContentType, read }),
    textRow("selectionPattern"),
  ],
};

export async function putIntegrationResponse(
  call: Call,
  input: Input<"apigateway", "PutIntegrationResponse">,
): Promise<Output<"apigateway", "PutIntegrationResponse">> {
  const { restApiId: _api, resourceId: _resource, httpMethod: _method, ...response } = input;
  return editMethod(call, input, (method) => setResponse(method, response));
}

export async function getIntegrationResponse(
  call: Call,
  input: Input<"apigateway", "GetIntegrationResponse">,
): Promise<Output<"apigateway", "GetIntegrationResponse">> {
  return integrationResponseAnswer(integrationResponseOf(await readMethod(call, input), input.statusCode));
}

export async function updateIntegrationResponse(
  call: Call,
  input: Input<"apigateway", "UpdateIntegrationResponse">,
): Promise<Output<"apigateway", "UpdateIntegrationResponse">> {
  return editMethod(call, input, (method) => {
    const response = integrationResponseOf(method, input.statusCode);
    applyPatches(response, input.patchOperations ?? [], patches);
    return setResponse(method, response);
  });
}

export async function deleteIntegrationResponse(
  call: Call,
  input: Input<"apigateway", "DeleteIntegrationResponse">,
): Promise<Output<"apigateway", "DeleteIntegrationResponse">> {
  const change = (method: Method): object => {
    integrationResponseOf(method, input.statusCode);
    const integration = integrationOf(method);
    integration.integrationResponses = without(integration.integrationResponses, input.statusCode);
    return {};
  };
  return editMethod(call, input, change, unknownIntegration);
}

function setResponse(method: Method, response: IntegrationResponse): IntegrationResponse {
  const integration = integrationOf(method);
  const { statusCode = "" } = response;
  checkIntegrationResponse(response, method.methodResponses?.[statusCode]);
  integration.integrationResponses = { ...integration.integrationResponses, [statusCode]: response };
  return integrationResponseAnswer(response);
}
