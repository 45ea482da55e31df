/** The gateway, with a count of the calls that it makes to the owners of limits: GET /calls gives it, and begins anew. */
import { type Env, createApp } from "../../../src/app.ts";
import gateway from "../../../src/worker.ts";

export * from "../../../src/worker.ts";

let calls = 0;
let app: ReturnType<typeof createApp> | undefined;

/** Counts the methods that are called on the namespace's objects. */
function counted(namespace: Env["LIMITS"]): Env["LIMITS"] {
  const stub = (own: ReturnType<Env["LIMITS"]["get"]>): typeof own =>
    new Proxy(own, {
      get(target, name) {
        if (name === "lease" || name === "report") calls++;
        return Reflect.get(target, name);
      },
    });
  return new Proxy(namespace, {
    get(target, name) {
      if (name === "getByName")
        return (...args: Parameters<typeof target.getByName>) => stub(target.getByName(...args));
      const member: unknown = Reflect.get(target, name);
      return typeof member === "function" ? member.bind(target) : member;
    },
  });
}

export default {
  ...gateway,
  fetch(request, env, context) {
    if (new URL(request.url).pathname === "/calls") {
      const answer = Response.json(calls);
      calls = 0;
      return answer;
    }
    app ??= createApp({ ...env, LIMITS: counted(env.LIMITS) });
    return app.fetch(request, context);
  },
} satisfies ExportedHandler<Env>;
