import type { App, Env } from "./app.ts";
import { autoResponseOf, readConfig } from "./config.ts";
import { ConnectionShardObject, type ShardPorts } from "./objects/connection-shard.ts";

/** Makes the class of the objects that hold connections, joined with the traffic that answers their messages. */
export function connectionShard(
  appOf: (env: Env) => App,
): new (state: DurableObjectState, env: Env) => ConnectionShardObject<Env> {
  return class ConnectionShard extends ConnectionShardObject<Env> {
    #ports: ShardPorts | undefined;

    protected override ports(): ShardPorts {
      if (!this.#ports) {
        const config = readConfig(this.env);
        const { webSockets } = appOf(this.env);
        const later = (work: Promise<unknown>): void => this.ctx.waitUntil(work);
        this.#ports = {
          now: () => Date.now(),
          message: (message) => webSockets?.message(message, later) ?? { reply: null, groups: null },
          disconnected: async (closing) => webSockets?.disconnected(closing, later),
          idleMillis: Number(config.WEBSOCKET_IDLE_SECONDS) * 1_000,
          lifeMillis: Number(config.WEBSOCKET_LIFE_SECONDS) * 1_000,
          messageBytes: Number(config.WEBSOCKET_MESSAGE_BYTES),
          unheardBytes: Number(config.WEBSOCKET_UNREAD_BYTES),
          binaryFrames: config.WEBSOCKET_BINARY_FRAMES === "on",
          damagedText: config.WEBSOCKET_DAMAGED_TEXT === "on",
          autoResponse: autoResponseOf(config.WEBSOCKET_AUTO_RESPONSE),
        };
      }
      return this.#ports;
    }
  };
}
