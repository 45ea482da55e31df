/** HTTP APIs for tests of traffic: compiled from AWS's own shapes and served by the gateway, without management and storage. */
import { stagesByName } from "../../src/storage/traffic-reads.ts";
import type { Api, Authorizer, Integration, Route } from "@aws-sdk/client-apigatewayv2";
import { compileRecord } from "../../src/compiler/compile.ts";
import { httpHeadSource, httpIntegrationSource, httpRouteSource } from "../../src/compiler/http/sources.ts";
import type { FunctionInvocation, FunctionOutcome } from "../../src/plan/function-invoker.ts";
import type { HttpHead } from "../../src/plan/http-api.ts";
import { createGateway, type GatewayPorts } from "../../src/traffic/gateway.ts";
import { createRequestIds } from "../../src/traffic/ids.ts";
import type { DomainTarget } from "../../src/traffic/load/domains.ts";
import { Manifest } from "../../src/storage/manifest-text.ts";
import { LoadedDeployment } from "../../src/traffic/load/deployment.ts";
import { noMoreRecords } from "./no-plans.ts";
import { bareStage, type StagePlan } from "../../src/plan/stage.ts";
import { noAws } from "./no-aws.ts";
import { noLimits } from "./no-limits.ts";
import { recordTo } from "./record-to.ts";

export interface HttpDefinition {
  /** abcdef1234 unless named */
  id?: string;
  api?: Partial<Api>;
  /** by route key; all call https://backend.test by HTTP_PROXY unless their integration says otherwise */
  routes: Record<string, Omit<Partial<Route>, "RouteKey"> & { integration?: Partial<Integration> }>;
  authorizers?: Authorizer[];
  /** names of the stages, `$default` alone unless given */
  stages?: string[];
  variables?: Record<string, string>;
  /** more of the stages */
  plan?: Partial<StagePlan>;
}

export interface HttpTrafficOptions {
  fetch?: (url: string, init: RequestInit) => Response | Promise<Response>;
  invoke?: (arn: string, payload: string, invocation: FunctionInvocation) => FunctionOutcome | Promise<FunctionOutcome>;
  ports?: Partial<GatewayPorts>;
}

/** Where a custom domain's mapping leads. */
export type MappedTo = Pick<DomainTarget, "stage" | "basePath">;

export interface HttpTraffic {
  /** Sends a request; the path begins with the stage, unless that is `$default`, or with the base path of the domain's mapping. */
  call(path: string, init?: RequestInit & { api?: string; mapping?: MappedTo }): Promise<Response>;
  /** what was sent by fetch */
  sent: { url: string; init: RequestInit }[];
  /** what functions were called with */
  invoked: { arn: string; payload: string; invocation: FunctionInvocation }[];
  /** what the gateway wants to be told of changes */
  changed(topic: string, id: string): void;
}

const API_ID = "abcdef1234";

/** Compiles definitions and serves them in one isolate. */
export function httpTraffic(
  definitions: HttpDefinition | HttpDefinition[],
  options: HttpTrafficOptions = {},
): HttpTraffic {
  const sent: HttpTraffic["sent"] = [];
  const invoked: HttpTraffic["invoked"] = [];
  const holders = new Map<string, { changed(id: string): void }>();
  const apis = new Map([definitions].flat().map((definition) => [definition.id ?? API_ID, loadedApi(definition)]));
  const random = (bytes: Uint8Array): unknown => crypto.getRandomValues(bytes);
  const gateway = createGateway({
    apis: { held: (id: string) => apis.get(id), load: async () => null },
    freshness: {
      check: () => undefined,
      hold: (topic: string, holder: { changed(id: string): void }) => holders.set(topic, holder),
    },
    accountId: "000000000000",
    now: () => Date.now(),
    requestId: createRequestIds(random),
    traceRoot: () => "1-6553f100-000000000000000000000001",
    heldBodyBytes: 1024 * 1024,
    maxSignedBody: 1024 * 1024,
    identities: { find: () => null },
    isPrivateNetwork: () => false,
    limits: noLimits(),
    aws: noAws(),
    record: recordTo(),
    cache: null,
    userPoolIssuer: (region: string, poolId: string) => `https://cognito-idp.${region}.amazonaws.com/${poolId}`,
    fetch: async (url: string, init: RequestInit) => {
      sent.push({ url, init });
      return options.fetch ? options.fetch(url, init) : Response.json({});
    },
    functions: {
      invoke: async (arn: string, payload: string, invocation: FunctionInvocation) => {
        invoked.push({ arn, payload, invocation });
        return options.invoke?.(arn, payload, invocation) ?? { kind: "answered", payload: "{}", functionError: null };
      },
    },
    ...options.ports,
    // All deployments are loaded: of the loaders only what is here is called.
  } as unknown as GatewayPorts);
  return {
    sent,
    invoked,
    changed: (topic, id) => holders.get(topic)?.changed(id),
    call: async (path, { api = API_ID, mapping, ...init } = {}) => {
      const host = mapping ? "shop.test" : `${api}.execute-api.localhost`;
      const mapped = mapping && { mapping: { ...mapping, apiId: api, mutualTls: null, privacy: null } };
      const [pathOnly = "", rawQuery = ""] = path.split("?");
      return gateway.serve(
        new Request(`http://${host}${path}`, init),
        { apiId: api, origin: `http://${host}`, host, path: pathOnly, rawQuery, ...mapped },
        () => undefined,
      );
    },
  };
}

function loadedApi({ id = API_ID, stages = ["$default"], variables = {}, plan = {}, ...definition }: HttpDefinition) {
  const plans = stages.map((name) => ({ ...bareStage(name), ...plan, deploymentId: "dep001", sequence: 1, variables }));
  return {
    entry: {
      apiId: id,
      kind: "HTTP" as const,
      region: "us-east-1",
      stages: stagesByName(plans),
    },
    deployments: new Map([[1, deployment(id, definition)]]),
    stale: false,
  };
}

function deployment(id: string, { api, routes, authorizers = [] }: Omit<HttpDefinition, "id">): LoadedDeployment {
  const body = { ApiId: id, Name: "test", ProtocolType: "HTTP" as const, RouteSelectionExpression: "", ...api };
  const root = { id, kind: "HTTP" as const, region: "us-east-1", revision: 0, body };
  const compiled = [
    httpHeadSource(root, authorizers),
    ...Object.entries(routes).flatMap(([RouteKey, { integration, ...route }], index) => [
      httpRouteSource({ RouteId: `r${index}`, Target: `integrations/i${index}`, ...route, RouteKey }),
      httpIntegrationSource({
        IntegrationId: `i${index}`,
        IntegrationType: "HTTP_PROXY",
        IntegrationMethod: "ANY",
        IntegrationUri: "https://backend.test",
        ...integration,
      }),
    ]),
  ].map(compileRecord);
  const records = new Map(compiled.map(({ record }) => [record.hash, JSON.parse(record.plan) as unknown]));
  const head = records.get(compiled[0]?.record.hash ?? "") as HttpHead;
  const manifest = Manifest.of(compiled.map(({ record }) => record));
  return new LoadedDeployment({ sequence: 1, head, manifest, records }, noMoreRecords);
}
