import type { GroupChange } from "../../plan/connection.ts";
import type { WebSocketPorts } from "./parts.ts";
import type { WebSocketExchange } from "./websocket-exchange.ts";

/** Headers of a backend's answer that say which groups the connection joins and leaves: names, comma-separated. */
const JOIN = "tollgate-join";
const LEAVE = "tollgate-leave";
/** and which groups its body is sent to */
const SEND = "tollgate-send";

/** Letters, digits and `_ . : @ -`, at most 128. */
const GROUP_NAME = /^[\w.:@-]{1,128}$/;

/** Whether a text may name a group. */
export function isGroupName(text: string): boolean {
  return GROUP_NAME.test(text);
}

/** What a backend's answer says of groups; null: nothing. Names that are none are left out. */
export function groupChange(headers: Headers | null): GroupChange | null {
  if (!headers) return null;
  const join = names(headers.get(JOIN));
  const leave = names(headers.get(LEAVE));
  return join.length === 0 && leave.length === 0 ? null : { join, leave };
}

const ENCODER = new TextEncoder();

/** Whether the body of a backend's answer is for groups, not for the client. */
export function namesGroups({ backend }: WebSocketExchange): boolean {
  return backend?.headers?.has(SEND) ?? false;
}

/** Sends the body of a backend's answer to the groups that it names. */
export async function sendToGroups({ connections }: WebSocketPorts, exchange: WebSocketExchange): Promise<void> {
  const { apiId, stage, backend } = exchange;
  const groups = names(backend?.headers?.get(SEND));
  const body = backend?.body ?? null;
  const data = typeof body === "string" ? ENCODER.encode(body) : (body ?? new Uint8Array());
  const everyGroup = groups.map((group) => connections.broadcast(apiId, stage.name, data, { group, except: null }));
  await Promise.all(everyGroup);
}

function names(list: string | null | undefined): string[] {
  return (list ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter(isGroupName);
}
