import type { ServiceRule } from "./access.ts";
import { textOf } from "./access.ts";

/**
 * Connections of WebSocket APIs are managed at the stage's own address. On a management host a request names neither API nor
 * stage: only who may do so with all of them may ask here.
 */
export const connectionsRule: ServiceRule = (call, { operation }, input) => [
  {
    action: "execute-api:ManageConnections",
    resource: `arn:aws:execute-api:${call.region}:${call.accountId}:*/*/${operation.method}/@connections/${textOf(input, "ConnectionId") ?? ""}`,
  },
];
