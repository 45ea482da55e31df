import type { ClientMessage, Connection, MessageOutcome } from "../../plan/connection.ts";
import type { StagePlan } from "../../plan/stage.ts";
import type { WebSocketHead } from "../../plan/websocket-api.ts";
import { BoundedMap } from "../../storage/bounded-map.ts";
import type { ExchangeStart, Later } from "../exchange.ts";
import type { LoadedApi, LoadedApis } from "../load/apis.ts";
import type { LoadedDeployment } from "../load/deployment.ts";
import { logFailure } from "../log.ts";
import { groupChange, namesGroups, sendToGroups } from "./groups.ts";
import type { WebSocketPorts } from "./parts.ts";
import { errorFrame, replyOf } from "./reply.ts";
import { type CompiledRoute, type RouteOf, walk } from "./routes.ts";
import { compileSelection, type Select } from "./selection.ts";
import { type ConnectionEvent, WebSocketExchange } from "./websocket-exchange.ts";

/** What is needed to find the stage of an open connection again. */
export interface ResumePorts extends WebSocketPorts {
  apis: Pick<LoadedApis, "held" | "load" | "deployment">;
  freshness: { check(later: Later): Promise<void> | undefined };
  accountId: string;
  /** tells of an event in the stage's access log, with its answer, or the status of what has none */
  record(exchange: WebSocketExchange, answer: Response | number): void;
}

/** How an event ended: what refused it, else what its backend said. */
export function statusOf({ backend }: WebSocketExchange, refusal: Response | null): number {
  const status = refusal?.status ?? backend?.status ?? 200;
  return status < 200 ? 500 : status;
}

interface StagePlace {
  api: LoadedApi;
  stage: StagePlan;
  deployment: LoadedDeployment;
}

/** The exchange of what happens on an open connection, by the stage as it is now. Null: the API or stage is gone. */
export function resume(
  ports: ResumePorts,
  connection: Connection,
  event: ConnectionEvent,
  later: Later,
): WebSocketExchange | null | Promise<WebSocketExchange | null> {
  const stale = ports.freshness.check(later);
  const api = stale ? undefined : ports.apis.held(connection.apiId);
  const stage = api?.entry.stages.get(connection.stage);
  const deployment = api && stage && stage.sequence !== null ? api.deployments.get(stage.sequence) : undefined;
  return api && stage && deployment
    ? begin(ports, connection, event, later, { api, stage, deployment })
    : loadStage(ports, connection, stale, later).then(
        (place) => place && begin(ports, connection, event, later, place),
      );
}

async function loadStage(
  { apis }: ResumePorts,
  connection: Connection,
  stale: Promise<void> | undefined,
  later: Later,
): Promise<StagePlace | null> {
  await stale;
  const api = apis.held(connection.apiId) ?? (await apis.load(connection.apiId, later));
  if (api === "throttled") throw new Error("too many unknown ids are being tried");
  const stage = api?.entry.stages.get(connection.stage);
  if (!api || !stage || stage.sequence === null) return null;
  const deployment = api.deployments.get(stage.sequence) ?? (await apis.deployment(api, stage.sequence, later));
  return { api, stage, deployment };
}

function begin(
  ports: ResumePorts,
  connection: Connection,
  event: ConnectionEvent,
  later: Later,
  { api, stage, deployment }: StagePlace,
): WebSocketExchange {
  const { apiId, domainName } = connection;
  const start: ExchangeStart = {
    request: requestOf(stage, domainName),
    later,
    accountId: ports.accountId,
    region: api.entry.region,
    apiId,
    origin: `https://${domainName}`,
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

/** Hosts of a stage whose request is kept. */
const KEPT_REQUESTS = 100;
const requests = new WeakMap<StagePlan, BoundedMap<string, Request>>();

/** What stands for the request of a message: it has none of its own. */
function requestOf(stage: StagePlan, domainName: string): Request {
  let byHost = requests.get(stage);
  if (!byHost) {
    byHost = new BoundedMap(KEPT_REQUESTS);
    requests.set(stage, byHost);
  }
  let request = byHost.peek(domainName);
  if (!request) {
    request = new Request(`https://${domainName}/${stage.name}/`, { method: "POST" });
    byHost.set(domainName, request);
  }
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

/** What becomes of a message; without a promise where nothing waits. Never fails: the client hears of what did. */
export function answerMessage(
  ports: ResumePorts,
  message: ClientMessage,
  later: Later,
  routeOf: RouteOf,
): MessageOutcome | Promise<MessageOutcome> {
  const { connection, data } = message;
  try {
    const event: ConnectionEvent = { kind: "MESSAGE", text: typeof data === "string" ? data : null };
    const exchange = resume(ports, connection, event, later);
    if (!(exchange instanceof Promise)) return throughRoute(ports, exchange, message, routeOf);
    return exchange
      .then((resumed) => throughRoute(ports, resumed, message, routeOf))
      .catch((error: unknown) => failedToResume(ports, connection, error));
  } catch (error) {
    return failedToResume(ports, connection, error);
  }
}

/** The outcome of a message that never came to an exchange. */
function lost(ports: ResumePorts, connection: Connection, message: string): MessageOutcome {
  return { reply: errorFrame({ connection, extendedRequestId: ports.requestId() }, message), groups: null };
}

function failedToResume(ports: ResumePorts, connection: Connection, error: unknown): MessageOutcome {
  console.error(JSON.stringify({ event: "messageFailed", connectionId: connection.id, reason: String(error) }));
  return lost(ports, connection, "Internal server error");
}

/** Finds the message's route and takes it through. Never fails. */
function throughRoute(
  ports: ResumePorts,
  exchange: WebSocketExchange | null,
  { connection, data }: ClientMessage,
  routeOf: RouteOf,
): MessageOutcome | Promise<MessageOutcome> {
  if (!exchange) return lost(ports, connection, "Forbidden");
  if (typeof data === "string") exchange.bodyText = data;
  else exchange.body = data;
  const { deployment } = exchange;
  try {
    const key = deployment.isWebSocket() ? selectedKey(exchange, deployment.head) : "";
    const isOwn = !key.startsWith("$") && deployment.routeNamed(key) !== undefined;
    exchange.routeKey = isOwn ? key : "$default";
    const route = routeOf(deployment, exchange.routeKey);
    const outcome =
      route instanceof Promise
        ? route.then((found) => walkRoute(ports, exchange, found))
        : walkRoute(ports, exchange, route);
    return outcome instanceof Promise ? outcome.catch((error: unknown) => failed(exchange, error)) : outcome;
  } catch (error) {
    return failed(exchange, error);
  }
}

function failed(exchange: WebSocketExchange, error: unknown): MessageOutcome {
  logFailure("gatewayFailure", exchange, error instanceof Error ? (error.stack ?? error.message) : String(error));
  return refused(exchange, "Internal server error");
}

function refused(exchange: WebSocketExchange, message: string): MessageOutcome {
  return { reply: errorFrame(exchange, message), groups: null };
}

function walkRoute(
  ports: ResumePorts,
  exchange: WebSocketExchange,
  route: CompiledRoute | null,
): MessageOutcome | Promise<MessageOutcome> {
  if (!route) {
    ports.record(exchange, 403);
    return refused(exchange, "Forbidden");
  }
  const refusal = walk(route.steps, exchange);
  return refusal instanceof Promise
    ? refusal.then((settled) => outcomeOf(ports, exchange, route, settled))
    : outcomeOf(ports, exchange, route, refusal);
}

/** What the client hears, and the groups, once the walk is over. */
function outcomeOf(
  ports: ResumePorts,
  exchange: WebSocketExchange,
  route: CompiledRoute,
  refusal: Response | null,
): MessageOutcome | Promise<MessageOutcome> {
  ports.record(exchange, statusOf(exchange, refusal));
  if (refusal) return refused(exchange, exchange.error?.message ?? "Internal server error");
  const groups = groupChange(exchange.backend?.headers ?? null);
  if (namesGroups(exchange)) return sendToGroups(ports, exchange).then(() => ({ reply: null, groups }));
  return { reply: replyOf(exchange, route.reply), groups };
}
