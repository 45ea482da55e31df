import { evaluateIdentity } from "../../policies/evaluate.ts";
import { type ConnectionState, isConnectionId, shardOf } from "../../plan/connection.ts";
import { signedBy } from "../authorizers/iam/signature.ts";
import { conditionKeysOf } from "../authorizers/condition-keys.ts";
import { BodyTooLarge, readWhole } from "../body.ts";
import { restFaults } from "../rest-api/faults.ts";
import { answerRestFault } from "../rest-api/gateway-response.ts";
import { lastOf } from "../rest-api/values.ts";
import type { ConnectionsTarget } from "./connections-path.ts";
import type { WebSocketPorts } from "./parts.ts";
import type { WebSocketExchange } from "./websocket-exchange.ts";

/** A message to a connection (AWS: 128 KB). */
const LARGEST_MESSAGE = 128 * 1024;
const PAGE = 100;
const LARGEST_PAGE = 1_000;

/**
 * The connections' management (API Gateway Management API): POST `/@connections/{id}` sends, GET tells, DELETE closes. Beyond AWS: the same of
 * all connections and of groups. Signed, and allowed by `execute-api:ManageConnections` on `…/{stage}/{METHOD}/@connections…`.
 */
export async function manageConnection(
  ports: WebSocketPorts,
  exchange: WebSocketExchange,
  target: ConnectionsTarget,
): Promise<Response> {
  const { method } = exchange;
  const refusal = await mayManage(ports, exchange, target);
  if (refusal) return refusal;
  switch (`${method} ${target.kind}`) {
    case "POST all":
    case "POST group":
      return broadcast(ports, exchange, target.kind === "group" ? target.group : null);
    case "GET all":
      return list(ports, exchange);
    case "GET group":
      return answer(exchange, 200, { count: await count(ports, exchange, target) });
  }
  if (target.kind !== "connection" && target.kind !== "member")
    return answerRestFault(exchange, restFaults.missingAuthenticationToken);
  if (!isConnectionId(target.id)) return invalidId(exchange, target.id);
  if (target.kind === "member") return manageMember(ports, exchange, target.group, target.id);
  const operation = CONNECTION_OPERATIONS.get(method);
  return operation
    ? operation.run(ports, exchange, target.id)
    : answerRestFault(exchange, restFaults.missingAuthenticationToken);
}

async function mayManage(
  { authorizers }: WebSocketPorts,
  exchange: WebSocketExchange,
  target: ConnectionsTarget,
): Promise<Response | null> {
  const { region, accountId, apiId, stage, method } = exchange;
  const signed = await signedBy(exchange, authorizers.signatures);
  if (signed === "tooLarge") return tooLarge(exchange);
  if (!signed.ok) return answerRestFault(exchange, restFaults.missingAuthenticationToken, signed.code);
  const { identity } = signed;
  const verdict = evaluateIdentity(identity.policies, {
    principal: identity.principal,
    action: "execute-api:ManageConnections",
    resource: `arn:aws:execute-api:${region}:${accountId}:${apiId}/${stage.name}/${method}${resourceOf(target)}`,
    keys: conditionKeysOf(exchange, identity.keys),
  });
  return verdict === "allow" ? null : answerRestFault(exchange, restFaults.accessDenied);
}

function resourceOf(target: ConnectionsTarget): string {
  switch (target.kind) {
    case "connection":
      return `/@connections/${target.id}`;
    case "group":
      return `/@connections/@groups/${target.group}`;
    case "member":
      return `/@connections/@groups/${target.group}/${target.id}`;
    case "all":
    case "malformed":
      return "/@connections";
  }
}

type Operation = (ports: WebSocketPorts, exchange: WebSocketExchange, id: string) => Promise<Response>;

const postToConnection: Operation = async ({ connections }, exchange, id) => {
  const data = await messageOf(exchange);
  if (data === null) return tooLarge(exchange);
  const isOpen = await connections.post(exchange.apiId, exchange.stage.name, id, data);
  return isOpen ? answer(exchange, 200, null) : gone(exchange);
};

const getConnection: Operation = async ({ connections }, exchange, id) => {
  const state = await connections.get(exchange.apiId, exchange.stage.name, id);
  return state ? answer(exchange, 200, described(state)) : gone(exchange);
};

const deleteConnection: Operation = async ({ connections }, exchange, id) => {
  const wasOpen = await connections.close(exchange.apiId, exchange.stage.name, id);
  return wasOpen ? answer(exchange, 204, null) : gone(exchange);
};

/** AWS's own operations on a connection, by the method that calls them. */
export const CONNECTION_OPERATIONS = new Map<string, { name: string; run: Operation }>([
  ["POST", { name: "PostToConnection", run: postToConnection }],
  ["GET", { name: "GetConnection", run: getConnection }],
  ["DELETE", { name: "DeleteConnection", run: deleteConnection }],
]);

/** PUT lets a connection join a group, DELETE leave it. */
async function manageMember(
  { connections }: WebSocketPorts,
  exchange: WebSocketExchange,
  group: string,
  id: string,
): Promise<Response> {
  const { apiId, stage, method } = exchange;
  if (method !== "PUT" && method !== "DELETE") return answerRestFault(exchange, restFaults.missingAuthenticationToken);
  const change = method === "PUT" ? { join: [group], leave: [] } : { join: [], leave: [group] };
  return (await connections.regroup(apiId, stage.name, id, change)) ? answer(exchange, 204, null) : gone(exchange);
}

/** Sends to all connections, or to a group's; `?except={id}` leaves one out. */
async function broadcast(
  { connections }: WebSocketPorts,
  exchange: WebSocketExchange,
  group: string | null,
): Promise<Response> {
  const data = await messageOf(exchange);
  if (data === null) return tooLarge(exchange);
  const audience = { group, except: lastOf(exchange, "except") ?? null };
  return answer(exchange, 200, {
    sent: await connections.broadcast(exchange.apiId, exchange.stage.name, data, audience),
  });
}

function count(
  { connections }: WebSocketPorts,
  exchange: WebSocketExchange,
  target: ConnectionsTarget,
): Promise<number> {
  return connections.count(exchange.apiId, exchange.stage.name, target.kind === "group" ? target.group : null);
}

/** How many connections are open, and a page of them: `?limit=` at most 1,000, `?nextToken=` as the page before told. */
async function list(ports: WebSocketPorts, exchange: WebSocketExchange): Promise<Response> {
  const limit = Number(lastOf(exchange, "limit") ?? PAGE);
  const after = lastOf(exchange, "nextToken") ?? null;
  const isPage = Number.isInteger(limit) && limit >= 1 && limit <= LARGEST_PAGE;
  if (!isPage || (after !== null && shardOf(after) === null))
    return badRequest(exchange, { message: `limit must be 1 to ${LARGEST_PAGE}, nextToken one that was told` });
  const [total, page] = await Promise.all([
    count(ports, exchange, { kind: "all" }),
    ports.connections.list(exchange.apiId, exchange.stage.name, after, limit),
  ]);
  const last = page.length === limit ? page.at(-1) : undefined;
  return answer(exchange, 200, {
    count: total,
    connections: page.map((state) => ({ connectionId: state.id, ...described(state) })),
    ...(last && { nextToken: last.id }),
  });
}

/** GetConnection's answer. */
function described({ connectedAt, lastActiveAt, sourceIp, userAgent }: ConnectionState): object {
  const iso = (at: number): string => new Date(at).toISOString();
  const identity = { sourceIp, userAgent: userAgent ?? "" };
  return { connectedAt: iso(connectedAt), lastActiveAt: iso(lastActiveAt), identity };
}

/** The body; the signature's check has read it, unless it was signed without its body. Null: it is too large. */
async function messageOf({ body, request }: WebSocketExchange): Promise<Uint8Array | null> {
  if (body !== null) return body.byteLength > LARGEST_MESSAGE ? null : body;
  if (request.bodyUsed) return new Uint8Array();
  try {
    return (await readWhole(request.body, request.headers.get("content-length"), LARGEST_MESSAGE)) ?? new Uint8Array();
  } catch (error) {
    if (error instanceof BodyTooLarge) return null;
    throw error;
  }
}

function answer(exchange: WebSocketExchange, status: number, body: object | null, errorType?: string): Response {
  const headers = new Headers({ "Content-Type": "application/json", "x-amzn-RequestId": exchange.requestId });
  if (errorType !== undefined) headers.set("x-amzn-ErrorType", errorType);
  return new Response(body && JSON.stringify(body), { status, headers });
}

/** No such connection, of this API and stage. */
function gone(exchange: WebSocketExchange): Response {
  return answer(exchange, 410, null, "GoneException");
}

function invalidId(exchange: WebSocketExchange, connectionId: string): Response {
  const message = `Invalid connectionId: ${connectionId}`;
  return badRequest(exchange, { message, connectionId, requestId: exchange.extendedRequestId });
}

function badRequest(exchange: WebSocketExchange, body: object): Response {
  return answer(exchange, 400, body, "BadRequestException");
}

function tooLarge(exchange: WebSocketExchange): Response {
  return answer(exchange, 413, { message: "Payload Too Large" }, "PayloadTooLargeException");
}
