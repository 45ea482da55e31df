import type { Integration } from "@aws-sdk/client-apigatewayv2";
import { badRequest } from "../../wire/faults.ts";
import type { Call } from "../call.ts";
import type { V2Edit } from "../edit-api.ts";
import { checkedIntegration } from "./integration-rules.ts";
import { MANAGED_INTEGRATION, putIntegration } from "./integration-rows.ts";
import { putCheckedRoute } from "./route-rows.ts";
import { newStage } from "./stage-rules.ts";
import { putStage } from "./stage-plan.ts";

/** The members of CreateApi and UpdateApi that make and change an API's quick-created parts. */
export interface QuickCreate {
  /** an http(s) URL, or a function's ARN */
  target: string | undefined;
  /** `$default` without it */
  routeKey: string | undefined;
  credentialsArn: string | undefined;
}

/**
 * Quick create: an integration with the target, a route to it, and a `$default` stage that deploys automatically, all marked as
 * managed by API Gateway (API Gateway v2 reference, CreateApi: `target`). Only for HTTP APIs.
 */
export async function quickCreate(call: Call, edit: V2Edit, { target, ...quick }: QuickCreate): Promise<void> {
  refuseWebSocket(edit);
  const integration = checkedIntegration(edit.root.kind, {
    ...targetMembers(target ?? ""),
    IntegrationId: call.newId(7),
    ApiGatewayManaged: true,
    CredentialsArn: quick.credentialsArn,
  });
  putIntegration(edit, integration);
  await putCheckedRoute(edit, {
    RouteId: call.newId(7),
    RouteKey: quick.routeKey ?? "$default",
    ApiGatewayManaged: true,
    Target: `integrations/${integration.IntegrationId}`,
  });
  const stage = newStage(edit.root.kind, { StageName: "$default", AutoDeploy: true }, call.now());
  await putStage(edit, { ...stage, ApiGatewayManaged: true });
}

/** Changes what quick create made. Refused for an API that was not made so: nothing could change. */
export async function updateQuickCreated(edit: V2Edit, quick: QuickCreate): Promise<void> {
  if (quick.target === undefined && quick.routeKey === undefined && quick.credentialsArn === undefined) return;
  refuseWebSocket(edit);
  const managed = (await edit.byName("integration", MANAGED_INTEGRATION))?.body;
  if (!managed)
    throw badRequest(
      "Target, RouteKey and CredentialsArn can be updated only for an API that was made with quick create",
    );
  const changes: Integration = {
    ...(quick.target === undefined ? {} : targetMembers(quick.target)),
    ...(quick.credentialsArn === undefined ? {} : { CredentialsArn: quick.credentialsArn }),
  };
  putIntegration(edit, checkedIntegration(edit.root.kind, { ...managed, ...changes }));
  if (quick.routeKey === undefined) return;
  const routes = await edit.list("route", { parent: managed.IntegrationId ?? "" });
  const route = routes.find(({ body }) => body.ApiGatewayManaged)?.body;
  if (!route) throw badRequest("The route that quick create made has been deleted: RouteKey cannot be updated");
  await putCheckedRoute(edit, { ...route, RouteKey: quick.routeKey });
}

function refuseWebSocket(edit: V2Edit): void {
  if (edit.root.kind === "WEBSOCKET") throw badRequest("Target is not supported for WEBSOCKET protocolType");
}

/** What a target says of its integration: functions by their ARN, everything else must be a URL. */
function targetMembers(target: string): Integration {
  const isFunction = target.startsWith("arn:");
  return {
    IntegrationType: isFunction ? "AWS_PROXY" : "HTTP_PROXY",
    IntegrationMethod: isFunction ? "POST" : "ANY",
    PayloadFormatVersion: isFunction ? "2.0" : "1.0",
    IntegrationUri: target,
  };
}
