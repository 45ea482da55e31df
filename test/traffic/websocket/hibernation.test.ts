import { evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type PoolApi, poolApi } from "../../support/websocket-in-pool.ts";

/** What `$disconnect` told the backend. */
const ends: unknown[] = [];

beforeEach(() => {
  ends.length = 0;
  vi.spyOn(globalThis, "fetch").mockImplementation(async (_url, init) => {
    ends.push(JSON.parse(await new Response(init?.body).text()));
    return new Response();
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const MINUTE = 60_000;

function api(): Promise<PoolApi> {
  return poolApi({
    echo: { answer: '{"by":"$context.connectionId","stage":"$context.stage"}' },
    $disconnect: {
      integration: {
        IntegrationType: "HTTP",
        IntegrationMethod: "POST",
        IntegrationUri: "https://backend.test/gone",
        RequestTemplates: {
          $default:
            '{"id":"$context.connectionId","code":$context.disconnectStatusCode,"why":"$context.disconnectReason"}',
        },
      },
    },
  });
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("a connection", () => {
  it("survives the eviction of its object: messages go both ways, and it is still in its groups", async () => {
    const socket = await (await api()).connect();
    await socket.shard.regroup(socket.id, { join: ["red"], leave: [] });
    await evictDurableObject(socket.shard);
    socket.send({ action: "echo" });
    await expect.poll(() => socket.messages).toEqual([JSON.stringify({ by: socket.id, stage: "test" })]);
    await evictDurableObject(socket.shard);
    expect(await socket.shard.broadcast(bytes("to the red"), { group: "red", except: null })).toBe(1);
    await expect.poll(() => socket.messages.at(-1)).toBe("to the red");
    await evictDurableObject(socket.shard);
    expect(await socket.shard.get(socket.id)).toMatchObject({ id: socket.id, userAgent: null });
    expect(ends).toEqual([]);
  });

  it("is idle from its last message on, also where its object was evicted since", async () => {
    const socket = await (await api()).connect();
    const spoke = Date.now() + 9 * MINUTE;
    vi.setSystemTime(spoke);
    socket.send({ action: "echo" });
    await expect.poll(() => socket.messages).toHaveLength(1);
    await evictDurableObject(socket.shard);
    expect(await socket.shard.get(socket.id)).toMatchObject({ lastActiveAt: spoke });
    vi.setSystemTime(spoke + 9 * MINUTE);
    await runDurableObjectAlarm(socket.shard);
    expect(await socket.shard.count(null)).toBe(1);
    vi.setSystemTime(spoke + 10 * MINUTE);
    await runDurableObjectAlarm(socket.shard);
    expect(await socket.closed).toEqual({ code: 1001, reason: "Going away" });
    await expect.poll(() => ends).toEqual([{ id: socket.id, code: 1001, why: "Going away" }]);
  });

  it("hears of its end after an eviction, and $disconnect runs", async () => {
    const socket = await (await api()).connect();
    await evictDurableObject(socket.shard);
    socket.close(4001, "enough");
    await expect.poll(() => ends).toEqual([{ id: socket.id, code: 4001, why: "enough" }]);
    expect(await socket.shard.get(socket.id)).toBeNull();
  });

  it("that was lost with its object has its $disconnect as soon as the object is awake again", async () => {
    const socket = await (await api()).connect();
    await evictDurableObject(socket.shard, { webSockets: "close" });
    ends.length = 0;
    await socket.shard.count(null);
    await runDurableObjectAlarm(socket.shard);
    await expect.poll(() => ends).toEqual([{ id: socket.id, code: 1006, why: "" }]);
    expect(await socket.shard.count(null)).toBe(0);
    await runDurableObjectAlarm(socket.shard);
    expect(ends).toHaveLength(1);
  });

  it("is closed by DeleteConnection's close with 1000, which $disconnect hears too", async () => {
    const socket = await (await api()).connect();
    expect(await socket.shard.close(socket.id)).toBe(true);
    expect(await socket.closed).toEqual({ code: 1000, reason: "Connection Closed Normally" });
    await expect.poll(() => ends).toEqual([{ id: socket.id, code: 1000, why: "Connection Closed Normally" }]);
    expect(await socket.shard.close(socket.id)).toBe(false);
  });
});
