import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync, gzipSync } from "node:zlib";
import { CreateIntegrationCommand, CreateRouteCommand } from "@aws-sdk/client-apigatewayv2";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { apiGatewayV2 } from "../support/clients.ts";
import { type Gateway, sharedGateway } from "../support/gateway.ts";
import { createHttpApi, type DeployedHttpApi } from "../support/http-api.ts";
import { openRequest, request } from "../support/request.ts";
import { startUpstream, type UpstreamServer } from "../support/upstream-server.ts";

let gateway: Gateway;
let upstream: UpstreamServer;
let api: DeployedHttpApi;
beforeAll(async () => {
  gateway = await sharedGateway();
  upstream = await startUpstream();
  api = await createHttpApi(gateway, {
    routes: {
      $default: `${upstream.url}/base?own=1`,
      "GET /users/{id}": `${upstream.url}/people/{id}`,
      "ANY /files/{rest+}": `${upstream.url}/store/{rest}`,
      "ANY /post": { IntegrationUri: `${upstream.url}/post`, IntegrationMethod: "POST" },
      "GET /slow": { IntegrationUri: upstream.url, TimeoutInMillis: 60 },
      "GET /slower": { IntegrationUri: upstream.url, TimeoutInMillis: 1_200 },
      "GET /gone": "http://127.0.0.1:9/gone",
      "GET /nothing": null,
      "GET /variable": `http://\${stageVariables.host}/v`,
    },
    variables: { host: upstream.url.slice("http://".length) },
  });
});
beforeEach(() => upstream.reset());
afterAll(async () => {
  await upstream.stop();
  await gateway.stop();
});

describe("the address of the backend", () => {
  it("has path parameters filled in as they were sent", async () => {
    await request(`${api.url}/users/a%2Fb+c%20d`);
    expect(upstream.last().url).toBe("/people/a%2Fb+c%20d");
    await request(`${api.url}/files/x//y%zz/`);
    expect(upstream.last().url).toBe("/store/x//y%zz/");
  });

  it("has the URI's own query, then the client's as it was sent", async () => {
    await request(`${api.url}/a?b=%2F&c&own=2&+=`);
    expect(upstream.last().url).toBe("/base/a?own=1&b=%2F&c&own=2&+=");
  });

  it("has the whole path appended by the $default route", async () => {
    await request(`${api.url}/pets//x%2Fy`);
    expect(upstream.last().url).toBe("/base/pets//x%2Fy?own=1");
    await request(`${api.url}/`);
    expect(upstream.last().url).toBe("/base/?own=1");
  });

  it("has stage variables filled in", async () => {
    await request(`${api.url}/variable`);
    expect(upstream.last().url).toBe("/v");
  });

  it("is called with the integration's method, or with the client's", async () => {
    await request(`${api.url}/post`, { method: "PUT", body: "x" });
    expect(upstream.last()).toMatchObject({ method: "POST", url: "/post" });
    for (const method of ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]) {
      await request(`${api.url}/any`, { method });
      expect(upstream.last().method).toBe(method);
    }
  });
});

describe("the request's headers", () => {
  it("reach the backend, with the client named in Forwarded, Via and a trace id", async () => {
    await request(`${api.url}/h`, { headers: { "x-a": ["1", "2"], cookie: "a=1; b=2", "user-agent": "test" } });
    const { headers } = upstream.last();
    expect(headers).toMatchObject({
      "x-a": "1, 2",
      cookie: "a=1; b=2",
      "user-agent": "test",
      via: "HTTP/1.1 AmazonAPIGateway",
      host: upstream.url.slice("http://".length),
      forwarded: `for=127.0.0.1;host="${new URL(api.url).host}";proto=http`,
    });
    expect(headers["x-amzn-trace-id"]).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/);
  });

  it("have what the client says of earlier proxies moved to Forwarded, and nothing of the platform's own", async () => {
    await request(`${api.url}/h`, {
      headers: {
        "x-forwarded-for": "192.0.2.7",
        "x-forwarded-proto": "https",
        "x-forwarded-host": "evil.test",
        "x-amzn-trace-id": "Root=1-5e9f0c65-1de4d666d4dd26aced652b6c",
        "accept-encoding": "gzip;q=0.5",
        via: "1.1 front",
      },
    });
    const { headers } = upstream.last();
    expect(headers["forwarded"]).toMatch(/^for=192\.0\.2\.7, for=127\.0\.0\.1;host=/);
    expect(headers["via"]).toBe("1.1 front, HTTP/1.1 AmazonAPIGateway");
    expect(headers["x-amzn-trace-id"]).toBe("Root=1-5e9f0c65-1de4d666d4dd26aced652b6c");
    expect(headers["accept-encoding"]).toBe("gzip;q=0.5");
    const foreign = Object.keys(headers).filter((name) =>
      /^(x-forwarded-|cf-(?!worker)|x-real-ip|cdn-loop|mf-)/.test(name),
    );
    expect(foreign).toEqual([]);
  });

  it("leave out what belongs to the client's connection alone", async () => {
    await request(`${api.url}/h`, {
      headers: { "keep-alive": "timeout=7", "proxy-connection": "keep-alive", te: "x" },
    });
    const { headers } = upstream.last();
    for (const name of ["keep-alive", "proxy-connection", "te"]) expect(headers, name).not.toHaveProperty(name);
  });

  it("have no Accept-Encoding where the client sent none", async () => {
    await request(`${api.url}/h`);
    expect(upstream.last().headers).not.toHaveProperty("accept-encoding");
  });

  it("keep conditions and ranges", async () => {
    upstream.answer({
      status: 206,
      headers: { "content-range": "bytes 0-1/9", "content-type": "text/plain" },
      body: "ab",
    });
    const answer = await request(`${api.url}/h`, {
      headers: { range: "bytes=0-1", "if-range": '"e"', "if-none-match": "*" },
    });
    expect(upstream.last().headers).toMatchObject({ range: "bytes=0-1", "if-range": '"e"', "if-none-match": "*" });
    expect(answer.status).toBe(206);
    expect(answer.headers.get("content-range")).toBe("bytes 0-1/9");
  });
});

describe("the answer", () => {
  it("is the backend's: status, headers and body, with the id of the request", async () => {
    upstream.answer({
      status: 418,
      headers: {
        "set-cookie": ["a=1; Path=/", "b=2"],
        "x-y": "z",
        "content-type": "text/x",
        etag: '"1"',
        "keep-alive": "timeout=5",
      },
      body: "hi",
    });
    const answer = await request(`${api.url}/a`);
    expect(answer.status).toBe(418);
    expect(answer.text).toBe("hi");
    expect(answer.headers.get("x-y")).toBe("z");
    expect(answer.headers.get("etag")).toBe('"1"');
    expect(answer.headers.get("content-type")).toBe("text/x");
    expect(answer.rawHeaders.filter((_, index, all) => all[index - 1]?.toLowerCase() === "set-cookie")).toEqual([
      "a=1; Path=/",
      "b=2",
    ]);
    expect(answer.headers.get("apigw-requestid")).toMatch(/^[\w-]{15}=$/);
    expect(answer.headers.get("keep-alive") ?? "").not.toContain("timeout=5, ");
  });

  it.each([301, 302, 307, 308])("of %d is passed on, not followed", async (status) => {
    upstream.answer({ status, headers: { location: "/elsewhere" } });
    const answer = await request(`${api.url}/a`);
    expect(answer.status).toBe(status);
    expect(answer.headers.get("location")).toBe("/elsewhere");
    expect(upstream.requests).toHaveLength(1);
  });

  it.each([204, 304])("of %d has no body", async (status) => {
    upstream.answer({ status, headers: { etag: '"1"' } });
    const answer = await request(`${api.url}/a`);
    expect(answer.status).toBe(status);
    expect(answer.text).toBe("");
    expect(answer.headers.get("etag")).toBe('"1"');
  });

  it("to HEAD has the backend's headers and no body", async () => {
    upstream.answer({ headers: { "x-y": "z" } });
    const answer = await request(`${api.url}/a`, { method: "HEAD" });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("x-y")).toBe("z");
    expect(answer.text).toBe("");
  });

  it("is passed on with the compression that the backend gave it", async () => {
    const zipped = gzipSync("a".repeat(10_000));
    upstream.answer({ headers: { "content-encoding": "gzip", "content-type": "text/plain" }, body: zipped });
    const answer = await request(`${api.url}/a`, { headers: { "accept-encoding": "gzip" } });
    expect(answer.headers.get("content-encoding")).toBe("gzip");
    expect(gunzipSync(answer.bytes).toString()).toBe("a".repeat(10_000));
  });
});

describe("bodies", () => {
  it("of requests arrive as they were sent, with their length", async () => {
    const zipped = gzipSync("hello");
    await request(`${api.url}/a`, {
      method: "POST",
      body: zipped,
      headers: {
        "content-encoding": "gzip",
        "content-type": "application/octet-stream",
        "content-length": String(zipped.length),
      },
    });
    expect(upstream.last().body).toEqual(zipped);
    expect(upstream.last().headers).toMatchObject({
      "content-encoding": "gzip",
      "content-length": String(zipped.length),
    });
  });

  it("are left out of a GET that a POST becomes", async () => {
    const other = await createHttpApi(gateway, {
      routes: { "POST /a": { IntegrationUri: upstream.url, IntegrationMethod: "GET" } },
    });
    const answer = await request(`${other.url}/a`, { method: "POST", body: "dropped" });
    expect(answer.status).toBe(200);
    expect(upstream.last()).toMatchObject({ method: "GET" });
    expect(upstream.last().body.length).toBe(0);
  });

  it("of answers reach the client while the backend is still sending", async () => {
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    upstream.answer({
      body: (async function* () {
        yield "first";
        await released;
        yield "second";
      })(),
    });
    const answer = await openRequest(`${api.url}/a`);
    const chunks = answer[Symbol.asyncIterator]();
    expect(String((await chunks.next()).value)).toBe("first");
    release();
    expect(String((await chunks.next()).value)).toBe("second");
    expect((await chunks.next()).done).toBe(true);
  });
});

it("lets a WebSocket through to the backend", async () => {
  const socket = new WebSocket(`${api.pathUrl.replace("http:", "ws:")}/socket`);
  const echoed = await new Promise((resolve, reject) => {
    socket.addEventListener("open", () => socket.send("hello"));
    socket.addEventListener("message", (event) => resolve(event.data));
    socket.addEventListener("error", () => reject(new Error("the socket failed")));
  });
  socket.close();
  expect(echoed).toBe("hello");
  expect(upstream.last().url).toBe("/base/socket?own=1");
});

describe("failures", () => {
  const unavailable = { status: 503, text: '{"message":"Service Unavailable"}' };

  it.each([
    ["a backend that cannot be reached", "/gone", unavailable],
    ["a backend that does not answer in time", "/slow", unavailable],
    ["a route without an integration", "/nothing", { status: 404, text: '{"message":"Not Found"}' }],
  ])("%s", async (_what, path, expected) => {
    upstream.answer({ hang: true });
    const answer = await request(api.url + path);
    expect(answer).toMatchObject(expected);
    expect(answer.headers.get("content-type")).toBe("application/json");
    expect(answer.headers.get("apigw-requestid")).toMatch(/=$/);
  });

  it("requests whose deadline one of them watches, each in its own context", async () => {
    upstream.answer(({ headers }) => (headers["x-answers"] === "soon" ? { delayMs: 300 } : { hang: true }));
    const call = (soon?: string): ReturnType<typeof request> =>
      request(`${api.url}/slower`, soon === undefined ? {} : { headers: { "x-answers": soon } });
    const [watcher, ...others] = await Promise.all([call("soon"), call(), call(), call("soon")]);
    expect(watcher).toMatchObject({ status: 200 });
    expect(others.map(({ status }) => status)).toEqual([503, 503, 200]);
  });

  it("requests whose deadline was watched by one whose client is gone", async () => {
    upstream.answer({ hang: true });
    const gone = new AbortController();
    const watcher = request(`${api.url}/slower`, { signal: gone.signal }).catch(() => "gone");
    const other = request(`${api.url}/slower`);
    await expect.poll(() => upstream.requests.length).toBe(2);
    gone.abort();
    expect(await watcher).toBe("gone");
    expect(await other).toMatchObject({ status: 503 });
  });

  it("a backend that closes the connection before its answer", async () => {
    upstream.answer({ breaks: "before-head" });
    expect(await request(`${api.url}/a`)).toMatchObject(unavailable);
  });

  it("a backend whose status is none that can be passed on", async () => {
    upstream.answer({ status: 999 });
    expect(await request(`${api.url}/a`)).toMatchObject({ status: 500, text: '{"message":"Internal Server Error"}' });
  });

  it("a backend that breaks off in its body breaks the answer off", async () => {
    upstream.answer({ headers: { "content-length": "1000" }, body: "half", breaks: "in-body" });
    await expect(request(`${api.url}/a`)).rejects.toThrow();
  });

  it("a request that goes round in a circle ends after five turns", async () => {
    let turns = 0;
    const back = createServer((incoming, response) => {
      turns++;
      const via = incoming.headers.via ?? "";
      void request(`${circle.url}/round`, { headers: { via } }).then(({ status, text }) =>
        response.writeHead(status).end(text),
      );
    });
    await new Promise<void>((resolve) => back.listen(0, "127.0.0.1", resolve));
    // A server that listens on TCP has an AddressInfo; strings are for pipes.
    const { port } = back.address() as AddressInfo;
    const circle = await createHttpApi(gateway, { routes: { "GET /round": `http://127.0.0.1:${port}/round` } });
    expect(await request(`${circle.url}/round`)).toMatchObject(unavailable);
    expect(turns).toBe(5);
    await new Promise((resolve) => back.close(resolve));
  });

  it("an integration that points at its own route ends", async () => {
    const self = await createHttpApi(gateway, { routes: {} });
    const client = apiGatewayV2(gateway);
    const { IntegrationId } = await client.send(
      new CreateIntegrationCommand({
        ApiId: self.apiId,
        IntegrationType: "HTTP_PROXY",
        IntegrationMethod: "ANY",
        IntegrationUri: `${self.pathUrl}/self`,
        PayloadFormatVersion: "1.0",
      }),
    );
    const Target = `integrations/${IntegrationId}`;
    await client.send(new CreateRouteCommand({ ApiId: self.apiId, RouteKey: "ANY /self", Target }));
    expect(await request(`${self.url}/self`)).toMatchObject(unavailable);
  });
});
