import type { Model } from "@aws-sdk/client-api-gateway";
import { modelTemplate } from "../../languages/jsonschema/model-template.ts";
import { SchemaProblem } from "../../languages/jsonschema/schema.ts";
import type { DefinitionReader } from "../../storage/definitions.ts";
import type { Fault } from "../../wire/fault.ts";
import { badRequest, conflict, notFound } from "../../wire/faults.ts";
import type { Input, Output } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { limitOf, pageOf, positionOf } from "../pages.ts";
import { type PatchTable, applyPatches, listingRefusals } from "../patch.ts";
import { textRow } from "../patch-rows.ts";
import { type RestEdit, editRestApi, readRestApi } from "./edit-rest-api.ts";
import { checkContentTypes } from "./mapping-checks.ts";
import { checkModelSchema, flattened, parseSchema, referencedSchemas, resolveIn } from "./model-schemas.ts";
import { refuseUsedModel } from "./references.ts";

/** What UpdateModel may patch (API reference, "Patch Operations"). */
const patches: PatchTable<Model> = {
  refusals: listingRefusals,
  paths: [textRow("description"), textRow("schema")],
};

export async function createModel(
  call: Call,
  { restApiId, ...given }: Input<"apigateway", "CreateModel">,
): Promise<Output<"apigateway", "CreateModel">> {
  return editRestApi(call, restApiId, async (edit) => {
    const { name } = given;
    if (name === "") throw badRequest("Model name must be non-empty");
    if (!/^[a-zA-Z0-9]+$/.test(name)) throw badRequest(`Model name must be alphanumeric: ${name}`);
    if (await edit.byName("restModel", name)) throw conflict("Model name already exists for this REST API");
    checkContentTypes({ [given.contentType]: "" });
    return putModel(edit, { ...given, id: call.newId(6) });
  });
}

export async function getModel(
  call: Call,
  { restApiId, modelName, flatten }: Input<"apigateway", "GetModel">,
): Promise<Output<"apigateway", "GetModel">> {
  const definitions = await readRestApi(call, restApiId, () => unknownModel(modelName));
  const model = await findModel(definitions, modelName);
  const schema = flatten ? parseSchema(model.schema ?? "") : null;
  if (schema === null) return model;
  return { ...model, schema: flattened(schema, await referencedSchemas(definitions, schema)) };
}

export async function getModels(
  call: Call,
  input: Input<"apigateway", "GetModels">,
): Promise<Output<"apigateway", "GetModels">> {
  const definitions = await readRestApi(call, input.restApiId);
  const limit = limitOf(input.limit);
  const rows = await definitions.list("restModel", { after: positionOf(input.position), limit: limit + 1 });
  const { items, next } = pageOf(rows, limit);
  return { items: items.map(({ body }) => body), position: next };
}

/** A mapping template of the model's form. */
export async function getModelTemplate(
  call: Call,
  { restApiId, modelName }: Input<"apigateway", "GetModelTemplate">,
): Promise<Output<"apigateway", "GetModelTemplate">> {
  const definitions = await readRestApi(call, restApiId, () => unknownModel(modelName));
  const schema = parseSchema((await findModel(definitions, modelName)).schema ?? "") ?? {};
  const models = await referencedSchemas(definitions, schema);
  try {
    return { value: modelTemplate(schema, resolveIn(models)) };
  } catch (error) {
    if (error instanceof SchemaProblem) throw badRequest(`${error.pointer}: ${error.message}`);
    throw error;
  }
}

export async function updateModel(
  call: Call,
  { restApiId, modelName, patchOperations = [] }: Input<"apigateway", "UpdateModel">,
): Promise<Output<"apigateway", "UpdateModel">> {
  const work = async (edit: RestEdit): Promise<Model> => {
    const model = { ...(await findModel(edit, modelName)) };
    applyPatches(model, patchOperations, patches);
    return putModel(edit, model);
  };
  return editRestApi(call, restApiId, work, () => unknownModel(modelName));
}

export async function deleteModel(
  call: Call,
  { restApiId, modelName }: Input<"apigateway", "DeleteModel">,
): Promise<Output<"apigateway", "DeleteModel">> {
  const work = async (edit: RestEdit): Promise<object> => {
    const { id = "" } = await findModel(edit, modelName);
    await refuseUsedModel(edit, modelName);
    edit.remove("restModel", id);
    return {};
  };
  return editRestApi(call, restApiId, work, () => unknownModel(modelName));
}

async function putModel(edit: RestEdit, model: Model): Promise<Model> {
  const { id = "", name = "", schema = "", contentType = "" } = model;
  if (schema === "") throw badRequest("Model schema must have at least 1 property or array items defined");
  if (/^application\/(?:.+\+)?json\b/i.test(contentType)) await checkModelSchema(edit, name, schema);
  if (model.description === "") delete model.description;
  edit.put("restModel", id, model, { name });
  return model;
}

const unknownModel = (name: string): Fault => notFound(`Invalid model name specified: ${name}`);

async function findModel(reader: DefinitionReader, name: string): Promise<Model> {
  const row = await reader.byName("restModel", name);
  if (!row) throw unknownModel(name);
  return row.body;
}
