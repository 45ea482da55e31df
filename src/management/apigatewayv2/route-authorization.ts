import type { Route } from "@aws-sdk/client-apigatewayv2";
import { badRequest } from "../../wire/faults.ts";
import type { V2Rows } from "../edit-api.ts";

/** The type of authorizer that an authorization type of a route needs. */
const AUTHORIZER_TYPES: Readonly<Record<string, string>> = { JWT: "JWT", CUSTOM: "REQUEST" };

const WANTED: Readonly<Record<string, string>> = {
  JWT: "Setting the authorization type to JWT requires a valid JWT authorizer.",
  CUSTOM: "Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires a valid authorizer.",
};

/** Refuses a route whose authorization AWS refuses, in its words. */
export async function checkRouteAuthorization(edit: V2Rows, route: Route): Promise<void> {
  const type = route.AuthorizationType ?? "NONE";
  if (edit.root.kind === "WEBSOCKET") checkWebSocket(type, route.RouteKey ?? "");
  if (route.AuthorizationScopes !== undefined && type !== "JWT")
    throw badRequest(
      "Invalid Route authorization type specified. Authorization Scopes are only valid for COGNITO_USER_POOLS and JWT authorization types",
    );
  const wanted = AUTHORIZER_TYPES[type];
  if (wanted === undefined) return;
  const authorizer = route.AuthorizerId === undefined ? null : await edit.get("authorizer", route.AuthorizerId);
  if (authorizer?.AuthorizerType !== wanted) throw badRequest(`Invalid authorizer ID specified. ${WANTED[type] ?? ""}`);
}

function checkWebSocket(type: string, key: string): void {
  if (type !== "NONE" && key !== "$connect")
    throw badRequest("Currently, authorization is restricted to the $connect route only");
  if (type === "JWT") throw badRequest("Invalid Route authorization type specified. JWT is only valid for HTTP APIs");
}

/**
 * The authorization members that a change keeps of a route: with another authorization type the authorizer and the scopes of the
 * one before are gone, unless the change names them (so AWS detaches an authorizer: AuthorizationType NONE).
 */
export function withNewAuthorization(before: Route, type: Route["AuthorizationType"]): Route {
  if (type === undefined || type === before.AuthorizationType) return before;
  const { AuthorizerId: _authorizer, AuthorizationScopes: _scopes, ...rest } = before;
  return rest;
}
