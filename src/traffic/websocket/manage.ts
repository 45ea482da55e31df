import { evaluateIdentity } from "../../policies/evaluate.ts";
import { signedBy } from "../authorizers/iam/signature.ts";
import { conditionKeysOf } from "../authorizers/condition-keys.ts";
import { BodyTooLarge, readWhole } from "../body.ts";
import { restFaults } from "../rest-api/faults.ts";
import { answerRestFault } from "../rest-api/gateway-response.ts";
import type { WebSocketPorts } from "./parts.ts";
import type { WebSocketExchange } from "./websocket-exchange.ts";

/** A message to a connection (AWS: 128 KB). */
const LARGEST_MESSAGE = 128 * 1024;

/**
 * The connections' management, `/@connections/{id}` (API Gateway Management API): POST sends, GET tells, DELETE closes. Signed, and allowed by
 * `execute-api:ManageConnections` on `…/{stage}/{METHOD}/@connections/{id}`.
 */
export async function manageConnection(
  { authorizers, connections }: WebSocketPorts,
  exchange: WebSocketExchange,
  path: string,
): Promise<Response> {
  const id = decodeURIComponentOrNull(path.slice("/@connections/".length));
  const { apiId, stage, method } = exchange;
  const signed = await signedBy(exchange, authorizers.signatures);
  if (signed === "tooLarge") return tooLarge(exchange);
  if (!signed.ok) return answerRestFault(exchange, restFaults.missingAuthenticationToken, signed.code);
  const { identity } = signed;
  const verdict = evaluateIdentity(identity.policies, {
    principal: identity.principal,
    action: "execute-api:ManageConnections",
    resource: `arn:aws:execute-api:${exchange.region}:${exchange.accountId}:${apiId}/${stage.name}/${method}/@connections/${id ?? ""}`,
    keys: conditionKeysOf(exchange, identity.keys),
  });
  if (verdict !== "allow") return answerRestFault(exchange, restFaults.accessDenied);
  if (id === null) return gone(exchange);
  switch (method) {
    case "POST":
      return post(exchange, id, connections);
    case "GET": {
      const state = await connections.get(apiId, stage.name, id);
      if (!state) return gone(exchange);
      const iso = (at: number): string => new Date(at).toISOString();
      const own = { sourceIp: state.sourceIp, userAgent: state.userAgent ?? "" };
      const times = { connectedAt: iso(state.connectedAt), lastActiveAt: iso(state.lastActiveAt) };
      return answer(exchange, 200, JSON.stringify({ ...times, identity: own }));
    }
    case "DELETE":
      return (await connections.close(apiId, stage.name, id)) ? answer(exchange, 204, null) : gone(exchange);
    default:
      return answerRestFault(exchange, restFaults.missingAuthenticationToken);
  }
}

function decodeURIComponentOrNull(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

async function post(
  exchange: WebSocketExchange,
  id: string,
  connections: WebSocketPorts["connections"],
): Promise<Response> {
  const data = await bodyOf(exchange);
  if (data === "tooLarge" || data.byteLength > LARGEST_MESSAGE) return tooLarge(exchange);
  return (await connections.post(exchange.apiId, exchange.stage.name, id, data))
    ? answer(exchange, 200, "")
    : gone(exchange);
}

/** The signature's check has read it, unless it was signed without its body. */
async function bodyOf({ body, request }: WebSocketExchange): Promise<Uint8Array | "tooLarge"> {
  if (body !== null) return body;
  if (request.bodyUsed) return new Uint8Array();
  try {
    return (await readWhole(request.body, request.headers.get("content-length"), LARGEST_MESSAGE)) ?? new Uint8Array();
  } catch (error) {
    if (error instanceof BodyTooLarge) return "tooLarge";
    throw error;
  }
}

function answer(exchange: WebSocketExchange, status: number, body: string | null, errorType?: string): Response {
  const headers = new Headers({ "Content-Type": "application/json", "x-amzn-RequestId": exchange.requestId });
  if (errorType !== undefined) headers.set("x-amzn-ErrorType", errorType);
  return new Response(body, { status, headers });
}

/** No such connection, of this API and stage. */
function gone(exchange: WebSocketExchange): Response {
  return answer(exchange, 410, "", "GoneException");
}

function tooLarge(exchange: WebSocketExchange): Response {
  return answer(exchange, 413, '{"message":"Payload Too Large"}', "PayloadTooLargeException");
}
