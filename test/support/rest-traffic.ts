/** REST APIs for tests of traffic: compiled from AWS's own shapes and served by the gateway, without management and storage. */
import { stagesByName } from "../../src/storage/traffic-reads.ts";
import { noConnections } from "./no-connections.ts";
import type { Authorizer, GatewayResponse, Integration, Method, RestApi } from "@aws-sdk/client-api-gateway";
import { compileRecord } from "../../src/compiler/compile.ts";
import type { CompileProblem } from "../../src/compiler/record.ts";
import { restHeadSource, restMethodSource } from "../../src/compiler/rest/sources.ts";
import type {
  FunctionInvocation,
  FunctionInvoker,
  FunctionOutcome,
  FunctionStream,
} from "../../src/plan/function-invoker.ts";
import type { RestHead } from "../../src/plan/rest-api.ts";
import type { ManifestEntry } from "../../src/plan/record.ts";
import { bareStage, type CanaryPlan, type StagePlan } from "../../src/plan/stage.ts";
import { createGateway, type GatewayPorts } from "../../src/traffic/gateway.ts";
import { noAws } from "./no-aws.ts";
import type { MutualTls } from "../../src/traffic/mutual-tls.ts";
import { createRandomHex, createRequestIds } from "../../src/traffic/ids.ts";
import type { ExchangeStart } from "../../src/traffic/exchange.ts";
import { RestExchange, type RestExchangePorts } from "../../src/traffic/rest-api/rest-exchange.ts";
import { Manifest } from "../../src/storage/manifest-text.ts";
import { LoadedDeployment } from "../../src/traffic/load/deployment.ts";
import { noMoreRecords } from "./no-plans.ts";
import type { WebAclParts } from "../../src/plan/web-acl.ts";
import { LoadedWebAcls } from "../../src/traffic/waf/loaded-web-acls.ts";
import { noLimits } from "./no-limits.ts";
import { recordTo } from "./record-to.ts";

/** A method as PutMethod and PutIntegration take it; its integration MOCK with 200 unless given. */
export interface MethodDefinition extends Omit<Method, "methodIntegration"> {
  integration?: Integration;
  /** which of the two are validated */
  validate?: { parameters?: boolean; body?: boolean };
}

export interface RestDefinition {
  api?: Partial<RestApi>;
  /** by method and path: `GET /users/{id}` */
  methods?: Record<string, MethodDefinition>;
  /** JSON schemas by name */
  models?: Record<string, unknown>;
  gatewayResponses?: Partial<Record<NonNullable<GatewayResponse["responseType"]>, GatewayResponse>>;
  authorizers?: Authorizer[];
}

export interface RestTrafficOptions {
  /** `test` unless named */
  stage?: string;
  variables?: Record<string, string>;
  /** a second deployment as the stage's canary */
  canary?: Partial<Omit<CanaryPlan, "deploymentId" | "sequence">> & { definition: RestDefinition };
  /** what every backend answers; called with what the gateway sends */
  fetch?: (url: string, init: RequestInit) => Response | Promise<Response>;
  /** what every function answers */
  invoke?: (arn: string, payload: string, invocation: FunctionInvocation) => FunctionOutcome | Promise<FunctionOutcome>;
  /** more of the stage */
  plan?: Partial<StagePlan>;
  /** by ARN: those that `plan.webAclArn` may name */
  webAcls?: Record<string, WebAclParts>;
  invokeStreaming?: (
    arn: string,
    payload: string,
    invocation: FunctionInvocation,
  ) => FunctionOutcome | FunctionStream | Promise<FunctionOutcome | FunctionStream>;
  ports?: Partial<GatewayPorts>;
}

export interface RestTraffic {
  /** Sends a request; the path begins with the stage: `/test/users/1?x=y`. */
  call(
    path: string,
    init?: RequestInit & { host?: string; basePath?: string; mutualTls?: MutualTls; cf?: object },
  ): Promise<Response>;
  /** what the compiler found */
  problems: CompileProblem[];
  /** what was sent to backends */
  sent: { url: string; init: RequestInit }[];
  /** what functions were called with */
  invoked: { arn: string; payload: string; invocation: FunctionInvocation }[];
}

export const TEST_API_ID = "abcdef1234";
export const TEST_NOW = 1_700_000_000_000;

/** MOCK that answers 200 with a template, `{}` unless given. */
export function mockIntegration(responseTemplate?: string, more: Partial<Integration> = {}): Integration {
  const templates = responseTemplate === undefined ? {} : { "application/json": responseTemplate };
  return {
    type: "MOCK",
    requestTemplates: { "application/json": '{"statusCode": 200}' },
    integrationResponses: { "200": { statusCode: "200", responseTemplates: templates } },
    ...more,
  };
}

/** Compiles a definition and serves it. */
export function restTraffic(definition: RestDefinition, options: RestTrafficOptions = {}): RestTraffic {
  const own = compileDefinition(definition);
  const canary = options.canary && compileDefinition(options.canary.definition);
  const stage = stageOf(options);
  const api = {
    entry: {
      apiId: TEST_API_ID,
      kind: "REST" as const,
      region: "us-east-1",
      stages: stagesByName([stage]),
    },
    deployments: new Map([[1, loaded(1, own)], ...(canary ? ([[2, loaded(2, canary)]] as const) : [])]),
    stale: false,
  };
  const seen: Seen = { sent: [], invoked: [] };
  const gateway = createGateway({
    apis: {
      held: (id) => (id === TEST_API_ID ? api : undefined),
      load: async () => null,
      deployment: () => Promise.reject(new Error("all deployments are loaded")),
    },
    ...portsOf(options, seen),
    ...options.ports,
  });
  return {
    ...seen,
    problems: own.problems,
    call: async (path, { host = `${TEST_API_ID}.execute-api.localhost`, basePath, mutualTls = null, ...init } = {}) => {
      const request = new Request(`http://${host}${path}`, init);
      const queryAt = path.indexOf("?");
      return gateway.serve(
        request as unknown as Parameters<typeof gateway.serve>[0],
        {
          apiId: TEST_API_ID,
          origin: `http://${host}`,
          host,
          path: queryAt === -1 ? path : path.slice(0, queryAt),
          rawQuery: queryAt === -1 ? "" : path.slice(queryAt + 1),
          ...(basePath === undefined
            ? {}
            : { mapping: { apiId: TEST_API_ID, stage: stage.name, basePath, mutualTls, privacy: null } }),
        },
        () => undefined,
      );
    },
  };
}

/** What backends and functions were called with. */
type Seen = Pick<RestTraffic, "sent" | "invoked">;

/** What a gateway needs beside its APIs: nothing is stored, and no other machine is called. */
function portsOf(options: RestTrafficOptions, { sent, invoked }: Seen): Omit<GatewayPorts, "apis"> {
  const random = (bytes: Uint8Array): unknown => crypto.getRandomValues(bytes);
  const invoke: FunctionInvoker["invoke"] = async (arn, payload, invocation) => {
    invoked.push({ arn, payload, invocation });
    return options.invoke?.(arn, payload, invocation) ?? { kind: "answered", payload: "{}", functionError: null };
  };
  return {
    freshness: { check: () => undefined, hold: () => undefined },
    accountId: "000000000000",
    now: () => TEST_NOW,
    chance: () => Math.random(),
    requestId: createRequestIds(random),
    uuid: () => crypto.randomUUID(),
    randomHex: createRandomHex(random),
    traceRoot: () => "1-6553f100-000000000000000000000001",
    heldBodyBytes: 1024 * 1024,
    maxSignedBody: 1024 * 1024,
    identities: { find: () => null },
    isPrivateNetwork: () => false,
    userPoolIssuer: (region, poolId) => `https://cognito-idp.${region}.amazonaws.com/${poolId}`,
    limits: noLimits(),
    record: recordTo(),
    fetch: async (url, init) => {
      sent.push({ url, init });
      return options.fetch ? options.fetch(url, init) : Response.json({});
    },
    functions: {
      invoke,
      invokeStreaming: async (arn, payload, invocation) =>
        options.invokeStreaming?.(arn, payload, invocation) ?? invoke(arn, payload, invocation),
    },
    aws: noAws(),
    vpcLinks: { way: () => null },
    webAcls: new LoadedWebAcls(async (arn) => options.webAcls?.[arn] ?? null),
    cache: null,
    connections: noConnections,
    random,
  };
}

interface CompiledDefinition {
  entries: Map<string, ManifestEntry>;
  records: Map<string, unknown>;
  head: RestHead;
  problems: CompileProblem[];
}

/** The head and one record per method, by way of JSON as they are stored. */
export function compileDefinition(definition: RestDefinition): CompiledDefinition {
  const body = { id: TEST_API_ID, name: "test", ...definition.api };
  const head = restHeadSource(
    { id: TEST_API_ID, kind: "REST", region: "us-east-1", revision: 0, body },
    {
      authorizers: definition.authorizers ?? [],
      models: Object.entries(definition.models ?? {}).map(([name, schema]) => ({
        name,
        schema: JSON.stringify(schema),
      })),
      gatewayResponses: Object.entries(definition.gatewayResponses ?? {}).map(([responseType, response]) => ({
        ...response,
        responseType: responseType as NonNullable<GatewayResponse["responseType"]>,
      })),
    },
  );
  const compiled = [head, ...Object.entries(definition.methods ?? {}).map(methodSource)].map(compileRecord);
  const entries = new Map(compiled.map(({ record }) => [`${record.kind} ${record.id}`, record]));
  const records = new Map(compiled.map(({ record }) => [record.hash, JSON.parse(record.plan) as unknown]));
  const [first] = compiled;
  return {
    entries,
    records,
    head: records.get(first?.record.hash ?? "") as RestHead,
    problems: compiled.flatMap(({ problems }) => problems),
  };
}

function methodSource([key, definition]: [string, MethodDefinition]) {
  const [httpMethod = "", resourcePath = ""] = key.split(" ");
  const { integration, validate, ...method } = definition;
  return restMethodSource({
    kind: "REST",
    resourceId: `r${[...resourcePath].reduce((hash, c) => (hash * 31 + c.charCodeAt(0)) % 0x7fffffff, 7).toString(36)}`,
    resourcePath,
    method: { authorizationType: "NONE", ...method, httpMethod, methodIntegration: integration ?? mockIntegration() },
    validator: validate
      ? {
          id: "v",
          name: "v",
          validateRequestParameters: validate.parameters ?? false,
          validateRequestBody: validate.body ?? false,
        }
      : null,
  });
}

function loaded(sequence: number, { head, entries, records }: CompiledDefinition): LoadedDeployment {
  const parts = { sequence, head, manifest: Manifest.of(entries.values()), records };
  return new LoadedDeployment(parts, noMoreRecords);
}

function stageOf({ stage = "test", variables = {}, canary, plan }: RestTrafficOptions): StagePlan {
  return {
    ...bareStage(stage),
    ...plan,
    deploymentId: "dep001",
    sequence: 1,
    variables,
    canary: canary
      ? {
          deploymentId: "dep002",
          sequence: 2,
          percentTraffic: canary.percentTraffic ?? 0,
          variableOverrides: canary.variableOverrides ?? {},
          useStageCache: canary.useStageCache ?? false,
        }
      : null,
  };
}

const EXCHANGE_PORTS: RestExchangePorts = {
  now: () => TEST_NOW,
  uuid: () => "00000000-0000-0000-0000-000000000000",
  requestId: () => "AAAAAAAAAAAAAAA=",
  randomHex: (digits) => "0123456789abcdef01234567".slice(0, digits),
};

/** An exchange that has come to no method yet, for tests of single parts. */
export function restExchange(
  definition: RestDefinition = {},
  init: RequestInit = {},
  over: Partial<ExchangeStart> = {},
): { exchange: RestExchange } {
  const request = new Request(`http://${TEST_API_ID}.execute-api.localhost/test/`, init);
  const start: ExchangeStart = {
    request: request as unknown as ExchangeStart["request"],
    later: () => undefined,
    accountId: "000000000000",
    region: "us-east-1",
    apiId: TEST_API_ID,
    origin: `http://${TEST_API_ID}.execute-api.localhost`,
    host: `${TEST_API_ID}.execute-api.localhost`,
    fullPath: "/test/",
    path: "/",
    rawQuery: "",
    startedAt: TEST_NOW,
    stage: stageOf({}),
    variables: {},
    isCanary: null,
    deployment: loaded(1, compileDefinition(definition)),
    basePath: null,
    clientCertificate: null,
    ...over,
  };
  return { exchange: new RestExchange(start, EXCHANGE_PORTS) };
}
