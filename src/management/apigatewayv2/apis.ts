import type { Api } from "@aws-sdk/client-apigatewayv2";
import type { HttpApiRoot } from "../../model/api.ts";
import type { ApiEdit } from "../../storage/edit.ts";
import { badRequest } from "../../wire/faults.ts";
import type { Input, Output } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { editV2Api, readV2Api } from "../edit-api.ts";
import { autoDeploy } from "./auto-deploy.ts";
import { putStage } from "./stage-plan.ts";

type V2Edit = ApiEdit & { root: HttpApiRoot };

const PAGE = 25;

export async function createApi(
  call: Call,
  input: Input<"apigatewayv2", "CreateApi">,
): Promise<Output<"apigatewayv2", "CreateApi">> {
  const ApiId = call.newId(10);
  const { Target, RouteKey, CredentialsArn, ...settings } = input;
  const kind = input.ProtocolType;
  if (kind !== "HTTP" && kind !== "WEBSOCKET")
    throw badRequest("Invalid protocol specified. Must be one of [HTTP, WEBSOCKET]");
  const body: Api = {
    ...settings,
    ApiId,
    ApiKeySelectionExpression: input.ApiKeySelectionExpression ?? "$request.header.x-api-key",
    RouteSelectionExpression: input.RouteSelectionExpression ?? "$request.method $request.path",
    DisableExecuteApiEndpoint: input.DisableExecuteApiEndpoint ?? false,
    IpAddressType: input.IpAddressType ?? "ipv4",
    CreatedDate: call.now(),
    Tags: input.Tags ?? {},
  };
  const root: HttpApiRoot = { id: ApiId, kind, region: call.region, revision: 0, body };
  await call.apis.create(root, async (edit) => {
    if (Target === undefined) return;
    await quickCreate(call, edit as V2Edit, Target, RouteKey ?? "$default", CredentialsArn);
    await autoDeploy(call, edit as V2Edit);
  });
  return withEndpoint(call, root);
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
  const limit = Number(input.MaxResults ?? PAGE);
  const roots = await call.apis.list(["HTTP", "WEBSOCKET"], input.NextToken ?? "", limit + 1);
  const page = roots.slice(0, limit) as HttpApiRoot[];
  const last = page.at(-1);
  return {
    Items: page.map((root) => withEndpoint(call, root)) as never,
    NextToken: roots.length > limit && last ? last.id : undefined,
  };
}

export async function deleteApi(
  call: Call,
  input: Input<"apigatewayv2", "DeleteApi">,
): Promise<Output<"apigatewayv2", "DeleteApi">> {
  await editV2Api(call, input.ApiId, async (edit) => edit.removeApi());
  return {};
}

function withEndpoint(call: Call, root: HttpApiRoot): Api {
  return { ...root.body, ApiEndpoint: call.apiEndpoint(root.id, root.kind) };
}

/** Quick create: an integration, a route to it, and the `$default` stage, all marked as the gateway's own. */
async function quickCreate(
  call: Call,
  edit: V2Edit,
  target: string,
  routeKey: string,
  credentials: string | undefined,
): Promise<void> {
  const IntegrationId = call.newId(7);
  const RouteId = call.newId(7);
  const isFunction = target.startsWith("arn:");
  edit.put("integration", IntegrationId, {
    IntegrationId,
    ApiGatewayManaged: true,
    IntegrationType: isFunction ? "AWS_PROXY" : "HTTP_PROXY",
    IntegrationMethod: isFunction ? "POST" : "ANY",
    IntegrationUri: target,
    ConnectionType: "INTERNET",
    PayloadFormatVersion: isFunction ? "2.0" : "1.0",
    TimeoutInMillis: 30_000,
    ...(credentials === undefined ? {} : { CredentialsArn: credentials }),
  });
  edit.put(
    "route",
    RouteId,
    {
      RouteId,
      RouteKey: routeKey,
      ApiGatewayManaged: true,
      ApiKeyRequired: false,
      AuthorizationType: "NONE",
      Target: `integrations/${IntegrationId}`,
    },
    { name: routeKey },
  );
  await putStage(edit, {
    StageName: "$default",
    ApiGatewayManaged: true,
    AutoDeploy: true,
    CreatedDate: call.now(),
    DefaultRouteSettings: { DetailedMetricsEnabled: false },
    RouteSettings: {},
    StageVariables: {},
    Tags: {},
  });
}
