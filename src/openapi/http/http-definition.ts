import type { Api, Authorizer, Integration, Route } from "@aws-sdk/client-apigatewayv2";

/** An HTTP API as a document describes it: AWS's shapes, with names where an API has ids of its own. */
export interface HttpDefinition {
  api: Pick<
    Api,
    "Name" | "Description" | "Version" | "CorsConfiguration" | "DisableExecuteApiEndpoint" | "IpAddressType" | "Tags"
  >;
  /** named by their security scheme */
  authorizers: Omit<Authorizer, "AuthorizerId">[];
  /** by a name of the document's own: routes with the same name share the integration */
  integrations: Map<string, Omit<Integration, "IntegrationId">>;
  routes: HttpDefinitionRoute[];
  warnings: string[];
}

export interface HttpDefinitionRoute {
  /** without id, target and authorizer */
  route: Omit<Route, "RouteId">;
  integrationName: string | null;
  authorizerName: string | null;
}
