import { describe, expect, it, vi } from "vitest";
import { cached, settings } from "../../support/cached-rest-api.ts";

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

  it("does not wait for a KV that is slow", async () => {
    const { get, store, calls } = cached();
    store.get = () => new Promise(() => undefined);
    expect(await get()).toBe("answer 1");
    expect(await get()).toBe("answer 1");
    expect(calls()).toBe(1);
  });

  it("writes a key to KV at most once a second", async () => {
    const { get, store } = cached();
    for (let n = 0; n < 5; n++) await get("/test/items", { headers: { "cache-control": "max-age=0" } });
    expect(store.writes).toBe(1);
  });

  it("tells other isolates of what was replaced, as often as KV takes it, and once KV has it", async () => {
    const { get, store, announced } = cached();
    await get();
    for (let n = 0; n < 5; n++) await get("/test/items", { headers: { "cache-control": "max-age=0" } });
    expect(announced).toEqual([]);
    await vi.waitFor(() => expect(announced).toHaveLength(1), { timeout: 5_000 });
    expect(store.writes).toBe(2);
    const [value] = store.values.values();
    expect(new TextDecoder().decode(value)).toContain("answer 6");
  });

  it("no more in memory once another isolate has replaced them", async () => {
    const { get, cache, store } = cached();
    await get();
    const [name = ""] = store.values.keys();
    cache.changed("answer/of-another-key");
    store.reads = 0;
    await get();
    expect(store.reads).toBe(0);
    cache.changed(name);
    await get();
    expect(store.reads).toBe(1);
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
