import {
  CreateApiKeyCommand,
  CreateUsagePlanCommand,
  CreateUsagePlanKeyCommand,
  DeleteApiKeyCommand,
  DeleteUsagePlanKeyCommand,
  GetUsageCommand,
  UpdateApiKeyCommand,
  UpdateUsageCommand,
  UpdateUsagePlanCommand,
} from "@aws-sdk/client-api-gateway";
import { TagResourceCommand, UpdateStageCommand } from "@aws-sdk/client-apigatewayv2";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiGateway, apiGatewayV2 } from "../support/clients.ts";
import { type Gateway, sharedGateway } from "../support/gateway.ts";
import { type DeployedHttpApi, createHttpApi } from "../support/http-api.ts";
import { type RequestOptions, request } from "../support/request.ts";
import { mockRestApi } from "../support/mock-rest-api.ts";
import { type UpstreamServer, startUpstream } from "../support/upstream-server.ts";

let gateway: Gateway;
let upstream: UpstreamServer;
beforeAll(async () => {
  gateway = await sharedGateway();
  upstream = await startUpstream();
});
afterAll(async () => {
  await upstream.stop();
  await gateway.stop();
});

const rest = () => apiGateway(gateway);
const today = (): string => new Date().toISOString().slice(0, 10);

/** An API key in a usage plan of its own. */
async function keyWithPlan(
  plan: Omit<ConstructorParameters<typeof CreateUsagePlanCommand>[0], "name">,
): Promise<{ keyId: string; value: string; planId: string }> {
  const { id: planId = "" } = await rest().send(new CreateUsagePlanCommand({ name: "plan", ...plan }));
  const { id: keyId = "", value = "" } = await rest().send(new CreateApiKeyCommand({ name: "key", enabled: true }));
  await rest().send(new CreateUsagePlanKeyCommand({ usagePlanId: planId, keyId, keyType: "API_KEY" }));
  return { keyId, value, planId };
}

const status = async (url: string, options?: RequestOptions): Promise<number> => (await request(url, options)).status;
const withKey = (value: string): RequestOptions => ({ headers: { "X-Api-Key": value } });

describe("a method of a REST API that asks for an API key", () => {
  it("answers 403 Forbidden without one, with an unknown one, one of another stage's plan, a disabled and a deleted one", async () => {
    const api = await mockRestApi(gateway);
    const other = await mockRestApi(gateway);
    const { keyId, value } = await keyWithPlan({ apiStages: [{ apiId: api.apiId, stage: "dev" }] });
    const foreign = await keyWithPlan({ apiStages: [{ apiId: other.apiId, stage: "dev" }] });
    const missing = await request(`${api.url}/keyed`);
    expect([missing.status, missing.text]).toEqual([403, '{"message":"Forbidden"}']);
    expect(missing.headers.get("x-amzn-errortype")).toBe("ForbiddenException");
    expect(await status(`${api.url}/keyed`, withKey("unknown-unknown-unknown"))).toBe(403);
    expect(await status(`${api.url}/keyed`, withKey(foreign.value))).toBe(403);
    expect(await status(`${api.url}/keyed`, withKey(value))).toBe(200);
    expect(await status(`${api.url}/open`)).toBe(200);
    const enable = (to: string) =>
      rest().send(
        new UpdateApiKeyCommand({
          apiKey: keyId,
          patchOperations: [{ op: "replace", path: "/enabled", value: to }],
        }),
      );
    await enable("false");
    expect(await status(`${api.url}/keyed`, withKey(value))).toBe(403);
    await enable("true");
    expect(await status(`${api.url}/keyed`, withKey(value))).toBe(200);
    await rest().send(new DeleteApiKeyCommand({ apiKey: keyId }));
    expect(await status(`${api.url}/keyed`, withKey(value))).toBe(403);
  });

  it("stops at the quota with 429 Limit Exceeded, counts exactly what was admitted, and goes on after an extension", async () => {
    const api = await mockRestApi(gateway);
    const { keyId, value, planId } = await keyWithPlan({
      apiStages: [{ apiId: api.apiId, stage: "dev" }],
      quota: { limit: 5, period: "DAY" },
    });
    const statuses = await Promise.all(Array.from({ length: 12 }, () => status(`${api.url}/keyed`, withKey(value))));
    expect(statuses.filter((one) => one === 200)).toHaveLength(5);
    const refused = await request(`${api.url}/keyed`, withKey(value));
    expect([refused.status, refused.text]).toEqual([429, '{"message":"Limit Exceeded"}']);
    expect(refused.headers.get("x-amzn-errortype")).toBe("LimitExceededException");
    const usage = () =>
      rest().send(new GetUsageCommand({ usagePlanId: planId, keyId, startDate: today(), endDate: today() }));
    expect((await usage()).items).toEqual({ [keyId]: [[5, 0]] });
    const patchOperations = [{ op: "replace" as const, path: "/remaining", value: "2" }];
    const extended = await rest().send(new UpdateUsageCommand({ usagePlanId: planId, keyId, patchOperations }));
    expect(extended.items).toEqual({ [keyId]: [[5, 2]] });
    expect(await status(`${api.url}/keyed`, withKey(value))).toBe(200);
    expect((await usage()).items).toEqual({ [keyId]: [[6, 1]] });
  });

  it("stops at the plan's burst with 429 Too Many Requests; another key has its own; a larger burst acts at once", async () => {
    const api = await mockRestApi(gateway);
    const apiStages = [{ apiId: api.apiId, stage: "dev" }];
    const { value, planId } = await keyWithPlan({ apiStages, throttle: { rateLimit: 0.01, burstLimit: 3 } });
    const call = () => request(`${api.url}/keyed`, withKey(value));
    const answers = await Promise.all(Array.from({ length: 8 }, call));
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(3);
    const refused = await call();
    expect([refused.status, refused.text]).toEqual([429, '{"message":"Too Many Requests"}']);
    expect(refused.headers.get("x-amzn-errortype")).toBe("TooManyRequestsException");
    const { id: keyId = "", value: second = "" } = await rest().send(new CreateApiKeyCommand({ enabled: true }));
    await rest().send(new CreateUsagePlanKeyCommand({ usagePlanId: planId, keyId, keyType: "API_KEY" }));
    expect(await status(`${api.url}/keyed`, withKey(second))).toBe(200);
    const patchOperations = [{ op: "replace" as const, path: "/throttle/rateLimit", value: "1000" }];
    await rest().send(new UpdateUsagePlanCommand({ usagePlanId: planId, patchOperations }));
    await expect.poll(() => status(`${api.url}/keyed`, withKey(value))).toBe(200);
  });

  it("follows a key from one plan to another at once, each with its own counts", async () => {
    const api = await mockRestApi(gateway);
    const apiStages = [{ apiId: api.apiId, stage: "dev" }];
    const quota = { limit: 1, period: "DAY" as const };
    const { keyId, value, planId } = await keyWithPlan({ apiStages, quota });
    const call = () => status(`${api.url}/keyed`, withKey(value));
    expect([await call(), await call()]).toEqual([200, 429]);
    await rest().send(new DeleteUsagePlanKeyCommand({ usagePlanId: planId, keyId }));
    expect(await call()).toBe(403);
    const { id: usagePlanId } = await rest().send(new CreateUsagePlanCommand({ name: "other", apiStages, quota }));
    await rest().send(new CreateUsagePlanKeyCommand({ usagePlanId, keyId, keyType: "API_KEY" }));
    expect([await call(), await call()]).toEqual([200, 429]);
    const patchOperations = [{ op: "replace" as const, path: "/quota/limit", value: "2" }];
    await rest().send(new UpdateUsagePlanCommand({ usagePlanId, patchOperations }));
    expect([await call(), await call()]).toEqual([200, 429]);
  });

  it("has a limit of its own in the plan", async () => {
    const api = await mockRestApi(gateway);
    const throttle = { "/keyed/GET": { rateLimit: 0.01, burstLimit: 1 } };
    const { value } = await keyWithPlan({
      apiStages: [{ apiId: api.apiId, stage: "dev", throttle }],
      throttle: { rateLimit: 100, burstLimit: 100 },
    });
    expect(await status(`${api.url}/keyed`, withKey(value))).toBe(200);
    expect(await status(`${api.url}/keyed`, withKey(value))).toBe(429);
    expect(await status(`${api.url}/keyed-too`, withKey(value))).toBe(200);
  });
});

describe("a stage of an HTTP API", () => {
  const hello = (): Promise<DeployedHttpApi> =>
    createHttpApi(gateway, { routes: { "GET /a": `${upstream.url}/a`, "GET /b": `${upstream.url}/b` } });
  const tag = (apiId: string, Tags: Record<string, string>) =>
    apiGatewayV2(gateway).send(
      new TagResourceCommand({
        ResourceArn: `arn:aws:apigateway:us-east-1::/apis/${apiId}/stages/$default`,
        Tags,
      }),
    );

  it("throttles each route by its own settings and the others by the default ones", async () => {
    const api = await hello();
    await apiGatewayV2(gateway).send(
      new UpdateStageCommand({
        ApiId: api.apiId,
        StageName: "$default",
        DefaultRouteSettings: { ThrottlingBurstLimit: 2, ThrottlingRateLimit: 0.01 },
        RouteSettings: { "GET /a": { ThrottlingBurstLimit: 1, ThrottlingRateLimit: 0.01 } },
      }),
    );
    expect(await status(`${api.pathUrl}/a`)).toBe(200);
    const refused = await request(`${api.pathUrl}/a`);
    expect([refused.status, refused.text]).toEqual([429, '{"message":"Too Many Requests"}']);
    expect([await status(`${api.pathUrl}/b`), await status(`${api.pathUrl}/b`)]).toEqual([200, 200]);
    expect(await status(`${api.pathUrl}/b`)).toBe(429);
  });

  it("asks for keys of its usage plans where a tag says so, and tells what remains", async () => {
    const api = await hello();
    await tag(api.apiId, { "tollgate:api-key": "required", "tollgate:rate-limit-fields": "on" });
    const { value } = await keyWithPlan({
      apiStages: [{ apiId: api.apiId, stage: "$default" }],
      throttle: { rateLimit: 1, burstLimit: 10 },
      quota: { limit: 100, period: "DAY" },
    });
    expect(await status(`${api.pathUrl}/a`)).toBe(403);
    const answer = await request(`${api.pathUrl}/a`, withKey(value));
    expect(answer.status).toBe(200);
    expect(answer.headers.get("ratelimit-policy")).toBe('"plan";q=10;w=10, "quota";q=100;w=86400');
    expect(answer.headers.get("ratelimit")).toMatch(/^"plan";r=(?:9;t=1|10;t=1), "quota";r=99$/);
  });

  it("throttles by an expression, and weighs requests", async () => {
    const api = await hello();
    await tag(api.apiId, {
      "tollgate:throttle-by": "$request.header.x-user",
      "tollgate:throttle-rate": "0.01",
      "tollgate:throttle-burst": "6",
      "tollgate:request-cost": "GET /b=5, *=1",
      "tollgate:rate-limit-fields": "on",
    });
    const as = (user: string): RequestOptions => ({ headers: { "x-user": user } });
    expect(await status(`${api.pathUrl}/b`, as("ann"))).toBe(200);
    expect(await status(`${api.pathUrl}/a`, as("ann"))).toBe(200);
    const refused = await request(`${api.pathUrl}/a`, as("ann"));
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await status(`${api.pathUrl}/a`, as("bob"))).toBe(200);
  });
});
