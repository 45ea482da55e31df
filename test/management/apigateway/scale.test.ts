import { describe, expect, it } from "vitest";
import { recompile } from "../../../src/compiler/compile.ts";
import { editRestApi } from "../../../src/management/apigateway/edit-rest-api.ts";
import { putMethodRow } from "../../../src/management/apigateway/method-rows.ts";
import { LoadedApis } from "../../../src/traffic/load/apis.ts";
import { countingDb } from "../../support/counting-db.ts";
import { mockApi } from "../../support/rest-api.ts";
import { restClient } from "../../support/rest-call.ts";
import { plansOfDb } from "../../support/no-plans.ts";
import { loadApi } from "../../support/load-api.ts";
import { testDb } from "../../support/store.ts";
import { v2Call } from "../../support/v2-call.ts";

/** An API of `count` methods, each on a resource of its own, and a caller that counts. */
async function largeApi(count: number) {
  const counting = countingDb(testDb);
  const call = v2Call(counting.db);
  const { restApiId, rootId } = await mockApi(restClient(call));
  await editRestApi(call, restApiId, async (edit) => {
    for (let n = 0; n < count; n++) {
      const resource = { id: `r${n}`, parentId: rootId, pathPart: `p${n}`, path: `/p${n}` };
      edit.put("resource", resource.id, resource, { name: resource.path, parent: rootId });
      const methodIntegration = {
        type: "MOCK" as const,
        requestTemplates: { "application/json": '{"statusCode":200}' },
      };
      putMethodRow(edit, resource.id, { httpMethod: "GET", authorizationType: "NONE", methodIntegration });
    }
  });
  return { call, counting, send: restClient(call), restApiId };
}

describe("a REST API of 10,000 methods", () => {
  it("is deployed in at most 50 statements of at most 100 parameters and 2 MB per value; then again by what changed", async () => {
    const { call, counting, send, restApiId } = await largeApi(10_000);
    counting.reset();
    expect((await send("CreateDeployment", { restApiId, stageName: "prod" })).status).toBe(201);
    expect(counting.cost.statements).toBeLessThanOrEqual(50);
    expect(counting.cost.parameters).toBeLessThanOrEqual(100);
    expect(counting.cost.largestValue).toBeLessThanOrEqual(2_000_000);

    await editRestApi(call, restApiId, async (edit) => {
      const method = await edit.get("method", "r77/GET");
      putMethodRow(edit, "r77", { ...method, httpMethod: "GET", operationName: "changed" });
    });
    counting.reset();
    expect((await send("CreateDeployment", { restApiId, stageName: "prod" })).status).toBe(201);
    expect(counting.cost.rowsWritten).toBeLessThanOrEqual(40);

    const loaded = new LoadedApis({ db: testDb, plans: plansOfDb, recompile }, () => 0);
    const api = await loadApi(loaded, restApiId);
    const deployment =
      api && (await loaded.deployment(api, api.entry.stages.get("prod")?.sequence ?? -1, () => undefined));
    const match = deployment?.matcher.match("GET", "/p77");
    expect(match && (await deployment?.method(match.value))).toMatchObject({
      resourcePath: "/p77",
      operationName: "changed",
    });
  });
});
