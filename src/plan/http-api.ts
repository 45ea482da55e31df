import type { Expression } from "./expression.ts";
import type { ServiceCall } from "./service-call.ts";

/**
 * CORS as the gateway itself answers it for HTTP APIs (API Gateway developer guide, "Configuring CORS for an HTTP API"). Header
 * names and origins in lower case, as AWS writes them.
 */
export interface CorsPlan {
  /** `*` alone for any, or with one `*` in it: `https://*`, `https://*.example.com` */
  allowOrigins: string[];
  allowMethods: string[];
  allowHeaders: string[];
  exposeHeaders: string[];
  allowCredentials: boolean;
  /** seconds, null where the definition has none */
  maxAge: number | null;
}

/** An authorizer of an HTTP API as the plan carries it. */
export type HttpAuthorizerPlan =
  | { kind: "jwt"; id: string; issuer: string; audience: string[]; identitySource: Expression }
  | {
      kind: "request";
      id: string;
      functionArn: Expression;
      payloadFormat: "1.0" | "2.0";
      simpleResponses: boolean;
      identitySource: Expression[];
      ttlSeconds: number;
      credentialsArn: string | null;
    };

/** What all routes of a deployed HTTP API share. */
export interface HttpHead {
  kind: "HTTP";
  apiId: string;
  name: string;
  region: string;
  cors: CorsPlan | null;
  disableExecuteApiEndpoint: boolean;
  authorizers: Record<string, HttpAuthorizerPlan>;
}

/** Who may call a route. */
export type RouteAuthorization =
  | { kind: "none" }
  | { kind: "iam" }
  | { kind: "authorizer"; authorizerId: string; scopes: string[] };

/** One deployed route of an HTTP API. */
export interface HttpRoute {
  kind: "HTTP";
  id: string;
  /** as AWS writes it: `GET /users/{id}`, `ANY /x/{proxy+}`, `$default` */
  routeKey: string;
  authorization: RouteAuthorization;
  operationName: string | null;
  /** the integration's record in the same deployment; null: no target, which answers 404 */
  integrationId: string | null;
}

/** One change of a request or a response, in the order AWS applies them. */
export type ParameterEdit =
  | { on: "header" | "querystring"; action: "append" | "overwrite"; name: string; value: Expression }
  | { on: "header" | "querystring"; action: "remove"; name: string }
  | { on: "path"; action: "overwrite"; value: Expression }
  | { on: "statuscode"; action: "overwrite"; value: Expression };

/** Response parameters for one status code of the backend. */
export interface ResponseEdits {
  statusCode: number;
  edits: ParameterEdit[];
}

/** What integrations of all kinds have. */
export interface IntegrationCommon {
  id: string;
  /** milliseconds until the head of the backend's answer */
  timeoutMillis: number;
  requestEdits: ParameterEdit[];
  responseEdits: ResponseEdits[];
}

/** The VPC link of a private integration. */
export interface VpcLinkPlan {
  id: string;
  /** the ARNs that the backend is known by; none where the integration names a URL */
  arns: string[];
  /** whether the URL's host is one that answers: an ARN tells none */
  hasAddress: boolean;
}

/** What an integration calls. */
export type IntegrationTarget =
  | {
      kind: "http_proxy";
      /** null: the client's own method (ANY) */
      method: string | null;
      /** `{name}` from the path, stage variables; a path variable that the route lacks stays as it is written */
      url: Expression;
      /** null: over the internet */
      vpcLink: VpcLinkPlan | null;
    }
  | { kind: "aws_proxy"; functionArn: Expression; payloadFormat: "1.0" | "2.0"; credentialsArn: string | null }
  | ({ kind: "aws_service" } & ServiceCall)
  | { kind: "fault"; reason: string };

/** One deployed integration of an HTTP API. */
export type HttpIntegration = IntegrationCommon & IntegrationTarget;
