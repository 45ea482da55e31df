import { type Connection, newConnectionId } from "../../plan/connection.ts";
import type { WebSocketHead } from "../../plan/websocket-api.ts";
import { sourceIp } from "../client.ts";
import type { ExchangeStart } from "../exchange.ts";
import { logFailure } from "../log.ts";
import { restFaults } from "../rest-api/faults.ts";
import { answerRestFault } from "../rest-api/gateway-response.ts";
import { groupChange, sendToGroups } from "./groups.ts";
import type { ResumePorts } from "./message.ts";
import type { WebSocketPorts } from "./parts.ts";
import { type RouteOf, walk } from "./routes.ts";
import { WebSocketExchange } from "./websocket-exchange.ts";

/** The exchange of a request to a WebSocket API. */
export function beginning(ports: WebSocketPorts, start: ExchangeStart): WebSocketExchange {
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
export function noUpgrade(ports: WebSocketPorts, start: ExchangeStart, head: WebSocketHead): Response {
  const exchange = beginning(ports, start);
  const fault = head.disableExecuteApiEndpoint ? restFaults.forbidden : restFaults.missingAuthenticationToken;
  return answerRestFault(exchange, fault);
}

/** An upgrade request: runs `$connect`, and hands the socket to the object that will hold it. */
export async function connect(ports: ResumePorts, start: ExchangeStart, routeOf: RouteOf): Promise<Response> {
  const exchange = beginning(ports, start);
  const answer = await connected(ports, start, exchange, routeOf);
  ports.record(exchange, answer.status === 101 ? 200 : answer);
  return answer;
}

async function connected(
  ports: ResumePorts,
  start: ExchangeStart,
  exchange: WebSocketExchange,
  routeOf: RouteOf,
): Promise<Response> {
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
