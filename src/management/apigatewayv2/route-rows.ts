import type { Route } from "@aws-sdk/client-apigatewayv2";
import type { DefinitionReader } from "../../storage/definitions.ts";
import { badRequest, conflict } from "../../wire/faults.ts";
import type { V2Rows } from "../edit-api.ts";
import { unlessEmpty, withoutEmptyTexts } from "./change.ts";
import { missing } from "./missing.ts";
import { checkRouteAuthorization } from "./route-authorization.ts";
import { checkRouteKey, routeName } from "./route-key.ts";

const TARGET_PREFIX = "integrations/";
const MAX_OPERATION_NAME = 64;
const WEBSOCKET_ONLY = [
  "ModelSelectionExpression",
  "RequestModels",
  "RequestParameters",
  "RouteResponseSelectionExpression",
] as const;

/** The route with exactly this key, or null. */
export async function routeByKey(reader: DefinitionReader, key: string): Promise<Route | null> {
  const route = await reader.byName("route", routeName(key));
  return route?.body.RouteKey === key ? route.body : null;
}

/** The integration that a route names, or undefined. */
export function integrationIdOf(route: Route): string | undefined {
  return route.Target?.startsWith(TARGET_PREFIX) ? route.Target.slice(TARGET_PREFIX.length) : undefined;
}

/** Puts a route under its keys: its name, and as parent the integration that it names, by which that finds its routes. */
export function putRoute(edit: V2Rows, route: Route): void {
  const integrationId = integrationIdOf(route);
  const keys = {
    name: routeName(route.RouteKey ?? ""),
    ...(integrationId === undefined ? {} : { parent: integrationId }),
  };
  edit.put("route", route.RouteId ?? "", route, keys);
}

/** Puts a new or changed route as it is stored, with AWS's defaults; throws what AWS refuses. */
export async function putCheckedRoute(edit: V2Rows, given: Route): Promise<Route> {
  const route: Route = withoutEmptyTexts({
    ...given,
    ApiKeyRequired: given.ApiKeyRequired ?? false,
    AuthorizationType: given.AuthorizationType ?? "NONE",
    AuthorizationScopes: given.AuthorizationScopes?.length ? given.AuthorizationScopes : undefined,
    RequestModels: unlessEmpty(given.RequestModels ?? {}),
    RequestParameters: unlessEmpty(given.RequestParameters ?? {}),
  });
  checkRouteKey(edit.root.kind, route.RouteKey ?? "");
  checkMembers(edit, route);
  await checkUnique(edit, route);
  await checkTarget(edit, route);
  await checkRouteAuthorization(edit, route);
  putRoute(edit, route);
  return route;
}

function checkMembers(edit: V2Rows, route: Route): void {
  if ((route.OperationName ?? "").length > MAX_OPERATION_NAME)
    throw badRequest(`OperationName can have at most ${MAX_OPERATION_NAME} characters`);
  if (edit.root.kind === "WEBSOCKET") {
    const selection = route.RouteResponseSelectionExpression;
    if (selection !== undefined && selection !== "$default")
      throw badRequest("Invalid routeResponseSelectionExpression: only $default is supported");
    return;
  }
  if (route.ApiKeyRequired)
    throw badRequest(
      "ApiKeyRequired is not currently supported for HTTP APIs. Please set ApiKeyRequired to false for route null",
    );
  const given = WEBSOCKET_ONLY.find((name) => route[name] !== undefined);
  if (given !== undefined) throw badRequest(`${given} is supported only for APIs with a protocol type of WEBSOCKET`);
}

async function checkUnique(edit: V2Rows, { RouteId, RouteKey = "" }: Route): Promise<void> {
  const other = (await edit.byName("route", routeName(RouteKey)))?.body;
  if (!other || other.RouteId === RouteId) return;
  if (other.RouteKey === RouteKey) throw conflict(`Route with key ${RouteKey} already exists for this API`);
  throw conflict(
    `The provided route key "${RouteKey}" has a conflicting variable on the same hierarchical level as "${other.RouteKey}"`,
  );
}

async function checkTarget(edit: V2Rows, route: Route): Promise<void> {
  if (route.Target === undefined) return;
  const id = integrationIdOf(route) ?? "";
  if (id === "" || id.includes("/"))
    throw badRequest(
      "Unexpected or malformed target in route null. Correct format should be integrations/<integration_id>.",
    );
  if (!(await edit.get("integration", id))) throw missing("Integration");
}
