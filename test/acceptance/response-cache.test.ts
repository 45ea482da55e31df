import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sign } from "../../src/sigv4/sign.ts";
import { createSigningKeys } from "../../src/sigv4/signingkey.ts";
import { aws, describeWithAws } from "../support/aws-cli.ts";
import { createRestApi } from "../support/deployed-rest-api.ts";
import { type Gateway, region, sharedGateway } from "../support/gateway.ts";
import { createHttpApi } from "../support/http-api.ts";
import { type Answer, request, type RequestOptions } from "../support/request.ts";
import { startUpstream, type UpstreamServer } from "../support/upstream-server.ts";

let gateway: Gateway;
let upstream: UpstreamServer;
let calls = 0;
beforeAll(async () => {
  gateway = await sharedGateway();
  upstream = await startUpstream();
  upstream.answer(() => ({ headers: { "cache-tag": "pets" }, body: `answer ${++calls}` }));
});
afterAll(() => upstream.stop());

/** The answer's text where the backend was not asked for it, else "backend". */
async function seen(url: string, options: RequestOptions = {}): Promise<string> {
  const before = calls;
  const { text } = await request(url, options);
  expect(text).toMatch(/^answer \d+$/);
  return calls === before ? "cache" : "backend";
}

/** Asks the gateway to purge a cache, signed by the administrator. */
function purge(query: Record<string, string>): Promise<Answer> {
  const url = `${gateway.url}/tollgate/purge-cache?${new URLSearchParams(query)}`;
  const headers = sign(
    { method: "POST", url },
    {
      credentials: { accessKeyId: "test", secret: "test" },
      signingKeys: createSigningKeys(),
      region,
      service: "apigateway",
      now: Date.now(),
    },
  );
  return request(url, { method: "POST", headers: { ...headers } });
}

describeWithAws("the cache of a REST API's stage, with the AWS CLI", () => {
  it("is switched on, settled by method, flushed and switched off by UpdateStage and FlushStageCache", async () => {
    const integration = { type: "HTTP_PROXY" as const, integrationHttpMethod: "GET", uri: upstream.url };
    const { restApiId, url } = await createRestApi(gateway, {
      methods: { "GET /pets": { integration }, "GET /orders": { integration } },
    });
    const stage = ["--rest-api-id", restApiId, "--stage-name", "prod"];
    const update = (...patches: string[]): Promise<unknown> =>
      aws(gateway, ["apigateway", "update-stage", ...stage, "--patch-operations", ...patches]);
    const set = (path: string, value: string): string => `op=replace,path=${path},value=${value}`;

    expect([await seen(`${url}/pets`), await seen(`${url}/pets`)]).toEqual(["backend", "backend"]);
    const on = await update(set("/cacheClusterEnabled", "true"), set("/*/*/caching/enabled", "true"));
    expect(on).toMatchObject({ cacheClusterStatus: "AVAILABLE", cacheClusterSize: "0.5" });
    expect([await seen(`${url}/pets`), await seen(`${url}/pets`)]).toEqual(["backend", "cache"]);

    // Nobody may replace entries unless IAM says so: AWS's default.
    const wish = await request(`${url}/pets`, { headers: { "cache-control": "max-age=0" } });
    expect(wish.headers.get("warning")).toBe(
      "199 Cache-control headers were ignored because the caller was unauthorized.",
    );
    await update(set("/*/*/caching/requireAuthorizationForCacheControl", "false"));
    expect(await seen(`${url}/pets`, { headers: { "cache-control": "max-age=0" } })).toBe("backend");
    expect(await seen(`${url}/pets`)).toBe("cache");

    await aws(gateway, ["apigateway", "flush-stage-cache", ...stage]);
    expect([await seen(`${url}/pets`), await seen(`${url}/pets`)]).toEqual(["backend", "cache"]);
    await update(set("/~1orders/GET/caching/ttlInSeconds", "0"));
    expect([await seen(`${url}/orders`), await seen(`${url}/orders`)]).toEqual(["backend", "backend"]);
    await update(set("/cacheClusterEnabled", "false"));
    expect(await seen(`${url}/pets`)).toBe("backend");
  });

  it("lets a caller who is allowed execute-api:InvalidateCache replace an entry", async () => {
    const integration = { type: "HTTP_PROXY" as const, integrationHttpMethod: "GET", uri: upstream.url };
    const { restApiId, url } = await createRestApi(gateway, {
      methods: { "GET /pets": { integration, method: { authorizationType: "AWS_IAM" } } },
    });
    const patch = "op=replace,path=/*/*/caching/enabled,value=true";
    const cluster = "op=replace,path=/cacheClusterEnabled,value=true";
    const stage = ["--rest-api-id", restApiId, "--stage-name", "prod"];
    await aws(gateway, ["apigateway", "update-stage", ...stage, "--patch-operations", cluster, patch]);
    const signed = (): Record<string, string> => ({
      ...sign(
        { method: "GET", url: `${url}/pets` },
        {
          credentials: { accessKeyId: "test", secret: "test" },
          signingKeys: createSigningKeys(),
          region,
          service: "execute-api",
          now: Date.now(),
        },
      ),
      "cache-control": "max-age=0",
    });
    expect(await seen(`${url}/pets`, { headers: signed() })).toBe("backend");
    expect(await seen(`${url}/pets`, { headers: signed() })).toBe("backend");
    const { "cache-control": _wish, ...plain } = signed();
    expect(await seen(`${url}/pets`, { headers: plain })).toBe("cache");
  });
});

describe("the cache of an HTTP API, and purges", () => {
  it("keeps until a path or a tag is purged", async () => {
    const variables = { tollgateCacheTtlSeconds: "600", tollgateCacheHeaders: "on" };
    const { apiId, pathUrl } = await createHttpApi(gateway, { routes: { "GET /{proxy+}": upstream.url }, variables });
    const stage = "$default";
    expect([await seen(`${pathUrl}/a`), await seen(`${pathUrl}/a`)]).toEqual(["backend", "cache"]);
    expect((await request(`${pathUrl}/a`)).headers.get("x-cache")).toBe("Hit");
    await seen(`${pathUrl}/b`);
    expect((await purge({ apiId, stage, pathPrefix: "/a" })).status).toBe(200);
    expect([await seen(`${pathUrl}/a`), await seen(`${pathUrl}/b`)]).toEqual(["backend", "cache"]);
    expect((await purge({ apiId, stage, tag: "pets" })).status).toBe(200);
    expect([await seen(`${pathUrl}/a`), await seen(`${pathUrl}/b`)]).toEqual(["backend", "backend"]);
    expect((await purge({ apiId, stage })).status).toBe(200);
    expect([await seen(`${pathUrl}/a`), await seen(`${pathUrl}/a`)]).toEqual(["backend", "cache"]);
  });

  it("takes purges from signed callers only", async () => {
    const { status } = await request(`${gateway.url}/tollgate/purge-cache?apiId=a&stage=b`, { method: "POST" });
    expect(status).toBe(403);
  });
});
