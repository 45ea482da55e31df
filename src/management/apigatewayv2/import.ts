import type { Api, Route } from "@aws-sdk/client-apigatewayv2";
import type { HttpApiRoot } from "../../model/api.ts";
import type { BasePathMode } from "../../openapi/base-path.ts";
import type { HttpDefinition, HttpDefinitionRoute } from "../../openapi/http/http-definition.ts";
import { importHttpApi } from "../../openapi/http/import.ts";
import { ignoredKeys } from "../../openapi/http/ignored-keys.ts";
import { parseIssues } from "../../openapi/parse-issues.ts";
import { badRequest } from "../../wire/faults.ts";
import type { Input, Output } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { DefinitionRows } from "../definition-rows.ts";
import { type V2Edit, editV2Api } from "../edit-api.ts";
import { refusalOf } from "../import-errors.ts";
import { documentText, inAwsWords } from "../open-api-document.ts";
import { checkedTags } from "../tag-rules.ts";
import { checkedApi, newRoot, withEndpoint } from "./apis.ts";
import { putCheckedAuthorizer } from "./authorizers.ts";
import { putCheckedIntegration, withoutEmptyMaps } from "./integrations.ts";
import { putCheckedRoute } from "./route-rows.ts";

const KINDS = ["route", "integration", "authorizer", "routeResponse", "integrationResponse"] as const;
type Rows = DefinitionRows<HttpApiRoot>;

/** Makes an HTTP API of an OpenAPI document. */
export async function importApi(
  call: Call,
  { Body = "", Basepath, FailOnWarnings }: Input<"apigatewayv2", "ImportApi">,
): Promise<Output<"apigatewayv2", "ImportApi">> {
  const definition = readDocument(documentText(call, Body), Basepath);
  const root = newRoot(call, "HTTP", definition.api);
  const warnings = await call.apis.create(root, (edit) =>
    // The root was made as an HTTP API's just above.
    replaceDefinition(call, edit as V2Edit, definition, FailOnWarnings),
  );
  return answer(call, root, definition, warnings);
}

/** Replaces all of an HTTP API by what an OpenAPI document says; stages that deploy automatically follow. */
export async function reimportApi(
  call: Call,
  { ApiId, Body = "", Basepath, FailOnWarnings }: Input<"apigatewayv2", "ReimportApi">,
): Promise<Output<"apigatewayv2", "ReimportApi">> {
  const definition = readDocument(documentText(call, Body), Basepath);
  const { root, warnings } = await editV2Api(call, ApiId, async (edit) => {
    if (edit.root.kind !== "HTTP") throw badRequest("Only APIs with a protocol type of HTTP can be imported");
    const { CorsConfiguration: _cors, Description: _text, Version: _version, ...kept } = edit.root.body;
    // Tags of the document are all that the API has afterwards (recorded in AWS); a document without any leaves the API its own.
    const Tags = checkedTags(definition.api.Tags ?? kept.Tags);
    const body: Api = { DisableExecuteApiEndpoint: false, ...kept, ...definition.api, Tags };
    edit.putRoot(edit.root, checkedApi("HTTP", body));
    return { warnings: await replaceDefinition(call, edit, definition, FailOnWarnings), root: edit.root };
  });
  return answer(call, root, definition, warnings);
}

interface ReadDocument extends HttpDefinition {
  /** what of the document an HTTP API has no use for */
  importInfo: string[];
}

function answer(call: Call, root: HttpApiRoot, { importInfo }: ReadDocument, warnings: string[]): Api {
  return {
    ...withEndpoint(call, root),
    ...(importInfo.length > 0 && { ImportInfo: importInfo }),
    ...(warnings.length > 0 && { Warnings: warnings }),
  };
}

function readDocument(body: string, basePath: string | undefined): ReadDocument {
  const mode = basePathMode(basePath);
  return inAwsWords(body, (document, root) => {
    const read = importHttpApi(document, root, mode);
    return { ...read, warnings: [...parseIssues(root), ...read.warnings], importInfo: ignoredKeys(root) };
  });
}

function basePathMode(written = "ignore"): BasePathMode {
  if (written === "ignore" || written === "prepend" || written === "split") return written;
  throw badRequest(`Invalid basepath ${written}: it must be one of ignore, prepend, split`);
}

/**
 * Makes an API what a document describes. An authorizer or an integration that AWS would refuse is left out with a warning: a route
 * without its integration answers nothing, one without its authorizer is not made (developer guide, "Importing an HTTP API").
 *
 * @returns all warnings, those of reading among them
 * @throws BadRequestException for any, where warnings are to fail
 */
async function replaceDefinition(
  call: Call,
  edit: V2Edit,
  definition: HttpDefinition,
  failOnWarnings = false,
): Promise<string[]> {
  const rows = await DefinitionRows.of(edit, KINDS);
  const kept = new Map((await rows.list("route")).map(({ body }) => [body.RouteKey, body.RouteId]));
  for (const kind of KINDS) for (const { id } of await rows.list(kind)) rows.remove(kind, id);
  const warnings = [...definition.warnings];
  const authorizers = await putAuthorizers(call, rows, definition, warnings);
  const integrations = await putIntegrations(call, rows, definition);
  for (const item of definition.routes) {
    const RouteId = kept.get(item.route.RouteKey) ?? call.newId(7);
    warnings.push(...(await putRoute(rows, { ...item, route: { ...item.route, RouteId } }, authorizers, integrations)));
  }
  const used = new Set(definition.routes.map(({ integrationName }) => integrationName));
  for (const [name, put] of integrations) {
    if ("refusal" in put && !used.has(name))
      warnings.push(`Unable to create integration at '#${name}': ${put.refusal}. Ignoring.`);
  }
  if (failOnWarnings && warnings.length > 0) {
    throw badRequest(`Warnings found during import:\n\t${warnings.join("\n\t")}`);
  }
  rows.write();
  return warnings;
}

/** What became of an integration: its id, or why there is none. */
type Put = { id: string } | { refusal: string };

/** Puts a route; gives what is to be warned of. */
async function putRoute(
  rows: Rows,
  { route, authorizerName, integrationName }: HttpDefinitionRoute & { route: Route },
  authorizers: ReadonlyMap<string, string>,
  integrations: ReadonlyMap<string, Put>,
): Promise<string[]> {
  const place = `for resource at path '${route.RouteKey}'`;
  const authorizerId = authorizers.get(authorizerName ?? "");
  if (authorizerName !== null && authorizerId === undefined) {
    return [`Unable to create route ${place}: there is no authorizer '${authorizerName}'. Ignoring.`];
  }
  const integration = integrations.get(integrationName ?? "");
  const target = integration && "id" in integration ? { Target: `integrations/${integration.id}` } : {};
  const authorizer = authorizerId === undefined ? {} : { AuthorizerId: authorizerId };
  const refusal = await refusalOf(() => putCheckedRoute(rows, { ...route, ...authorizer, ...target }));
  if (refusal !== null) return [`Unable to create route ${place}: ${refusal}. Ignoring.`];
  return integration && "refusal" in integration
    ? [`Unable to create integration ${place}: ${integration.refusal}. Ignoring.`]
    : [];
}

/** name → id */
async function putAuthorizers(
  call: Call,
  rows: Rows,
  { authorizers }: HttpDefinition,
  warnings: string[],
): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  for (const authorizer of authorizers) {
    const AuthorizerId = call.newId(6);
    const refusal = await refusalOf(() => putCheckedAuthorizer(rows, { ...authorizer, AuthorizerId }));
    if (refusal === null) ids.set(authorizer.Name ?? "", AuthorizerId);
    else warnings.push(`Unable to create Authorizer '${authorizer.Name}': ${refusal}`);
  }
  return ids;
}

async function putIntegrations(call: Call, rows: Rows, { integrations }: HttpDefinition): Promise<Map<string, Put>> {
  const done = new Map<string, Put>();
  for (const [name, integration] of integrations) {
    const id = call.newId(7);
    const refusal = await refusalOf(() =>
      putCheckedIntegration(call, rows, withoutEmptyMaps({ ...integration, IntegrationId: id })),
    );
    done.set(name, refusal === null ? { id } : { refusal });
  }
  return done;
}
