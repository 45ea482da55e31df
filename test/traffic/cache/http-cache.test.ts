import { describe, expect, it } from "vitest";
import type { CachePurge, StagePlan } from "../../../src/plan/stage.ts";
import { ResponseCache } from "../../../src/traffic/cache/response-cache.ts";
import { answerStore } from "../../support/answer-store.ts";
import { type HttpDefinition, type HttpTrafficOptions, httpTraffic } from "../../support/http-traffic.ts";

interface Scene {
  variables?: Record<string, string>;
  backend?: (n: number) => Response | Promise<Response>;
  plan?: Partial<StagePlan>;
  /** who may call; routes and authorizers */
  definition?: Partial<HttpDefinition>;
  invoke?: HttpTrafficOptions["invoke"];
}

/** An HTTP API whose stage caches for a minute, a clock, and a backend that counts. */
function cached({ variables = {}, backend, plan = {}, definition = {}, invoke }: Scene = {}) {
  const clock = { now: 1_700_000_000_000 };
  const store = answerStore();
  const announced: string[] = [];
  const now = (): number => clock.now;
  const cache = new ResponseCache({
    store,
    secrets: null,
    announce: async (id) => void announced.push(id),
    now,
    memoryBytes: 1_000_000,
  });
  let calls = 0;
  const traffic = httpTraffic(
    {
      routes: { "GET /items": {}, "ANY /any/{proxy+}": {} },
      variables: { tollgateCacheTtlSeconds: "60", ...variables },
      plan,
      ...definition,
    },
    {
      ...(invoke && { invoke }),
      fetch: () => backend?.(++calls) ?? new Response(`answer ${++calls}`),
      ports: { cache, now },
    },
  );
  const get = async (path = "/items", init: RequestInit = {}): Promise<string> =>
    (await traffic.call(path, init)).text();
  return { clock, store, traffic, get, calls: () => calls };
}

/** A route whose authorizer lets everybody in and names nobody. */
function guardedBy(IdentitySource: string[]): Scene {
  const authorizer = {
    AuthorizerId: "auth01",
    Name: "open",
    AuthorizerType: "REQUEST" as const,
    AuthorizerUri: "arn:aws:lambda:us-east-1:000000000000:function:open",
    AuthorizerPayloadFormatVersion: "2.0",
    EnableSimpleResponses: true,
    IdentitySource,
  };
  return {
    definition: {
      routes: { "GET /items": { AuthorizationType: "CUSTOM", AuthorizerId: "auth01" } },
      authorizers: [authorizer],
    },
    invoke: () => ({ kind: "answered", payload: '{"isAuthorized":true}', functionError: null }),
  };
}

describe("a cache for an HTTP API", () => {
  it("is off until its stage says how long answers are kept", async () => {
    const off = cached({ variables: { tollgateCacheTtlSeconds: "0" } });
    await off.get();
    expect(await off.get()).toBe("answer 2");
    const { get, clock } = cached();
    await get();
    expect(await get()).toBe("answer 1");
    clock.now += 60_000;
    expect(await get()).toBe("answer 2");
  });

  it("gives a hit its own id", async () => {
    const { traffic } = cached();
    const [first, second] = [await traffic.call("/items"), await traffic.call("/items")];
    expect(await second.text()).toBe("answer 1");
    expect(second.headers.get("apigw-requestid")).not.toBe(first.headers.get("apigw-requestid"));
  });

  it("keeps GET alone, and tells paths and queries apart", async () => {
    const { get } = cached();
    const asked = ["/any/a", "/any/b", "/any/a?x=1"];
    for (const [index, path] of asked.entries()) expect(await get(path)).toBe(`answer ${index + 1}`);
    expect(await get("/any/a")).toBe("answer 1");
    expect(await get("/any/a", { method: "POST" })).toBe("answer 4");
    expect(await get("/any/a", { headers: { range: "bytes=0-1" } })).toBe("answer 5");
  });

  it("keeps the paths that the stage names, where it names any", async () => {
    const { get } = cached({ variables: { tollgateCachePaths: "/any/a,/any/c" } });
    await get("/any/a1");
    expect(await get("/any/a1")).toBe("answer 1");
    await get("/any/b");
    expect(await get("/any/b")).toBe("answer 3");
  });

  it("tells requests apart by the headers that the stage names", async () => {
    const { get } = cached({ variables: { tollgateCacheVary: "Accept, x-tenant,no/name" } });
    await get("/items", { headers: { accept: "a" } });
    expect(await get("/items", { headers: { accept: "b" } })).toBe("answer 2");
    expect(await get("/items", { headers: { accept: "a", "x-other": "1" } })).toBe("answer 1");
  });

  it("gives nobody what another caller got, unless the stage says that all may share", async () => {
    const [mine, theirs] = [{ headers: { authorization: "mine" } }, { headers: { authorization: "theirs" } }];
    const { get } = cached();
    await get("/items", mine);
    expect(await get("/items", theirs)).toBe("answer 2");
    expect(await get("/items")).toBe("answer 3");
    expect(await get("/items", mine)).toBe("answer 1");
    const shared = cached({ variables: { tollgateCacheByCaller: "off" } });
    await shared.get("/items", mine);
    expect(await shared.get("/items", theirs)).toBe("answer 1");
  });

  it("gives nobody what another got who is known by a cookie alone", async () => {
    const { get } = cached();
    await get("/items", { headers: { cookie: "session=mine" } });
    expect(await get("/items", { headers: { cookie: "session=theirs" } })).toBe("answer 2");
    expect(await get("/items", { headers: { cookie: "session=mine" } })).toBe("answer 1");
  });

  it("tells callers apart whom an authorizer lets in without a name, by what it was asked with", async () => {
    const { get } = cached(guardedBy(["$request.header.x-token"]));
    await get("/items", { headers: { "x-token": "mine" } });
    expect(await get("/items", { headers: { "x-token": "theirs" } })).toBe("answer 2");
    expect(await get("/items", { headers: { "x-token": "mine" } })).toBe("answer 1");
  });

  it("keeps nothing for callers whom only the authorizer's function can tell apart", async () => {
    const { get } = cached(guardedBy([]));
    await get("/items", { headers: { "x-token": "mine" } });
    expect(await get("/items", { headers: { "x-token": "theirs" } })).toBe("answer 2");
  });

  it("keeps what varies by a header only where requests are told apart by it", async () => {
    const backend = (n: number): Response =>
      new Response(`answer ${n}`, { headers: { vary: "Origin, accept-encoding" } });
    const { get } = cached({ backend });
    await get("/items", { headers: { origin: "https://a.test" } });
    expect(await get("/items", { headers: { origin: "https://b.test" } })).toBe("answer 2");
    const told = cached({ backend, variables: { tollgateCacheVary: "origin" } });
    await told.get("/items", { headers: { origin: "https://a.test" } });
    expect(await told.get("/items", { headers: { origin: "https://b.test" } })).toBe("answer 2");
    expect(await told.get("/items", { headers: { origin: "https://a.test" } })).toBe("answer 1");
  });

  it.each([
    ["errors of the backend", { status: 503 }],
    ["what sets cookies", { headers: { "set-cookie": "a=1" } }],
    ["what varies by everything", { headers: { vary: "*" } }],
    ["streams of events", { headers: { "content-type": "text/event-stream" } }],
  ])("keeps no %s", async (_what, init) => {
    const { get } = cached({ backend: (n) => new Response(`answer ${n}`, init) });
    await get();
    expect(await get()).toBe("answer 2");
  });

  it("keeps nothing of a backend that cannot be reached, and asks it anew", async () => {
    const { get, calls } = cached({ backend: () => Promise.reject(new Error("refused")) });
    await get();
    await get();
    expect(calls()).toBe(2);
  });

  it("lets no client replace an entry that has no right to", async () => {
    const { get } = cached();
    await get();
    expect(await get("/items", { headers: { "cache-control": "max-age=0" } })).toBe("answer 1");
  });

  it.each([
    ["its path", { by: "pathPrefix", value: "/any/a" }, ["answer 3", "answer 2"]],
    ["its tag", { by: "tag", value: "blue" }, ["answer 3", "answer 4"]],
    ["another tag", { by: "tag", value: "green" }, ["answer 1", "answer 2"]],
  ] as const)("forgets what was purged by %s", async (_what, purge, answers) => {
    const cachePurges: CachePurge[] = [];
    const { get, clock } = cached({
      plan: { cachePurges },
      backend: (n) => new Response(`answer ${n}`, { headers: { "cache-tag": "red, blue" } }),
    });
    await get("/any/a");
    await get("/any/b");
    cachePurges.push({ at: clock.now, ...purge });
    clock.now += 1;
    expect([await get("/any/a"), await get("/any/b")]).toEqual(answers);
    expect([await get("/any/a"), await get("/any/b")]).toEqual(answers);
  });
});
