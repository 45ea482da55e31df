import type { RequestValidator } from "@aws-sdk/client-api-gateway";
import type { DefinitionReader } from "../../storage/definitions.ts";
import { badRequest } from "../../wire/faults.ts";
import type { Input, Output } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { limitOf, pageOf, positionOf } from "../pages.ts";
import { type PatchTable, applyPatches, listingRefusals } from "../patch.ts";
import { flagRow, textRow } from "../patch-rows.ts";
import { editRestApi, readRestApi } from "./edit-rest-api.ts";
import { unknownValidator } from "./missing.ts";
import { refuseWhileUsed } from "./references.ts";

/** What UpdateRequestValidator may patch, in the order in which AWS lists it. */
const patches: PatchTable<RequestValidator> = {
  refusals: listingRefusals,
  paths: [textRow("name"), flagRow("validateRequestParameters"), flagRow("validateRequestBody")],
};

export async function createRequestValidator(
  call: Call,
  { restApiId, ...given }: Input<"apigateway", "CreateRequestValidator">,
): Promise<Output<"apigateway", "CreateRequestValidator">> {
  const validator: RequestValidator = {
    id: call.newId(6),
    validateRequestBody: false,
    validateRequestParameters: false,
    ...given,
  };
  return editRestApi(
    call,
    restApiId,
    async (edit) => {
      checkName(validator);
      edit.put("requestValidator", validator.id ?? "", validator);
      return validator;
    },
    () => badRequest("Invalid REST API identifier specified"),
  );
}

export async function getRequestValidator(
  call: Call,
  { restApiId, requestValidatorId }: Input<"apigateway", "GetRequestValidator">,
): Promise<Output<"apigateway", "GetRequestValidator">> {
  return findValidator(await readRestApi(call, restApiId, unknownValidator), requestValidatorId);
}

export async function getRequestValidators(
  call: Call,
  input: Input<"apigateway", "GetRequestValidators">,
): Promise<Output<"apigateway", "GetRequestValidators">> {
  const definitions = await readRestApi(call, input.restApiId);
  const limit = limitOf(input.limit);
  const rows = await definitions.list("requestValidator", { after: positionOf(input.position), limit: limit + 1 });
  const { items, next } = pageOf(rows, limit);
  return { items: items.map(({ body }) => body), position: next };
}

export async function updateRequestValidator(
  call: Call,
  { restApiId, requestValidatorId, patchOperations = [] }: Input<"apigateway", "UpdateRequestValidator">,
): Promise<Output<"apigateway", "UpdateRequestValidator">> {
  return editRestApi(
    call,
    restApiId,
    async (edit) => {
      const validator = { ...(await findValidator(edit, requestValidatorId)) };
      applyPatches(validator, patchOperations, patches);
      checkName(validator);
      edit.put("requestValidator", requestValidatorId, validator);
      return validator;
    },
    unknownValidator,
  );
}

export async function deleteRequestValidator(
  call: Call,
  { restApiId, requestValidatorId: id }: Input<"apigateway", "DeleteRequestValidator">,
): Promise<Output<"apigateway", "DeleteRequestValidator">> {
  return editRestApi(
    call,
    restApiId,
    async (edit) => {
      await findValidator(edit, id);
      await refuseWhileUsed(edit, `request validator '${id}'`, (method) => method.requestValidatorId === id);
      edit.remove("requestValidator", id);
      return {};
    },
    unknownValidator,
  );
}

function checkName({ name = "" }: RequestValidator): void {
  if (name.trim() === "") throw badRequest("Request Validator name cannot be blank");
}

async function findValidator(reader: DefinitionReader, id: string): Promise<RequestValidator> {
  const validator = await reader.get("requestValidator", id);
  if (!validator) throw unknownValidator();
  return validator;
}
