import { createExecutionContext } from "cloudflare:test";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type App, createApp } from "../../src/app.ts";
import { stageArn } from "../../src/management/wafv2/arns.ts";
import { countingEnv } from "../support/counting-env.ts";
import { lambda, newFunction } from "../support/lambda-call.ts";
import { restClient } from "../support/rest-call.ts";
import { newWebAcl, wafv2 } from "../support/waf-call.ts";
import { addRoutes, newApi, newTarget, v2, v2Call } from "../support/v2-call.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
  vi.spyOn(globalThis, "fetch").mockImplementation(async () => new Response("backend"));
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** A deployed HTTP API of 200 routes: more than the number up to which a deployment is loaded whole. */
async function deployedApi(): Promise<string> {
  const call = v2Call();
  const ApiId = await newApi(call);
  const Target = await newTarget(call, ApiId, "https://backend.test/{id}");
  const keys = Array.from({ length: 200 }, (_, n) => `GET /r${n}/{id}`);
  await addRoutes(call, ApiId, Target, keys);
  await v2.CreateStage(call, { ApiId, StageName: "$default", AutoDeploy: true });
  return `http://${ApiId}.execute-api.localhost`;
}

/** A deployed HTTP API whose every request goes to a function. */
async function functionApi(): Promise<string> {
  const management = v2Call();
  const FunctionName = await newFunction(management);
  await lambda.AddPermission(management, {
    FunctionName,
    StatementId: "api",
    Action: "lambda:InvokeFunction",
    Principal: "apigateway.amazonaws.com",
  });
  const { ApiEndpoint = "" } = await v2.CreateApi(management, {
    Name: "function",
    ProtocolType: "HTTP",
    Target: `arn:aws:lambda:us-east-1:000000000000:function:${FunctionName}`,
  });
  return ApiEndpoint;
}

/** A deployed REST API whose stage has a web ACL. */
async function protectedApi(): Promise<string> {
  const management = v2Call();
  const send = restClient(management);
  const { id, rootResourceId } = (await send("CreateRestApi", { name: "protected" })).body;
  const restApiId = String(id);
  const method = { restApiId, resourceId: rootResourceId, httpMethod: "GET" };
  await send("PutMethod", { ...method, authorizationType: "NONE" });
  await send("PutIntegration", {
    ...method,
    type: "HTTP_PROXY",
    integrationHttpMethod: "GET",
    uri: "https://backend.test/",
  });
  await send("CreateDeployment", { restApiId, stageName: "prod" });
  const { acl } = await newWebAcl(management);
  await wafv2.AssociateWebACL(management, {
    WebACLArn: acl.ARN,
    ResourceArn: stageArn("us-east-1", restApiId, "prod"),
  });
  return `http://${restApiId}.execute-api.localhost/prod`;
}

async function call(app: App, url: string, status = 200): Promise<void> {
  const answer = await app.fetch(new Request(url), createExecutionContext());
  expect([answer.status, await answer.text()]).toEqual([status, expect.any(String)]);
}

describe("on a warm isolate", () => {
  it("1,000 requests to a route with HTTP_PROXY make no D1, KV or Durable Object call", async () => {
    const counting = countingEnv();
    const app = createApp(counting.env);
    const api = await deployedApi();
    await call(app, `${api}/r7/first`);
    expect(counting.calls().DB).toBeGreaterThan(0);
    counting.reset();
    for (let n = 0; n < 1_000; n++) await call(app, `${api}/r7/${n}`);
    expect(counting.calls()).toEqual({ DB: 0, CACHE: 0, objects: 0 });
  });

  it("1,000 requests to a route with a function make none either", async () => {
    const counting = countingEnv();
    const app = createApp(counting.env);
    const api = await functionApi();
    await call(app, `${api}/first`);
    counting.reset();
    for (let n = 0; n < 1_000; n++) await call(app, `${api}/${n}`);
    expect(counting.calls()).toEqual({ DB: 0, CACHE: 0, objects: 0 });
  });

  it("1,000 requests to a stage with a web ACL make none either", async () => {
    const counting = countingEnv();
    const app = createApp(counting.env);
    const api = await protectedApi();
    await call(app, `${api}/`);
    counting.reset();
    for (let n = 0; n < 1_000; n++) await call(app, `${api}/`);
    expect(counting.calls()).toEqual({ DB: 0, CACHE: 0, objects: 0 });
    await call(app, `${api}/?blocked`, 403);
  });

  it("another route of a large API costs the reads of its record and its integration's, once", async () => {
    const counting = countingEnv();
    const app = createApp(counting.env);
    const api = await deployedApi();
    await call(app, `${api}/r7/1`);
    counting.reset();
    await call(app, `${api}/r8/1`);
    const { DB, CACHE } = counting.calls();
    // From KV what another isolate or route has left there, else from D1 and into KV.
    expect(DB).toBeLessThanOrEqual(2);
    expect(CACHE).toBeLessThanOrEqual(4);
    counting.reset();
    for (let n = 0; n < 10; n++) await call(app, `${api}/r8/${n}`);
    expect(counting.calls()).toEqual({ DB: 0, CACHE: 0, objects: 0 });
  });

  it("the change log is asked at most once in 2 s, however many requests come", async () => {
    const counting = countingEnv();
    const app = createApp(counting.env);
    const api = await deployedApi();
    await call(app, `${api}/r7/1`);
    counting.reset();
    for (let second = 0; second < 20; second++) {
      vi.setSystemTime(Date.now() + 1_000);
      for (let n = 0; n < 20; n++) await call(app, `${api}/r7/${n}`);
    }
    expect(counting.calls()).toMatchObject({ DB: 0, CACHE: 0 });
    expect(counting.calls().objects).toBeLessThanOrEqual(10);
  });

  it("addresses that nobody has cost one read each in 5 s", async () => {
    const counting = countingEnv();
    const app = createApp(counting.env);
    await call(app, "http://nobody1.execute-api.localhost/", 403);
    counting.reset();
    for (let n = 0; n < 50; n++) await call(app, "http://nobody1.execute-api.localhost/x", 403);
    expect(counting.calls()).toEqual({ DB: 0, CACHE: 0, objects: 0 });
  });
});
