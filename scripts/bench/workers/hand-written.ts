/** A gateway as it is usually written by hand: routes by Hono, tokens verified by jose, limits in a Durable Object per key, a line of log. */
import { Hono } from "hono";
import { createLocalJWKSet, jwtVerify } from "jose";
import type { Bucket } from "./object-per-request.ts";

export { Bucket } from "./object-per-request.ts";

interface Bindings {
  UPSTREAM: string;
  PUBLIC_KEYS: string;
  ISSUER: string;
  BUCKETS: DurableObjectNamespace<Bucket>;
}

const app = new Hono<{ Bindings: Bindings; Variables: { user: string } }>();
let keys: ReturnType<typeof createLocalJWKSet> | undefined;

app.use(async (c, next) => {
  const started = Date.now();
  await next();
  const { method, path } = c.req;
  const line = { requestId: crypto.randomUUID(), ip: c.req.header("cf-connecting-ip"), time: new Date().toISOString() };
  const { status } = c.res;
  console.log(JSON.stringify({ ...line, method, path, status, latency: Date.now() - started, user: c.get("user") }));
});
app.use(async (c, next) => {
  keys ??= createLocalJWKSet(JSON.parse(c.env.PUBLIC_KEYS));
  const token = c.req.header("authorization")?.slice("Bearer ".length) ?? "";
  const { payload } = await jwtVerify(token, keys, { issuer: c.env.ISSUER, audience: "bench" });
  if (!String(payload["scope"]).split(" ").includes("read")) return c.json({ message: "Forbidden" }, 403);
  c.set("user", String(payload.sub));
  await next();
});
app.use(async (c, next) => {
  const key = c.req.header("x-api-key") ?? "";
  const bucket = c.env.BUCKETS.get(c.env.BUCKETS.idFromName(key));
  if (!(await bucket.take())) return c.json({ message: "Too Many Requests" }, 429);
  await next();
});
for (const path of ["/users/:id", "/orders/:id", "/orders/:id/items", "/health"]) {
  app.all(path, (c) => {
    const { pathname, search } = new URL(c.req.url);
    return fetch(c.env.UPSTREAM + pathname + search, c.req.raw);
  });
}

export default app;
