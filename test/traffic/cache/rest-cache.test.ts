import { describe, expect, it, vi } from "vitest";
import type { CacheSettingsPlan, RouteSettingsPlan, StagePlan } from "../../../src/plan/stage.ts";
import { createSecrets } from "../../../src/storage/secrets.ts";
import { ResponseCache } from "../../../src/traffic/cache/response-cache.ts";
import { answerStore, type CountingStore } from "../../support/answer-store.ts";
import { type RestDefinition, type RestTraffic, restTraffic, TEST_NOW } from "../../support/rest-traffic.ts";

const TTL = 300;

function settings(cache: Partial<CacheSettingsPlan> | null = {}): RouteSettingsPlan {
  return {
    metricsEnabled: false,
    loggingLevel: "OFF",
    dataTraceEnabled: false,
    throttlingBurstLimit: null,
    throttlingRateLimit: null,
    cache: cache && {
      cacheTtlInSeconds: TTL,
      cacheDataEncrypted: false,
      requireAuthorizationForCacheControl: false,
      unauthorizedCacheControlHeaderStrategy: "SUCCEED_WITH_RESPONSE_HEADER",
      ...cache,
    },
  };
}

interface Scene {
  methods?: RestDefinition["methods"];
  plan?: Partial<StagePlan>;
  variables?: Record<string, string>;
  /** what the backend answers the nth time */
  backend?: (n: number) => Response | Promise<Response>;
  store?: CountingStore;
  memoryBytes?: number;
}

/** A REST API whose stage caches, a clock, and a backend that counts. */
function cached(scene: Scene = {}) {
  const clock = { now: TEST_NOW };
  const store = scene.store ?? answerStore();
  const announced: string[] = [];
  const newCache = (): ResponseCache =>
    new ResponseCache({
      store,
      secrets: createSecrets([new Uint8Array(32).fill(7)]),
      announce: async (id) => void announced.push(id),
      now: () => clock.now,
      memoryBytes: scene.memoryBytes ?? 1_000_000,
    });
  let calls = 0;
  const integration = { type: "HTTP_PROXY" as const, httpMethod: "ANY", uri: "https://backend.example.com/" };
  const serve = (cache: ResponseCache): RestTraffic =>
    restTraffic(
      { methods: scene.methods ?? { "GET /items": { integration }, "POST /items": { integration } } },
      {
        variables: scene.variables ?? {},
        plan: { cacheClusterSize: "0.5", settings: { all: settings(), routes: {} }, ...scene.plan },
        fetch: () => {
          calls++;
          return (
            scene.backend?.(calls) ??
            new Response(`answer ${calls}`, { headers: { "Content-Type": "text/plain", "X-Own": "1" } })
          );
        },
        ports: { cache, now: () => clock.now },
      },
    );
  const cache = newCache();
  const traffic = serve(cache);
  const get = async (path = "/test/items", init: RequestInit = {}): Promise<string> =>
    (await traffic.call(path, init)).text();
  return {
    clock,
    store,
    cache,
    announced,
    traffic,
    get,
    calls: () => calls,
    /** the same stage in another isolate */
    elsewhere: () => {
      const other = newCache();
      return { cache: other, traffic: serve(other) };
    },
  };
}

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
    const { get, announced, elsewhere } = cached();
    await get();
    const other = elsewhere();
    await (await other.traffic.call("/test/items")).text();
    expect(await get("/test/items", noCache)).toBe("answer 2");
    expect(await get()).toBe("answer 2");
    expect(await (await other.traffic.call("/test/items")).text()).toBe("answer 1");
    for (const id of announced) other.cache.changed(id);
    expect(announced).toHaveLength(1);
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
});

describe("where answers lie", () => {
  it("in KV for other isolates, read once", async () => {
    const { get, elsewhere, store, calls } = cached();
    await get();
    await vi.waitFor(() => expect(store.writes).toBe(1));
    const other = elsewhere();
    for (let n = 0; n < 3; n++) expect(await (await other.traffic.call("/test/items")).text()).toBe("answer 1");
    expect({ calls: calls(), reads: store.reads }).toEqual({ calls: 1, reads: 2 });
  });

  it("encrypted where the stage says so", async () => {
    const plan = { settings: { all: settings({ cacheDataEncrypted: true }), routes: {} } };
    const { get, elsewhere, store, calls } = cached({ plan });
    await get();
    await vi.waitFor(() => expect(store.writes).toBe(1));
    for (const value of store.values.values()) expect(new TextDecoder().decode(value)).not.toContain("answer");
    expect(await (await elsewhere().traffic.call("/test/items")).text()).toBe("answer 1");
    expect(calls()).toBe(1);
  });

  it("goes on without KV, and without what KV holds that is no answer", async () => {
    const { get, store, elsewhere } = cached();
    store.broken = new Error("KV is down");
    expect(await get()).toBe("answer 1");
    expect(await get()).toBe("answer 1");
    store.broken = null;
    const other = elsewhere();
    store.get = async () => new TextEncoder().encode("rubbish\nmore").buffer as ArrayBuffer;
    expect(await (await other.traffic.call("/test/items")).text()).toBe("answer 2");
  });

  it("writes a key to KV at most once a second", async () => {
    const { get, store } = cached();
    for (let n = 0; n < 5; n++) await get("/test/items", { headers: { "cache-control": "max-age=0" } });
    expect(store.writes).toBe(1);
  });

  it("in memory, bounded by bytes: those used last stay", async () => {
    const integration = {
      type: "HTTP_PROXY" as const,
      httpMethod: "GET",
      uri: "https://backend.example.com/",
      cacheKeyParameters: ["method.request.querystring.n"],
    };
    const { get, cache, store } = cached({
      memoryBytes: 5_000,
      methods: { "GET /items": { integration } },
      backend: () => new Response("x".repeat(1_000)),
    });
    for (let n = 0; n < 10; n++) await get(`/test/items?n=${n}`);
    store.reads = 0;
    await get("/test/items?n=9");
    expect(store.reads).toBe(0);
    await get("/test/items?n=0");
    expect(store.reads).toBe(1);
    expect(cache.held("nothing")).toBeUndefined();
  });
});

describe("many requests for one key at the same moment", () => {
  it("make one call of the backend", async () => {
    const gate: { open: () => void } = { open: () => undefined };
    const opened = new Promise<void>((resolve) => (gate.open = resolve));
    const { get, calls } = cached({ backend: async (n) => opened.then(() => new Response(`answer ${n}`)) });
    const answers = Array.from({ length: 20 }, () => get());
    await vi.waitFor(() => expect(calls()).toBe(1));
    gate.open();
    expect(new Set(await Promise.all(answers))).toEqual(new Set(["answer 1"]));
    expect(calls()).toBe(1);
  });

  it("each call it where the first one gets nothing that can be kept", async () => {
    const { get, calls } = cached({
      backend: async (n) => {
        await new Promise((resolve) => setTimeout(resolve, 20));
        if (n === 1) throw new Error("refused");
        return new Response(`answer ${n}`);
      },
    });
    const answers = await Promise.all([get(), get(), get()]);
    expect(answers.filter((text) => text.startsWith("answer"))).toHaveLength(2);
    expect(calls()).toBeGreaterThanOrEqual(2);
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
