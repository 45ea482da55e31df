import type { Connections } from "./plan/connection.ts";
import { shardName, shardOf, SHARDS } from "./plan/connection.ts";
import { type ConnectionShardObject, type Opening, OPENING_HEADER } from "./objects/connection-shard.ts";

/** The binding of the objects that hold connections. */
export interface ConnectionsEnv {
  CONNECTIONS: DurableObjectNamespace<ConnectionShardObject<unknown>>;
}

type Shard = DurableObjectStub<ConnectionShardObject<unknown>>;

/** The connections of WebSocket APIs, by the objects that hold them. */
export function connectionsOf({ CONNECTIONS }: ConnectionsEnv): Connections {
  const shardAt = (apiId: string, stage: string, number: number): Shard =>
    CONNECTIONS.get(CONNECTIONS.idFromName(shardName(apiId, stage, number)));
  const shard = (apiId: string, stage: string, id: string): Shard | null => {
    const number = shardOf(id);
    return number === null ? null : shardAt(apiId, stage, number);
  };
  const sumOf = async (apiId: string, stage: string, ask: (one: Shard) => Promise<number>): Promise<number> => {
    const answers = Array.from({ length: SHARDS }, (_, number) => ask(shardAt(apiId, stage, number)));
    return (await Promise.all(answers)).reduce((sum, one) => sum + one, 0);
  };
  return {
    open: async (connection, url, { protocol, groups }) => {
      const stub = shard(connection.apiId, connection.stage, connection.id);
      if (!stub) throw new Error(`no object holds the connection ${connection.id}`);
      const opening: Opening = { connection, groups };
      const headers = new Headers({
        Upgrade: "websocket",
        [OPENING_HEADER]: encodeURIComponent(JSON.stringify(opening)),
      });
      if (protocol !== null) headers.set("Sec-WebSocket-Protocol", protocol);
      return stub.fetch(url, { headers });
    },
    post: async (apiId, stage, id, data) => (await shard(apiId, stage, id)?.post(id, data)) ?? false,
    get: async (apiId, stage, id) => (await shard(apiId, stage, id)?.get(id)) ?? null,
    close: async (apiId, stage, id) => (await shard(apiId, stage, id)?.close(id)) ?? false,
    broadcast: (apiId, stage, data, audience) => sumOf(apiId, stage, (one) => one.broadcast(data, audience)),
    regroup: async (apiId, stage, id, groups) => (await shard(apiId, stage, id)?.regroup(id, groups)) ?? false,
    count: (apiId, stage, group) => sumOf(apiId, stage, (one) => one.count(group)),
    list: async (apiId, stage, after, limit) => {
      const found = [];
      const first = after === null ? 0 : (shardOf(after) ?? SHARDS);
      for (let number = first; number < SHARDS && found.length < limit; number++) {
        const from = number === first ? (after ?? "") : "";
        found.push(...(await shardAt(apiId, stage, number).list(from, limit - found.length)));
      }
      return found;
    },
  };
}
