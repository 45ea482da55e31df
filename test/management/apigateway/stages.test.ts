import { describe, expect, it } from "vitest";
import type { StagePlan } from "../../../src/plan/stage.ts";
import { deployedApi } from "../../support/rest-api.ts";
import { testDb } from "../../support/store.ts";

/** What traffic reads of a stage. */
async function planOf(restApiId: string, stage: string): Promise<StagePlan> {
  const row = await testDb
    .prepare("SELECT plan FROM stage_plans WHERE api_id = ?1 AND stage = ?2")
    .bind(restApiId, stage)
    .first<{ plan: string }>();
  return JSON.parse(row?.plan ?? "null") as StagePlan;
}

const replace = (path: string, value: string) => ({ op: "replace", path, value });

describe("a stage of a REST API", () => {
  it("has a cache that is available at once, of the smallest size unless one is given", async () => {
    const { send, restApiId, stage } = await deployedApi();
    const on = await send("UpdateStage", { ...stage, patchOperations: [replace("/cacheClusterEnabled", "true")] });
    expect(on.body).toMatchObject({
      cacheClusterEnabled: true,
      cacheClusterSize: "0.5",
      cacheClusterStatus: "AVAILABLE",
    });
    expect((await planOf(restApiId, "prod")).cacheClusterSize).toBe("0.5");
    const off = await send("UpdateStage", { ...stage, patchOperations: [replace("/cacheClusterEnabled", "false")] });
    expect(off.body).toMatchObject({ cacheClusterEnabled: false, cacheClusterStatus: "NOT_AVAILABLE" });
    expect((await planOf(restApiId, "prod")).cacheClusterSize).toBeNull();
  });

  it("takes the settings of methods in both spellings, and hands traffic those that were set", async () => {
    const { send, restApiId, stage } = await deployedApi();
    const patchOperations = [
      replace("/methodSettings/*/*/throttlingRateLimit", "100"),
      replace("/*/*/throttling/burstLimit", "20"),
      replace("/~1pets~1{id}/GET/caching/enabled", "true"),
      replace("/a/b/POST/logging/loglevel", "INFO"),
    ];
    const { body } = await send("UpdateStage", { ...stage, patchOperations });
    expect(Object.keys(body["methodSettings"] as object)).toEqual(["*/*", "~1pets~1{id}/GET", "a/b/POST"]);
    const { settings } = await planOf(restApiId, "prod");
    expect(settings.all).toMatchObject({ throttlingRateLimit: 100, throttlingBurstLimit: 20, cache: null });
    expect(settings.routes["GET /pets/{id}"]?.cache).toMatchObject({ cacheTtlInSeconds: 300 });
    expect(settings.routes["POST /a/b"]).toMatchObject({ loggingLevel: "INFO", throttlingRateLimit: 100 });
  });

  it("limits nothing that nobody has set, and nothing that is set to -1", async () => {
    const { send, restApiId, stage } = await deployedApi();
    const patchOperations = [replace("/*/*/metrics/enabled", "true"), replace("/*/*/throttling/rateLimit", "-1")];
    const { body } = await send("UpdateStage", { ...stage, patchOperations });
    expect(body["methodSettings"]).toMatchObject({ "*/*": { throttlingBurstLimit: 5000, throttlingRateLimit: -1 } });
    expect((await planOf(restApiId, "prod")).settings.all).toMatchObject({
      throttlingBurstLimit: null,
      throttlingRateLimit: null,
    });
  });

  it.each([
    ["/*/*/throttling/rateLimit", "fast", "a number"],
    ["/*/*/throttling/burstLimit", "1.5", "a whole number"],
    ["/*/*/caching/ttlInSeconds", "3601", "Invalid time-to-live setting, must be an integer no greater than 3600"],
    ["/*/*/logging/loglevel", "LOUD", "OFF, ERROR, INFO"],
    ["/pets/*/metrics/enabled", "true", "Invalid method setting path"],
    ["/cacheClusterSize", "7", "0.5, 1.6"],
    ["/canarySettings/percentTraffic", "101", "between 0.0 and 100.0"],
    ["/variables/a-b", "x", "Invalid stage variable name: a-b"],
    ["/documentationVersion", "v9", "Invalid Documentation version specified"],
    ["/clientCertificateId", "abc", "Invalid Client Certificate identifier specified"],
    ["/deploymentId", "abc", "Deployment id does not exist"],
    ["/accessLogSettings/destinationArn", "nonsense", "Invalid ARN specified in the request"],
    ["/accessLogSettings/format", "$context.status", "Access Log format must include either"],
  ])("refuses %s = %s", async (path, value, words) => {
    const { send, stage } = await deployedApi();
    const answer = await send("UpdateStage", { ...stage, patchOperations: [replace(path, value)] });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.body["message"]).toContain(words);
  });

  it("writes an access log only where both its destination and its format are set", async () => {
    const { send, restApiId, stage } = await deployedApi();
    const destination = "arn:aws:logs:us-east-1:000000000000:log-group:access";
    const log = "/accessLogSettings";
    await send("UpdateStage", { ...stage, patchOperations: [replace(`${log}/destinationArn`, destination)] });
    expect((await planOf(restApiId, "prod")).accessLogSettings).toBeNull();
    await send("UpdateStage", { ...stage, patchOperations: [replace(`${log}/format`, "$context.requestId")] });
    expect((await planOf(restApiId, "prod")).accessLogSettings).toEqual({
      destinationArn: destination,
      format: "$context.requestId",
    });
  });

  it("may log to a Firehose stream of a name for it", async () => {
    const { send, stage } = await deployedApi();
    const arn = "arn:aws:firehose:us-east-1:000000000000:deliverystream/";
    const set = (name: string) =>
      send("UpdateStage", { ...stage, patchOperations: [replace("/accessLogSettings/destinationArn", arn + name)] });
    expect((await set("amazon-apigateway-pets")).status).toBe(200);
    expect((await set("pets")).status).toBe(400);
  });

  it("is rolled back by its deployment id", async () => {
    const { send, restApiId, deploymentId, stage } = await deployedApi();
    const second = await send("CreateDeployment", { restApiId, stageName: "prod" });
    expect((await planOf(restApiId, "prod")).deploymentId).toBe(second.body["id"]);
    await send("UpdateStage", { ...stage, patchOperations: [replace("/deploymentId", deploymentId)] });
    expect((await planOf(restApiId, "prod")).deploymentId).toBe(deploymentId);
  });

  it("exists once under a name, and is gone once deleted", async () => {
    const { send, deploymentId, stage } = await deployedApi();
    const again = await send("CreateStage", { ...stage, deploymentId });
    expect([again.status, again.body["message"]]).toEqual([409, "Stage already exists"]);
    expect((await send("DeleteStage", stage)).status).toBe(202);
    const gone = await send("GetStage", stage);
    expect([gone.status, gone.body["message"]]).toEqual([404, "Invalid stage identifier specified"]);
  });
});
