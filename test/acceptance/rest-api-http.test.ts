import { UpdateStageCommand } from "@aws-sdk/client-api-gateway";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createRestApi, type DeployedRestApi } from "../support/deployed-rest-api.ts";
import { type Gateway, sharedGateway } from "../support/gateway.ts";
import { openRequest, request } from "../support/request.ts";
import { startUpstream, type UpstreamServer } from "../support/upstream-server.ts";

let gateway: Gateway;
let upstream: UpstreamServer;
let api: DeployedRestApi;
beforeAll(async () => {
  gateway = await sharedGateway();
  upstream = await startUpstream();
  const proxy = { type: "HTTP_PROXY", integrationHttpMethod: "ANY" } as const;
  api = await createRestApi(gateway, {
    methods: {
      "ANY /proxy": { integration: { ...proxy, uri: `${upstream.url}/p?own=1` } },
      "ANY /slow": { integration: { ...proxy, uri: upstream.url, timeoutInMillis: 60 } },
      "ANY /gone": { integration: { ...proxy, uri: "http://127.0.0.1:9/gone" } },
      "ANY /http": {
        integration: { type: "HTTP", integrationHttpMethod: "ANY", uri: `${upstream.url}/h`, requestTemplates: {} },
        template: "{\"got\": $input.json('$.ok')}",
      },
    },
  });
});
beforeEach(() => upstream.reset());
afterAll(async () => {
  await upstream.stop();
  await gateway.stop();
});

describe("HTTP_PROXY of a REST API", () => {
  it("rule 27: sends the client's headers, its address and the gateway's own, and no Via", async () => {
    await request(`${api.url}/proxy?b=%2F&c`, { headers: { "x-a": ["1", "2"], cookie: "a=1", "user-agent": "test" } });
    const { url, headers } = upstream.last();
    expect(url).toBe("/p?own=1&b=%2F&c");
    expect(headers).toMatchObject({
      "x-a": "1, 2",
      cookie: "a=1",
      "user-agent": "test",
      host: upstream.url.slice("http://".length),
      "x-amzn-apigateway-api-id": api.restApiId,
      "x-forwarded-for": "127.0.0.1",
      "x-forwarded-port": String(gateway.port),
      "x-forwarded-proto": "http",
    });
    for (const name of ["via", "accept-encoding", "content-length"]) expect(headers).not.toHaveProperty(name);
  });

  it("sends bodies on as they were sent, with their length", async () => {
    const body = gzipSync("hello");
    await request(`${api.url}/proxy`, {
      method: "POST",
      body,
      headers: { "content-length": String(body.length), "content-type": "application/octet-stream" },
    });
    expect(upstream.last().body).toEqual(body);
    expect(upstream.last().headers["content-length"]).toBe(String(body.length));
  });

  it("rule 37: answers what the backend answers, its Date, Server and Content-Length under other names", async () => {
    upstream.answer({
      status: 418,
      headers: { server: "nginx", date: "yesterday", "content-length": "2", "set-cookie": ["a=1", "b=2"] },
      body: "hi",
    });
    const answer = await request(`${api.url}/proxy`);
    expect([answer.status, answer.text]).toEqual([418, "hi"]);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-length": "2",
      "x-amzn-remapped-content-length": "2",
      "x-amzn-remapped-date": "yesterday",
      "x-amzn-remapped-server": "nginx",
      "x-amzn-requestid": expect.stringMatching(/^[\da-f-]{36}$/),
      "set-cookie": "a=1, b=2",
    });
    expect(answer.headers.has("server")).toBe(false);
  });

  it.each([301, 307])("passes a redirect of %d on", async (status) => {
    upstream.answer({ status, headers: { location: "/elsewhere" } });
    const answer = await request(`${api.url}/proxy`);
    expect([answer.status, answer.headers.get("location")]).toEqual([status, "/elsewhere"]);
    expect(upstream.requests).toHaveLength(1);
  });

  it.each([
    ["GET", 204],
    ["GET", 304],
    ["HEAD", 200],
  ])("answers %s with %d and no body", async (method, status) => {
    upstream.answer({ status, headers: { etag: '"1"' } });
    const answer = await request(`${api.url}/proxy`, { method });
    expect([answer.status, answer.text, answer.headers.get("etag")]).toEqual([status, "", '"1"']);
  });

  it("passes on what the backend has compressed", async () => {
    upstream.answer({ headers: { "content-encoding": "gzip" }, body: gzipSync("a".repeat(10_000)) });
    const answer = await request(`${api.url}/proxy`, { headers: { "accept-encoding": "gzip" } });
    expect(answer.headers.get("content-encoding")).toBe("gzip");
    expect(gunzipSync(answer.bytes).toString()).toBe("a".repeat(10_000));
  });

  it("lets the client read while the backend is still sending", async () => {
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    upstream.answer({
      body: (async function* () {
        yield "first";
        await released;
        yield "second";
      })(),
    });
    const answer = await openRequest(`${api.url}/proxy`);
    const chunks = answer[Symbol.asyncIterator]();
    expect(String((await chunks.next()).value)).toBe("first");
    release();
    expect(String((await chunks.next()).value)).toBe("second");
  });

  it("lets a WebSocket through to the backend", async () => {
    const socket = new WebSocket(`${api.url.replace("http:", "ws:")}/proxy`);
    const echoed = await new Promise((resolve, reject) => {
      socket.addEventListener("open", () => socket.send("hello"));
      socket.addEventListener("message", (event) => resolve(event.data));
      socket.addEventListener("error", () => reject(new Error("the socket failed")));
    });
    socket.close();
    expect(echoed).toBe("hello");
  });

  it("rule 10: answers 504 for a backend that is not there, and for one that is too slow", async () => {
    const gone = await request(`${api.url}/gone`);
    expect([gone.status, gone.json()]).toEqual([504, { message: "Network error communicating with endpoint" }]);
    upstream.answer({ hang: true });
    const slow = await request(`${api.url}/slow`);
    expect([slow.status, slow.json()]).toEqual([504, { message: "Endpoint request timed out" }]);
  });

  it("ends a circle of APIs that call themselves", async () => {
    const url = `http://127.0.0.1:${gateway.port}/execute-api/\${stageVariables.id}/prod/circle`;
    const circle = await createRestApi(gateway, {
      methods: { "GET /circle": { integration: { type: "HTTP_PROXY", integrationHttpMethod: "GET", uri: url } } },
      variables: { id: "unset" },
    });
    await circle.client.send(
      new UpdateStageCommand({
        restApiId: circle.restApiId,
        stageName: "prod",
        patchOperations: [{ op: "replace", path: "/variables/id", value: circle.restApiId }],
      }),
    );
    const answer = await request(`${circle.url}/circle`);
    expect([answer.status, answer.json()]).toEqual([504, { message: "Network error communicating with endpoint" }]);
  });
});

describe("HTTP of a REST API", () => {
  const own = ["host", "accept", "user-agent", "x-amzn-trace-id", "x-amzn-apigateway-api-id"];

  it("rule 26: sends nothing of the client's, and answers what the template makes", async () => {
    const answer = await request(`${api.url}/http?q=1`, { headers: { "x-a": "1", "accept-encoding": "identity" } });
    expect(answer.json()).toEqual({ got: true });
    const { url, headers } = upstream.last();
    expect(url).toBe("/h");
    const added = Object.keys(headers).filter((name) => !own.includes(name));
    // What the runtime itself writes on every connection.
    expect(added.filter((name) => !["connection", "cf-worker"].includes(name))).toEqual([]);
    expect(headers).toMatchObject({ accept: "application/json", "user-agent": `AmazonAPIGateway_${api.restApiId}` });
  });

  it("rule 26: a POST without a body has a Content-Length of 0", async () => {
    await request(`${api.url}/http`, { method: "POST" });
    expect(upstream.last().headers["content-length"]).toBe("0");
    expect(upstream.last().headers).not.toHaveProperty("transfer-encoding");
  });

  it("reads what the backend has compressed", async () => {
    upstream.answer({ headers: { "content-encoding": "gzip" }, body: gzipSync('{"ok": "zipped"}') });
    const answer = await request(`${api.url}/http`);
    expect(answer.json()).toEqual({ got: "zipped" });
    expect(answer.headers.has("content-encoding")).toBe(false);
  });
});
