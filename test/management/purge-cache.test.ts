import { describe, expect, it } from "vitest";
import { isPurgeCache, purgeCache } from "../../src/management/purge-cache.ts";
import type { StagePlan } from "../../src/plan/stage.ts";
import type { RequestParts } from "../../src/wire/request.ts";
import { deployedApi } from "../support/rest-api.ts";
import { testDb } from "../support/store.ts";
import { NOW, refusal, v2Call } from "../support/v2-call.ts";

const parts = (query: Record<string, string>): RequestParts => ({
  method: "POST",
  path: "/tollgate/purge-cache",
  query: new URLSearchParams(query),
  headers: new Headers(),
  body: new Uint8Array(),
});

async function planOf(apiId: string): Promise<StagePlan> {
  const row = await testDb
    .prepare("SELECT plan FROM stage_plans WHERE api_id = ?1")
    .bind(apiId)
    .first<{ plan: string }>();
  return JSON.parse(row?.plan ?? "null") as StagePlan;
}

describe("the purge of a stage's cache", () => {
  it("is a POST to an address of the gateway's own", () => {
    expect(isPurgeCache(parts({}))).toBe(true);
    expect(isPurgeCache({ ...parts({}), method: "GET" })).toBe(false);
  });

  it("is remembered with the stage: by path, by tag, or all of it", async () => {
    const { restApiId: apiId } = await deployedApi();
    const purge = (more: Record<string, string>): Promise<Response> =>
      purgeCache(v2Call(), parts({ apiId, stage: "prod", ...more }));
    const before = await planOf(apiId);
    expect(await (await purge({ pathPrefix: "/pets" })).json()).toEqual({
      at: NOW.getTime(),
      by: "pathPrefix",
      value: "/pets",
    });
    await purge({ tag: "red" });
    expect((await planOf(apiId)).cachePurges?.map(({ value }) => value)).toEqual(["/pets", "red"]);
    await purge({});
    expect(await planOf(apiId)).toMatchObject({ cachePurges: [], cacheGeneration: before.cacheGeneration + 1 });
  });

  it("flushes everything once the list of purges is long", async () => {
    const { restApiId: apiId } = await deployedApi();
    const before = await planOf(apiId);
    for (let n = 0; n <= 100; n++) await purgeCache(v2Call(), parts({ apiId, stage: "prod", tag: `t${n}` }));
    expect(await planOf(apiId)).toMatchObject({ cachePurges: [], cacheGeneration: before.cacheGeneration + 1 });
  });

  it("is refused for a stage that there is not, for both at once, and to who may not flush", async () => {
    const { restApiId: apiId } = await deployedApi();
    const call = v2Call();
    const query = parts({ apiId, stage: "prod" });
    expect(await refusal(purgeCache(call, parts({ apiId, stage: "beta" })))).toEqual([
      "NotFoundException",
      `There is no stage beta of an API ${apiId}`,
    ]);
    expect(await refusal(purgeCache(call, parts({ apiId, stage: "prod", tag: "a", pathPrefix: "/" })))).toEqual([
      "BadRequestException",
      "pathPrefix and tag exclude each other",
    ]);
    const user = {
      ...call,
      caller: { ...call.caller, admin: false, policies: { ...call.caller.policies, attached: [] } },
    };
    expect((await refusal(purgeCache(user, query)))[0]).toBe("AccessDeniedException");
  });
});
