import type { Expression } from "./expression.ts";
import type { RestIntegration, RestIntegrationResponse, TemplatePlan } from "./rest-api.ts";
import type { MappingSource } from "./rest-api.ts";

/** What all routes of a deployed WebSocket API share. */
export interface WebSocketHead {
  kind: "WEBSOCKET";
  apiId: string;
  name: string;
  region: string;
  /** how a message's route is chosen; null: the expression is none, and every message takes `$default` */
  routeSelection: Selection | null;
  /** where the API key of a connection comes from */
  apiKeySource: "HEADER" | "AUTHORIZER";
  disableExecuteApiEndpoint: boolean;
  authorizers: Record<string, WebSocketAuthorizerPlan>;
  /** model name → JSON schema; null: its schema is no JSON, and it accepts every message */
  models: Record<string, unknown>;
}

/**
 * A selection expression (developer guide, "Working with selection expressions"): text in which `${request.body.x}` and the like are
 * filled in. A lone reference stands without braces too.
 */
export type Selection = ({ kind: "text"; text: string } | { kind: "source"; source: MappingSource })[];

/** A Lambda authorizer of the `$connect` route. */
export interface WebSocketAuthorizerPlan {
  id: string;
  name: string;
  functionArn: Expression;
  credentialsArn: string | null;
  /** what must be there, or the connection is refused with 401 */
  identitySources: MappingSource[];
}

/** One deployed route. */
export interface WebSocketRoute {
  kind: "WEBSOCKET";
  id: string;
  /** `$connect`, `$disconnect`, `$default`, or what the selection expression gives */
  routeKey: string;
  authorization: { kind: "none" } | { kind: "iam" } | { kind: "authorizer"; authorizerId: string };
  apiKeyRequired: boolean;
  operationName: string | null;
  /** chooses the model that a message must fit; null: messages are not checked */
  modelSelection: Selection | null;
  /** what the model selection gives → model name */
  requestModels: Record<string, string>;
  /** parameters that must be there at `$connect` */
  requiredParameters: { in: "header" | "querystring"; name: string }[];
  /** the client is answered with what the integration gives; null: one-way */
  response: WebSocketRouteResponse | null;
  /** null: none; a message then gets an error frame, a connection is let in */
  integrationId: string | null;
}

/** The `$default` response of a route. */
export interface WebSocketRouteResponse {
  templateSelection: Selection | null;
}

/** One deployed integration: what is called stands as a REST API's integration, with templates by their selection key. */
export interface WebSocketIntegration {
  kind: "WEBSOCKET";
  id: string;
  integration: RestIntegration;
  /** chooses among requestTemplates; null: `$default` */
  templateSelection: Selection | null;
  requestTemplates: [key: string, template: TemplatePlan][];
  responses: WebSocketIntegrationResponse[];
}

/** How an integration's outcome becomes a message to the client. */
export interface WebSocketIntegrationResponse extends Pick<
  RestIntegrationResponse,
  "selectionPattern" | "contentHandling"
> {
  /** chooses among templates; null: `$default` */
  templateSelection: Selection | null;
  templates: [key: string, template: TemplatePlan][];
}
