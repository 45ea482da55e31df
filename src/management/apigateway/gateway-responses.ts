import type { GatewayResponse, GatewayResponseType } from "@aws-sdk/client-api-gateway";
import type { DefinitionReader } from "../../storage/definitions.ts";
import type { Fault } from "../../wire/fault.ts";
import { badRequest, notFound } from "../../wire/faults.ts";
import type { Input, Output } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { limitOf, pageOf, positionOf } from "../pages.ts";
import { type PatchTable, applyPatches, shortRefusals } from "../patch.ts";
import { textRow } from "../patch-rows.ts";
import { type RestEdit, editRestApi, readRestApi } from "./edit-rest-api.ts";
import { gatewayResponseAnswer, gatewayResponseTypes, standInOf, templatesOf } from "./gateway-response-defaults.ts";
import { mapRow } from "./map-rows.ts";
import { checkContentTypes, checkGatewayParameters } from "./mapping-checks.ts";
import { unknownContentType, unknownParameter } from "./missing.ts";

function entries(key: "responseParameters" | "responseTemplates", missing: () => Fault) {
  return mapRow<GatewayResponse, string>(key, {
    missing,
    read(value) {
      if (value === undefined || value === "") throw badRequest(`Invalid null or empty value in ${key}`);
      return value;
    },
  });
}

/** What UpdateGatewayResponse may patch; of a known path with a wrong operation AWS names the path only. */
const patches: PatchTable<GatewayResponse> = {
  refusals: { ...shortRefusals, path: ({ path }) => badRequest(`Invalid patch path ${path ?? null}`) },
  paths: [
    textRow("statusCode"),
    entries("responseParameters", unknownParameter),
    entries("responseTemplates", unknownContentType),
  ],
};

export async function putGatewayResponse(
  call: Call,
  { restApiId, ...given }: Input<"apigateway", "PutGatewayResponse">,
): Promise<Output<"apigateway", "PutGatewayResponse">> {
  return editRestApi(call, restApiId, async (edit) => setResponse(edit, given.responseType, given));
}

export async function getGatewayResponse(
  call: Call,
  { restApiId, responseType: type }: Input<"apigateway", "GetGatewayResponse">,
): Promise<Output<"apigateway", "GetGatewayResponse">> {
  const definitions = await readRestApi(call, restApiId);
  const set = await definitions.get("gatewayResponse", type);
  const standIn = set ? null : await standInResponse(definitions, type);
  return gatewayResponseAnswer(type, set, standIn);
}

/** All types, those that nobody has set included. */
export async function getGatewayResponses(
  call: Call,
  input: Input<"apigateway", "GetGatewayResponses">,
): Promise<Output<"apigateway", "GetGatewayResponses">> {
  const definitions = await readRestApi(call, input.restApiId);
  const set = new Map((await definitions.list("gatewayResponse")).map(({ id, body }) => [id, body]));
  const after = positionOf(input.position);
  const limit = limitOf(input.limit);
  const types = gatewayResponseTypes().filter((type) => type > after);
  const { items, next } = pageOf(
    types.map((id) => ({ id })),
    limit,
  );
  const answers = items.map(({ id: type }) =>
    gatewayResponseAnswer(type, set.get(type) ?? null, set.get(standInOf(type) ?? "") ?? null),
  );
  return { items: answers, position: next };
}

export async function updateGatewayResponse(
  call: Call,
  { restApiId, responseType: type, patchOperations = [] }: Input<"apigateway", "UpdateGatewayResponse">,
): Promise<Output<"apigateway", "UpdateGatewayResponse">> {
  return editRestApi(call, restApiId, async (edit) => {
    const stored = await edit.get("gatewayResponse", type);
    // A status that nobody has set stays unset: the type's own may differ from what it reads as.
    const response: GatewayResponse = { ...stored, responseTemplates: { ...templatesOf(stored) } };
    applyPatches(response, patchOperations, patches);
    return setResponse(edit, type, response);
  });
}

export async function deleteGatewayResponse(
  call: Call,
  { restApiId, responseType: type }: Input<"apigateway", "DeleteGatewayResponse">,
): Promise<Output<"apigateway", "DeleteGatewayResponse">> {
  return editRestApi(call, restApiId, async (edit) => {
    if (!(await edit.get("gatewayResponse", type))) throw notFound("Gateway response type not defined on api");
    edit.remove("gatewayResponse", type);
    return {};
  });
}

function setResponse(edit: RestEdit, type: GatewayResponseType, given: GatewayResponse): GatewayResponse {
  const response = { ...given, responseType: type };
  checkGatewayResponse(response);
  edit.put("gatewayResponse", type, response);
  return gatewayResponseAnswer(type, response, null);
}

/** @throws BadRequestException for a type that there is not, a status that is none, and mappings that AWS refuses */
export function checkGatewayResponse({ responseType, statusCode, ...response }: GatewayResponse): void {
  if (!gatewayResponseTypes().some((type) => type === responseType)) {
    throw badRequest(`Invalid gateway response type: ${responseType}`);
  }
  if (statusCode !== undefined && !/^[1-5]\d\d$/.test(statusCode)) {
    throw badRequest(`Invalid status code ${statusCode}: it must match [1-5]\\d\\d`);
  }
  checkGatewayParameters(response.responseParameters ?? {});
  checkContentTypes(response.responseTemplates ?? {});
}

async function standInResponse(reader: DefinitionReader, type: GatewayResponseType): Promise<GatewayResponse | null> {
  const standIn = standInOf(type);
  return standIn === null ? null : reader.get("gatewayResponse", standIn);
}
