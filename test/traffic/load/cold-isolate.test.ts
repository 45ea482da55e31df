import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { recompile } from "../../../src/compiler/compile.ts";
import type { Env } from "../../../src/app.ts";
import { PlanStore } from "../../../src/storage/plan-store.ts";
import type { LoadPorts } from "../../../src/traffic/load/deployment.ts";
import { LoadedApis } from "../../../src/traffic/load/apis.ts";
import { countingDb } from "../../support/counting-db.ts";
import { plansOfDb } from "../../support/no-plans.ts";
import { loadApi } from "../../support/load-api.ts";
import { testDb } from "../../support/store.ts";
import { addRoutes, newApi, newTarget, v2, v2Call } from "../../support/v2-call.ts";

/** A deployed HTTP API of so many routes. */
async function deployedApi(routes: number): Promise<string> {
  const call = v2Call();
  const ApiId = await newApi(call);
  const Target = await newTarget(call, ApiId, "https://backend.test/{id}");
  await addRoutes(
    call,
    ApiId,
    Target,
    Array.from({ length: routes }, (_, n) => `GET /r${n}/{id}`),
  );
  await v2.CreateStage(call, { ApiId, StageName: "$default", AutoDeploy: true });
  return ApiId;
}

const noLater = (): void => undefined;

/** What an isolate that holds nothing asks of D1 until it can serve one route. */
async function firstRequest(apiId: string, plans: LoadPorts["plans"] = plansOfDb) {
  const { db, cost } = countingDb(testDb);
  const apis = new LoadedApis({ db, plans, recompile }, () => 0);
  const api = await loadApi(apis, apiId);
  const deployment = api && (await apis.deployment(api, api.entry.stages.get("$default")?.sequence ?? -1, noLater));
  const entry = deployment?.matcher.match("GET", "/r7/1")?.value;
  const parts = entry && (await deployment?.route(entry));
  return { cost, parts };
}

describe("an isolate that holds nothing", () => {
  it.each([
    ["of 10 routes costs four statements", 10, 4],
    ["of 200 routes costs two more, for the route and its integration", 200, 6],
    ["of 10,000 routes costs no more", 10_000, 6],
  ])("the first request to an API %s", { timeout: 60_000 }, async (_what, routes, statements) => {
    const { cost, parts } = await firstRequest(await deployedApi(routes));
    expect(parts).toMatchObject({ route: { routeKey: "GET /r7/{id}" }, integration: { kind: "http_proxy" } });
    expect(cost.statements).toBe(statements);
  });

  it.each([10, 10_000])(
    "asks D1 of %i routes only for the stages, where KV has the plans",
    { timeout: 60_000 },
    async (routes) => {
      const apiId = await deployedApi(routes);
      const left: Promise<unknown>[] = [];
      const plans = new PlanStore((env as unknown as Env).CACHE, (work) => left.push(work));
      const fromDb = await firstRequest(apiId, plans);
      await Promise.all(left);
      const fromKv = await firstRequest(apiId, plans);
      expect(fromKv.parts).toEqual(fromDb.parts);
      expect(fromKv.cost.statements).toBe(2);
    },
  );

  it("makes plans anew that another version of the compiler has stored", async () => {
    const apiId = await deployedApi(10);
    const { parts } = await firstRequest(apiId);
    await testDb.prepare("UPDATE records SET compiler = -1, plan = 'old' WHERE api_id = ?1").bind(apiId).run();
    expect((await firstRequest(apiId)).parts).toEqual(parts);
  });
});
