import type { Method, MethodResponse } from "@aws-sdk/client-api-gateway";
import { conflict } from "../../wire/faults.ts";
import type { Input, Output } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { type PatchTable, applyPatches, shortRefusals } from "../patch.ts";
import { mapRow } from "./map-rows.ts";
import { checkResponseParameters } from "./mapping-checks.ts";
import { checkModels } from "./method-checks.ts";
import { readFlag } from "./method-patches.ts";
import { editMethod, methodResponseOf, readMethod, without } from "./method-rows.ts";
import { unknownContentType, unknownParameter } from "./missing.ts";
import type { RestEdit } from "./edit-rest-api.ts";

/** What UpdateMethodResponse may patch (API reference, "Patch Operations"). */
const patches: PatchTable<MethodResponse> = {
  refusals: shortRefusals,
  paths: [
    mapRow<MethodResponse, boolean>("responseParameters", { missing: unknownParameter, read: readFlag }),
    mapRow<MethodResponse, string>("responseModels", { missing: unknownContentType, read: (value = "") => value }),
  ],
};

export async function putMethodResponse(
  call: Call,
  input: Input<"apigateway", "PutMethodResponse">,
): Promise<Output<"apigateway", "PutMethodResponse">> {
  const { restApiId: _api, resourceId: _resource, httpMethod: _method, ...response } = input;
  return editMethod(call, input, async (method, edit) => {
    if (method.methodResponses?.[input.statusCode]) throw conflict("Response already exists for this resource");
    await setResponse(edit, method, response);
    return response;
  });
}

export async function getMethodResponse(
  call: Call,
  input: Input<"apigateway", "GetMethodResponse">,
): Promise<Output<"apigateway", "GetMethodResponse">> {
  return methodResponseOf(await readMethod(call, input), input.statusCode);
}

export async function updateMethodResponse(
  call: Call,
  input: Input<"apigateway", "UpdateMethodResponse">,
): Promise<Output<"apigateway", "UpdateMethodResponse">> {
  return editMethod(call, input, async (method, edit) => {
    const response = methodResponseOf(method, input.statusCode);
    applyPatches(response, input.patchOperations ?? [], patches);
    await setResponse(edit, method, response);
    return response;
  });
}

export async function deleteMethodResponse(
  call: Call,
  input: Input<"apigateway", "DeleteMethodResponse">,
): Promise<Output<"apigateway", "DeleteMethodResponse">> {
  return editMethod(call, input, (method) => {
    methodResponseOf(method, input.statusCode);
    method.methodResponses = without(method.methodResponses, input.statusCode);
    return {};
  });
}

async function setResponse(edit: RestEdit, method: Method, response: MethodResponse): Promise<void> {
  await checkModels(edit, response.responseModels ?? {});
  checkResponseParameters(response.responseParameters ?? {});
  method.methodResponses = { ...method.methodResponses, [response.statusCode ?? ""]: response };
}
