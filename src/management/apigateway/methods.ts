import type { Method } from "@aws-sdk/client-api-gateway";
import { conflict } from "../../wire/faults.ts";
import type { Input, Output } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { applyPatches } from "../patch.ts";
import { methodAnswer } from "./answers.ts";
import { editRestApi } from "./edit-rest-api.ts";
import { httpMethodOf } from "./http-method.ts";
import { completeMethod } from "./method-checks.ts";
import { methodPatches } from "./method-patches.ts";
import { editMethod, findMethod, findResource, methodRowId, putMethodRow, readMethod } from "./method-rows.ts";
import { unknownResource } from "./missing.ts";

/** The texts that a method may lack: an empty one is none. */
const OPTIONAL_TEXTS = ["authorizerId", "operationName", "requestValidatorId"] as const;

export async function putMethod(
  call: Call,
  input: Input<"apigateway", "PutMethod">,
): Promise<Output<"apigateway", "PutMethod">> {
  const { restApiId, resourceId, httpMethod, ...given } = input;
  return editRestApi(
    call,
    restApiId,
    async (edit) => {
      await findResource(edit, resourceId);
      const method: Method = {
        ...given,
        httpMethod: httpMethodOf(httpMethod),
        apiKeyRequired: given.apiKeyRequired ?? false,
      };
      dropEmptyTexts(method);
      if (await edit.get("method", methodRowId(input))) throw conflict("Method already exists for this resource");
      await completeMethod(edit, method);
      putMethodRow(edit, resourceId, method);
      return method;
    },
    unknownResource,
  );
}

export async function getMethod(
  call: Call,
  input: Input<"apigateway", "GetMethod">,
): Promise<Output<"apigateway", "GetMethod">> {
  return methodAnswer(await readMethod(call, input));
}

export async function updateMethod(
  call: Call,
  input: Input<"apigateway", "UpdateMethod">,
): Promise<Output<"apigateway", "UpdateMethod">> {
  return editMethod(call, input, async (method, edit) => {
    applyPatches(method, input.patchOperations ?? [], methodPatches);
    dropEmptyTexts(method);
    await completeMethod(edit, method);
    return methodAnswer(method);
  });
}

export async function deleteMethod(
  call: Call,
  input: Input<"apigateway", "DeleteMethod">,
): Promise<Output<"apigateway", "DeleteMethod">> {
  return editRestApi(
    call,
    input.restApiId,
    async (edit) => {
      await findMethod(edit, input);
      edit.remove("method", methodRowId(input));
      return {};
    },
    unknownResource,
  );
}

function dropEmptyTexts(method: Method): void {
  for (const key of OPTIONAL_TEXTS) if (method[key] === "") delete method[key];
}
