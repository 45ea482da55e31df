import { describe, expect, it, vi } from "vitest";
import { cached, settings, TTL } from "../../support/cached-rest-api.ts";
import { type RestTraffic, restTraffic } from "../../support/rest-traffic.ts";

describe("the stage's cache", () => {
  it("answers a GET again without the backend until its time is over", async () => {
    const { get, clock, calls } = cached();
    expect(await get()).toBe("answer 1");
    expect(await get()).toBe("answer 1");
    clock.now += TTL * 1000;
    expect(await get()).toBe("answer 2");
    expect(calls()).toBe(2);
  });

  it("gives a hit its own ids, and the backend's headers", async () => {
    const { traffic } = cached();
    const [first, second] = [await traffic.call("/test/items"), await traffic.call("/test/items")];
    expect(second.headers.get("x-own")).toBe("1");
    expect(second.headers.get("x-amzn-RequestId")).not.toBe(first.headers.get("x-amzn-RequestId"));
    expect(second.headers.get("content-type")).toBe(first.headers.get("content-type"));
  });

  it("keeps GET alone where all methods are settled, any method that is settled by itself", async () => {
    const all = cached();
    await all.get("/test/items", { method: "POST" });
    expect(await all.get("/test/items", { method: "POST" })).toBe("answer 2");
    const own = cached({
      plan: { settings: { all: settings(), routes: { "POST /items": settings(), "GET /items": settings(null) } } },
    });
    await own.get("/test/items", { method: "POST" });
    expect(await own.get("/test/items", { method: "POST" })).toBe("answer 1");
    await own.get();
    expect(await own.get()).toBe("answer 3");
  });

  it("settles requests of a method ANY by their own method", async () => {
    const integration = { type: "HTTP_PROXY" as const, httpMethod: "ANY", uri: "https://backend.example.com/" };
    const { get } = cached({
      methods: { "ANY /items": { integration } },
      plan: { settings: { all: settings(), routes: { "PUT /items": settings() } } },
    });
    await get();
    expect(await get()).toBe("answer 1");
    expect(await get("/test/items", { method: "PUT" })).toBe("answer 2");
    expect(await get("/test/items", { method: "PUT" })).toBe("answer 2");
    await get("/test/items", { method: "DELETE" });
    expect(await get("/test/items", { method: "DELETE" })).toBe("answer 4");
  });

  it("keeps answers of up to 25 MB, and hands on larger ones whole", async () => {
    const megabytes = (n: number): ReadableStream<Uint8Array> => {
      let left = n;
      return new ReadableStream({
        pull: (controller) => (left-- > 0 ? controller.enqueue(new Uint8Array(1024 * 1024)) : controller.close()),
      });
    };
    for (const [size, calls] of [
      [25, 1],
      [26, 2],
    ] as const) {
      const scene = cached({ memoryBytes: 40_000_000, backend: () => new Response(megabytes(size)) });
      for (let n = 0; n < 2; n++) {
        const answer = await scene.traffic.call("/test/items");
        expect((await answer.arrayBuffer()).byteLength).toBe(size * 1024 * 1024);
      }
      expect(scene.calls()).toBe(calls);
    }
  });

  it.each([
    ["the stage has no cache", { cacheClusterSize: null }],
    ["the time to live is 0", { settings: { all: settings({ cacheTtlInSeconds: 0 }), routes: {} } }],
  ])("keeps nothing where %s", async (_why, plan) => {
    const { get } = cached({ plan });
    await get();
    expect(await get()).toBe("answer 2");
  });

  it("shares an answer between all requests of a method, whatever their query, as the definition says", async () => {
    const { get } = cached();
    await get("/test/items?page=1");
    expect(await get("/test/items?page=2")).toBe("answer 1");
  });

  it("tells requests apart by the cache key parameters, of the method and of the integration", async () => {
    const integration = {
      type: "HTTP_PROXY" as const,
      httpMethod: "GET",
      uri: "https://backend.example.com/",
      requestParameters: { "integration.request.header.X-Tenant": "method.request.header.tenant" },
      cacheKeyParameters: ["method.request.querystring.page", "integration.request.header.X-Tenant"],
    };
    const { get } = cached({ methods: { "GET /items": { integration } } });
    await get("/test/items?page=1", { headers: { tenant: "a" } });
    expect(await get("/test/items?page=1&x=1", { headers: { tenant: "a" } })).toBe("answer 1");
    expect(await get("/test/items?page=2", { headers: { tenant: "a" } })).toBe("answer 2");
    expect(await get("/test/items?page=1", { headers: { tenant: "b" } })).toBe("answer 3");
  });

  it("lets no parameter's value stand for another parameter's", async () => {
    const integration = {
      type: "HTTP_PROXY" as const,
      httpMethod: "GET",
      uri: "https://backend.example.com/",
      cacheKeyParameters: ["method.request.querystring.a", "method.request.querystring.b"],
    };
    const { get } = cached({ methods: { "GET /items": { integration } } });
    await get(`/test/items?a=${encodeURIComponent('1"\n"2')}`);
    expect(await get(`/test/items?a=1&b=2`)).toBe("answer 2");
  });

  it("keeps errors of the backend, and none of the gateway's own", async () => {
    const failing = cached({ backend: (n) => new Response(`error ${n}`, { status: 503 }) });
    await failing.get();
    expect(await failing.get()).toBe("error 1");
    const broken = cached({ backend: () => Promise.reject(new Error("refused")) });
    await broken.get();
    await broken.get();
    expect(broken.calls()).toBe(2);
  });

  it("serves what a canary answered to the canary alone, unless it uses the stage's cache", async () => {
    const integration = { type: "HTTP_PROXY" as const, httpMethod: "GET", uri: "https://backend.example.com/" };
    const definition = { methods: { "GET /items": { integration } } };
    const canary = (useStageCache: boolean) => ({ definition, percentTraffic: 100, useStageCache });
    const cache = cached().cache;
    let calls = 0;
    const serve = (options: object): RestTraffic =>
      restTraffic(definition, {
        plan: { cacheClusterSize: "0.5", settings: { all: settings(), routes: {} } },
        fetch: () => new Response(`answer ${++calls}`),
        ports: { cache },
        ...options,
      });
    await (await serve({}).call("/test/items")).text();
    expect(await (await serve({ canary: canary(true) }).call("/test/items")).text()).toBe("answer 1");
    expect(await (await serve({ canary: canary(false) }).call("/test/items")).text()).toBe("answer 2");
  });

  it("forgets all at a flush", async () => {
    const shared = cached();
    await shared.get();
    const flushed = restTraffic(
      {
        methods: {
          "GET /items": { integration: { type: "HTTP_PROXY", httpMethod: "GET", uri: "https://b.example.com/" } },
        },
      },
      {
        plan: { cacheClusterSize: "0.5", cacheGeneration: 1, settings: { all: settings(), routes: {} } },
        fetch: () => new Response("after the flush"),
        ports: { cache: shared.cache },
      },
    );
    expect(await (await flushed.call("/test/items")).text()).toBe("after the flush");
  });
});

describe("a client's Cache-Control: max-age=0", () => {
  const noCache = { headers: { "cache-control": "max-age=0" } };

  it("replaces the entry for everybody, and tells the other isolates", async () => {
    const { get, announced, elsewhere, clock } = cached();
    await get();
    const other = elsewhere();
    await (await other.traffic.call("/test/items")).text();
    clock.now += 1_000;
    expect(await get("/test/items", noCache)).toBe("answer 2");
    expect(await get()).toBe("answer 2");
    expect(await (await other.traffic.call("/test/items")).text()).toBe("answer 1");
    await vi.waitFor(() => expect(announced).toHaveLength(1));
    for (const id of announced) other.cache.changed(id);
    expect(await (await other.traffic.call("/test/items")).text()).toBe("answer 2");
  });

  it.each([
    ["FAIL_WITH_403", 403, null],
    [
      "SUCCEED_WITH_RESPONSE_HEADER",
      200,
      "199 Cache-control headers were ignored because the caller was unauthorized.",
    ],
    ["SUCCEED_WITHOUT_RESPONSE_HEADER", 200, null],
  ] as const)("without the right to: %s", async (unauthorizedCacheControlHeaderStrategy, status, warning) => {
    const own = settings({ requireAuthorizationForCacheControl: true, unauthorizedCacheControlHeaderStrategy });
    const { traffic, calls } = cached({ plan: { settings: { all: own, routes: {} } } });
    await (await traffic.call("/test/items")).text();
    const answer = await traffic.call("/test/items", noCache);
    expect({ status: answer.status, warning: answer.headers.get("warning") }).toEqual({ status, warning });
    expect(calls()).toBe(1);
  });

  it("is warned of on a miss as well", async () => {
    const own = settings({ requireAuthorizationForCacheControl: true });
    const { traffic } = cached({ plan: { settings: { all: own, routes: {} } } });
    expect((await traffic.call("/test/items", noCache)).headers.get("warning")).toMatch(/^199 /);
  });
});

describe("beyond AWS, by stage variables", () => {
  it("Age and X-Cache", async () => {
    const { traffic, clock } = cached({ variables: { tollgateCacheHeaders: "on" } });
    expect((await traffic.call("/test/items")).headers.get("x-cache")).toBe("Miss");
    clock.now += 7_900;
    const hit = await traffic.call("/test/items");
    expect([hit.headers.get("x-cache"), hit.headers.get("age")]).toEqual(["Hit", "7"]);
  });

  it("longer than AWS's hour", async () => {
    const { get, clock } = cached({ variables: { tollgateCacheTtlSeconds: "7200" } });
    await get();
    clock.now += 7_199_000;
    expect(await get()).toBe("answer 1");
    clock.now += 1_000;
    expect(await get()).toBe("answer 2");
  });

  it("no longer than a day, for which purges are remembered", async () => {
    const { get, clock } = cached({ variables: { tollgateCacheTtlSeconds: "999999" } });
    await get();
    clock.now += 86_399_000;
    expect(await get()).toBe("answer 1");
    clock.now += 1_000;
    expect(await get()).toBe("answer 2");
  });

  it("entries for every caller", async () => {
    const { get } = cached({ variables: { tollgateCacheByCaller: "on" } });
    await get("/test/items", { headers: { authorization: "mine" } });
    expect(await get("/test/items", { headers: { authorization: "theirs" } })).toBe("answer 2");
    expect(await get("/test/items", { headers: { authorization: "mine" } })).toBe("answer 1");
  });

  it("the backend's Cache-Control", async () => {
    const { get, clock } = cached({
      variables: { tollgateCacheHonorsBackend: "on" },
      backend: (n) =>
        new Response(`answer ${n}`, { headers: { "cache-control": n === 1 ? "no-store" : "max-age=10" } }),
    });
    await get();
    expect(await get()).toBe("answer 2");
    expect(await get()).toBe("answer 2");
    clock.now += 10_000;
    expect(await get()).toBe("answer 3");
  });

  it("stale answers while one request fetches the new one", async () => {
    const gate: { open: () => void } = { open: () => undefined };
    const opened = new Promise<void>((resolve) => (gate.open = resolve));
    const { get, clock, calls } = cached({
      variables: { tollgateCacheStaleSeconds: "60" },
      backend: async (n) => (n === 2 ? opened.then(() => new Response("answer 2")) : new Response(`answer ${n}`)),
    });
    await get();
    clock.now += TTL * 1000 + 1;
    const fetching = get();
    await vi.waitFor(() => expect(calls()).toBe(2));
    expect(await get()).toBe("answer 1");
    gate.open();
    expect(await fetching).toBe("answer 2");
  });
});
