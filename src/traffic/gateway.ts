import { isPrivateCaller } from "./client.ts";
import type { StagePlan } from "../plan/stage.ts";
import type { Freshness } from "../storage/freshness.ts";
import type { ApiEntry } from "../storage/traffic-reads.ts";
import type { ApiType } from "./api-type.ts";
import { type AuthorizerPorts, type Authorizers, createAuthorizers } from "./authorizers/authorizers.ts";
import { sideOf } from "./canary.ts";
import type { Exchange, ExchangeStart, Later } from "./exchange.ts";
import { type HttpApiPorts, createHttpApiType } from "./http-api/http-api.ts";
import type { LoadedApi, LoadedApis } from "./load/apis.ts";
import type { LoadedDeployment } from "./load/deployment.ts";
import type { DomainTarget } from "./load/domains.ts";
import type { ClientCertificate } from "./mutual-tls.ts";
import type { WebSocketPorts } from "./websocket/parts.ts";
import { createWebSocketApis, type WebSocketApis } from "./websocket/websocket-api.ts";
import { createPipeline } from "./pipeline.ts";
import type { RecordPorts } from "./record/recorder.ts";
import type { RestApiPorts } from "./rest-api/parts.ts";
import { forbidden, tooManyLookUps } from "./refusals.ts";
import { createRestApiType } from "./rest-api/rest-api.ts";
import type { LoadedWebAcls } from "./waf/loaded-web-acls.ts";

/** A request with the API that its address names. */
export interface ApiAddress {
  apiId: string;
  /** scheme and authority, as the caller sent them: `http://api.example.com:8787` */
  origin: string;
  host: string;
  /** the raw path with the stage, without what addresses the API */
  path: string;
  /** without the `?` */
  rawQuery: string;
  /** the custom domain's mapping that led here; absent for the API's own addresses */
  mapping?: DomainTarget;
}

export interface GatewayPorts
  extends
    Omit<HttpApiPorts, "authorizers">,
    RestApiPorts,
    AuthorizerPorts,
    Pick<WebSocketPorts, "connections" | "random"> {
  apis: Pick<LoadedApis, "held" | "load" | "deployment">;
  freshness: Pick<Freshness, "check" | "hold">;
  accountId: string;
  /** whether private APIs answer callers from this address */
  isPrivateNetwork(ip: string): boolean;
  webAcls: Pick<LoadedWebAcls, "get">;
  /** where requests are recorded */
  record: Omit<RecordPorts, "now">;
  /** a number in [0, 1): which requests a canary takes */
  chance(): number;
}

/** The data plane: requests, and what happens on open connections of WebSocket APIs. */
export interface Gateway {
  serve(request: Request, address: ApiAddress, later: Later): Response | Promise<Response>;
  webSockets: Pick<WebSocketApis, "message" | "disconnected">;
}

interface Served {
  noStage(): Response;
  run: (start: ExchangeStart) => Response | Promise<Response>;
}

/** The data plane's door: resolves API, stage and deployment, then hands the request to the pipeline of the API's type. */
export function createGateway(ports: GatewayPorts): Gateway {
  const { apis, freshness } = ports;
  const isPrivateNetwork = (ip: string): boolean => ports.isPrivateNetwork(ip);
  const authorizers = createAuthorizers(ports);
  freshness.hold("cache", authorizers.verdicts);
  const record = { ...ports.record, now: () => ports.now() };
  const webSockets = createWebSocketApis({ ...ports, authorizers, record });
  const served = servedTypes({ ...ports, authorizers }, webSockets, record);

  const serve = createServe(ports, served);
  const serveRequest: Gateway["serve"] = (request, address, later) => {
    const mutualTls = address.mapping?.mutualTls ?? null;
    const certificate = mutualTls && mutualTls.accept(request, ports.now());
    if (mutualTls && !certificate) return forbidden();
    const privacy = address.mapping?.privacy;
    if (privacy && !(isPrivateCaller(request, isPrivateNetwork) && privacy.accept(request))) return forbidden();
    const now = ports.now();
    const wait = freshness.check(later, request, now);
    const held = wait ? undefined : apis.held(address.apiId);
    if (held) return serve(request, address, later, held, certificate, now);
    return (wait ?? Promise.resolve())
      .then(() => apis.held(address.apiId) ?? apis.load(address.apiId, later))
      .then((api) => {
        if (api === "throttled") return tooManyLookUps();
        return api ? serve(request, address, later, api, certificate, ports.now()) : forbidden();
      });
  };
  return { serve: serveRequest, webSockets };
}

/** Serves a request, which began at this moment, to an API that is held, with the caller's certificate where the custom domain asks for one. */
type ServeApi = (
  request: Request,
  address: ApiAddress,
  later: Later,
  api: LoadedApi,
  certificate: ClientCertificate | null,
  startedAt: number,
) => Response | Promise<Response>;

function createServe(
  ports: Pick<GatewayPorts, "accountId" | "apis" | "chance">,
  served: Record<ApiEntry["kind"], Served>,
): ServeApi {
  return (request, address, later, api, certificate, startedAt) => {
    const { kind, region } = api.entry;
    const own = served[kind];
    const fullPath = kind === "REST" ? withOneSlash(address.path) : address.path;
    const place = address.mapping ? mappedStage(api, fullPath, address.mapping) : stageOf(api, fullPath);
    if (!place) return own.noStage();
    const { stage } = place;
    const side = stage.canary ? sideOf(stage, stage.canary, request, ports.chance) : stage;
    if (side.sequence === null) return own.noStage();
    const begin = (deployment: LoadedDeployment): Response | Promise<Response> =>
      own.run({
        request,
        later,
        accountId: ports.accountId,
        region,
        apiId: address.apiId,
        origin: address.origin,
        host: address.host,
        fullPath,
        path: kind === "REST" ? withOneSlash(place.path) : place.path,
        rawQuery: address.rawQuery,
        startedAt,
        stage,
        variables: side.variables,
        isCanary: stage.canary ? side !== stage : null,
        deployment,
        basePath: address.mapping?.basePath ?? null,
        clientCertificate: certificate,
      });
    const held = api.deployments.get(side.sequence);
    return held ? begin(held) : ports.apis.deployment(api, side.sequence, later).then(begin);
  };
}

function servedTypes(
  ports: GatewayPorts & { authorizers: Authorizers },
  webSockets: WebSocketApis,
  record: RecordPorts,
): Record<ApiEntry["kind"], Served> {
  return {
    HTTP: served(createHttpApiType(ports), record),
    REST: served(createRestApiType(ports), record),
    WEBSOCKET: webSockets,
  };
}

function served<E extends Exchange>(type: ApiType<E>, record: RecordPorts): Served {
  return { noStage: () => type.noStage(), run: createPipeline(type, record) };
}

interface StagePlace {
  stage: StagePlan;
  /** the path below the stage */
  path: string;
}

const DEFAULT_STAGE = "$default";

/** REST APIs take doubled slashes before a path's first segment for one (recorded). */
function withOneSlash(path: string): string {
  return path.startsWith("//") ? path.replace(/^\/+/, "/") : path;
}

/** The stage that a custom domain's mapping names, with the path below the base path. */
function mappedStage(api: LoadedApi, path: string, { stage, basePath }: DomainTarget): StagePlace | null {
  const rest = path.slice(basePath.length);
  const below = rest.startsWith("/") ? rest : `/${rest}`;
  if (stage === null) return stageOf(api, below);
  const named = api.entry.stages.get(stage);
  return named ? { stage: named, path: below } : null;
}

/** The stage that the path's first segment names, else `$default` with the whole path: that one has no segment of its own. */
function stageOf(api: LoadedApi, path: string): StagePlace | null {
  const slash = path.indexOf("/", 1);
  const named = api.entry.stages.find(path, 1, slash === -1 ? path.length : slash);
  if (named && named.name !== DEFAULT_STAGE) return { stage: named, path: slash === -1 ? "/" : path.slice(slash) };
  const byDefault = api.entry.stages.get(DEFAULT_STAGE);
  return byDefault ? { stage: byDefault, path } : null;
}
