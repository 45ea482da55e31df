import type { Api } from "@aws-sdk/client-apigatewayv2";
import type { HttpApiRoot } from "../../model/api.ts";
import { badRequest } from "../../wire/faults.ts";
import type { Input, Output } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { domainsOfApi } from "../domains/mappings.ts";
import { type V2Edit, editV2Api, readV2Api } from "../edit-api.ts";
import { autoDeploy } from "./auto-deploy.ts";
import { changed, withoutEmptyTexts } from "./change.ts";
import { checkedCors } from "./cors.ts";
import { page } from "./page.ts";
import { quickCreate, updateQuickCreated } from "./quick-create.ts";
import { checkedTags } from "../tag-rules.ts";

const API_KEY_EXPRESSION = "$request.header.x-api-key";
const API_KEY_EXPRESSIONS = [API_KEY_EXPRESSION, "$context.authorizer.usageIdentifierKey"];
const HTTP_ROUTE_SELECTION = "$request.method $request.path";
/** The second is how AWS's own error spells it; AWS takes both. */
const HTTP_ROUTE_SELECTIONS = [HTTP_ROUTE_SELECTION, "${request.method} ${request.path}"];
const MAX_NAME = 128;
const MAX_VERSION = 64;
const MAX_DESCRIPTION = 1024;

export async function createApi(
  call: Call,
  input: Input<"apigatewayv2", "CreateApi">,
): Promise<Output<"apigatewayv2", "CreateApi">> {
  const { Target, RouteKey, CredentialsArn, ...settings } = input;
  const kind = input.ProtocolType;
  if (Target === undefined && (RouteKey !== undefined || CredentialsArn !== undefined))
    throw badRequest("RouteKey and CredentialsArn are part of quick create: they need a Target");
  const root = newRoot(call, kind, settings);
  await call.apis.create(root, async (edit) => {
    if (Target === undefined) return;
    // The root was made as a v2 root just above.
    const v2 = edit as V2Edit;
    await quickCreate(call, v2, { target: Target, routeKey: RouteKey, credentialsArn: CredentialsArn });
    await autoDeploy(call, v2);
    // The deployment took the number of this write, as in every later one.
    v2.root = { ...v2.root, revision: v2.root.revision + 1 };
  });
  return withEndpoint(call, root);
}

/** A new API with AWS's defaults, or AWS's refusal. */
export function newRoot(call: Call, kind: HttpApiRoot["kind"], settings: Partial<Api>): HttpApiRoot {
  const id = call.newId(10);
  const body = checkedApi(kind, {
    Name: undefined,
    ProtocolType: kind,
    ...settings,
    ApiId: id,
    ApiKeySelectionExpression: settings.ApiKeySelectionExpression ?? API_KEY_EXPRESSION,
    RouteSelectionExpression: settings.RouteSelectionExpression ?? (kind === "HTTP" ? HTTP_ROUTE_SELECTION : ""),
    DisableExecuteApiEndpoint: settings.DisableExecuteApiEndpoint ?? false,
    IpAddressType: settings.IpAddressType ?? "ipv4",
    CreatedDate: call.now(),
    Tags: checkedTags(settings.Tags),
  });
  return { id, kind, region: call.region, revision: 0, body };
}

export async function getApi(
  call: Call,
  input: Input<"apigatewayv2", "GetApi">,
): Promise<Output<"apigatewayv2", "GetApi">> {
  return withEndpoint(call, (await readV2Api(call, input.ApiId)).root);
}

export async function getApis(
  call: Call,
  input: Input<"apigatewayv2", "GetApis">,
): Promise<Output<"apigatewayv2", "GetApis">> {
  const { items, next } = await page(input, (after, limit) => call.apis.list(["HTTP", "WEBSOCKET"], after, limit));
  const roots = items.filter((root): root is HttpApiRoot => root.kind !== "REST");
  return { Items: roots.map((root) => withEndpoint(call, root)), NextToken: next };
}

export async function updateApi(
  call: Call,
  input: Input<"apigatewayv2", "UpdateApi">,
): Promise<Output<"apigatewayv2", "UpdateApi">> {
  const { ApiId, Target, RouteKey, CredentialsArn, ...changes } = input;
  const root = await editV2Api(call, ApiId, async (edit) => {
    const { kind } = edit.root;
    if (changes.Name === "") throw badRequest("Invalid API name specified");
    edit.putRoot(edit.root, checkedApi(kind, changed(edit.root.body, changes)));
    await updateQuickCreated(edit, { target: Target, routeKey: RouteKey, credentialsArn: CredentialsArn });
    return edit.root;
  });
  return withEndpoint(call, root);
}

export async function deleteApi(
  call: Call,
  input: Input<"apigatewayv2", "DeleteApi">,
): Promise<Output<"apigatewayv2", "DeleteApi">> {
  const { ApiId } = input;
  await editV2Api(call, ApiId, async (edit) => {
    if ((await domainsOfApi(call, ApiId)).length > 0) {
      throw badRequest(
        `Deleting API ${ApiId} failed. Please remove all API mappings for the API from your custom domain names.`,
      );
    }
    edit.removeApi();
  });
  return {};
}

export async function deleteCorsConfiguration(
  call: Call,
  input: Input<"apigatewayv2", "DeleteCorsConfiguration">,
): Promise<Output<"apigatewayv2", "DeleteCorsConfiguration">> {
  await editV2Api(call, input.ApiId, async (edit) => {
    const { CorsConfiguration: _gone, ...body } = edit.root.body;
    edit.putRoot(edit.root, body);
  });
  return {};
}

/** The answer: the definition with the address at which this caller can reach the API. */
export function withEndpoint(call: Call, root: HttpApiRoot): Api {
  return { ...root.body, ApiEndpoint: call.apiEndpoint(root.id, root.kind) };
}

/** An API's body as it is stored, or AWS's refusal. */
export function checkedApi(kind: HttpApiRoot["kind"], api: Api): Api {
  const { Name = "", Version = "", Description = "", ApiKeySelectionExpression = "" } = api;
  if (Name === "" || Name.length > MAX_NAME) throw badRequest("Invalid API name specified");
  if (Version.length > MAX_VERSION) throw badRequest(`Version can have at most ${MAX_VERSION} characters`);
  if (Description.length > MAX_DESCRIPTION)
    throw badRequest(`Description can have at most ${MAX_DESCRIPTION} characters`);
  if (!API_KEY_EXPRESSIONS.includes(ApiKeySelectionExpression))
    throw badRequest(`Invalid apiKeySelectionExpression. Must be one of [${API_KEY_EXPRESSIONS.join(", ")}]`);
  if (!["ipv4", "dualstack"].includes(api.IpAddressType ?? "ipv4"))
    throw badRequest("ipAddressType must be either ipv4 or dualstack.");
  checkRouteSelection(kind, api.RouteSelectionExpression ?? "");
  return withoutEmptyTexts({ ...api, CorsConfiguration: corsOf(kind, api) });
}

function checkRouteSelection(kind: HttpApiRoot["kind"], expression: string): void {
  if (kind === "HTTP" && !HTTP_ROUTE_SELECTIONS.includes(expression))
    throw badRequest('Route selection expression is currently limited to "${request.method} ${request.path}"');
  if (expression === "") throw badRequest("Invalid routeSelectionExpression");
}

function corsOf(kind: HttpApiRoot["kind"], { CorsConfiguration: cors }: Api): Api["CorsConfiguration"] {
  if (cors === undefined) return undefined;
  if (kind === "WEBSOCKET") throw badRequest("Cors is not supported for WEBSOCKET protocolType");
  return checkedCors(cors);
}
