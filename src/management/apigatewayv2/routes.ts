import { badRequest, notFound } from "../../wire/faults.ts";
import type { Input, Output } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { editV2Api, readV2Api } from "../edit-api.ts";
import { changed, unlessEmpty } from "./change.ts";
import { found } from "./missing.ts";
import { definitionPage } from "./page.ts";
import { withNewAuthorization } from "./route-authorization.ts";
import { putCheckedRoute, putRoute } from "./route-rows.ts";

export async function createRoute(
  call: Call,
  input: Input<"apigatewayv2", "CreateRoute">,
): Promise<Output<"apigatewayv2", "CreateRoute">> {
  const { ApiId, ...members } = input;
  const RouteId = call.newId(7);
  return editV2Api(call, ApiId, (edit) => putCheckedRoute(edit, { ...members, RouteId }));
}

export async function getRoute(
  call: Call,
  input: Input<"apigatewayv2", "GetRoute">,
): Promise<Output<"apigatewayv2", "GetRoute">> {
  const api = await readV2Api(call, input.ApiId);
  return found(await api.get("route", input.RouteId), "Route");
}

export async function getRoutes(
  call: Call,
  input: Input<"apigatewayv2", "GetRoutes">,
): Promise<Output<"apigatewayv2", "GetRoutes">> {
  return definitionPage(await readV2Api(call, input.ApiId), "route", input);
}

export async function updateRoute(
  call: Call,
  input: Input<"apigatewayv2", "UpdateRoute">,
): Promise<Output<"apigatewayv2", "UpdateRoute">> {
  const { ApiId, RouteId, ...changes } = input;
  return editV2Api(call, ApiId, async (edit) => {
    const before = found(await edit.get("route", RouteId), "Route");
    // "You can't modify the $default route key" (API Gateway v2 reference, Route, `apiGatewayManaged`).
    if (before.ApiGatewayManaged && changes.RouteKey !== undefined && changes.RouteKey !== before.RouteKey)
      throw badRequest("The RouteKey of a route that is managed by API Gateway cannot be changed");
    const RequestParameters = changes.RequestParameters && {
      ...before.RequestParameters,
      ...changes.RequestParameters,
    };
    const base = withNewAuthorization(before, changes.AuthorizationType);
    return putCheckedRoute(edit, changed(base, { ...changes, RequestParameters }));
  });
}

export async function deleteRoute(
  call: Call,
  input: Input<"apigatewayv2", "DeleteRoute">,
): Promise<Output<"apigatewayv2", "DeleteRoute">> {
  await editV2Api(call, input.ApiId, async (edit) => {
    found(await edit.get("route", input.RouteId), "Route");
    edit.remove("route", input.RouteId);
    for (const { id } of await edit.list("routeResponse", { parent: input.RouteId })) edit.remove("routeResponse", id);
  });
  return {};
}

export async function deleteRouteRequestParameter(
  call: Call,
  input: Input<"apigatewayv2", "DeleteRouteRequestParameter">,
): Promise<Output<"apigatewayv2", "DeleteRouteRequestParameter">> {
  await editV2Api(call, input.ApiId, async (edit) => {
    const route = found(await edit.get("route", input.RouteId), "Route");
    const { [input.RequestParameterKey]: gone, ...RequestParameters } = route.RequestParameters ?? {};
    if (!gone) throw notFound(`Unable to find the request parameter ${input.RequestParameterKey} of the route`);
    putRoute(edit, { ...route, RequestParameters: unlessEmpty(RequestParameters) });
  });
  return {};
}
