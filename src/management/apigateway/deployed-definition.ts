import type { RestApi } from "@aws-sdk/client-api-gateway";
import type { RestHeadSource, RestMethodSource } from "../../compiler/rest/sources.ts";
import type { RestDefinition, RestDefinitionMethod } from "../../openapi/rest/rest-definition.ts";
import { loadManifest, loadRecords } from "../../storage/manifest.ts";
import type { RestDefinitions } from "./edit-rest-api.ts";
import { parseSchema } from "./model-schemas.ts";
import { findStage } from "./stages.ts";

/** What a stage serves, with its documentation; its version is the API's own, else the moment of the deployment. */
export async function deployedDefinition(
  db: D1Database,
  definitions: RestDefinitions,
  stageName: string,
): Promise<RestDefinition & { api: { version: string } }> {
  const stage = await findStage(definitions, stageName);
  const deployment = await definitions.get("restDeployment", stage.deploymentId ?? "");
  const rest = await definitionAt(db, definitions, deployment?.sequence ?? -1);
  const version = rest.api.version ?? deployment?.createdDate?.toISOString().replace(/\.\d+Z$/, "Z") ?? "";
  const documentation = await documentationOf(definitions, stage.documentationVersion);
  return { ...rest, documentation, api: { ...rest.api, version } };
}

/** What the stage's documentation version says; nothing where it has none. */
async function documentationOf(
  definitions: RestDefinitions,
  version: string | undefined,
): Promise<RestDefinition["documentation"]> {
  const row = version ? await definitions.get("documentationVersion", version) : null;
  const parts = (row?.documentationParts ?? []).map(({ id: _id, ...part }) => part);
  return { version: row?.version ?? null, parts };
}

/** What a deployment holds, with the names of authorizers and validators in the place of their ids. */
async function definitionAt(db: D1Database, definitions: RestDefinitions, sequence: number): Promise<RestDefinition> {
  const entries = await loadManifest(db, definitions.root.id, sequence);
  const records = await loadRecords(
    db,
    definitions.root.id,
    entries.map(({ hash }) => hash),
  );
  const sources = new Map(records.map(({ hash, source }) => [hash, JSON.parse(source) as unknown]));
  const sourceOf = ({ hash }: { hash: string }): unknown => sources.get(hash);
  const headEntry = entries.find(({ kind }) => kind === "head");
  // Sources are what the compiler's own code has written: a head and methods.
  const head = (headEntry && sourceOf(headEntry)) as RestHeadSource | undefined;
  const methods = entries.filter(({ kind }) => kind === "route").map((entry) => sourceOf(entry) as RestMethodSource);
  const authorizers = head?.authorizers ?? [];
  return {
    api: settingsOf(definitions.root.body, head?.api ?? {}),
    models: (head?.models ?? []).map(({ name = "", contentType = "", schema = "", description }) => ({
      name,
      contentType,
      // Models of other media types may be no JSON Schema: they can be named, not shown.
      schema: parseSchema(schema) ? schema : "{}",
      ...(description !== undefined && { description }),
    })),
    validators: validatorsOf(methods),
    authorizers: authorizers.map(({ id: _id, ...authorizer }) => authorizer),
    gatewayResponses: head?.gatewayResponses ?? [],
    resources: resourcesOf(methods, new Map(authorizers.map(({ id, name }) => [id, name ?? ""]))),
    documentation: { version: null, parts: [] },
    warnings: [],
  };
}

/** Texts are those of today: they do not act on traffic, and so are no part of a deployment. */
function settingsOf({ name, description, version }: RestApi, deployed: RestApi): RestDefinition["api"] {
  const { apiKeySource, binaryMediaTypes, minimumCompressionSize, policy, disableExecuteApiEndpoint } = deployed;
  const { securityPolicy, endpointAccessMode, endpointConfiguration: { vpcEndpointIds } = {} } = deployed;
  const settings = { name, description, version, apiKeySource, binaryMediaTypes, minimumCompressionSize, policy };
  const all = { ...settings, disableExecuteApiEndpoint, securityPolicy, endpointAccessMode, vpcEndpointIds };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

function validatorsOf(methods: RestMethodSource[]): RestDefinition["validators"] {
  const byName = new Map(methods.flatMap(({ validator }) => (validator ? [[validator.name ?? "", validator]] : [])));
  return [...byName].map(([name, { validateRequestBody = false, validateRequestParameters = false }]) => ({
    name,
    validateRequestBody,
    validateRequestParameters,
  }));
}

function resourcesOf(
  methods: RestMethodSource[],
  authorizers: ReadonlyMap<string | undefined, string>,
): RestDefinition["resources"] {
  const byPath = new Map<string, RestDefinitionMethod[]>();
  for (const { resourcePath, method, validator } of methods) {
    const list = byPath.get(resourcePath) ?? [];
    const authorizerName = authorizers.get(method.authorizerId) ?? null;
    list.push({ method, authorizerName, validatorName: validator?.name ?? null });
    byPath.set(resourcePath, list);
  }
  return [...byPath].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, list]) => ({ path, methods: list }));
}
