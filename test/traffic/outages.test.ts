import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type App, type Env, createApp } from "../../src/app.ts";
import type { Change } from "../../src/model/change.ts";
import type { ChangeLog } from "../../src/objects/change-log.ts";
import { countingEnv } from "../support/counting-env.ts";
import { restClient } from "../support/rest-call.ts";
import { addRoutes, newApi, newTarget, v2, v2Call } from "../support/v2-call.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
  vi.spyOn(globalThis, "fetch").mockImplementation(async (url) => new Response(String(url)));
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

interface DeployedApi {
  apiId: string;
  url: string;
  /** sends the stage's requests elsewhere, and tells the change log */
  moveTo(variant: string): Promise<void>;
}

/** An HTTP API whose backend's path its stage decides. */
async function deployedApi(variables: Record<string, string> = {}): Promise<DeployedApi> {
  const call = v2Call();
  const ApiId = await newApi(call);
  const Target = await newTarget(call, ApiId, "https://backend.test/${stageVariables.variant}");
  await addRoutes(call, ApiId, Target, ["GET /a"]);
  const stage = { ApiId, StageName: "$default" };
  const StageVariables = { variant: "first", ...variables };
  await v2.CreateStage(call, { ...stage, AutoDeploy: true, StageVariables });
  return {
    apiId: ApiId,
    url: `http://${ApiId}.execute-api.localhost/a`,
    async moveTo(variant) {
      await v2.UpdateStage(call, { ...stage, StageVariables: { ...StageVariables, variant } });
      await tell({ topic: "api", id: ApiId });
    },
  };
}

/** Tells the change log, as management does after a call. */
async function tell(change: Change): Promise<void> {
  const { CHANGE_LOG } = env as unknown as { CHANGE_LOG: DurableObjectNamespace<ChangeLog> };
  await CHANGE_LOG.get(CHANGE_LOG.idFromName("root")).append(crypto.randomUUID(), [change]);
}

interface Key {
  id: string;
  value: string;
  planId: string;
}

/** An API key with a quota of 1,000 a month at the API's stage, which asks for one. */
async function keyOf(apiId: string): Promise<Key> {
  const call = v2Call();
  const send = restClient(call);
  const ResourceArn = `arn:aws:apigateway:us-east-1::/apis/${apiId}/stages/$default`;
  await v2.TagResource(call, { ResourceArn, Tags: { "tollgate:api-key": "required" } });
  const quota = { limit: 1_000, period: "MONTH" };
  const plan = await send("CreateUsagePlan", { name: "plan", quota, apiStages: [{ apiId, stage: "$default" }] });
  const key = await send("CreateApiKey", { enabled: true });
  const [id, value, planId] = [key.body["id"], key.body["value"], plan.body["id"]].map(String);
  if (!id || !value || !planId) throw new Error("no key");
  await send("CreateUsagePlanKey", { usagePlanId: planId, keyId: id, keyType: "API_KEY" });
  return { id, value, planId };
}

const get = async (app: App, url: string): Promise<string> =>
  (await app.fetch(new Request(url), createExecutionContext())).text();

const FIRST = "https://backend.test/first";
const SECOND = "https://backend.test/second";
const pass = (milliseconds: number): unknown => vi.setSystemTime(Date.now() + milliseconds);

/** The worker's bindings, one of which fails at every call from a moment on. */
function breakable(name: "DB" | "CACHE" | "CHANGE_LOG"): { env: Env; breakIt(): void } {
  const own = countingEnv().env;
  let isBroken = false;
  const breaking = new Proxy(own[name], {
    get(target, member) {
      if (isBroken) throw new Error(`${name} is down`);
      const value: unknown = Reflect.get(target, member);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  return { env: { ...own, [name]: breaking }, breakIt: () => (isBroken = true) };
}

describe("several isolates on one change log", () => {
  it("all serve a change within 5 s", async () => {
    const { url, moveTo } = await deployedApi();
    const isolates = Array.from({ length: 4 }, () => createApp(countingEnv().env));
    // Each asks the log at another moment.
    for (const isolate of isolates) {
      expect(await get(isolate, url)).toBe(FIRST);
      pass(700);
    }
    await moveTo("second");
    pass(5_000);
    for (const isolate of isolates) expect(await get(isolate, url)).toBe(SECOND);
  });

  const replace = (path: string, value: string) => ({ patchOperations: [{ op: "replace", path, value }] });
  it.each<
    [what: string, operation: string, input: (key: Key) => object, tells: "apiKey" | "usagePlan", status: number]
  >([
    ["disabled", "UpdateApiKey", ({ id }) => ({ apiKey: id, ...replace("/enabled", "false") }), "apiKey", 403],
    ["deleted", "DeleteApiKey", ({ id }) => ({ apiKey: id }), "apiKey", 403],
    [
      "taken out of its plan",
      "DeleteUsagePlanKey",
      ({ id, planId }) => ({ usagePlanId: planId, keyId: id }),
      "apiKey",
      403,
    ],
    [
      "given a lower quota",
      "UpdateUsagePlan",
      ({ planId }) => ({ usagePlanId: planId, ...replace("/quota/limit", "3") }),
      "usagePlan",
      429,
    ],
  ])("all refuse within 5 s a key that was %s", async (_, operation, input, topic, refused) => {
    const { apiId, url } = await deployedApi();
    const key = await keyOf(apiId);
    const isolates = Array.from({ length: 4 }, () => createApp(countingEnv().env));
    const status = async (isolate: App): Promise<number> => {
      const request = new Request(url, { headers: { "x-api-key": key.value } });
      return (await isolate.fetch(request, createExecutionContext())).status;
    };
    for (const isolate of isolates) {
      expect(await status(isolate)).toBe(200);
      pass(700);
    }
    expect((await restClient()(operation, input(key))).status).toBeLessThan(300);
    await tell({ topic, id: topic === "apiKey" ? key.id : key.planId });
    pass(5_000);
    for (const isolate of isolates) expect(await status(isolate)).toBe(refused);
  });

  it("that take requests all the time need no request to wait for the log", async () => {
    const { url, moveTo } = await deployedApi();
    const isolate = createApp(countingEnv().env);
    await get(isolate, url);
    await moveTo("second");
    const answers = new Set<string>();
    for (let passed = 0; passed < 5_000; passed += 500) {
      pass(500);
      answers.add(await get(isolate, url));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(answers).toEqual(new Set([FIRST, SECOND]));
    expect(await get(isolate, url)).toBe(SECOND);
  });
});

describe("traffic goes on", () => {
  it.each(["DB", "CHANGE_LOG", "CACHE"] as const)("while %s is down, with what is known", async (name) => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    const { url, moveTo } = await deployedApi({ tollgateCacheTtlSeconds: "1" });
    const { env: bindings, breakIt } = breakable(name);
    const app = createApp(bindings);
    expect(await get(app, url)).toBe(FIRST);
    breakIt();
    for (let minute = 0; minute < 3; minute++) {
      pass(60_000);
      expect(await get(app, url)).toBe(FIRST);
    }
    await moveTo("second");
    pass(60_000);
    expect(await get(app, url)).toBe(name === "CACHE" ? SECOND : FIRST);
  });
});
