import { describe, expect, it } from "vitest";
import { recompile } from "../../../src/compiler/compile.ts";
import { editV2Api } from "../../../src/management/edit-api.ts";
import { putIntegration } from "../../../src/management/apigatewayv2/integration-rows.ts";
import type { PartKind } from "../../../src/plan/record.ts";
import { LoadedApis } from "../../../src/traffic/load/apis.ts";
import { type Cost, countingDb } from "../../support/counting-db.ts";
import { plansOfDb } from "../../support/no-plans.ts";
import { loadApi } from "../../support/load-api.ts";
import { rowsOf, testDb } from "../../support/store.ts";
import { addRoutes, newApi, newTarget, v2, v2Call } from "../../support/v2-call.ts";

const AUTO_STAGE = { StageName: "$default", AutoDeploy: true };

const manyRouteKeys = (count: number): string[] =>
  Array.from({ length: count }, (_, n) => `GET /section${n % 100}/item${n}/{id}`);

/** An API of `count` routes with a stage that deploys automatically, and a caller that counts. */
async function largeApi(
  count: number,
): Promise<{ ApiId: string; Target: string; counting: ReturnType<typeof countingDb> }> {
  const counting = countingDb(testDb);
  const call = v2Call(counting.db);
  const ApiId = await newApi(call);
  const Target = await newTarget(call, ApiId);
  await v2.CreateStage(call, { ApiId, ...AUTO_STAGE });
  await addRoutes(call, ApiId, Target, manyRouteKeys(count));
  return { ApiId, Target, counting };
}

describe("one route after the other on a stage with automatic deployment", () => {
  /** Costs of the same calls on an API of so many routes. */
  async function costs(count: number): Promise<Record<string, Cost>> {
    const { ApiId, Target, counting } = await largeApi(count);
    const call = v2Call(counting.db);
    const measured: Record<string, Cost> = {};
    const measure = async <T>(what: string, work: Promise<T>): Promise<T> => {
      const result = await work;
      measured[what] = { ...counting.cost };
      counting.reset();
      return result;
    };
    counting.reset();
    const { RouteId = "" } = await measure("create", v2.CreateRoute(call, { ApiId, RouteKey: "GET /new", Target }));
    await measure("update", v2.UpdateRoute(call, { ApiId, RouteId, OperationName: "op" }));
    await measure("page", v2.GetRoutes(call, { ApiId, MaxResults: "5" }));
    await measure("stage", v2.UpdateStage(call, { ApiId, StageName: "$default", StageVariables: { a: "1" } }));
    await measure("api", v2.UpdateApi(call, { ApiId, CorsConfiguration: { AllowOrigins: ["*"] } }));
    await measure("delete", v2.DeleteRoute(call, { ApiId, RouteId }));
    return measured;
  }

  it("costs the same at 50 and at 1,500 routes", async () => {
    const small = await costs(50);
    const large = await costs(1_500);
    expect(Object.keys(large)).toEqual(["create", "update", "page", "stage", "api", "delete"]);
    for (const [what, { statements, rowsWritten, rowsRead }] of Object.entries(large)) {
      const before = small[what];
      expect({ what, statements, rowsWritten }).toEqual({
        what,
        statements: before?.statements,
        rowsWritten: before?.rowsWritten,
      });
      // D1 counts some rows of an index twice, depending on where they lie.
      expect(rowsRead).toBeLessThanOrEqual((before?.rowsRead ?? 0) + 10);
    }
    expect(large["create"]?.statements).toBeLessThanOrEqual(20);
    expect(large["create"]?.rowsWritten).toBeLessThanOrEqual(20);
  });
});

describe("an API of 10,000 routes", () => {
  it("is written and deployed by one edit in at most 50 statements of at most 100 parameters and 2 MB per value", async () => {
    const counting = countingDb(testDb);
    const call = v2Call(counting.db);
    const ApiId = await newApi(call);
    const Target = await newTarget(call, ApiId);
    await v2.CreateStage(call, { ApiId, ...AUTO_STAGE });
    counting.reset();
    await addRoutes(call, ApiId, Target, manyRouteKeys(10_000));
    expect(counting.cost.statements).toBeLessThanOrEqual(50);
    expect(counting.cost.parameters).toBeLessThanOrEqual(100);
    expect(counting.cost.largestValue).toBeLessThanOrEqual(2_000_000);
    expect(await rowsOf(ApiId)).toMatchObject({ definitions: 10_003, manifest: 10_002 });

    const loaded = new LoadedApis({ db: testDb, plans: plansOfDb, recompile }, () => 0);
    const api = await loadApi(loaded, ApiId);
    const sequence = api?.entry.stages.get("$default")?.sequence ?? -1;
    const deployment = api && (await loaded.deployment(api, sequence, () => undefined));
    expect(["head", "route", "integration"].map((kind) => deployment?.manifest.count(kind as PartKind))).toEqual([
      1, 10_000, 1,
    ]);
    const match = deployment?.matcher.match("GET", "/section77/item9977/42");
    expect([match?.value.name, match?.parameters]).toEqual(["GET /section77/item9977/{id}", { id: "42" }]);
    expect(match && deployment?.isHttp() && (await deployment.route(match.value)).integration?.kind).toBe("http_proxy");

    counting.reset();
    await v2.DeleteApi(call, { ApiId });
    expect(counting.cost.statements).toBeLessThanOrEqual(50);
    expect(Object.values(await rowsOf(ApiId)).every((rows) => rows === 0)).toBe(true);
  });

  it("keeps one integration's rows small when only it changes", async () => {
    const { ApiId, Target, counting } = await largeApi(1_000);
    const call = v2Call(counting.db);
    counting.reset();
    const IntegrationId = Target.slice("integrations/".length);
    await editV2Api(call, ApiId, async (edit) => {
      const integration = await edit.get("integration", IntegrationId);
      putIntegration(edit, { ...integration, Description: "changed" });
    });
    expect(counting.cost.rowsWritten).toBeLessThanOrEqual(40);
  });
});

describe("many clients that change one API at the same moment", () => {
  it("lose no update: 12 writers create 36 routes, all of them stay and are deployed", async () => {
    const call = v2Call();
    const ApiId = await newApi(call);
    const Target = await newTarget(call, ApiId);
    await v2.CreateStage(call, { ApiId, ...AUTO_STAGE });
    const writers = Array.from({ length: 12 }, async (_, writer) => {
      const own = v2Call();
      for (const n of [1, 2, 3]) await v2.CreateRoute(own, { ApiId, RouteKey: `GET /w${writer}/${n}`, Target });
    });
    await Promise.all(writers);
    const keys = ((await v2.GetRoutes(call, { ApiId, MaxResults: "100" })).Items ?? []).map(({ RouteKey }) => RouteKey);
    expect(new Set(keys).size).toBe(36);
    const loaded = new LoadedApis({ db: testDb, plans: plansOfDb, recompile }, () => 0);
    const api = await loadApi(loaded, ApiId);
    const deployment =
      api && (await loaded.deployment(api, api.entry.stages.get("$default")?.sequence ?? -1, () => undefined));
    const deployed = [...(deployment?.manifest.entries("route") ?? [])];
    expect(new Set(deployed.map(({ name }) => name))).toEqual(new Set(keys));
  });

  it("make a route of one key once only", async () => {
    const ApiId = await newApi(v2Call());
    const outcomes = await Promise.allSettled(
      Array.from({ length: 12 }, () => v2.CreateRoute(v2Call(), { ApiId, RouteKey: "GET /same" })),
    );
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });
});
