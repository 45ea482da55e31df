/** WebSocket APIs inside workerd: deployed through the handlers, their connections held by the worker's own objects. */
import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import type {
  CreateIntegrationCommandInput,
  CreateIntegrationResponseCommandInput,
  CreateRouteCommandInput,
  RouteSettings,
} from "@aws-sdk/client-apigatewayv2";
import { createApp, type Env } from "../../src/app.ts";
import type { ConnectionShardObject } from "../../src/objects/connection-shard.ts";
import { shardName, shardOf } from "../../src/plan/connection.ts";
import { newApi, v2, v2Call } from "./v2-call.ts";

/** What a test may say of a resource. */
type Fields<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

export interface PoolRoute {
  /** MOCK that answers 200 unless told */
  integration?: Fields<CreateIntegrationCommandInput>;
  route?: Fields<CreateRouteCommandInput>;
  /** two-way: the template of the integration's `$default` response; empty: none, the backend's answer goes as it is */
  answer?: string;
  /** two-way, by these */
  responses?: ({ IntegrationResponseKey: string } & Fields<CreateIntegrationResponseCommandInput>)[];
  /** name → schema */
  models?: Record<string, string>;
}

export interface PoolOptions {
  variables?: Record<string, string>;
  /** how routes are selected; `$request.body.action` unless told */
  selection?: string;
  /** by route key */
  settings?: Record<string, RouteSettings>;
  /** the format of the stage's access log */
  access?: string;
}

export interface PoolSocket {
  id: string;
  messages: (string | ArrayBuffer)[];
  send(message: unknown): void;
  closed: Promise<{ code: number; reason: string }>;
  close(code?: number, reason?: string): void;
  shard: DurableObjectStub<ConnectionShardObject<unknown>>;
}

export interface PoolApi {
  apiId: string;
  /** Sends an upgrade request; the answer is a 101, or a refusal. */
  upgrade(query?: string, headers?: Record<string, string>): Promise<Response>;
  connect(query?: string, headers?: Record<string, string>): Promise<PoolSocket>;
}

/** Deploys a WebSocket API to the stage `test`. `$context.connectionId` must be told by the route `whoami`, which every one has. */
export async function poolApi(routes: Record<string, PoolRoute>, options: PoolOptions = {}): Promise<PoolApi> {
  const call = v2Call();
  const ApiId = await newApi(call, "WEBSOCKET");
  for (const [RouteKey, route] of Object.entries({ ...routes, whoami: WHOAMI })) await addRoute(ApiId, RouteKey, route);
  if (options.selection !== undefined) await v2.UpdateApi(call, { ApiId, RouteSelectionExpression: options.selection });
  await v2.CreateStage(call, {
    ApiId,
    StageName: "test",
    AutoDeploy: true,
    ...(options.variables && { StageVariables: options.variables }),
    ...(options.settings && { RouteSettings: options.settings }),
    ...(options.access !== undefined && { AccessLogSettings: { DestinationArn: LOG_GROUP, Format: options.access } }),
  });
  // The bindings are the worker's own.
  const app = createApp(env as unknown as Env);
  const upgrade: PoolApi["upgrade"] = async (query = "", headers = {}) => {
    const url = `http://${ApiId}.execute-api.localhost/test${query}`;
    const request = new Request(url, { headers: { Upgrade: "websocket", ...headers } });
    return app.fetch(request, createExecutionContext());
  };
  return { apiId: ApiId, upgrade, connect: async (query, headers) => joined(ApiId, await upgrade(query, headers)) };
}

const LOG_GROUP = "arn:aws:logs:us-east-1:000000000000:log-group:test";

const WHOAMI: PoolRoute = { answer: "$context.connectionId" };

async function addRoute(ApiId: string, RouteKey: string, made: PoolRoute): Promise<void> {
  const { integration, route, answer, models = {} } = made;
  const call = v2Call();
  const { IntegrationId = "" } = await v2.CreateIntegration(call, {
    ApiId,
    IntegrationType: "MOCK",
    ...(integration?.IntegrationType === undefined && { RequestTemplates: { $default: '{"statusCode":200}' } }),
    ...integration,
  });
  for (const [Name, Schema] of Object.entries(models))
    await v2.CreateModel(call, { ApiId, Name, Schema, ContentType: "application/json" });
  const isTwoWay = answer !== undefined || made.responses !== undefined;
  const twoWay = isTwoWay ? { RouteResponseSelectionExpression: "$default" } : {};
  const target = { Target: `integrations/${IntegrationId}` };
  const { RouteId = "" } = await v2.CreateRoute(call, { ApiId, RouteKey, ...target, ...twoWay, ...route });
  if (!isTwoWay) return;
  await v2.CreateRouteResponse(call, { ApiId, RouteId, RouteResponseKey: "$default" });
  if (integration?.IntegrationType?.endsWith("_PROXY")) return;
  const templates = answer === "" || answer === undefined ? {} : { ResponseTemplates: { $default: answer } };
  for (const response of made.responses ?? [{ IntegrationResponseKey: "$default", ...templates }])
    await v2.CreateIntegrationResponse(call, { ...response, ApiId, IntegrationId });
}

async function joined(apiId: string, { status, webSocket }: Response): Promise<PoolSocket> {
  if (!webSocket) throw new Error(`refused with ${status}`);
  const messages: PoolSocket["messages"] = [];
  const first = Promise.withResolvers<string>();
  webSocket.binaryType = "arraybuffer";
  webSocket.addEventListener("message", ({ data }) => {
    first.resolve(String(data));
    messages.push(data);
  });
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    webSocket.addEventListener("close", ({ code, reason }) => resolve({ code, reason })),
  );
  webSocket.accept();
  webSocket.send('{"action":"whoami"}');
  const id = await first.promise;
  messages.length = 0;
  const { CONNECTIONS } = env as unknown as Env;
  return {
    id,
    messages,
    send: (message) => webSocket.send(typeof message === "string" ? message : JSON.stringify(message)),
    closed,
    close: (code, reason) => webSocket.close(code, reason),
    shard: CONNECTIONS.get(CONNECTIONS.idFromName(shardName(apiId, "test", shardOf(id) ?? -1))),
  };
}
