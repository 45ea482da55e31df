/** A REST API whose stage caches, for tests of the cache. */
import type { CacheSettingsPlan, RouteSettingsPlan, StagePlan } from "../../src/plan/stage.ts";
import { createSecrets } from "../../src/storage/secrets.ts";
import { ResponseCache } from "../../src/traffic/cache/response-cache.ts";
import { answerStore, type CountingStore } from "./answer-store.ts";
import { type RestDefinition, type RestTraffic, restTraffic, TEST_NOW } from "./rest-traffic.ts";

/** Seconds that its answers are kept. */
export const TTL = 300;

/** Settings of a method that is cached for TTL seconds; null: it is not. */
export function settings(cache: Partial<CacheSettingsPlan> | null = {}): RouteSettingsPlan {
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

export interface CachedScene {
  methods?: RestDefinition["methods"];
  plan?: Partial<StagePlan>;
  variables?: Record<string, string>;
  /** what the backend answers the nth time */
  backend?: (n: number) => Response | Promise<Response>;
  store?: CountingStore;
  memoryBytes?: number;
}

/** A REST API whose stage caches, a clock, and a backend that counts. */
export function cached(scene: CachedScene = {}) {
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
