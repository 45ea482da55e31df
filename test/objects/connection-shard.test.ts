import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { ConnectionShardObject, OPENING_HEADER, type ShardPorts } from "../../src/objects/connection-shard.ts";
import type { Closing, Connection, MessageOutcome } from "../../src/plan/connection.ts";

const { CONNECTIONS } = env as unknown as { CONNECTIONS: DurableObjectNamespace };
const MINUTE = 60_000;

/** Far enough away that no alarm of the platform's own fires: the tests do. */
const START = Date.UTC(2100, 0, 1);

/** A shard over an object's storage whose clock, settings and backend are the test's. */
class TestShard extends ConnectionShardObject<unknown> {
  time = START;
  readonly ended: Pick<Closing, "code" | "reason">[] = [];
  readonly heard: (string | Uint8Array)[] = [];
  settings: Partial<ShardPorts> = {};
  backend: (data: string | Uint8Array) => MessageOutcome | Promise<MessageOutcome> = () => ({
    reply: null,
    groups: null,
  });

  protected override ports(): ShardPorts {
    return {
      now: () => this.time,
      message: ({ data }) => {
        this.heard.push(data);
        return this.backend(data);
      },
      disconnected: async ({ code, reason }) => void this.ended.push({ code, reason }),
      idleMillis: 10 * MINUTE,
      lifeMillis: 120 * MINUTE,
      messageBytes: 128 * 1024,
      unheardBytes: 1024 * 1024,
      binaryFrames: false,
      damagedText: false,
      autoResponse: null,
      ...this.settings,
    };
  }

  /** Lets the alarm ring after so many minutes. */
  async after(minutes: number): Promise<void> {
    this.time = START + minutes * MINUTE;
    await this.ctx.storage.deleteAlarm();
    await this.alarm();
  }

  alarmAt(): Promise<number | null> {
    return this.ctx.storage.getAlarm();
  }
}

let made = 0;

interface Client {
  id: string;
  /** the object's side */
  server: WebSocket;
  messages: (string | ArrayBuffer)[];
  closed: Promise<{ code: number; reason: string }>;
}

async function open(shard: TestShard, state: DurableObjectState, groups: string[] = []): Promise<Client> {
  const id = `c${made++}`;
  const connection = { id, connectedAt: shard.time, sourceIp: "192.0.2.1", userAgent: "tests" } as Connection;
  const headers = {
    Upgrade: "websocket",
    [OPENING_HEADER]: encodeURIComponent(JSON.stringify({ connection, groups })),
  };
  const { webSocket } = await shard.fetch(new Request("https://shard/", { headers }));
  const [server] = state.getWebSockets(id);
  if (!webSocket || !server) throw new Error("the shard accepted no socket");
  const messages: Client["messages"] = [];
  webSocket.binaryType = "arraybuffer";
  webSocket.addEventListener("message", ({ data }) => void messages.push(data));
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    webSocket.addEventListener("close", ({ code, reason }) => resolve({ code, reason })),
  );
  webSocket.accept();
  return { id, server, messages, closed };
}

/** Gives a test a shard of its own. */
async function withShard(work: (shard: TestShard, state: DurableObjectState) => Promise<void>): Promise<void> {
  const stub = CONNECTIONS.get(CONNECTIONS.newUniqueId());
  await runInDurableObject(stub, async (_own, state) => work(new TestShard(state, env), state));
}

/** Becomes what it should, once the frames and promises that are under way have arrived. */
const eventually = (found: () => unknown, wanted: unknown): Promise<void> =>
  expect.poll(found, { timeout: 10_000 }).toEqual(wanted);

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

describe("a shard of connections", () => {
  it.each<[what: string, settings: Partial<ShardPorts>, data: string | ArrayBuffer, ending: object | null]>([
    ["a message of 128 KB", {}, "x".repeat(128 * 1024), null],
    ["one byte more", {}, "x".repeat(128 * 1024 + 1), { code: 1009, reason: "Message too big" }],
    ["characters of more bytes than that", {}, "é".repeat(64 * 1024 + 1), { code: 1009, reason: "Message too big" }],
    ["a limit that was raised", { messageBytes: 200_000 }, "x".repeat(200_000), null],
    ["a binary frame", {}, new ArrayBuffer(1), { code: 1003, reason: "Binary frames are not supported" }],
    ["a text that was no UTF-8", {}, "a\uFFFDb", { code: 1007, reason: "Invalid UTF-8" }],
    ["such a text where it is taken", { damagedText: true }, "a\uFFFDb", null],
    ["a binary frame where they are taken", { binaryFrames: true }, new ArrayBuffer(1), null],
  ])("takes or refuses by close code: %s", async (_what, settings, data, ending) => {
    await withShard(async (shard, state) => {
      shard.settings = settings;
      const client = await open(shard, state);
      shard.webSocketMessage(client.server, data);
      await eventually(() => [shard.heard.length, shard.ended], ending ? [0, [ending]] : [1, []]);
      if (ending) expect(await client.closed).toEqual(ending);
    });
  });

  it("closes what was idle for ten minutes with 1001, messages both ways counting", async () => {
    await withShard(async (shard, state) => {
      const [idle, sender, receiver] = [await open(shard, state), await open(shard, state), await open(shard, state)];
      shard.time = START + 9 * MINUTE;
      shard.webSocketMessage(sender.server, "here");
      shard.post(receiver.id, text("there"));
      await shard.after(10);
      expect(await idle.closed).toEqual({ code: 1001, reason: "Going away" });
      expect(shard.ended).toEqual([{ code: 1001, reason: "Going away" }]);
      expect([shard.get(idle.id), shard.get(sender.id)?.lastActiveAt]).toEqual([null, START + 9 * MINUTE]);
      expect(await shard.alarmAt()).toBe(START + 19 * MINUTE);
      await shard.after(19);
      expect(shard.ended).toHaveLength(3);
      expect(await shard.alarmAt()).toBeNull();
    });
  });

  it("closes after two hours what was never idle", async () => {
    await withShard(async (shard, state) => {
      const client = await open(shard, state);
      for (let minutes = 9; minutes < 120; minutes += 9) {
        await shard.after(minutes);
        shard.webSocketMessage(client.server, "here");
      }
      await shard.after(119);
      expect(shard.ended).toEqual([]);
      await shard.after(120);
      expect(await client.closed).toEqual({ code: 1001, reason: "Going away" });
    });
  });

  it.each([
    [4000, "had enough", { code: 4000, reason: "had enough" }],
    [1001, "", { code: 1001, reason: "" }],
    [1005, "", { code: 1005, reason: "Client-side close frame status not set" }],
    [1006, "", { code: 1006, reason: "" }],
  ])("hands the client's close code %i on to $disconnect, once", async (code, reason, ending) => {
    await withShard(async (shard, state) => {
      const client = await open(shard, state);
      await shard.webSocketClose(client.server, code, reason);
      await shard.webSocketError(client.server);
      expect(shard.ended).toEqual([ending]);
      expect(shard.post(client.id, text("x"))).toBe(false);
    });
  });

  it("answers a message that waits for nothing in its own turn, but never before an earlier one that waits", async () => {
    await withShard(async (shard, state) => {
      const [slow, quick] = [await open(shard, state), await open(shard, state)];
      const stuck = Promise.withResolvers<MessageOutcome>();
      shard.backend = (data) => (data === "slow" ? stuck.promise : { reply: `re: ${String(data)}`, groups: null });
      shard.webSocketMessage(slow.server, "slow");
      shard.webSocketMessage(slow.server, "after it");
      shard.webSocketMessage(quick.server, "a");
      shard.webSocketMessage(quick.server, "b");
      expect(shard.heard).toEqual(["slow", "a", "b"]);
      await eventually(() => [slow.messages, quick.messages], [[], ["re: a", "re: b"]]);
      stuck.resolve({ reply: "re: slow", groups: null });
      await eventually(() => slow.messages, ["re: slow", "re: after it"]);
    });
  });

  it("runs $disconnect after the messages that came before the end", async () => {
    await withShard(async (shard, state) => {
      const order: string[] = [];
      shard.settings = { disconnected: async () => void order.push("disconnect") };
      shard.backend = async () => {
        await new Promise((resolve) => setTimeout(resolve, 20));
        order.push("message");
        return { reply: "late", groups: null };
      };
      const client = await open(shard, state);
      shard.webSocketMessage(client.server, "a");
      shard.webSocketMessage(client.server, "b");
      await shard.webSocketClose(client.server, 1000, "");
      expect(order).toEqual(["message", "message", "disconnect"]);
    });
  });

  it.each([
    ["messages", 501, "x"],
    ["bytes", 20, "x".repeat(100_000)],
  ])(
    "closes a client that is faster than its backend with 1008, by %s, and disturbs nobody else",
    async (_what, sent, data) => {
      await withShard(async (shard, state) => {
        const [fast, other] = [await open(shard, state), await open(shard, state)];
        const stuck = Promise.withResolvers<MessageOutcome>();
        shard.backend = (message) =>
          message === "ok" ? Promise.resolve({ reply: "fine", groups: null }) : stuck.promise;
        for (let n = 0; n < sent; n++) shard.webSocketMessage(fast.server, data);
        shard.webSocketMessage(other.server, "ok");
        expect(await fast.closed).toEqual({ code: 1008, reason: "Too many messages" });
        await eventually(() => other.messages, ["fine"]);
        stuck.resolve({ reply: null, groups: null });
      });
    },
  );

  it("closes with 1008 a client that is sent much and says nothing, but not one that speaks now and then", async () => {
    await withShard(async (shard, state) => {
      const [silent, speaking] = [await open(shard, state), await open(shard, state)];
      const data = new Uint8Array(100_000).fill(120);
      for (let n = 0; n < 11; n++) {
        shard.broadcast(data, { group: null, except: null });
        if (n % 5 === 0) shard.webSocketMessage(speaking.server, "still here");
      }
      expect(await silent.closed).toEqual({ code: 1008, reason: "Too much is unread" });
      expect(shard.post(speaking.id, data)).toBe(true);
    });
  });

  it("takes an answer of the platform to the client for a word of the client, once", async () => {
    await withShard(async (shard, state) => {
      shard.settings = { autoResponse: { request: "ping", response: "pong" } };
      const client = await open(shard, state);
      const data = new Uint8Array(100_000).fill(120);
      const post = (times: number): boolean[] => Array.from({ length: times }, () => shard.post(client.id, data));
      expect(post(10)).not.toContain(false);
      vi.spyOn(state, "getWebSocketAutoResponseTimestamp").mockReturnValue(new Date(START + 1));
      expect(post(10)).not.toContain(false);
      expect(post(1)).toEqual([false]);
      expect(await client.closed).toEqual({ code: 1008, reason: "Too much is unread" });
    });
  });

  it("sends to all, or to a group, but for one; groups end with their members", async () => {
    await withShard(async (shard, state) => {
      const [a, b, c] = [
        await open(shard, state, ["red"]),
        await open(shard, state, ["red"]),
        await open(shard, state),
      ];
      expect(shard.broadcast(text("all"), { group: null, except: null })).toBe(3);
      expect(shard.broadcast(text("red"), { group: "red", except: a.id })).toBe(1);
      shard.backend = async () => ({ reply: null, groups: { join: ["red"], leave: ["blue"] } });
      shard.webSocketMessage(c.server, "let me in");
      await eventually(() => shard.count("red"), 3);
      expect(shard.regroup(b.id, { join: [], leave: ["red"] })).toBe(true);
      expect(shard.broadcast(text("again"), { group: "red", except: null })).toBe(2);
      await eventually(
        () => [a, b, c].map(({ messages }) => messages),
        [
          ["all", "again"],
          ["all", "red"],
          ["all", "again"],
        ],
      );
      await shard.webSocketClose(a.server, 1000, "");
      expect([shard.count(null), shard.count("red")]).toEqual([2, 1]);
      expect(shard.regroup(a.id, { join: ["red"], leave: [] })).toBe(false);
    });
  });

  it("lists its connections page by page", async () => {
    await withShard(async (shard, state) => {
      const ids = [];
      for (let n = 0; n < 5; n++) ids.push((await open(shard, state)).id);
      const first = shard.list("", 3).map(({ id }) => id);
      const rest = shard.list(first[2] ?? "", 3).map(({ id }) => id);
      expect([...first, ...rest].toSorted()).toEqual(ids.toSorted());
    });
  });

  it("sends bytes that are UTF-8 as text, others as a binary frame", async () => {
    await withShard(async (shard, state) => {
      const client = await open(shard, state);
      shard.post(client.id, text("grün"));
      shard.post(client.id, new Uint8Array([0xff, 0]));
      await eventually(() => client.messages, ["grün", new Uint8Array([0xff, 0]).buffer]);
    });
  });
});
