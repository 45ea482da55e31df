import { expect, it } from "vitest";
import { recompile } from "../../../src/compiler/compile.ts";
import { LoadedApis } from "../../../src/traffic/load/apis.ts";
import { countingDb } from "../../support/counting-db.ts";
import { plansOfDb } from "../../support/no-plans.ts";
import { loadApi } from "../../support/load-api.ts";
import { testDb } from "../../support/store.ts";
import { addRoutes, newApi, newTarget, v2, v2Call } from "../../support/v2-call.ts";

const later = (): void => undefined;

/** A deployed HTTP API, and an isolate that holds nothing of it. */
async function scene() {
  const call = v2Call();
  const ApiId = await newApi(call);
  await addRoutes(call, ApiId, await newTarget(call, ApiId, "https://backend.test"), ["GET /"]);
  await v2.CreateStage(call, { ApiId, StageName: "$default", AutoDeploy: true });
  const setColor = (color: string) => v2.UpdateStage(call, { ApiId, StageName: "$default", StageVariables: { color } });
  const { db, cost, reset } = countingDb(testDb);
  const apis = new LoadedApis({ db, plans: plansOfDb, recompile }, () => 0);
  const color = async (): Promise<string | undefined> => {
    const api = apis.held(ApiId) ?? (await loadApi(apis, ApiId));
    return api?.entry.stages.get("$default")?.variables["color"];
  };
  return { ApiId, apis, cost, reset, color, setColor };
}

it("all requests that come together load an API, and its deployment, once", async () => {
  const { ApiId, apis, cost, reset } = await scene();
  const loaded = await Promise.all([1, 2, 3].map(() => loadApi(apis, ApiId)));
  expect(cost.statements).toBe(2);
  expect(new Set(loaded).size).toBe(1);
  reset();
  const [api] = loaded;
  const sequence = api?.entry.stages.get("$default")?.sequence ?? -1;
  const deployments = await Promise.all([1, 2, 3].map(() => api && apis.deployment(api, sequence, later)));
  expect(new Set(deployments).size).toBe(1);
  expect(cost.statements).toBe(2);
});

it("no request that comes after a change is served what was before it, also while another loads what is new", async () => {
  const { ApiId, apis, color, setColor } = await scene();
  await setColor("red");
  expect(await color()).toBe("red");
  await setColor("blue");
  apis.changed(ApiId);
  expect(await Promise.all([color(), color()])).toEqual(["blue", "blue"]);
});

it("a load that began before a change is not for those who come after it", async () => {
  const { ApiId, apis, color, setColor } = await scene();
  await setColor("red");
  const early = color();
  await setColor("blue");
  apis.changed(ApiId);
  expect(await color()).toBe("blue");
  await early;
  expect(await color()).toBe("blue");
});

it("ids that no API has are looked up so often in a second and no more; what is held is served and read anew all the same", async () => {
  const { ApiId, apis, cost, reset, color, setColor } = await scene();
  await loadApi(apis, ApiId);
  reset();
  const outcomes = [];
  for (let nth = 0; nth < 200; nth++) outcomes.push(await apis.load(`guess${nth}`, later));
  expect(outcomes.filter((one) => one === "throttled")).toHaveLength(100);
  expect(cost.statements).toBe(2 * 100);
  await setColor("green");
  apis.changed(ApiId);
  expect(await color()).toBe("green");
});
