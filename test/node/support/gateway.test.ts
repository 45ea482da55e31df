import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sharedGateway, startGateway, type Gateway } from "../../support/gateway.ts";
import { residentMemory } from "../../support/memory.ts";
import { request } from "../../support/request.ts";
import { isOnPath, run } from "../../support/command.ts";
import { startUpstream, type UpstreamServer } from "../../support/upstream-server.ts";

describe("the shared gateway", () => {
  it("is one, whoever asks", async () => {
    const [one, other] = await Promise.all([sharedGateway(), sharedGateway()]);
    expect(one.port).toBe(other.port);
    const answer = await request(`${one.url}/`);
    expect(answer.status).toBeLessThan(500);
  });
});

describe("a gateway of one's own", () => {
  let gateway: Gateway;
  beforeAll(async () => {
    gateway = await startGateway();
  });
  afterAll(() => gateway.stop());

  it("runs beside the shared one", async () => {
    expect(gateway.port).not.toBe((await sharedGateway()).port);
    expect((await request(`${gateway.url}/`)).status).toBeLessThan(500);
  });

  it("tells how much memory it holds", async () => {
    expect(await residentMemory(gateway.port)).toBeGreaterThan(1_000_000);
  });

  it("is gone after stop", async () => {
    const brief = await startGateway();
    await brief.stop();
    await expect(request(`${brief.url}/`)).rejects.toThrow("ECONNREFUSED");
  });
});

describe("the upstream", () => {
  let upstream: UpstreamServer;
  beforeAll(async () => {
    upstream = await startUpstream();
  });
  afterAll(() => upstream.stop());

  it("records the path as sent, the Host and the body", async () => {
    const answer = await request(`http://abc.execute-api.localhost:${upstream.port}/a//b/../%2F?q=%zz`, {
      method: "POST",
      headers: { "X-Name": ["one", "two"] },
      body: "hello",
    });
    expect(answer.json()).toEqual({ ok: true });
    const seen = upstream.last();
    expect(seen.url).toBe("/a//b/../%2F?q=%zz");
    expect(seen.headers["host"]).toBe(`abc.execute-api.localhost:${upstream.port}`);
    expect(seen.headers["x-name"]).toBe("one, two");
    expect(seen.body.toString()).toBe("hello");
  });

  it("answers as told: status, repeated headers, a stream", async () => {
    upstream.answer({
      status: 201,
      headers: { "set-cookie": ["a=1", "b=2"] },
      body: (async function* () {
        yield "one ";
        yield "two";
      })(),
    });
    const answer = await request(upstream.url);
    expect(answer.status).toBe(201);
    expect(answer.headers.get("set-cookie")).toBe("a=1, b=2");
    expect(answer.text).toBe("one two");
  });

  it("breaks off, before the head and in the body", async () => {
    upstream.answer({ breaks: "before-head" });
    await expect(request(upstream.url)).rejects.toThrow();
    upstream.answer({ breaks: "in-body", headers: { "content-length": "10" }, body: "half" });
    await expect(request(upstream.url)).rejects.toThrow();
  });

  it("sends the texts of a WebSocket back", async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${upstream.port}/chat`);
    const heard = await new Promise((resolve, reject) => {
      socket.addEventListener("open", () => socket.send("hello"));
      socket.addEventListener("message", (event) => resolve(event.data));
      socket.addEventListener("error", () => reject(new Error("the socket failed")));
    });
    expect(heard).toBe("hello");
    socket.close();
  });
});

describe("a command", () => {
  it("is found on PATH, or not", () => {
    expect(isOnPath("node")).toBe(true);
    expect(isOnPath("no-such-program-anywhere")).toBe(false);
  });

  it("that takes too long is ended with an error that names it", async () => {
    await expect(run("sleep", ["60"], { timeoutMs: 50 })).rejects.toThrow("sleep 60 took longer than 50 ms");
  });

  it("hands back its status and what it printed", async () => {
    expect(await run("sh", ["-c", "echo out; echo err >&2; exit 3"])).toEqual({
      status: 3,
      stdout: "out\n",
      stderr: "err\n",
    });
  });
});
