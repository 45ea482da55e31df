/** A stage as traffic reads it: all that acts at once, without a deployment (see management/acting.ts). */
export interface StagePlan {
  name: string;
  /** null: nothing is deployed to the stage yet */
  deploymentId: string | null;
  /** the deployment's place in the API's line of deployments; null as deploymentId */
  sequence: number | null;
  variables: Record<string, string>;
  /** null: no canary (only stages of REST APIs have one) */
  canary: CanaryPlan | null;
  settings: StageSettings;
  /** null: the stage has no cache, whatever its settings say (only stages of REST APIs have one) */
  cacheClusterSize: string | null;
  /** grows with every flush of the stage's cache: older entries are never asked for again */
  cacheGeneration: number;
  /** what was purged of it, newest last; absent: nothing */
  cachePurges?: CachePurge[];
  /** null: no access log */
  accessLogSettings: { destinationArn: string; format: string } | null;
  tracingEnabled: boolean;
  /** the certificate that backends are shown; null: none */
  clientCertificateId: string | null;
  /** of the web ACL that the stage is associated with; null: none (only stages of REST APIs have one) */
  webAclArn: string | null;
  /** limits beyond AWS's, from the stage's tags; null: none */
  limits: StageLimitTags | null;
}

/** What of a stage's cache was asked for until `at` (milliseconds since the epoch) and begins with this path, or bears this tag. */
export interface CachePurge {
  at: number;
  by: "pathPrefix" | "tag";
  value: string;
}

/** Limits of a stage that AWS does not have (management/limit-tags.ts). */
export interface StageLimitTags {
  /** every route asks for an API key (HTTP and WebSocket APIs; methods of REST APIs say so themselves) */
  apiKeyRequired: boolean;
  throttle: KeyedThrottle | null;
  /** answers carry RateLimit, RateLimit-Policy and Retry-After */
  fields: boolean;
  /** tokens that a request costs, by route key */
  cost: Record<string, number>;
  defaultCost: number;
}

/** A token bucket for each value of an expression. */
export interface KeyedThrottle {
  by: { in: "sourceIp" } | { in: "header" | "querystring" | "claim" | "authorizer"; name: string };
  /** per second */
  rate: number;
  burst: number;
}

/** A second deployment that takes part of a stage's traffic. */
export interface CanaryPlan {
  deploymentId: string;
  sequence: number;
  /** 0 to 100, with fractions */
  percentTraffic: number;
  /** over the stage's own variables */
  variableOverrides: Record<string, string>;
  /** false: the canary has a cache of its own */
  useStageCache: boolean;
}

/** A stage's settings for its methods (REST APIs) or routes: settings of one stand whole in the place of those of all. */
export interface StageSettings {
  /** REST APIs: those of all methods; HTTP and WebSocket APIs: the default route settings. Null: nobody has set any */
  all: RouteSettingsPlan | null;
  /** by the deployed route's key: `GET /users/{id}`, of REST APIs the method with its resource's path */
  routes: Record<string, RouteSettingsPlan>;
}

/** What a stage settles for one method or route; AWS's names. */
export interface RouteSettingsPlan {
  metricsEnabled: boolean;
  loggingLevel: "OFF" | "ERROR" | "INFO";
  dataTraceEnabled: boolean;
  /** requests at once; null: no limit was set */
  throttlingBurstLimit: number | null;
  /** requests per second, with fractions; null: no limit was set */
  throttlingRateLimit: number | null;
  /** null: not cached (only REST APIs have a cache) */
  cache: CacheSettingsPlan | null;
}

/** How the answers of one method are cached; AWS's names. */
export interface CacheSettingsPlan {
  cacheTtlInSeconds: number;
  cacheDataEncrypted: boolean;
  /** whether a client's `Cache-Control: max-age=0` needs execute-api:InvalidateCache */
  requireAuthorizationForCacheControl: boolean;
  /** what becomes of such a request without it */
  unauthorizedCacheControlHeaderStrategy:
    | "FAIL_WITH_403"
    | "SUCCEED_WITH_RESPONSE_HEADER"
    | "SUCCEED_WITHOUT_RESPONSE_HEADER";
}

/** A stage that nobody has set anything for. */
export function bareStage(name: string): StagePlan {
  return {
    name,
    deploymentId: null,
    sequence: null,
    variables: {},
    canary: null,
    settings: { all: null, routes: {} },
    cacheClusterSize: null,
    cacheGeneration: 0,
    accessLogSettings: null,
    tracingEnabled: false,
    clientCertificateId: null,
    webAclArn: null,
    limits: null,
  };
}
