import type { Method } from "@aws-sdk/client-api-gateway";
import type { DefinitionReader } from "../../storage/definitions.ts";
import type { ApiEdit } from "../../storage/edit.ts";
import type { Call } from "../call.ts";

/** Ids of the source and what they became in the copy. */
type Renamed = ReadonlyMap<string, string>;

/**
 * Copies the definition of one REST API into a new one (CreateRestApi, `cloneFrom`): resources, methods, models, validators,
 * authorizers, gateway responses and documentation parts. What belongs to running it stays behind: deployments, stages,
 * documentation versions, keys, tags. Everything gets ids of its own, the root resource that of the new API.
 */
export async function copyDefinition(
  call: Call,
  source: DefinitionReader,
  edit: ApiEdit,
  rootId: string,
): Promise<void> {
  const validators = await copyRows(call, source, edit, "requestValidator");
  const authorizers = await copyRows(call, source, edit, "restAuthorizer");
  await copyModels(call, source, edit);
  for (const { id, body } of await source.list("gatewayResponse")) edit.put("gatewayResponse", id, body);
  for (const { name, body } of await source.list("documentationPart")) {
    const id = call.newId(6);
    edit.put("documentationPart", id, { ...body, id }, name === null ? {} : { name });
  }
  const resources = await copyResources(call, source, edit, rootId);
  for (const { parent, body } of await source.list("method")) {
    const resourceId = renamed(resources, parent ?? "");
    const method = copiedMethod(body, { resources, validators, authorizers });
    edit.put("method", `${resourceId}/${method.httpMethod}`, method, { parent: resourceId });
  }
}

async function copyRows(
  call: Call,
  source: DefinitionReader,
  edit: ApiEdit,
  kind: "requestValidator" | "restAuthorizer",
): Promise<Renamed> {
  const ids = new Map<string, string>();
  for (const { id: before, name, body } of await source.list(kind)) {
    const id = call.newId(6);
    ids.set(before, id);
    edit.put(kind, id, { ...body, id }, name === null ? {} : { name });
  }
  return ids;
}

/** Models refer to each other by addresses that hold the API's id. */
async function copyModels(call: Call, source: DefinitionReader, edit: ApiEdit): Promise<void> {
  for (const { name, body } of await source.list("restModel")) {
    const id = call.newId(6);
    const schema = body.schema?.replaceAll(`/restapis/${source.root.id}/models/`, `/restapis/${edit.root.id}/models/`);
    edit.put("restModel", id, { ...body, id, schema }, { name: name ?? "" });
  }
}

async function copyResources(call: Call, source: DefinitionReader, edit: ApiEdit, rootId: string): Promise<Renamed> {
  const rows = await source.list("resource");
  const ids = new Map(rows.map(({ id, body }) => [id, body.parentId === undefined ? rootId : call.newId(6)]));
  for (const { id: before, body } of rows) {
    const id = renamed(ids, before);
    const parent = body.parentId === undefined ? {} : { parent: renamed(ids, body.parentId) };
    const parentId = body.parentId === undefined ? {} : { parentId: renamed(ids, body.parentId) };
    edit.put("resource", id, { ...body, id, ...parentId }, { name: body.path ?? "", ...parent });
  }
  return ids;
}

function copiedMethod(method: Method, ids: { resources: Renamed; validators: Renamed; authorizers: Renamed }): Method {
  const { authorizerId, requestValidatorId, methodIntegration } = method;
  return {
    ...method,
    ...(authorizerId === undefined ? {} : { authorizerId: renamed(ids.authorizers, authorizerId) }),
    ...(requestValidatorId === undefined ? {} : { requestValidatorId: renamed(ids.validators, requestValidatorId) }),
    ...(methodIntegration
      ? {
          methodIntegration: {
            ...methodIntegration,
            cacheNamespace: renamed(ids.resources, methodIntegration.cacheNamespace ?? ""),
          },
        }
      : {}),
  };
}

/** What an id became; one that is none of the source's (a cache namespace of the user's) stays. */
function renamed(ids: Renamed, id: string): string {
  return ids.get(id) ?? id;
}
