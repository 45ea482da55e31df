import { beforeEach, describe, expect, it } from "vitest";
import { readApiKey } from "../../../src/storage/key-reads.ts";
import { createSecrets } from "../../../src/storage/secrets.ts";
import { resealPage } from "../../../src/storage/sealed-rows.ts";
import { parseCsv } from "../../../src/management/apigateway/keys/csv.ts";
import { countingDb } from "../../support/counting-db.ts";
import { type Answer, restClient } from "../../support/rest-call.ts";
import { testDb } from "../../support/store.ts";
import { testSecrets, v2Call } from "../../support/v2-call.ts";

const send = restClient();
beforeEach(async () => {
  await testDb.batch(
    ["apis", "definitions", "documents", "api_keys", "usage_plan_keys"].map((table) =>
      testDb.prepare(`DELETE FROM ${table}`),
    ),
  );
});

const ok = async (operation: string, input: object): Promise<Record<string, unknown>> => {
  const answer = await send(operation, input);
  if (answer.status >= 400) throw new Error(`${operation}: ${JSON.stringify(answer)}`);
  return answer.body;
};
const refused = ({ status, code, body }: Answer): unknown[] => [status, code, body["message"]];
const newKey = async (input: object = {}): Promise<string> => String((await ok("CreateApiKey", input))["id"]);
const newPlan = async (input: object = {}): Promise<string> =>
  String((await ok("CreateUsagePlan", { name: "plan", ...input }))["id"]);

/** A REST API with the stage `dev`. */
async function newStage(): Promise<string> {
  const { id: restApiId, rootResourceId: resourceId } = await ok("CreateRestApi", { name: "a" });
  const method = { restApiId, resourceId, httpMethod: "GET" };
  await ok("PutMethod", { ...method, authorizationType: "NONE" });
  await ok("PutIntegration", { ...method, type: "MOCK" });
  await ok("CreateDeployment", { restApiId, stageName: "dev" });
  return String(restApiId);
}

async function importCsv(lines: string[], failonwarnings = false): Promise<Answer> {
  return send("ImportApiKeys", { format: "csv", failOnWarnings: failonwarnings, body: lines.join("\n") });
}

describe("an API key", () => {
  it("has a generated value of 40 characters, shown when it is made and where it is asked for", async () => {
    const made = await ok("CreateApiKey", { name: "k", enabled: true });
    expect(made["value"]).toMatch(/^[A-Za-z0-9]{40}$/);
    const apiKey = made["id"];
    expect((await ok("GetApiKey", { apiKey }))["value"]).toBeUndefined();
    expect((await ok("GetApiKey", { apiKey, includeValue: true }))["value"]).toBe(made["value"]);
    expect((await ok("GetApiKeys", { includeValues: true }))["item"]).toMatchObject([{ value: made["value"] }]);
  });

  it("is stored only as a hash and sealed", async () => {
    const value = "a-value-of-thirty-characters-x";
    await newKey({ value });
    const row = await testDb.prepare("SELECT * FROM api_keys").first();
    expect(JSON.stringify(row)).not.toContain(value);
    expect(row?.["hash"]).toBe(testSecrets.lookupHash(value));
  });

  it("is found by its value after the encryption key was rotated", async () => {
    const value = "a-value-of-thirty-characters-x";
    const id = await newKey({ value, enabled: true });
    const rotating = createSecrets([new Uint8Array(32).fill(9), new Uint8Array(32).fill(7)]);
    expect((await readApiKey(testDb, rotating.lookupHashes(value)))?.id).toBe(id);
    let position: string | null = null;
    do position = (await resealPage(testDb, rotating, position)).next;
    while (position !== null);
    const rotated = createSecrets([new Uint8Array(32).fill(9)]);
    expect((await readApiKey(testDb, rotated.lookupHashes(value)))?.id).toBe(id);
  });

  it("is the same key for a file that is imported while the encryption key is rotated", async () => {
    const value = "apikey1234abcdefghij0123456789";
    const id = await newKey({ value });
    const secrets = createSecrets([new Uint8Array(32).fill(9), new Uint8Array(32).fill(7)]);
    const rotating = restClient({ ...v2Call(), secrets });
    expect((await rotating("CreateApiKey", { value })).code).toBe("ConflictException");
    const body = `name,key\nn,${value}`;
    expect((await rotating("ImportApiKeys", { format: "csv", body })).body["ids"]).toEqual([id]);
    const rotated = createSecrets([new Uint8Array(32).fill(9)]);
    expect((await readApiKey(testDb, rotated.lookupHashes(value)))?.id).toBe(id);
  });

  it("does not share its value with another", async () => {
    const value = "a-value-of-thirty-characters-x";
    await newKey({ value });
    expect(refused(await send("CreateApiKey", { value }))).toEqual([
      409,
      "ConflictException",
      "API Key already exists",
    ]);
  });

  it("is listed by its customer, and by its name's beginning, newest first, page by page", async () => {
    for (let n = 0; n < 7; n++) await newKey({ name: `n${n % 2}-${n}`, customerId: n < 3 ? "c1" : "c2" });
    const names = (body: Record<string, unknown>): string[] =>
      (body["item"] as { name: string }[]).map(({ name }) => name);
    expect(names(await ok("GetApiKeys", { customerId: "c1" }))).toEqual(["n0-2", "n1-1", "n0-0"]);
    const first = await ok("GetApiKeys", { nameQuery: "n0", limit: 3 });
    expect(names(first)).toEqual(["n0-6", "n0-4", "n0-2"]);
    const second = await ok("GetApiKeys", { nameQuery: "n0", limit: 3, position: first["position"] });
    expect(names(second)).toEqual(["n0-0"]);
    expect(second["position"]).toBeUndefined();
  });

  it("is tagged and untagged", async () => {
    const id = await newKey({ tags: { a: "1" } });
    const resourceArn = `arn:aws:apigateway:us-east-1::/apikeys/${id}`;
    await ok("TagResource", { resourceArn, tags: { b: "2" } });
    await ok("UntagResource", { resourceArn, tagKeys: ["a"] });
    expect((await ok("GetTags", { resourceArn }))["tags"]).toEqual({ b: "2" });
  });

  it("is gone with its memberships once it is deleted", async () => {
    const [keyId, usagePlanId] = [await newKey(), await newPlan()];
    await ok("CreateUsagePlanKey", { usagePlanId, keyId, keyType: "API_KEY" });
    await ok("DeleteApiKey", { apiKey: keyId });
    expect(refused(await send("GetApiKey", { apiKey: keyId }))).toEqual([
      404,
      "NotFoundException",
      "Invalid API Key identifier specified",
    ]);
    expect(await testDb.prepare("SELECT count(*) AS n FROM usage_plan_keys").first("n")).toBe(0);
  });
});

describe("a file of API keys", () => {
  it("makes keys in their usage plans, whatever the order and case of its columns", async () => {
    const [a, b] = [await newPlan(), await newPlan()];
    const { body } = await importCsv([
      "Enabled,Nonsense,KEY,usagePlanIds,name,Description",
      `,x,apikey1234abcdefghij0123456789,"${a},${b}",First,"says ""hi"", twice"`,
      `FALSE,x,apikey1234abcdefghij0123456780,'${a}',Second,`,
    ]);
    const [first, second] = body["ids"] as string[];
    expect(body["warnings"]).toEqual([]);
    expect(await ok("GetApiKey", { apiKey: first, includeValue: true })).toMatchObject({
      name: "First",
      description: 'says "hi", twice',
      enabled: true,
      value: "apikey1234abcdefghij0123456789",
    });
    expect(await ok("GetApiKey", { apiKey: second })).toMatchObject({ enabled: false, name: "Second" });
    const members = async (usagePlanId: string): Promise<unknown> =>
      ((await ok("GetUsagePlanKeys", { usagePlanId }))["item"] as { id: string }[]).map(({ id }) => id).toSorted();
    expect(await members(a)).toEqual([first, second].toSorted());
    expect(await members(b)).toEqual([first]);
  });

  it("overwrites a key that has the same value", async () => {
    const id = await newKey({ value: "apikey1234abcdefghij0123456789", name: "old" });
    const { body } = await importCsv(["Key,name", "apikey1234abcdefghij0123456789,new"]);
    expect(body["ids"]).toEqual([id]);
    expect(await ok("GetApiKey", { apiKey: id })).toMatchObject({ name: "new", enabled: true });
  });

  it("leaves an overwritten key its tags, its customer and the date when it was made", async () => {
    const value = "apikey1234abcdefghij0123456789";
    const id = await newKey({ value, name: "old", customerId: "c-1", tags: { team: "a" } });
    const { createdDate } = await ok("GetApiKey", { apiKey: id });
    await importCsv(["Key,name,description", `${value},new,later`]);
    const key = { name: "new", description: "later", customerId: "c-1", tags: { team: "a" }, createdDate };
    expect(await ok("GetApiKey", { apiKey: id })).toMatchObject(key);
    expect((await ok("GetApiKeys", { customerId: "c-1" }))["item"]).toMatchObject([{ id }]);
  });

  it("warns of unknown usage plans, or fails for them", async () => {
    const lines = ["name,key,usageplanids", "n,apikey1234abcdefghij0123456789,nope"];
    expect((await importCsv(lines, true)).status).toBe(400);
    const { body } = await importCsv(lines);
    expect(body["warnings"]).toEqual(["Invalid Usage Plan ID specified: nope"]);
  });

  it.each([
    ["no column for the key", ["name", "x"]],
    ["no column for the name", ["key", "apikey1234abcdefghij0123456789"]],
    ["a value that is too short", ["name,key", "n,short"]],
  ])("is refused with %s", async (_what, lines) => {
    expect((await importCsv(lines)).code).toBe("BadRequestException");
  });

  it("is comma-separated values", () => {
    expect(parseCsv("a,b\r\n\r\n\"c,\nd\", e ,\n'f'")).toEqual([["a", "b"], ["c,\nd", "e", ""], ["f"]]);
  });
});

describe("a usage plan", () => {
  const patched = (usagePlanId: string, ...patchOperations: object[]): Promise<Answer> =>
    send("UpdateUsagePlan", { usagePlanId, patchOperations });

  it("takes stages, throttles of their methods in both spellings, and gives them up again", async () => {
    const apiId = await newStage();
    const plan = await newPlan();
    const stage = `${apiId}:dev`;
    await patched(plan, { op: "add", path: "/apiStages", value: stage });
    const { body } = await patched(
      plan,
      { op: "replace", path: `/apiStages/${stage}/throttle//pets/{id}/GET/rateLimit`, value: "1.5" },
      { op: "replace", path: `/apiStages/${stage}/throttle/~1pets~1{id}/GET/burstLimit`, value: "3" },
      { op: "add", path: `/apiStages/${stage}/throttle/~1/POST`, value: '{"rateLimit":2,"burstLimit":4}' },
    );
    expect(body["apiStages"]).toEqual([
      {
        apiId,
        stage: "dev",
        throttle: { "/pets/{id}/GET": { rateLimit: 1.5, burstLimit: 3 }, "/POST": { rateLimit: 2, burstLimit: 4 } },
      },
    ]);
    const removed = await patched(plan, { op: "remove", path: `/apiStages/${stage}/throttle` });
    expect(removed.body["apiStages"]).toEqual([{ apiId, stage: "dev" }]);
    expect((await patched(plan, { op: "remove", path: "/apiStages", value: stage })).body["apiStages"]).toEqual([]);
  });

  it("is not deleted while it has stages", async () => {
    const apiId = await newStage();
    const usagePlanId = await newPlan({ apiStages: [{ apiId, stage: "dev" }] });
    expect(refused(await send("DeleteUsagePlan", { usagePlanId }))).toEqual([
      400,
      "BadRequestException",
      `Cannot delete Usage Plan ${usagePlanId} because there are API Stages associated with it, including ${apiId}:dev`,
    ]);
    await patched(usagePlanId, { op: "remove", path: "/apiStages", value: `${apiId}:dev` });
    expect((await send("DeleteUsagePlan", { usagePlanId })).status).toBe(202);
  });

  it("is refused with a stage that does not exist", async () => {
    const apiStages = [{ apiId: "nope", stage: "dev" }];
    const answer = await send("CreateUsagePlan", { name: "p", apiStages });
    expect([answer.status, answer.code]).toEqual([404, "NotFoundException"]);
  });

  it.each([
    ["DAY", 1],
    ["WEEK", 7],
    ["MONTH", 28],
    ["MONTH", -1],
  ])("is refused with a quota per %s that begins %d days later", async (period, offset) => {
    const answer = await send("CreateUsagePlan", { name: "p", quota: { limit: 1, period, offset } });
    expect(answer.code).toBe("BadRequestException");
    expect(String(answer.body["message"])).toContain(`in the ${period} period`);
  });

  it("is refused with a quota of a period that every object has", async () => {
    const plan = await newPlan({ quota: { limit: 5, period: "DAY" } });
    const period = { op: "replace", path: "/quota/period", value: "constructor" };
    const { status, body } = await send("UpdateUsagePlan", { usagePlanId: plan, patchOperations: [period] });
    expect([status, body["message"]]).toEqual([
      400,
      "Invalid Usage Plan quota period specified. Must be one of [DAY, WEEK, MONTH]",
    ]);
  });

  it("gives up throttle and quota, and takes a product code", async () => {
    const plan = await newPlan({ throttle: { rateLimit: 1, burstLimit: 1 }, quota: { limit: 5, period: "DAY" } });
    const { body } = await patched(
      plan,
      { op: "remove", path: "/throttle" },
      { op: "remove", path: "/quota" },
      { op: "replace", path: "/productCode", value: "p1" },
    );
    expect([body["throttle"], body["quota"], body["productCode"]]).toEqual([undefined, undefined, "p1"]);
  });

  it("is listed for a key, and a key is in it once", async () => {
    const [keyId, usagePlanId] = [await newKey(), await newPlan()];
    const join = { usagePlanId, keyId, keyType: "API_KEY" };
    await ok("CreateUsagePlanKey", join);
    expect((await send("CreateUsagePlanKey", join)).code).toBe("ConflictException");
    expect((await ok("GetUsagePlans", { keyId }))["item"]).toMatchObject([{ id: usagePlanId }]);
    expect((await ok("GetUsagePlans", { keyId: "other" }))["item"]).toEqual([]);
    expect((await send("CreateUsagePlanKey", { ...join, keyId: "nope" })).code).toBe("NotFoundException");
    expect((await send("DeleteUsagePlanKey", { usagePlanId, keyId })).status).toBe(202);
    expect((await send("GetUsagePlanKey", { usagePlanId, keyId })).code).toBe("NotFoundException");
  });
});

describe("a key at a stage", () => {
  it("is known by one usage plan only", async () => {
    const apiId = await newStage();
    const apiStages = [{ apiId, stage: "dev" }];
    const [keyId, first, second] = [await newKey(), await newPlan({ apiStages }), await newPlan({ apiStages })];
    await ok("CreateUsagePlanKey", { usagePlanId: first, keyId, keyType: "API_KEY" });
    const answer = await send("CreateUsagePlanKey", { usagePlanId: second, keyId, keyType: "API_KEY" });
    expect(refused(answer)).toEqual([
      409,
      "ConflictException",
      `Usage Plan ${second} cannot be added because API Key cannot reference multiple Usage Plans with the same API stage: ${apiId}:dev`,
    ]);
  });
});

describe("very many API keys", () => {
  it("are looked up, listed and counted by pages at the cost of a page", async () => {
    const KEYS = 100_000;
    await testDb
      .prepare(
        `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
         INSERT INTO api_keys (id, hash, sealed, name, customer_id, revision, body)
         SELECT 'k' || i, 'h' || i, 'x', 'name-' || i, 'c' || (i % 1000), 0, '{"id":"k' || i || '"}' FROM n`,
      )
      .bind(KEYS)
      .run();
    await testDb.prepare("INSERT INTO usage_plan_keys (plan_id, key_id) SELECT 'p', id FROM api_keys").run();
    const { db, cost, reset } = countingDb(testDb);
    const counted = restClient(v2Call(db));
    const costOf = async (work: () => Promise<unknown>): Promise<number> => {
      reset();
      await work();
      return cost.rowsRead;
    };
    expect(await costOf(() => readApiKey(db, ["h77777"]))).toBeLessThan(20);
    expect(await costOf(() => counted("GetApiKeys", {}))).toBeLessThan(100);
    expect(await costOf(() => counted("GetApiKeys", { customerId: "c7" }))).toBeLessThan(200);
    expect(await costOf(() => counted("GetApiKeys", { nameQuery: "name-12345" }))).toBeLessThan(200);
    expect(await costOf(() => counted("GetUsagePlans", { keyId: "k5" }))).toBeLessThan(20);
  });
});
