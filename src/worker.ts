import { WorkerEntrypoint } from "cloudflare:workers";
import { type App, type Env, createApp } from "./app.ts";

export { FunctionQueue } from "./function-queue.ts";
export { ChangeLog } from "./objects/change-log.ts";
export { LimitOwner } from "./objects/limit-owner.ts";

let app: App | undefined;

export default {
  fetch(request, env, context) {
    app ??= createApp(env);
    return app(request, context);
  },
} satisfies ExportedHandler<Env>;

/** What other workers of the account bind to (`entrypoint = "PrivateGateway"`): private APIs answer here, the management APIs do not. */
export class PrivateGateway extends WorkerEntrypoint<Env> {
  override async fetch(request: Request): Promise<Response> {
    app ??= createApp(this.env);
    return app(request, this.ctx, "binding");
  }
}
