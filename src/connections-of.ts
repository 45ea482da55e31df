import type { Connections } from "./plan/connection.ts";
import { shardName, shardOf } from "./plan/connection.ts";
import { CONNECTION_HEADER, type ConnectionShardObject } from "./objects/connection-shard.ts";

/** The binding of the objects that hold connections. */
export interface ConnectionsEnv {
  CONNECTIONS: DurableObjectNamespace<ConnectionShardObject<unknown>>;
}

/** The connections of WebSocket APIs, by the objects that hold them. */
export function connectionsOf({ CONNECTIONS }: ConnectionsEnv): Connections {
  const shard = (
    apiId: string,
    stage: string,
    id: string,
  ): DurableObjectStub<ConnectionShardObject<unknown>> | null => {
    const number = shardOf(id);
    return number === null ? null : CONNECTIONS.get(CONNECTIONS.idFromName(shardName(apiId, stage, number)));
  };
  return {
    open: async (connection, request, protocol) => {
      const stub = shard(connection.apiId, connection.stage, connection.id);
      if (!stub) throw new Error(`no object holds the connection ${connection.id}`);
      const headers = new Headers({
        Upgrade: "websocket",
        [CONNECTION_HEADER]: encodeURIComponent(JSON.stringify(connection)),
      });
      const chosen = protocol ?? request.headers.get("sec-websocket-protocol")?.split(",")[0]?.trim();
      if (chosen) headers.set("Sec-WebSocket-Protocol", chosen);
      return stub.fetch(request.url, { headers });
    },
    post: async (apiId, stage, id, data) => (await shard(apiId, stage, id)?.post(id, data)) ?? false,
    get: async (apiId, stage, id) => (await shard(apiId, stage, id)?.get(id)) ?? null,
    close: async (apiId, stage, id) => (await shard(apiId, stage, id)?.close(id)) ?? false,
  };
}
