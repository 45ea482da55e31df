import type {
  Authorizer,
  GatewayResponse,
  Method,
  Model,
  RequestValidator,
  RestApi,
} from "@aws-sdk/client-api-gateway";
import type { RestApiRoot } from "../../model/api.ts";
import type { RecordSource } from "../record.ts";

/** What all methods share: the API's own settings, authorizers, models and gateway responses. */
export interface RestHeadSource {
  kind: "REST";
  region: string;
  api: RestApi;
  authorizers: Authorizer[];
  models: Model[];
  gatewayResponses: GatewayResponse[];
}

/** A method with what its plan depends on: its resource's path and its validator. */
export interface RestMethodSource {
  kind: "REST";
  resourceId: string;
  resourcePath: string;
  method: Method;
  validator: RequestValidator | null;
}

export function restHeadSource(
  root: RestApiRoot,
  parts: Pick<RestHeadSource, "authorizers" | "models" | "gatewayResponses">,
): RecordSource {
  const source: RestHeadSource = { kind: "REST", region: root.region, api: root.body, ...parts };
  return { kind: "head", id: "head", name: "", source };
}

export function restMethodSource(method: RestMethodSource): RecordSource {
  const httpMethod = method.method.httpMethod ?? "";
  return {
    kind: "route",
    id: `${method.resourceId}/${httpMethod}`,
    name: `${httpMethod} ${method.resourcePath}`,
    source: method,
  };
}
