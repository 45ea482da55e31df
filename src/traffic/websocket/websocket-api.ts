import type { Closing, ClientMessage, Connection, MessageOutcome } from "../../plan/connection.ts";
import { newConnectionId } from "../../plan/connection.ts";
import type { StagePlan } from "../../plan/stage.ts";
import { BoundedMap } from "../../storage/bounded-map.ts";
import { sourceIp } from "../client.ts";
import type { ExchangeStart, Later } from "../exchange.ts";
import type { LoadedApis } from "../load/apis.ts";
import type { LoadedDeployment } from "../load/deployment.ts";
import { logFailure } from "../log.ts";
import { restFaults } from "../rest-api/faults.ts";
import { answerRestFault, builtInAnswer } from "../rest-api/gateway-response.ts";
import { restLimitFaults } from "../rest-api/limits.ts";
import type { WebSocketHead, WebSocketRoute } from "../../plan/websocket-api.ts";
import { authorizeConnection } from "./authorize.ts";
import { connectionsTarget } from "./connections-path.ts";
import { groupChange, namesGroups, sendToGroups } from "./groups.ts";
import { integrate } from "./integrate.ts";
import { manageConnection } from "./manage.ts";
import { mapMessage } from "./map-message.ts";
import type { WebSocketParts, WebSocketPorts, WebSocketStep } from "./parts.ts";
import { compileReply, errorFrame, type MakeReply, replyOf } from "./reply.ts";
import { compileSelection, type Select } from "./selection.ts";
import { validateMessage, validateParameters } from "./validate.ts";
import { type ConnectionEvent, WebSocketExchange } from "./websocket-exchange.ts";

/** A route as functions. */
interface CompiledRoute {
  steps: readonly WebSocketStep[];
  reply: MakeReply;
}

/** WebSocket APIs: connections begin with a request, messages and ends come from the object that holds the connection. */
export interface WebSocketApis {
  noStage(): Response;
  /** An upgrade request, or a request of the connections' management */
  run(start: ExchangeStart): Response | Promise<Response>;
  message(message: ClientMessage, later: Later): Promise<MessageOutcome>;
  /** Runs `$disconnect`, where there is one. Never fails. */
  disconnected(closing: Closing, later: Later): Promise<void>;
}

type Apis = Pick<LoadedApis, "held" | "load" | "deployment">;

export interface WebSocketApisPorts extends WebSocketPorts {
  apis: Apis;
  freshness: { check(later: Later): Promise<void> | undefined };
  accountId: string;
}

export function createWebSocketApis(given: WebSocketApisPorts): WebSocketApis {
  // Request ids of WebSocket APIs have the form of extended ones (recorded).
  const ports = { ...given, uuid: () => given.requestId() };
  const routes = new WeakMap<LoadedDeployment, Map<string, CompiledRoute>>();
  const routeOf: RouteOf = (deployment, key) => {
    const known = routes.get(deployment) ?? new Map<string, CompiledRoute>();
    routes.set(deployment, known);
    return known.get(key) ?? loadRoute(ports, deployment, key, known);
  };

  return {
    noStage: () =>
      builtInAnswer(restFaults.forbidden, { requestId: ports.uuid(), extendedRequestId: ports.requestId() }),
    run: (start) => {
      const { request, path, deployment } = start;
      if (!deployment.isWebSocket())
        throw new Error(`a WebSocket API has a deployment of type ${deployment.head.kind}`);
      const target = connectionsTarget(path);
      if (target) return manageConnection(ports, beginning(ports, start), target);
      if (request.headers.get("upgrade")?.toLowerCase() !== "websocket")
        return noUpgrade(ports, start, deployment.head);
      return connect(ports, start, routeOf);
    },
    message: async (message, later) => {
      const exchange = await resume(ports, message.connection, messageEvent(ports, message.data), later);
      return exchange ? answerMessage(ports, exchange, message.data, routeOf) : { reply: null, groups: null };
    },
    disconnected: async ({ connection, code, reason }, later) => {
      try {
        const exchange = await resume(ports, connection, { kind: "DISCONNECT", code, reason }, later);
        if (!exchange) return;
        exchange.routeKey = "$disconnect";
        const route = await routeOf(exchange.deployment, "$disconnect");
        if (!route) return;
        await walk(route.steps, exchange);
        await sendToGroups(ports, exchange);
      } catch (error) {
        console.error(
          JSON.stringify({ event: "disconnectFailed", connectionId: connection.id, reason: String(error) }),
        );
      }
    },
  };
}

type RouteOf = (deployment: LoadedDeployment, key: string) => CompiledRoute | Promise<CompiledRoute | null>;

/** Everybody may connect where there is no `$connect`; what the stage asks for, it asks for all the same. */
const OPEN_CONNECT: WebSocketRoute = {
  kind: "WEBSOCKET",
  id: "",
  routeKey: "$connect",
  authorization: { kind: "none" },
  apiKeyRequired: false,
  operationName: null,
  modelSelection: null,
  requestModels: {},
  requiredParameters: [],
  response: null,
  integrationId: null,
};

/** Null: the deployment has no such route. */
async function loadRoute(
  ports: WebSocketApisPorts,
  deployment: LoadedDeployment,
  key: string,
  known: Map<string, CompiledRoute>,
): Promise<CompiledRoute | null> {
  const entry = deployment.routeNamed(key);
  if (!deployment.isWebSocket() || (!entry && key !== "$connect")) return null;
  const loaded = entry ? await deployment.webSocketRoute(entry) : { route: OPEN_CONNECT, integration: null };
  const parts: WebSocketParts = { head: deployment.head, ...loaded };
  const factories = key === "$connect" ? connectSteps(ports) : messageSteps(ports);
  const route = { steps: factories.flatMap((factory) => factory(parts) ?? []), reply: compileReply(parts) };
  known.set(key, route);
  return route;
}

type StepFactory = (parts: WebSocketParts) => WebSocketStep | null;

/** The life of a connection's beginning: who may connect, with which key, how often, what is asked, the backend. */
function connectSteps(ports: WebSocketApisPorts): StepFactory[] {
  return [
    authorizeConnection(ports),
    requiredKey(ports),
    limited(ports),
    validateParameters,
    mapMessage,
    integrate(ports),
  ];
}

/** The life of a message, and of a connection's end: how often, what is asked, the backend. */
function messageSteps(ports: WebSocketApisPorts): StepFactory[] {
  return [connectionsKey(ports), limited(ports), validateMessage, mapMessage, integrate(ports)];
}

/** The route or a tag of the stage asks for a key; the connection remembers it by its hash. */
function requiredKey({ limits }: WebSocketApisPorts): StepFactory {
  return ({ head, route }) => {
    const keyOf = ({ usageIdentifierKey, request }: WebSocketExchange): string | null =>
      head.apiKeySource === "AUTHORIZER" ? usageIdentifierKey : request.headers.get("x-api-key");
    const check = limits.apiKey(({ stage }) => asksForKey(route, stage), keyOf, restLimitFaults);
    return async (exchange) => {
      const refusal = await check(exchange);
      const { apiKey, connection } = exchange;
      const lookup = apiKey && limits.keys.lookupOf(apiKey.value);
      if (apiKey && lookup !== null) connection.apiKey = { id: apiKey.id, lookup };
      return refusal;
    };
  };
}

/** Beyond AWS: messages of a route that asks for a key count in the usage plan of the key that the connection was opened with. */
function connectionsKey({ limits }: WebSocketApisPorts): StepFactory {
  return ({ route }) => {
    if (route.routeKey === "$disconnect") return null;
    const lookupOf = ({ connection }: WebSocketExchange): string | null => connection.apiKey?.lookup ?? null;
    return limits.openedWith(({ stage }) => asksForKey(route, stage), lookupOf, restLimitFaults);
  };
}

function asksForKey({ apiKeyRequired }: WebSocketRoute, { limits }: StagePlan): boolean {
  return apiKeyRequired || (limits?.apiKeyRequired ?? false);
}

/** The throttles of the stage's routes. A connection's end is never refused. */
function limited({ limits }: WebSocketApisPorts): StepFactory {
  return ({ route }) => (route.routeKey === "$disconnect" ? null : limits.limits(restLimitFaults));
}

async function walk(steps: readonly WebSocketStep[], exchange: WebSocketExchange): Promise<Response | null> {
  for (const step of steps) {
    const answer = step(exchange);
    const settled = answer instanceof Promise ? await answer : answer;
    if (settled) return settled;
  }
  return null;
}

function beginning(ports: WebSocketApisPorts, start: ExchangeStart): WebSocketExchange {
  const { request } = start;
  const connection: Connection = {
    id: newConnectionId((bytes) => ports.random(bytes)),
    apiId: start.apiId,
    stage: start.stage.name,
    domainName: start.host,
    connectedAt: start.startedAt,
    sourceIp: sourceIp(request) ?? "",
    userAgent: request.headers.get("user-agent"),
    authorizer: null,
    iam: null,
    apiKey: null,
  };
  return new WebSocketExchange(start, ports, connection, { kind: "CONNECT" });
}

/** A request without `Upgrade: websocket`, as AWS answers it. */
function noUpgrade(ports: WebSocketApisPorts, start: ExchangeStart, head: WebSocketHead): Response {
  const exchange = beginning(ports, start);
  const fault = head.disableExecuteApiEndpoint ? restFaults.forbidden : restFaults.missingAuthenticationToken;
  return answerRestFault(exchange, fault);
}

async function connect(ports: WebSocketApisPorts, start: ExchangeStart, routeOf: RouteOf): Promise<Response> {
  const exchange = beginning(ports, start);
  const { deployment, connection } = exchange;
  if (deployment.isWebSocket() && deployment.head.disableExecuteApiEndpoint && start.basePath === null) {
    return answerRestFault(exchange, restFaults.forbidden);
  }
  exchange.routeKey = "$connect";
  try {
    const route = await routeOf(deployment, "$connect");
    const refusal = route && (await walk(route.steps, exchange));
    if (refusal) return refusal;
    const { status, headers } = exchange.backend ?? { status: 200, headers: null };
    if (status < 200 || status > 299) return refused(exchange, status);
    await sendToGroups(ports, exchange);
    const groups = groupChange(headers)?.join ?? [];
    const protocol = headers?.get("sec-websocket-protocol") ?? null;
    return await ports.connections.open(connection, exchange.request.url, { protocol, groups });
  } catch (error) {
    logFailure("gatewayFailure", exchange, error instanceof Error ? (error.stack ?? error.message) : String(error));
    return answerRestFault(exchange, restFaults.internalServerError);
  }
}

/** The `$connect` route's backend has refused: its status, without its body (developer guide, "The $connect route"). */
function refused(exchange: WebSocketExchange, status: number): Response {
  return new Response(null, {
    status: status < 200 ? 500 : status,
    headers: { "x-amzn-RequestId": exchange.requestId, "x-amz-apigw-id": exchange.extendedRequestId },
  });
}

function messageEvent(ports: WebSocketApisPorts, data: ClientMessage["data"]): ConnectionEvent {
  return { kind: "MESSAGE", messageId: ports.requestId(), text: typeof data === "string" ? data : null };
}

/** The exchange of what happens on an open connection, by the stage as it is now. Null: the API or stage is gone. */
async function resume(
  ports: WebSocketApisPorts,
  connection: Connection,
  event: ConnectionEvent,
  later: Later,
): Promise<WebSocketExchange | null> {
  const { apiId, domainName } = connection;
  const stale = ports.freshness.check(later);
  if (stale) await stale;
  const api = ports.apis.held(apiId) ?? (await ports.apis.load(apiId));
  const stage = api?.entry.stages.get(connection.stage);
  if (!api || !stage || stage.sequence === null) return null;
  const held = api.deployments.get(stage.sequence);
  const deployment = held ?? (await ports.apis.deployment(api, stage.sequence));
  const start: ExchangeStart = {
    request: requestOf(connection),
    later,
    accountId: ports.accountId,
    region: api.entry.region,
    apiId,
    host: domainName,
    fullPath: `/${stage.name}/`,
    path: "/",
    rawQuery: "",
    startedAt: ports.now(),
    stage,
    variables: stage.variables,
    isCanary: null,
    deployment,
    basePath: null,
    clientCertificate: null,
  };
  return new WebSocketExchange(start, ports, connection, event);
}

const requests = new BoundedMap<string, Request>(1_000);

/** What stands for the request of a message: it has none of its own. */
function requestOf({ domainName, stage }: Connection): Request {
  const url = `https://${domainName}/${stage}/`;
  const held = requests.get(url);
  if (held) return held;
  const request = new Request(url, { method: "POST" });
  requests.set(url, request);
  return request;
}

const selections = new WeakMap<WebSocketHead, Select>();

/** The key of a message's route: what the selection expression gives; of what is no JSON nothing, and so `$default`. */
function selectedKey(exchange: WebSocketExchange, head: WebSocketHead): string {
  if (head.routeSelection === null) return "$default";
  let select = selections.get(head);
  if (!select) {
    select = compileSelection(head.routeSelection);
    selections.set(head, select);
  }
  return select(exchange);
}

async function answerMessage(
  ports: WebSocketApisPorts,
  exchange: WebSocketExchange,
  data: ClientMessage["data"],
  routeOf: RouteOf,
): Promise<MessageOutcome> {
  const { deployment } = exchange;
  const failed = (message: string): MessageOutcome => ({ reply: errorFrame(exchange, message), groups: null });
  if (typeof data === "string") exchange.bodyText = data;
  else exchange.body = data;
  try {
    const key = deployment.isWebSocket() ? selectedKey(exchange, deployment.head) : "";
    const isOwn = !key.startsWith("$") && deployment.routeNamed(key) !== undefined;
    exchange.routeKey = isOwn ? key : "$default";
    const found = routeOf(deployment, exchange.routeKey);
    const route = found instanceof Promise ? await found : found;
    if (!route) return failed("Forbidden");
    const refusal = await walk(route.steps, exchange);
    if (refusal) return failed(exchange.error?.message ?? "Internal server error");
    const groups = groupChange(exchange.backend?.headers ?? null);
    if (namesGroups(exchange)) {
      await sendToGroups(ports, exchange);
      return { reply: null, groups };
    }
    return { reply: replyOf(exchange, route.reply), groups };
  } catch (error) {
    logFailure("gatewayFailure", exchange, error instanceof Error ? (error.stack ?? error.message) : String(error));
    return failed("Internal server error");
  }
}
