import type { Method, Resource } from "@aws-sdk/client-api-gateway";
import type { DefinitionReader, Stored } from "../../storage/definitions.ts";
import { badRequest } from "../../wire/faults.ts";
import type { Input, Output } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { limitOf, pageOf, positionOf } from "../pages.ts";
import { applyPatches } from "../patch.ts";
import { methodAnswer } from "./answers.ts";
import { type RestEdit, editRestApi, readRestApi } from "./edit-rest-api.ts";
import { findResource } from "./method-rows.ts";
import { unknownResource } from "./missing.ts";
import { resourcePatches } from "./resource-patches.ts";
import { checkPlace, checkPathPart, isBelow, pathBelow } from "./resource-tree.ts";

/** A resource can have the seven HTTP methods and ANY. */
const MOST_METHODS = 8;

export async function createResource(
  call: Call,
  { restApiId, parentId, pathPart }: Input<"apigateway", "CreateResource">,
): Promise<Output<"apigateway", "CreateResource">> {
  return editRestApi(
    call,
    restApiId,
    async (edit) => {
      const parent = await findResource(edit, parentId);
      checkPathPart(pathPart);
      const id = call.newId(6);
      const resource: Resource = { id, parentId, pathPart, path: pathBelow(parent, pathPart) };
      await checkPlace(edit, resource, parent);
      putResourceRow(edit, resource);
      return resource;
    },
    unknownResource,
  );
}

export async function getResource(
  call: Call,
  { restApiId, resourceId, embed }: Input<"apigateway", "GetResource">,
): Promise<Output<"apigateway", "GetResource">> {
  const definitions = await readRestApi(call, restApiId, unknownResource);
  const resource = await findResource(definitions, resourceId);
  return withMethods(resource, await definitions.list("method", { parent: resourceId }), embedsMethods(embed));
}

export async function getResources(
  call: Call,
  input: Input<"apigateway", "GetResources">,
): Promise<Output<"apigateway", "GetResources">> {
  const definitions = await readRestApi(call, input.restApiId);
  const limit = limitOf(input.limit);
  const rows = await definitions.list("resource", { after: positionOf(input.position), limit: limit + 1 });
  const { items, next } = pageOf(rows, limit);
  const methods = await methodsOfPage(definitions, items);
  const embedded = embedsMethods(input.embed);
  return { items: items.map(({ id, body }) => withMethods(body, methods.get(id) ?? [], embedded)), position: next };
}

export async function updateResource(
  call: Call,
  { restApiId, resourceId, patchOperations = [] }: Input<"apigateway", "UpdateResource">,
): Promise<Output<"apigateway", "UpdateResource">> {
  return editRestApi(
    call,
    restApiId,
    async (edit) => {
      const before = await findResource(edit, resourceId);
      const resource = { ...before };
      applyPatches(resource, patchOperations, resourcePatches);
      if (resource.parentId !== before.parentId || resource.pathPart !== before.pathPart) {
        await moveResource(edit, before, resource);
      }
      return withMethods(resource, await edit.list("method", { parent: resourceId }), false);
    },
    unknownResource,
  );
}

/** Removes a resource with all below it. */
export async function deleteResource(
  call: Call,
  { restApiId, resourceId }: Input<"apigateway", "DeleteResource">,
): Promise<Output<"apigateway", "DeleteResource">> {
  return editRestApi(
    call,
    restApiId,
    async (edit) => {
      const resource = await findResource(edit, resourceId);
      if (resource.parentId === undefined) throw badRequest("Root resource cannot be deleted.");
      const below = (await edit.list("resource")).filter(({ body }) => isBelow(body, resource));
      const gone = new Set([resourceId, ...below.map(({ id }) => id)]);
      // One owner's methods are read by their owner, many owners' in one go.
      const methods =
        below.length === 0 ? await edit.list("method", { parent: resourceId }) : await edit.list("method");
      for (const { id, parent } of methods) if (gone.has(parent ?? "")) edit.remove("method", id);
      for (const id of gone) edit.remove("resource", id);
      return {};
    },
    unknownResource,
  );
}

/** Puts a resource elsewhere in the tree, with all below it. */
async function moveResource(edit: RestEdit, before: Resource, resource: Resource): Promise<void> {
  const parent = await findResource(edit, resource.parentId ?? "");
  if (parent.id === resource.id || isBelow(parent, before)) throw badRequest("Resources cannot be cyclical.");
  checkPathPart(resource.pathPart ?? "");
  resource.path = pathBelow(parent, resource.pathPart ?? "");
  await checkPlace(edit, resource, parent);
  const below = (await edit.list("resource")).filter(({ body }) => isBelow(body, before));
  putResourceRow(edit, resource);
  const oldLength = before.path?.length ?? 0;
  for (const { body } of below)
    putResourceRow(edit, { ...body, path: resource.path + (body.path ?? "").slice(oldLength) });
}

function putResourceRow(edit: RestEdit, resource: Resource): void {
  const { id = "", path = "", parentId } = resource;
  edit.put("resource", id, resource, { name: path, ...(parentId === undefined ? {} : { parent: parentId }) });
}

/** The methods of a page's resources, by resource: ids of methods begin with their resource's, so they lie side by side. */
async function methodsOfPage(
  reader: DefinitionReader,
  page: Stored<"resource">[],
): Promise<Map<string, Stored<"method">[]>> {
  const byResource = new Map<string, Stored<"method">[]>(page.map(({ id }) => [id, []]));
  const first = page[0];
  if (!first) return byResource;
  const rows = await reader.list("method", { after: first.id, limit: page.length * MOST_METHODS });
  for (const row of rows) byResource.get(row.parent ?? "")?.push(row);
  return byResource;
}

/** Methods are named, and told in full only on demand (`embed=methods`). */
function withMethods(resource: Resource, methods: Stored<"method">[], embedded: boolean): Resource {
  if (methods.length === 0) return resource;
  const entries = methods.map(({ body }): [string, Method] => [
    body.httpMethod ?? "",
    embedded ? methodAnswer(body) : {},
  ]);
  return { ...resource, resourceMethods: Object.fromEntries(entries) };
}

function embedsMethods(embed: string[] | undefined): boolean {
  const unknown = embed?.find((name) => name !== "methods");
  if (unknown !== undefined) throw badRequest(`Invalid embed value ${unknown}: resources embed methods only`);
  return embed !== undefined && embed.length > 0;
}
