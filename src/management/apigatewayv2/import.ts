import type { Api } from "@aws-sdk/client-apigatewayv2";
import type { HttpApiRoot } from "../../model/api.ts";
import type { BasePathMode } from "../../openapi/base-path.ts";
import type { HttpDefinition, HttpDefinitionRoute } from "../../openapi/http/http-definition.ts";
import { importHttpApi } from "../../openapi/http/import.ts";
import { parseIssues } from "../../openapi/parse-issues.ts";
import { badRequest } from "../../wire/faults.ts";
import type { Input, Output } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { DefinitionRows } from "../definition-rows.ts";
import { type V2Edit, editV2Api } from "../edit-api.ts";
import { ImportErrors } from "../import-errors.ts";
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
  const definition = readDocument(documentText(call, Body), Basepath, FailOnWarnings);
  const root = newRoot(call, "HTTP", definition.api);
  await call.apis.create(root, async (edit) => {
    // The root was made as an HTTP API's just above.
    await replaceDefinition(call, edit as V2Edit, definition);
  });
  return answer(call, root, definition);
}

/** Replaces all of an HTTP API by what an OpenAPI document says; stages that deploy automatically follow. */
export async function reimportApi(
  call: Call,
  { ApiId, Body = "", Basepath, FailOnWarnings }: Input<"apigatewayv2", "ReimportApi">,
): Promise<Output<"apigatewayv2", "ReimportApi">> {
  const definition = readDocument(documentText(call, Body), Basepath, FailOnWarnings);
  const root = await editV2Api(call, ApiId, async (edit) => {
    if (edit.root.kind !== "HTTP") throw badRequest("Only APIs with a protocol type of HTTP can be imported");
    const { CorsConfiguration: _cors, Description: _text, Version: _version, ...kept } = edit.root.body;
    const { Tags, ...settings } = definition.api;
    const body: Api = { DisableExecuteApiEndpoint: false, ...kept, ...settings };
    edit.putRoot(
      edit.root,
      checkedApi("HTTP", Tags ? { ...body, Tags: checkedTags({ ...kept.Tags, ...Tags }) } : body),
    );
    await replaceDefinition(call, edit, definition);
    return edit.root;
  });
  return answer(call, root, definition);
}

function answer(call: Call, root: HttpApiRoot, { warnings }: HttpDefinition): Api {
  return { ...withEndpoint(call, root), ...(warnings.length > 0 && { Warnings: warnings }) };
}

function readDocument(body: string, basePath: string | undefined, failOnWarnings: boolean | undefined): HttpDefinition {
  const mode = basePathMode(basePath);
  const definition = inAwsWords(body, (document, root) => {
    const read = importHttpApi(document, root, mode);
    return { ...read, warnings: [...parseIssues(root), ...read.warnings] };
  });
  if (failOnWarnings && definition.warnings.length > 0) {
    throw badRequest(`Warnings found during import:\n\t${definition.warnings.join("\n\t")}`);
  }
  return definition;
}

function basePathMode(written = "ignore"): BasePathMode {
  if (written === "ignore" || written === "prepend" || written === "split") return written;
  throw badRequest(`Invalid basepath ${written}: it must be one of ignore, prepend, split`);
}

async function replaceDefinition(call: Call, edit: V2Edit, definition: HttpDefinition): Promise<void> {
  const rows = await DefinitionRows.of(edit, KINDS);
  const kept = new Map((await rows.list("route")).map(({ body }) => [body.RouteKey, body.RouteId]));
  for (const kind of KINDS) for (const { id } of await rows.list(kind)) rows.remove(kind, id);
  const errors = new ImportErrors();
  const authorizers = await putAuthorizers(call, rows, definition, errors);
  const integrations = await putIntegrations(call, rows, definition, errors);
  for (const item of definition.routes) {
    await errors.collect(`Unable to create route '${item.route.RouteKey}'`, async () => {
      const RouteId = kept.get(item.route.RouteKey) ?? call.newId(7);
      await putCheckedRoute(rows, { ...item.route, ...linked(item, authorizers, integrations), RouteId });
    });
  }
  errors.throwIfAny();
  rows.write();
}

function linked(
  { authorizerName, integrationName }: HttpDefinitionRoute,
  authorizers: ReadonlyMap<string, string>,
  integrations: ReadonlyMap<string, string>,
): { AuthorizerId?: string; Target?: string } {
  const authorizerId = authorizers.get(authorizerName ?? "");
  const integrationId = integrations.get(integrationName ?? "");
  return {
    ...(authorizerId !== undefined && { AuthorizerId: authorizerId }),
    ...(integrationId !== undefined && { Target: `integrations/${integrationId}` }),
  };
}

/** name → id */
async function putAuthorizers(
  call: Call,
  rows: Rows,
  { authorizers }: HttpDefinition,
  errors: ImportErrors,
): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  for (const authorizer of authorizers) {
    await errors.collect(`Unable to create authorizer '${authorizer.Name}'`, async () => {
      const AuthorizerId = call.newId(6);
      await putCheckedAuthorizer(rows, { ...authorizer, AuthorizerId });
      ids.set(authorizer.Name ?? "", AuthorizerId);
    });
  }
  return ids;
}

async function putIntegrations(
  call: Call,
  rows: Rows,
  { integrations }: HttpDefinition,
  errors: ImportErrors,
): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  for (const [name, integration] of integrations) {
    await errors.collect(`Unable to create integration at '#${name}'`, async () => {
      const IntegrationId = call.newId(7);
      await putCheckedIntegration(call, rows, withoutEmptyMaps({ ...integration, IntegrationId }));
      ids.set(name, IntegrationId);
    });
  }
  return ids;
}
