import type { StagePlan } from "../plan/stage.ts";
import type { Identity } from "./authorizers/iam/identities.ts";
import type { CacheErrand } from "./cache/errand.ts";
import type { Caller } from "./caller.ts";
import type { LimitHolder } from "./limits/holder.ts";
import type { ClientCertificate } from "./mutual-tls.ts";
import type { LoadedDeployment } from "./load/deployment.ts";

/** Work that goes on after the answer, bound to the request that began it. */
export type Later = (work: Promise<unknown>) => void;

/** What the gateway knows of a request once its address is resolved. */
export interface ExchangeStart {
  request: Request;
  later: Later;
  accountId: string;
  region: string;
  apiId: string;
  origin: string;
  host: string;
  fullPath: string;
  path: string;
  rawQuery: string;
  startedAt: number;
  stage: StagePlan;
  /** the stage's variables, of a canary's request with those of the canary over them */
  variables: Readonly<Record<string, string>>;
  /** whether the stage's canary takes the request; null: the stage has none */
  isCanary: boolean | null;
  deployment: LoadedDeployment;
  /** the base path of the custom domain's mapping that led here, empty for none below it; null: called at an address of the API's own */
  basePath: string | null;
  /** the caller's, where the custom domain asks for one */
  clientCertificate: ClientCertificate | null;
}

/** Why the gateway itself answered, as `$context.error.*` shows it. */
export interface ExchangeError {
  /** null: AWS says none, as for some faults of authorizers */
  message: string | null;
  /** AWS's name of the kind: UNAUTHORIZED, INTEGRATION_TIMEOUT … */
  responseType: string;
  /** for the operator, never in an answer */
  reason?: string | undefined;
}

/**
 * The state of one request on its way through the steps, of all API types. Made once the address is resolved; what a step learns
 * is set here for the steps after it. A class, so that every exchange has the same fields in the same order.
 */
export class Exchange {
  readonly request: Request;
  readonly later: Later;
  readonly accountId: string;
  readonly region: string;
  readonly apiId: string;
  /** scheme and authority as the caller sent them: `http://api.example.com:8787` */
  readonly origin: string;
  /** the Host header without its port, lower case */
  readonly host: string;
  readonly method: string;
  /** the raw path as the client sent it, with the stage or the mapping's base path */
  readonly fullPath: string;
  /** the raw path below stage or base path; begins with `/` */
  readonly path: string;
  /** without the `?`, as sent */
  readonly rawQuery: string;
  readonly requestId: string;
  /** milliseconds since the epoch */
  readonly startedAt: number;
  readonly stage: StagePlan;
  /** `$stageVariables` */
  readonly variables: Readonly<Record<string, string>>;
  readonly isCanary: boolean | null;
  readonly deployment: LoadedDeployment;
  readonly basePath: string | null;
  readonly clientCertificate: ClientCertificate | null;

  /** the matched route's key, empty before the match */
  routeKey = "";
  /** raw values; null: the route has no variables */
  pathParameters: Readonly<Record<string, string>> | null = null;
  /** who calls, as the route's authorizer found out; null: nobody asked */
  caller: Caller | null = null;
  /** who signed the request; null: nobody did, or nobody asked */
  identity: Identity | null = null;
  /** the API key by which the caller is known; null: none was asked for */
  apiKey: { id: string; value: string } | null = null;
  /** the limits of the key's usage plan; null: none */
  keyLimits: LimitHolder | null = null;
  /** all limits that the request counts against; null: none, or not yet known */
  limits: readonly LimitHolder[] | null = null;
  /** milliseconds until a request that was too many may be tried again */
  retryAfter: number | null = null;
  /** why the authorizer refused or failed, for the log and `$context.authorizer.error`: never a token in it */
  authorizerError: string | null = null;
  /** the whole body, where a step has read it; null: it still streams (or there is none) */
  body: Uint8Array<ArrayBuffer> | null = null;
  /** the backend's whole body, where a step has read it */
  backendBody: Uint8Array<ArrayBuffer> | null = null;
  /** the answer's body is compressed already, as its Content-Encoding says: the platform must not do it again */
  encodedBody = false;
  /** the answer's body before compression where it is held whole, else its length in bytes; null: it streams, and nobody knows */
  answerBody: string | Uint8Array | number | null = null;
  /** X-Amzn-Trace-Id, once something asked for it */
  traceHeader: string | null = null;

  /** what the cache does with the answer; null: nothing */
  cacheErrand: CacheErrand | null = null;
  /** null: the request had nothing to do with the cache */
  cacheOutcome: "hit" | "miss" | null = null;

  error: ExchangeError | null = null;
  /** the backend's status, of a function what it put into its result; null: no answer */
  integrationStatus: number | null = null;
  /** why the integration failed, for the log and `$context.integrationErrorMessage`: never in an answer */
  integrationError: string | null = null;
  /** milliseconds since the epoch, 0: not yet */
  integrationStartedAt = 0;
  integrationEndedAt = 0;

  constructor(start: ExchangeStart, requestId: string) {
    this.request = start.request;
    this.later = start.later;
    this.accountId = start.accountId;
    this.region = start.region;
    this.apiId = start.apiId;
    this.origin = start.origin;
    this.host = start.host;
    this.method = start.request.method;
    this.fullPath = start.fullPath;
    this.path = start.path;
    this.rawQuery = start.rawQuery;
    this.requestId = requestId;
    this.startedAt = start.startedAt;
    this.stage = start.stage;
    this.variables = start.variables;
    this.isCanary = start.isCanary;
    this.deployment = start.deployment;
    this.basePath = start.basePath;
    this.clientCertificate = start.clientCertificate;
  }
}
