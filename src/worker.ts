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
