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
import { type RouteOf, walk } from "./routes.ts";
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

function messageEvent(ports: ResumePorts, data: ClientMessage["data"]): ConnectionEvent {
  return { kind: "MESSAGE", messageId: ports.requestId(), text: typeof data === "string" ? data : null };
}

/** The exchange of what happens on an open connection, by the stage as it is now. Null: the API or stage is gone. */
export function resume(
  ports: ResumePorts,
  connection: Connection,
  event: ConnectionEvent,
  later: Later,
): WebSocketExchange | null | Promise<WebSocketExchange | null> {
  const begin = (place: StagePlace | null): WebSocketExchange | null =>
    place && new WebSocketExchange(startOf(ports, connection, later, place), ports, connection, event);
  const stale = ports.freshness.check(later);
  const api = stale ? undefined : ports.apis.held(connection.apiId);
  const stage = api?.entry.stages.get(connection.stage);
  const deployment = api && stage && stage.sequence !== null ? api.deployments.get(stage.sequence) : undefined;
  if (api && stage && deployment) return begin({ api, stage, deployment });
  return loadStage(ports, connection, stale).then(begin);
}

interface StagePlace {
  api: LoadedApi;
  stage: StagePlan;
  deployment: LoadedDeployment;
}

async function loadStage(
  { apis }: ResumePorts,
  connection: Connection,
  stale: Promise<void> | undefined,
): Promise<StagePlace | null> {
  await stale;
  const api = apis.held(connection.apiId) ?? (await apis.load(connection.apiId));
  const stage = api?.entry.stages.get(connection.stage);
  if (!api || !stage || stage.sequence === null) return null;
  const deployment = api.deployments.get(stage.sequence) ?? (await apis.deployment(api, stage.sequence));
  return { api, stage, deployment };
}

function startOf(
  ports: ResumePorts,
  connection: Connection,
  later: Later,
  { api, stage, deployment }: StagePlace,
): ExchangeStart {
  const { apiId, domainName } = connection;
  return {
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

/** What becomes of a message. Never fails: the client hears of what did. */
export async function answerMessage(
  ports: ResumePorts,
  { connection, data }: ClientMessage,
  later: Later,
  routeOf: RouteOf,
): Promise<MessageOutcome> {
  const lost = (message: string): MessageOutcome => {
    return { reply: errorFrame({ connection, extendedRequestId: ports.requestId() }, message), groups: null };
  };
  try {
    const resumed = resume(ports, connection, messageEvent(ports, data), later);
    const exchange = resumed instanceof Promise ? await resumed : resumed;
    return exchange ? await outcomeOf(ports, exchange, data, routeOf) : lost("Forbidden");
  } catch (error) {
    console.error(JSON.stringify({ event: "messageFailed", connectionId: connection.id, reason: String(error) }));
    return lost("Internal server error");
  }
}

async function outcomeOf(
  ports: ResumePorts,
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
    if (!route) {
      ports.record(exchange, 403);
      return failed("Forbidden");
    }
    const walked = walk(route.steps, exchange);
    const refusal = walked instanceof Promise ? await walked : walked;
    ports.record(exchange, statusOf(exchange, refusal));
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
