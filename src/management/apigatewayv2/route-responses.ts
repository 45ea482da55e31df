import type { RouteResponse } from "@aws-sdk/client-apigatewayv2";
import { badRequest, conflict } from "../../wire/faults.ts";
import type { Input, Output } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { type V2Edit, editV2Api, readV2Api } from "../edit-api.ts";
import { changed, unlessEmpty, withoutEmptyTexts } from "./change.ts";
import { found } from "./missing.ts";
import { definitionPage } from "./page.ts";

/** Route responses are found below their route only. */
const rowId = (routeId: string, responseId: string): string => `${routeId}/${responseId}`;

export async function createRouteResponse(
  call: Call,
  input: Input<"apigatewayv2", "CreateRouteResponse">,
): Promise<Output<"apigatewayv2", "CreateRouteResponse">> {
  const { ApiId, RouteId, ...members } = input;
  const RouteResponseId = call.newId(7);
  return editV2Api(call, ApiId, async (edit) => {
    if (edit.root.kind === "HTTP")
      throw badRequest(
        "RouteResponses are currently not supported for this API protocol type. This is because the API may only be configured with proxy integration at this time.",
      );
    found(await edit.get("route", RouteId), "Route");
    return putChecked(edit, RouteId, { ...members, RouteResponseId });
  });
}

export async function getRouteResponse(
  call: Call,
  input: Input<"apigatewayv2", "GetRouteResponse">,
): Promise<Output<"apigatewayv2", "GetRouteResponse">> {
  const api = await readV2Api(call, input.ApiId);
  return found(await api.get("routeResponse", rowId(input.RouteId, input.RouteResponseId)), "Route Response");
}

export async function getRouteResponses(
  call: Call,
  input: Input<"apigatewayv2", "GetRouteResponses">,
): Promise<Output<"apigatewayv2", "GetRouteResponses">> {
  const api = await readV2Api(call, input.ApiId);
  found(await api.get("route", input.RouteId), "Route");
  return definitionPage(api, "routeResponse", input, input.RouteId);
}

export async function updateRouteResponse(
  call: Call,
  input: Input<"apigatewayv2", "UpdateRouteResponse">,
): Promise<Output<"apigatewayv2", "UpdateRouteResponse">> {
  const { ApiId, RouteId, RouteResponseId, ...changes } = input;
  return editV2Api(call, ApiId, async (edit) => {
    const before = found(await edit.get("routeResponse", rowId(RouteId, RouteResponseId)), "Route Response");
    return putChecked(edit, RouteId, changed(before, changes));
  });
}

export async function deleteRouteResponse(
  call: Call,
  input: Input<"apigatewayv2", "DeleteRouteResponse">,
): Promise<Output<"apigatewayv2", "DeleteRouteResponse">> {
  const id = rowId(input.RouteId, input.RouteResponseId);
  await editV2Api(call, input.ApiId, async (edit) => {
    found(await edit.get("routeResponse", id), "Route Response");
    edit.remove("routeResponse", id);
  });
  return {};
}

async function putChecked(edit: V2Edit, routeId: string, given: RouteResponse): Promise<RouteResponse> {
  const response: RouteResponse = withoutEmptyTexts({
    ...given,
    ResponseModels: unlessEmpty(given.ResponseModels ?? {}),
    ResponseParameters: unlessEmpty(given.ResponseParameters ?? {}),
  });
  const { RouteResponseKey: key = "", RouteResponseId = "" } = response;
  if (key !== "$default")
    throw badRequest(
      "Currently, only $default is supported as a RouteResponseKey. The creation of the RouteResponse with a key of $default will indicate to API Gateway that this Route is intended to handle two-way communication.",
    );
  const id = rowId(routeId, RouteResponseId);
  const name = `${routeId}/${key}`;
  const namesake = await edit.byName("routeResponse", name);
  if (namesake && namesake.id !== id) throw conflict(`RouteResponse with key ${key} already exists for this Route`);
  edit.put("routeResponse", id, response, { name, parent: routeId });
  return response;
}
