import type { Method } from "@aws-sdk/client-api-gateway";
import type { Fault } from "../../wire/fault.ts";
import { conflict } from "../../wire/faults.ts";
import type { RestEdit } from "./edit-rest-api.ts";
import { modelNames, parseSchema } from "./model-schemas.ts";

interface MethodUse {
  /** `{resourcePath}/{httpMethod}`: that of the root is `//ANY`, as AWS writes it */
  place: string;
  method: Method;
}

/** All methods of an API, with their places, in the order of these. */
async function methodsByPlace(edit: RestEdit): Promise<MethodUse[]> {
  const resources = await edit.list("resource");
  const paths = new Map(resources.map(({ id, body }) => [id, body.path ?? ""]));
  const methods = (await edit.list("method")).map(({ parent, body }) => ({
    place: `${paths.get(parent ?? "") ?? ""}/${body.httpMethod}`,
    method: body,
  }));
  return methods.toSorted((a, b) => (a.place < b.place ? -1 : 1));
}

/** Refuses to delete what methods still refer to. `what`: `authorizer 'abc'`. Of several the last is named, as AWS was seen to do. */
export async function refuseWhileUsed(
  edit: RestEdit,
  what: string,
  uses: (method: Method) => boolean,
  where = "method",
): Promise<void> {
  const use = (await methodsByPlace(edit)).findLast(({ method }) => uses(method));
  if (use) throw conflict(`Cannot delete ${what}, is referenced in ${where}: ${use.place}`);
}

/** Refuses to delete a model that methods or other models still refer to. */
export async function refuseUsedModel(edit: RestEdit, name: string): Promise<void> {
  const methods = await methodsByPlace(edit);
  const names = (models: Record<string, string> | undefined): boolean => Object.values(models ?? {}).includes(name);
  const request = methods.findLast(({ method }) => names(method.requestModels));
  if (request) throw referenced(name, `method request: ${request.place}`);
  for (const { place, method } of methods.toReversed()) {
    const responses = Object.entries(method.methodResponses ?? {});
    const response = responses.find(([, { responseModels }]) => names(responseModels));
    if (response) throw referenced(name, `method response: ${place}/${response[0]}`);
  }
  const model = (await edit.list("restModel")).find(
    ({ body }) => body.name !== name && modelNames(parseSchema(body.schema ?? "") ?? {}).includes(name),
  );
  if (model) throw referenced(name, `model: ${model.body.name}`);
}

const referenced = (name: string, place: string): Fault =>
  conflict(`Cannot delete model '${name}', is referenced in ${place}`);
