import { CreateRouteCommand, DeleteCorsConfigurationCommand } from "@aws-sdk/client-apigatewayv2";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { apiGatewayV2 } from "../support/clients.ts";
import { type Gateway, sharedGateway } from "../support/gateway.ts";
import { createHttpApi, type DeployedHttpApi } from "../support/http-api.ts";
import { type Answer, request } from "../support/request.ts";
import { startUpstream, type UpstreamServer } from "../support/upstream-server.ts";

const ALLOWED = "https://page.test";
const CORS = {
  AllowOrigins: [ALLOWED, "https://*.shop.test"],
  AllowMethods: ["GET", "POST"],
  AllowHeaders: ["X-One", "x-two"],
  ExposeHeaders: ["x-exposed"],
  MaxAge: 300,
  AllowCredentials: true,
};

let gateway: Gateway;
let upstream: UpstreamServer;
let api: DeployedHttpApi;
beforeAll(async () => {
  gateway = await sharedGateway();
  upstream = await startUpstream();
  const routes = { "GET /a": upstream.url, "OPTIONS /own": upstream.url };
  api = await createHttpApi(gateway, { routes, api: { CorsConfiguration: CORS } });
});
beforeEach(() => upstream.reset());
afterAll(() => upstream.stop());

const corsOf = ({ headers }: Answer): Record<string, string> =>
  Object.fromEntries([...headers].filter(([name]) => name.startsWith("access-control-")));

const preflight = (url: string, headers: Record<string, string> = {}): Promise<Answer> =>
  request(url, { method: "OPTIONS", headers: { "access-control-request-method": "GET", ...headers } });

describe("a preflight", () => {
  it("is answered by the gateway, for paths that no route has too", async () => {
    for (const path of ["/a", "/nowhere"]) {
      const answer = await preflight(`${api.url}${path}`, { origin: ALLOWED });
      expect([answer.status, answer.text]).toEqual([204, ""]);
      expect(corsOf(answer)).toEqual({
        "access-control-allow-origin": ALLOWED,
        "access-control-allow-methods": "GET,POST",
        "access-control-allow-headers": "x-one,x-two",
        "access-control-allow-credentials": "true",
        "access-control-expose-headers": "x-exposed",
        "access-control-max-age": "300",
      });
      expect(answer.headers.get("apigw-requestid")).toMatch(/=$/);
    }
    expect(upstream.requests).toEqual([]);
  });

  it.each([
    ["of an origin that is not allowed", { origin: "https://evil.test" }],
    ["of an origin that only ends like an allowed one", { origin: "https://shop.test" }],
    ["without an Origin", {}],
    ["without the method that it asks for", { origin: ALLOWED, "access-control-request-method": [] }],
  ])("%s has no CORS headers", async (_what, headers) => {
    const fields = { "access-control-request-method": "GET", ...headers };
    const answer = await request(`${api.url}/a`, { method: "OPTIONS", headers: fields });
    expect([answer.status, corsOf(answer)]).toEqual([204, {}]);
  });

  it("of an origin that fits a pattern names that origin", async () => {
    const answer = await preflight(`${api.url}/a`, { origin: "https://eu.shop.test" });
    expect(corsOf(answer)["access-control-allow-origin"]).toBe("https://eu.shop.test");
  });

  it("is the route's own where a route takes OPTIONS: the backend is called, the gateway's headers count", async () => {
    upstream.answer({ status: 200, headers: { "access-control-allow-origin": "https://backend.test" } });
    const answer = await preflight(`${api.url}/own`, { origin: ALLOWED });
    expect(answer.status).toBe(200);
    expect(corsOf(answer)["access-control-allow-origin"]).toBe(ALLOWED);
    expect(upstream.requests).toHaveLength(1);
  });
});

describe("an answer", () => {
  it("has the configured CORS headers in place of the backend's", async () => {
    upstream.answer({
      headers: {
        "access-control-allow-origin": "*",
        "access-control-max-age": "1",
        "access-control-allow-methods": "X",
      },
    });
    const answer = await request(`${api.url}/a`, { headers: { origin: ALLOWED } });
    expect(corsOf(answer)).toEqual({
      "access-control-allow-origin": ALLOWED,
      "access-control-allow-credentials": "true",
      "access-control-expose-headers": "x-exposed",
    });
    expect(answer.headers.get("vary")).toContain("Origin");
  });

  it("has none for an origin that is not allowed, not even the backend's", async () => {
    upstream.answer({ headers: { "access-control-allow-origin": "*" } });
    expect(corsOf(await request(`${api.url}/a`, { headers: { origin: "https://evil.test" } }))).toEqual({});
  });

  it("of the gateway itself has them as well", async () => {
    const answer = await request(`${api.url}/nowhere`, { headers: { origin: ALLOWED } });
    expect(answer.status).toBe(404);
    expect(corsOf(answer)["access-control-allow-origin"]).toBe(ALLOWED);
  });
});

describe("any origin", () => {
  it("is answered with *", async () => {
    const open = await createHttpApi(gateway, {
      routes: { "GET /a": upstream.url },
      api: { CorsConfiguration: { AllowOrigins: ["*"] } },
    });
    const answer = await request(`${open.url}/a`, { headers: { origin: "https://any.test" } });
    expect(corsOf(answer)).toEqual({ "access-control-allow-origin": "*" });
  });
});

describe("without CORS", () => {
  it("the backend's headers pass, and OPTIONS is a method like any other", async () => {
    const plain = await createHttpApi(gateway, {
      routes: { "GET /a": upstream.url },
      api: { CorsConfiguration: CORS },
    });
    const client = apiGatewayV2(gateway);
    await client.send(new DeleteCorsConfigurationCommand({ ApiId: plain.apiId }));
    upstream.answer({ headers: { "access-control-allow-origin": "*" } });
    const answer = await request(`${plain.url}/a`, { headers: { origin: "https://evil.test" } });
    expect(corsOf(answer)).toEqual({ "access-control-allow-origin": "*" });
    expect((await preflight(`${plain.url}/a`, { origin: ALLOWED })).status).toBe(404);
    await client.send(new CreateRouteCommand({ ApiId: plain.apiId, RouteKey: "OPTIONS /a" }));
    expect((await preflight(`${plain.url}/a`, { origin: ALLOWED })).text).toBe('{"message":"Not Found"}');
  });
});
