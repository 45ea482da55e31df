import { WorkerEntrypoint } from "cloudflare:workers";
import { type App, type Env, createApp } from "./app.ts";
import { connectionShard } from "./connection-shard.ts";

export { DomainKeeper } from "./domain-keeper.ts";
export { FunctionQueue } from "./function-queue.ts";
export { ChangeLog } from "./objects/change-log.ts";
export { LimitOwner } from "./objects/limit-owner.ts";

let app: App | undefined;

const appOf = (env: Env): App => (app ??= createApp(env));

export default {
  fetch: (request, env, context) => appOf(env).fetch(request, context),
} satisfies ExportedHandler<Env>;

/** Holds connections of WebSocket APIs. */
export const ConnectionShard = connectionShard(appOf);

/** What other workers of the account bind to (`entrypoint = "PrivateGateway"`): private APIs answer here, the management APIs do not. */
export class PrivateGateway extends WorkerEntrypoint<Env> {
  override async fetch(request: Request): Promise<Response> {
    return appOf(this.env).fetch(request, this.ctx, "binding");
  }
}
