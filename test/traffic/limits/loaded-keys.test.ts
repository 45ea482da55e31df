import { beforeEach, describe, expect, it } from "vitest";
import { LimitHolders } from "../../../src/traffic/limits/holders.ts";
import { LoadedKeys } from "../../../src/traffic/limits/loaded-keys.ts";
import { countingDb } from "../../support/counting-db.ts";
import { restClient } from "../../support/rest-call.ts";
import { testDb } from "../../support/store.ts";
import { testSecrets } from "../../support/v2-call.ts";

const none = (): void => undefined;
const send = restClient();

function loadedKeys() {
  const clock = { now: 1_750_000_000_000 };
  const { db, cost } = countingDb(testDb);
  const unused = (): Promise<never> => Promise.reject(new Error("no limits here"));
  const now = (): number => clock.now;
  const holders = new LimitHolders({
    owners: { lease: unused, relayed: unused, report: unused },
    now,
    client: () => "test",
  });
  const keys = new LoadedKeys({ db, lookupHashes: testSecrets.lookupHashes, now }, holders);
  return { keys, clock, cost };
}

beforeEach(async () => {
  await testDb.batch(["api_keys", "usage_plan_keys"].map((table) => testDb.prepare(`DELETE FROM ${table}`)));
});

describe("the API keys of an isolate", () => {
  it("are read once, then known without a promise, until they change", async () => {
    const { body } = await send("CreateApiKey", { enabled: true, stageKeys: [{ restApiId: "a", stageName: "s" }] });
    const [value, id] = [String(body["value"]), String(body["id"])];
    const { keys, cost } = loadedKeys();
    expect(await keys.get(value, none)).toMatchObject({ id });
    const known = keys.get(value, none);
    expect(known).toMatchObject({ id });
    expect(cost.statements).toBe(1);
    keys.changed("another");
    expect(keys.get(value, none)).toMatchObject({ id });
    keys.changed(id);
    expect(keys.get(value, none)).toBeInstanceOf(Promise);
  });

  it("are read again when their usage plan changes, and not for another plan", async () => {
    const plans = await Promise.all(["one", "other"].map((name) => send("CreateUsagePlan", { name })));
    const [one, other] = plans.map(({ body }) => String(body["id"]));
    const { body } = await send("CreateApiKey", { enabled: true });
    await send("CreateUsagePlanKey", { usagePlanId: one, keyId: body["id"], keyType: "API_KEY" });
    const { keys } = loadedKeys();
    await keys.get(String(body["value"]), none);
    keys.planChanged(other ?? "");
    expect(keys.get(String(body["value"]), none)).toMatchObject({ id: body["id"] });
    keys.planChanged(one ?? "");
    expect(keys.get(String(body["value"]), none)).toBeInstanceOf(Promise);
  });

  it("are good where their plan covers the stage, or where they are tied to it, and nowhere once disabled", async () => {
    const { body } = await send("CreateApiKey", { enabled: true, stageKeys: [{ restApiId: "a", stageName: "s" }] });
    const { keys } = loadedKeys();
    const key = await keys.get(String(body["value"]), none);
    if (!key || key === "throttled") throw new Error("the key was not found");
    expect(keys.at(key, "a", "s")).not.toBeNull();
    expect(keys.at(key, "a", "other")).toBeNull();
    await send("UpdateApiKey", {
      apiKey: body["id"],
      patchOperations: [{ op: "replace", path: "/enabled", value: "false" }],
    });
    keys.changed(String(body["id"]));
    const disabled = await keys.get(String(body["value"]), none);
    if (!disabled || disabled === "throttled") throw new Error("the key was not found");
    expect(keys.at(disabled, "a", "s")).toBeNull();
  });

  it("are asked for once by requests that come together", async () => {
    const { keys, cost } = loadedKeys();
    await Promise.all(Array.from({ length: 20 }, () => keys.get("unknown-unknown-unknown", none)));
    expect(cost.statements).toBe(1);
  });

  it("are remembered as unknown for five seconds", async () => {
    const { keys, clock, cost } = loadedKeys();
    for (let n = 0; n < 10; n++) expect(await keys.get("unknown-unknown-unknown", none)).toBeNull();
    expect(cost.statements).toBe(1);
    clock.now += 5_001;
    await keys.get("unknown-unknown-unknown", none);
    expect(cost.statements).toBe(2);
  });

  it("are not looked up without end: guessed keys cannot reach the database more often than 200 times a second", async () => {
    const { keys, clock, cost } = loadedKeys();
    const guess = async (count: number, name: string): Promise<number> => {
      let throttled = 0;
      for (let n = 0; n < count; n++) if ((await keys.get(`${name}-${n}`, none)) === "throttled") throttled++;
      return throttled;
    };
    expect(await guess(1_300, "first")).toBe(300);
    expect(cost.statements).toBe(1_000);
    clock.now += 1_000;
    expect(await guess(300, "second")).toBe(100);
  });

  it("are found however many come at once, where there are such keys: only guesses count", async () => {
    const values = Array.from({ length: 1_300 }, (_, n) => `value-of-key-${String(n).padStart(12, "0")}`);
    const body = ["name,key", ...values.map((value, n) => `key ${n},${value}`)].join("\n");
    await send("ImportApiKeys", { format: "csv", body });
    const { keys } = loadedKeys();
    for (const value of values) expect(await keys.get(value, none)).toHaveProperty("id");
  });
});
