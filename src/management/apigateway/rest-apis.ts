import type { RestApi } from "@aws-sdk/client-api-gateway";
import type { RestApiRoot } from "../../model/api.ts";
import type { Fault } from "../../wire/fault.ts";
import { badRequest } from "../../wire/faults.ts";
import type { Input, Output } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { domainsOfApi } from "../domains/mappings.ts";
import { limitOf, pageOf, positionOf } from "../pages.ts";
import { applyPatches } from "../patch.ts";
import { checkedTags } from "../tag-rules.ts";
import { copyDefinition } from "./clone-rest-api.ts";
import { putDefaultModels } from "./default-models.ts";
import { editRestApi, readRestApi } from "./edit-rest-api.ts";
import { checkRestApi, completeEndpoint } from "./rest-api-checks.ts";
import { policyAnswer, storedPolicy } from "./rest-api-policy.ts";
import { restApiPatches } from "./rest-api-patches.ts";

type CreateInput = Input<"apigateway", "CreateRestApi">;

/** Settings that a copy has from its source where the call gives none. */
const COPIED_SETTINGS = [
  "apiKeySource",
  "binaryMediaTypes",
  "disableExecuteApiEndpoint",
  "endpointConfiguration",
  "minimumCompressionSize",
  "policy",
] as const;

export async function createRestApi(call: Call, input: CreateInput): Promise<Output<"apigateway", "CreateRestApi">> {
  if (input.description === "") throw badRequest("Description cannot be an empty string");
  const source = input.cloneFrom ? await readRestApi(call, input.cloneFrom) : null;
  const body = newRestApi(call, input, source?.root.body ?? {});
  const { id = "", rootResourceId = "" } = body;
  const root: RestApiRoot = { id, kind: "REST", region: call.region, revision: 0, body };
  await call.apis.create(root, async (edit) => {
    if (source) return copyDefinition(call, source, edit, rootResourceId);
    edit.put("resource", rootResourceId, { id: rootResourceId, path: "/" }, { name: "/" });
    putDefaultModels(call, edit);
  });
  return answer(body);
}

function newRestApi(call: Call, input: CreateInput, source: RestApi): RestApi {
  const copied = Object.fromEntries(COPIED_SETTINGS.map((key) => [key, source[key]]));
  const { cloneFrom: _cloneFrom, binaryMediaTypes, policy, tags, ...given } = { ...copied, ...input };
  const id = call.newId(10);
  const body: RestApi = {
    ...given,
    id,
    rootResourceId: call.newId(10),
    apiKeySource: given.apiKeySource ?? "HEADER",
    createdDate: call.now(),
    disableExecuteApiEndpoint: given.disableExecuteApiEndpoint ?? false,
    endpointConfiguration: completeEndpoint(given.endpointConfiguration),
    ...(binaryMediaTypes && binaryMediaTypes.length > 0 ? { binaryMediaTypes } : {}),
    ...(tags ? { tags: checkedTags(tags) } : {}),
  };
  checkRestApi(body);
  if (policy) {
    const copiedPolicy = source.id === undefined ? policy : policy.replaceAll(`:${source.id}/`, `:${id}/`);
    body.policy = storedPolicy(call, copiedPolicy, { apiId: id, region: call.region });
  }
  return body;
}

/** Alone an API always tells its tags, even none; in lists and when made only those that it has: recorded so. */
export async function getRestApi(
  call: Call,
  input: Input<"apigateway", "GetRestApi">,
): Promise<Output<"apigateway", "GetRestApi">> {
  const { body } = (await readRestApi(call, input.restApiId)).root;
  return answer({ ...body, tags: body.tags ?? {} });
}

export async function getRestApis(
  call: Call,
  input: Input<"apigateway", "GetRestApis">,
): Promise<Output<"apigateway", "GetRestApis">> {
  const limit = limitOf(input.limit);
  const { items, next } = pageOf(await call.apis.list(["REST"], positionOf(input.position), limit + 1), limit);
  return { items: items.map((root) => answer(root.body as RestApi)), position: next };
}

export async function updateRestApi(
  call: Call,
  input: Input<"apigateway", "UpdateRestApi">,
): Promise<Output<"apigateway", "UpdateRestApi">> {
  return editRestApi(call, input.restApiId, async (edit) => {
    const body = structuredClone({ ...edit.root.body, tags: edit.root.body.tags ?? {} });
    const { policy: before } = body;
    applyPatches(body, input.patchOperations ?? [], restApiPatches);
    checkRestApi(body);
    if (!body.description) delete body.description;
    if (!body.policy) delete body.policy;
    else if (body.policy !== before) {
      body.policy = storedPolicy(call, body.policy, { apiId: edit.root.id, region: edit.root.region });
    }
    edit.putRoot(edit.root, body);
    return answer(body);
  });
}

export async function deleteRestApi(
  call: Call,
  input: Input<"apigateway", "DeleteRestApi">,
): Promise<Output<"apigateway", "DeleteRestApi">> {
  await editRestApi(call, input.restApiId, async (edit) => {
    const domains = await domainsOfApi(call, input.restApiId);
    if (domains.length > 0) throw stillMapped(input.restApiId, domains);
    edit.removeApi();
  });
  return {};
}

const stillMapped = (restApiId: string, domains: string[]): Fault =>
  badRequest(
    `Deleting RestApi ${restApiId} failed. Please remove all base path mappings related to the RestApi in your domains: ${domains.join(", ")}`,
  );

function answer(body: RestApi): RestApi {
  return body.policy === undefined ? body : { ...body, policy: policyAnswer(body.policy) };
}
