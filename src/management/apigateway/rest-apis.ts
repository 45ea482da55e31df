import type { RestApi } from "@aws-sdk/client-api-gateway";
import type { RestApiRoot } from "../../model/api.ts";
import { badRequest } from "../../wire/faults.ts";
import type { Input, Output } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { limitOf, pageOf, positionOf } from "../pages.ts";
import { applyPatches } from "../patch.ts";
import { putDefaultModels } from "./default-models.ts";
import { editRestApi, readRestApi } from "./edit-rest-api.ts";
import { checkRestApi, completeEndpoint } from "./rest-api-checks.ts";
import { restApiPatches } from "./rest-api-patches.ts";

type CreateInput = Input<"apigateway", "CreateRestApi">;

export async function createRestApi(call: Call, input: CreateInput): Promise<Output<"apigateway", "CreateRestApi">> {
  if (input.cloneFrom !== undefined) throw badRequest("cloneFrom is not implemented");
  const rootResourceId = call.newId(10);
  const { cloneFrom: _cloneFrom, binaryMediaTypes, ...given } = input;
  const body: RestApi = {
    ...given,
    id: call.newId(10),
    rootResourceId,
    apiKeySource: input.apiKeySource ?? "HEADER",
    createdDate: call.now(),
    disableExecuteApiEndpoint: input.disableExecuteApiEndpoint ?? false,
    endpointConfiguration: completeEndpoint(input.endpointConfiguration),
    ...(binaryMediaTypes && binaryMediaTypes.length > 0 ? { binaryMediaTypes } : {}),
  };
  checkRestApi(body);
  const root: RestApiRoot = { id: body.id ?? "", kind: "REST", region: call.region, revision: 0, body };
  await call.apis.create(root, async (edit) => {
    edit.put("resource", rootResourceId, { id: rootResourceId, path: "/" }, { name: "/" });
    putDefaultModels(call, edit);
  });
  return body;
}

export async function getRestApi(
  call: Call,
  input: Input<"apigateway", "GetRestApi">,
): Promise<Output<"apigateway", "GetRestApi">> {
  return (await readRestApi(call, input.restApiId)).root.body;
}

export async function getRestApis(
  call: Call,
  input: Input<"apigateway", "GetRestApis">,
): Promise<Output<"apigateway", "GetRestApis">> {
  const limit = limitOf(input.limit);
  const { items, next } = pageOf(await call.apis.list(["REST"], positionOf(input.position), limit + 1), limit);
  return { items: items.map((root) => root.body as RestApi), position: next };
}

export async function updateRestApi(
  call: Call,
  input: Input<"apigateway", "UpdateRestApi">,
): Promise<Output<"apigateway", "UpdateRestApi">> {
  return editRestApi(call, input.restApiId, async (edit) => {
    const body = structuredClone({ ...edit.root.body, tags: edit.root.body.tags ?? {} });
    applyPatches(body, input.patchOperations ?? [], restApiPatches);
    checkRestApi(body);
    edit.putRoot(edit.root, body);
    return body;
  });
}

export async function deleteRestApi(
  call: Call,
  input: Input<"apigateway", "DeleteRestApi">,
): Promise<Output<"apigateway", "DeleteRestApi">> {
  await editRestApi(call, input.restApiId, async (edit) => edit.removeApi());
  return {};
}
