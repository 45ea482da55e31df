import type { ApiKey } from "@aws-sdk/client-api-gateway";
import type { StoredApiKey } from "../../../model/api-key.ts";
import { type ApiKeyRow, KeyValueTaken } from "../../../storage/api-keys.ts";
import { badRequest, conflict, notFound } from "../../../wire/faults.ts";
import type { Fault } from "../../../wire/fault.ts";
import type { Input, Output } from "../../../wire/handlers.ts";
import type { Call } from "../../call.ts";
import { type PatchPath, type PatchTable, applyPatches, listingRefusals } from "../../patch.ts";
import { flagRow, textRow } from "../../patch-rows.ts";
import { checkedTags } from "../../tag-rules.ts";
import { checkDescription, checkName, checkValue, newValue } from "./key-rules.ts";
import { keyPage } from "./ranked-pages.ts";

export const unknownApiKey = (): Fault => notFound("Invalid API Key identifier specified");

/** `stages`: what tied keys to stages before there were usage plans. The value is `{restApiId}/{stageName}`. */
const stages: PatchPath<StoredApiKey> = {
  path: "/stages",
  ops: ["add", "remove"],
  apply(key, { op, value = "" }) {
    if (!/^[^/]+\/[^/]+$/.test(value)) throw badRequest("Invalid API Stage specified");
    const others = (key.stageKeys ?? []).filter((one) => one !== value);
    key.stageKeys = op === "add" ? [...others, value] : others;
  },
};

/** What UpdateApiKey may patch, in the order in which AWS lists it. */
const patches: PatchTable<StoredApiKey> = {
  refusals: listingRefusals,
  paths: [textRow("description"), flagRow("enabled"), textRow("name"), textRow("customerId"), stages],
};

export async function createApiKey(
  call: Call,
  input: Input<"apigateway", "CreateApiKey">,
): Promise<Output<"apigateway", "CreateApiKey">> {
  const { name, description, enabled = false, customerId, tags } = input;
  const value = input.value || newValue((bytes) => call.random(bytes));
  checkValue(value);
  const createdDate = call.now();
  const key: StoredApiKey = {
    id: call.newId(10),
    ...(name ? { name } : {}),
    ...(description ? { description } : {}),
    ...(customerId ? { customerId } : {}),
    enabled,
    createdDate,
    lastUpdatedDate: createdDate,
    stageKeys: (input.stageKeys ?? []).map(({ restApiId, stageName }) => `${restApiId}/${stageName}`),
    ...(tags ? { tags: checkedTags(tags) } : {}),
  };
  checkName(key.name);
  checkDescription(key.description);
  const sealed = call.secrets.seal(`apiKey/${key.id}`, value);
  // While keys are rotated a row may still be found under the old one.
  const taken = await call.apiKeys.idsByHash(call.secrets.lookupHashes(value));
  if (taken.size > 0) throw conflict("API Key already exists");
  try {
    await call.apiKeys.put([{ key, hash: call.secrets.lookupHash(value), sealed, planIds: [] }]);
  } catch (error) {
    throw error instanceof KeyValueTaken ? conflict("API Key already exists") : error;
  }
  return { ...key, value };
}

export async function getApiKey(
  call: Call,
  { apiKey: id, includeValue = false }: Input<"apigateway", "GetApiKey">,
): Promise<Output<"apigateway", "GetApiKey">> {
  const row = await call.apiKeys.get(id);
  if (!row) throw unknownApiKey();
  return { ...keyOf(call, row, includeValue), tags: row.key.tags ?? {} };
}

export async function getApiKeys(
  call: Call,
  input: Input<"apigateway", "GetApiKeys">,
): Promise<Output<"apigateway", "GetApiKeys">> {
  const { nameQuery: namePrefix, customerId } = input;
  const { items, position } = await keyPage(call, input, { namePrefix, customerId });
  return { items: items.map((row) => keyOf(call, row, input.includeValues ?? false)), position };
}

export async function updateApiKey(
  call: Call,
  { apiKey: id, patchOperations = [] }: Input<"apigateway", "UpdateApiKey">,
): Promise<Output<"apigateway", "UpdateApiKey">> {
  const key = await call.apiKeys.edit(id, (one) => {
    applyPatches(one, patchOperations, patches);
    checkName(one.name);
    checkDescription(one.description);
    one.lastUpdatedDate = call.now();
  });
  if (!key) throw unknownApiKey();
  return { ...key, tags: key.tags ?? {} };
}

export async function deleteApiKey(
  call: Call,
  { apiKey: id }: Input<"apigateway", "DeleteApiKey">,
): Promise<Output<"apigateway", "DeleteApiKey">> {
  if (!(await call.apiKeys.remove(id))) throw unknownApiKey();
  return {};
}

/** A key as AWS shows it; its value only where it is asked for. */
export function keyOf(call: Call, { key, sealed }: ApiKeyRow, withValue: boolean): ApiKey {
  return withValue ? { ...key, value: call.secrets.open(`apiKey/${key.id}`, sealed) } : key;
}
