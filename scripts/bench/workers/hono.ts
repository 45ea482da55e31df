/** Hands every request that one of a few routes matches to the upstream, as a gateway written with Hono alone would. */
import { Hono } from "hono";

const app = new Hono<{ Bindings: { UPSTREAM: string } }>();
for (const path of ["/users/:id", "/orders/:id", "/orders/:id/items", "/health"]) {
  app.all(path, (context) => {
    const { pathname, search } = new URL(context.req.url);
    return fetch(context.env.UPSTREAM + pathname + search, context.req.raw);
  });
}

export default app;
