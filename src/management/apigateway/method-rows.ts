import type { Integration, IntegrationResponse, Method, MethodResponse, Resource } from "@aws-sdk/client-api-gateway";
import type { DefinitionReader } from "../../storage/definitions.ts";
import type { Fault } from "../../wire/fault.ts";
import type { Call } from "../call.ts";
import { type RestEdit, editRestApi, readRestApi } from "./edit-rest-api.ts";
import { unknownIntegration, unknownMethod, unknownResource, unknownResponse } from "./missing.ts";

/** What names a method in the labels of an operation. */
export interface MethodIds {
  restApiId: string;
  resourceId: string;
  httpMethod: string;
}

/** The id of a method's row: `{resourceId}/{httpMethod}`. Methods are named in any case. */
export function methodRowId({ resourceId, httpMethod }: Omit<MethodIds, "restApiId">): string {
  return `${resourceId}/${httpMethod.toUpperCase()}`;
}

/** @throws NotFoundException for an unknown resource */
export async function findResource(reader: DefinitionReader, resourceId: string): Promise<Resource> {
  const resource = await reader.get("resource", resourceId);
  if (!resource) throw unknownResource();
  return resource;
}

/** @throws NotFoundException for an unknown resource, `missing` for an unknown method */
export async function findMethod(
  reader: DefinitionReader,
  ids: MethodIds,
  missing: () => Fault = unknownMethod,
): Promise<Method> {
  const method = await reader.get("method", methodRowId(ids));
  if (method) return method;
  await findResource(reader, ids.resourceId);
  throw missing();
}

export async function readMethod(call: Call, ids: MethodIds, missing?: () => Fault): Promise<Method> {
  return findMethod(await readRestApi(call, ids.restApiId, unknownResource), ids, missing);
}

/** Changes a method in place: `change` gets a copy of its row, which is written back. */
export async function editMethod<R>(
  call: Call,
  ids: MethodIds,
  change: (method: Method, edit: RestEdit) => Promise<R> | R,
  missing?: () => Fault,
): Promise<R> {
  return editRestApi(
    call,
    ids.restApiId,
    async (edit) => {
      const method = structuredClone(await findMethod(edit, ids, missing));
      const result = await change(method, edit);
      putMethodRow(edit, ids.resourceId, method);
      return result;
    },
    unknownResource,
  );
}

export function putMethodRow(edit: RestEdit, resourceId: string, method: Method): void {
  edit.put("method", methodRowId({ resourceId, httpMethod: method.httpMethod ?? "" }), method, { parent: resourceId });
}

/** @throws NotFoundException where the method has no integration */
export function integrationOf(method: Method): Integration {
  if (!method.methodIntegration) throw unknownIntegration();
  return method.methodIntegration;
}

/** @throws NotFoundException where the method has no response of this status */
export function methodResponseOf(method: Method, statusCode: string): MethodResponse {
  return ownEntry(method.methodResponses, statusCode);
}

/** @throws NotFoundException where there is no integration, or none of its responses has this status */
export function integrationResponseOf(method: Method, statusCode: string): IntegrationResponse {
  return ownEntry(integrationOf(method).integrationResponses, statusCode);
}

function ownEntry<T>(entries: Record<string, T> | undefined, key: string): T {
  const entry = entries?.[key];
  if (entry === undefined) throw unknownResponse();
  return entry;
}

/** A map without one entry; undefined when nothing is left, since AWS then leaves the member out. */
export function without<T>(entries: Record<string, T> | undefined, key: string): Record<string, T> | undefined {
  const { [key]: _removed, ...others } = entries ?? {};
  return Object.keys(others).length === 0 ? undefined : others;
}
