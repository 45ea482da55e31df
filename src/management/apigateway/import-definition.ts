import type { Integration, Method, RestApi } from "@aws-sdk/client-api-gateway";
import { MODEL_API_ID, type RestDefinition, type RestDefinitionMethod } from "../../openapi/rest/rest-definition.ts";
import { badRequest } from "../../wire/faults.ts";
import type { RestApiRoot } from "../../model/api.ts";
import type { Call } from "../call.ts";
import { DefinitionRows, type DefinitionWriter } from "../definition-rows.ts";
import { ImportErrors } from "../import-errors.ts";
import { checkedTags } from "../tag-rules.ts";
import type { RestEdit } from "./edit-rest-api.ts";
import { authTypeOf, checkAuthorizer } from "./authorizer-checks.ts";
import { documentationPartKey } from "./documentation-keys.ts";
import { checkPlaceOfPart } from "./documentation-places.ts";
import { checkGatewayResponse } from "./gateway-responses.ts";
import { checkIntegration } from "./integration-checks.ts";
import { setDefaults } from "./integrations.ts";
import { checkIntegrationResponse, checkResponseParameters } from "./mapping-checks.ts";
import { checkModels, completeMethod } from "./method-checks.ts";
import { checkOwnSchema, parseSchema } from "./model-schemas.ts";
import { checkRestApi } from "./rest-api-checks.ts";
import { storedPolicy } from "./rest-api-policy.ts";
import { checkPathPart, checkPlace, pathBelow } from "./resource-tree.ts";

/** What an import replaces or changes. */
const KINDS = [
  "resource",
  "method",
  "restModel",
  "requestValidator",
  "restAuthorizer",
  "gatewayResponse",
  "documentationPart",
] as const;

type RestRows = DefinitionRows<RestApiRoot>;

/** Merge: what the document does not name stays. Overwrite: it goes. */
export type PutMode = "merge" | "overwrite";

/**
 * Makes a REST API what a document describes, and returns the API's own new body.
 *
 * @throws BadRequestException with all that AWS would refuse of it
 */
export async function importDefinition(
  call: Call,
  edit: RestEdit,
  definition: RestDefinition,
  mode: PutMode,
): Promise<RestApi> {
  const errors = new ImportErrors();
  const rows = await DefinitionRows.of(edit, KINDS);
  if (mode === "overwrite") await removeOthers(rows, definition);
  await putModels(call, rows, definition, errors);
  const validators = await putValidators(call, rows, definition);
  const authorizers = await putAuthorizers(call, rows, definition, errors);
  await putGatewayResponses(rows, definition, errors);
  for (const { path, methods } of definition.resources) {
    await errors.collect(`Unable to create resource at path '${path}'`, async () => {
      const resourceId = await putResource(call, rows, path);
      for (const each of methods)
        await putMethod(call, rows, { path, resourceId, validators, authorizers }, each, errors);
    });
  }
  await putDocumentation(call, rows, definition.documentation);
  errors.throwIfAny(definition.warnings);
  const body = settings(call, rows, definition, mode);
  rows.write();
  edit.putRoot(edit.root, body);
  return body;
}

/** What the document does not name goes; a resource whose path it names keeps its id, as at AWS. */
async function removeOthers(rows: RestRows, { resources }: RestDefinition): Promise<void> {
  for (const kind of KINDS) {
    if (kind !== "resource") for (const { id } of await rows.list(kind)) rows.remove(kind, id);
  }
  const kept = new Set(["/"]);
  for (const { path } of resources) {
    for (let end = path.length; end > 0; end = path.lastIndexOf("/", end - 1)) kept.add(path.slice(0, end));
  }
  for (const { id, body } of await rows.list("resource")) {
    if (!kept.has(body.path ?? "")) rows.remove("resource", id);
  }
}

async function putModels(call: Call, rows: RestRows, { models }: RestDefinition, errors: ImportErrors): Promise<void> {
  for (const model of models) {
    const { name } = model;
    const id = (await rows.byName("restModel", name))?.id ?? call.newId(6);
    const schema = model.schema.replaceAll(MODEL_API_ID, rows.root.id);
    rows.put("restModel", id, { ...model, id, schema }, { name });
  }
  for (const { name } of models) {
    await errors.collect(`Unable to create model for '${name}'`, async () => {
      const row = await rows.byName("restModel", name);
      await checkOwnSchema(rows, name, row?.body.schema ?? "");
    });
  }
}

/** name → id */
async function putValidators(call: Call, rows: RestRows, { validators }: RestDefinition): Promise<Map<string, string>> {
  const ids = new Map((await rows.list("requestValidator")).map(({ id, body }) => [body.name ?? "", id]));
  for (const validator of validators) {
    const id = ids.get(validator.name) ?? call.newId(6);
    ids.set(validator.name, id);
    rows.put("requestValidator", id, { ...validator, id });
  }
  return ids;
}

async function putAuthorizers(
  call: Call,
  rows: RestRows,
  { authorizers }: RestDefinition,
  errors: ImportErrors,
): Promise<Map<string, string>> {
  const ids = new Map((await rows.list("restAuthorizer")).map(({ id, body }) => [body.name ?? "", id]));
  for (const given of authorizers) {
    const name = given.name ?? "";
    await errors.collect(`Unable to create authorizer '${name}'`, () => {
      const id = ids.get(name) ?? call.newId(6);
      const authorizer = { ...given, id, authType: given.authType ?? authTypeOf(given) };
      checkAuthorizer(authorizer);
      ids.set(name, id);
      rows.put("restAuthorizer", id, authorizer, { name });
    });
  }
  return ids;
}

async function putGatewayResponses(
  rows: RestRows,
  { gatewayResponses }: RestDefinition,
  errors: ImportErrors,
): Promise<void> {
  for (const response of gatewayResponses) {
    const type = response.responseType ?? "";
    await errors.collect(`Unable to put gateway response '${type}'`, () => {
      checkGatewayResponse(response);
      rows.put("gatewayResponse", type, response);
    });
  }
}

/** The id of the resource at a path; it and those above it are made where they are missing. */
async function putResource(call: Call, rows: RestRows, path: string): Promise<string> {
  const known = await rows.byName("resource", path);
  if (known) return known.id;
  const slash = path.lastIndexOf("/");
  const parentId = await putResource(call, rows, slash === 0 ? "/" : path.slice(0, slash));
  const parent = (await rows.get("resource", parentId)) ?? {};
  const pathPart = path.slice(slash + 1);
  checkPathPart(pathPart);
  const resource = { id: call.newId(6), parentId, pathPart, path: pathBelow(parent, pathPart) };
  await checkPlace(rows, resource, parent);
  rows.put("resource", resource.id, resource, { name: resource.path, parent: parentId });
  return resource.id;
}

interface MethodPlace {
  path: string;
  resourceId: string;
  validators: ReadonlyMap<string, string>;
  authorizers: ReadonlyMap<string, string>;
}

async function putMethod(
  call: Call,
  rows: RestRows,
  { path, resourceId, validators, authorizers }: MethodPlace,
  { method: read, authorizerName, validatorName }: RestDefinitionMethod,
  errors: ImportErrors,
): Promise<void> {
  const validatorId = validatorName === null ? undefined : validators.get(validatorName);
  const authorizerId = authorizerName === null ? undefined : authorizers.get(authorizerName);
  const method: Method = {
    ...read,
    ...(validatorId !== undefined && { requestValidatorId: validatorId }),
    ...(authorizerId !== undefined && { authorizerId }),
  };
  const where = `on '${method.httpMethod}' for resource at path '${path}'`;
  await errors.collect(`Unable to put method '${method.httpMethod}' on resource at path '${path}'`, async () => {
    if (validatorName !== null && validatorId === undefined)
      throw badRequest(`Invalid Request Validator identifier specified: ${validatorName}`);
    await completeMethod(rows, method);
    for (const response of Object.values(method.methodResponses ?? {})) {
      await checkModels(rows, response.responseModels ?? {});
      checkResponseParameters(response.responseParameters ?? {});
    }
  });
  const { methodIntegration: integration } = method;
  if (integration) await putIntegration(call, { method, integration, resourceId, where }, errors);
  rows.put("method", `${resourceId}/${method.httpMethod}`, method, { parent: resourceId });
}

async function putIntegration(
  call: Call,
  {
    method,
    integration,
    resourceId,
    where,
  }: { method: Method; integration: Integration; resourceId: string; where: string },
  errors: ImportErrors,
): Promise<void> {
  await errors.collect(`Unable to put integration ${where}`, async () => {
    setDefaults(integration, resourceId);
    await checkIntegration(call, integration, method);
  });
  for (const [status, response] of Object.entries(integration.integrationResponses ?? {})) {
    await errors.collect(`Unable to put integration response ${where}`, () =>
      checkIntegrationResponse(response, method.methodResponses?.[status]),
    );
  }
}

/**
 * Puts documentation parts at their places; one that is there already keeps its id, and what the new one does not say (developer guide,
 * "Import API documentation"). Returns their ids in the order of the places, as lists have them.
 */
export async function putDocumentation(
  call: Call,
  rows: DefinitionWriter,
  { parts }: RestDefinition["documentation"],
): Promise<string[]> {
  const ids: string[] = [];
  const named = parts.map((part) => ({ part, name: documentationPartKey(part.location ?? {}) }));
  for (const { part, name } of named.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    checkPlaceOfPart(part.location ?? {});
    const before = await rows.byName("documentationPart", name);
    const id = before?.id ?? call.newId(6);
    const properties = mergedProperties(before?.body.properties, part.properties);
    rows.put("documentationPart", id, { ...part, properties, id }, { name });
    ids.push(id);
  }
  return ids;
}

/** Properties are JSON objects as text. */
function mergedProperties(before: string | undefined, given: string | undefined): string | undefined {
  const [old, own] = [parseSchema(before ?? ""), parseSchema(given ?? "")];
  return old && own ? JSON.stringify({ ...old, ...own }) : given;
}

/** The API's own settings; binary types of a merge come to those that are there. */
function settings(call: Call, rows: RestRows, { api }: RestDefinition, mode: PutMode): RestApi {
  const { body: before } = rows.root;
  const { vpcEndpointIds, binaryMediaTypes: given, policy, tags, ...own } = api;
  const kept = mode === "merge" ? (before.binaryMediaTypes ?? []) : [];
  const binaryMediaTypes = [...new Set([...kept, ...(given ?? [])])];
  const base: RestApi = { ...before };
  if (mode === "overwrite") for (const key of ["binaryMediaTypes", "description", "version"] as const) delete base[key];
  const body: RestApi = {
    ...base,
    ...own,
    ...(binaryMediaTypes.length > 0 && { binaryMediaTypes }),
    ...(vpcEndpointIds && { endpointConfiguration: { ...before.endpointConfiguration, vpcEndpointIds } }),
    ...(policy !== undefined && {
      policy: storedPolicy(call, policy, { apiId: rows.root.id, region: rows.root.region }),
    }),
    ...(tags && { tags: checkedTags({ ...before.tags, ...tags }) }),
  };
  if (!body.description) delete body.description;
  checkRestApi(body);
  return body;
}
