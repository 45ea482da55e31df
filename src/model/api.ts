import type {
  Api,
  Authorizer,
  Deployment,
  Integration,
  IntegrationResponse,
  Model,
  Route,
  RouteResponse,
  Stage,
} from "@aws-sdk/client-apigatewayv2";
import type {
  Authorizer as RestAuthorizer,
  Deployment as RestDeployment,
  DocumentationPart,
  DocumentationVersion,
  GatewayResponse,
  Method,
  Model as RestModel,
  RequestValidator,
  Resource,
  RestApi,
  Stage as RestStage,
} from "@aws-sdk/client-api-gateway";

/** The three API types; AWS calls it protocol type for HTTP and WEBSOCKET. */
export type ApiKind = "REST" | "HTTP" | "WEBSOCKET";

/** A deployment's place in the API's one line of deployments, see storage/manifest.ts. */
export interface Sequenced {
  sequence: number;
}

/** The documentation of an API as it was when a version of it was made. */
export interface Documented {
  documentationParts: DocumentationPart[];
}

/** How often a stage's cache has been flushed, and what has been purged of it since. */
export interface Flushed {
  cacheGeneration?: number;
  cachePurges?: Purge[];
}

/** What of a cache was asked for until `at` (milliseconds since the epoch) and begins with this path, or bears this tag. */
export interface Purge {
  at: number;
  by: "pathPrefix" | "tag";
  value: string;
}

/**
 * All that an API is made of, by kind: AWS's own shapes and names. The first block is API Gateway v2 (HTTP and
 * WebSocket APIs), the second v1 (REST APIs).
 */
export interface DefinitionKinds {
  route: Route;
  integration: Integration;
  /** parent: the integration's id */
  integrationResponse: IntegrationResponse;
  /** parent: the route's id */
  routeResponse: RouteResponse;
  authorizer: Authorizer;
  model: Model;
  deployment: Deployment & Sequenced;
  /** id: the stage's name */
  stage: Stage & Flushed;

  /** without resourceMethods: methods stand on their own */
  resource: Resource;
  /** id `{resourceId}/{httpMethod}`, parent the resource's id; method responses and the integration inside, as AWS nests them */
  method: Method;
  restAuthorizer: RestAuthorizer;
  restModel: RestModel;
  requestValidator: RequestValidator;
  /** id: the response type; only those that the user has put */
  gatewayResponse: GatewayResponse;
  restDeployment: RestDeployment & Sequenced;
  /** id: the stage's name */
  restStage: RestStage & Flushed;
  documentationPart: DocumentationPart;
  /** id: the version's name */
  documentationVersion: DocumentationVersion & Documented;
}

export type DefinitionKind = keyof DefinitionKinds;

/** The root of an API's definition. Its body is AWS's Api (v2) or RestApi (v1). */
export type ApiRoot = HttpApiRoot | RestApiRoot;

interface RootRow {
  id: string;
  /** the region of the signature that created it; every ARN of the API carries it */
  region: string;
  /** grows by one with every write to anything of this API */
  revision: number;
}

export interface HttpApiRoot extends RootRow {
  kind: "HTTP" | "WEBSOCKET";
  body: Api;
}

export interface RestApiRoot extends RootRow {
  kind: "REST";
  body: RestApi;
}
