import { beforeEach, expect, it, vi } from "vitest";
import { createApiMapping, updateApiMapping } from "../../../src/management/domains/v2.ts";
import { LoadedDomains } from "../../../src/traffic/load/domains.ts";
import { countingDb } from "../../support/counting-db.ts";
import { restClient } from "../../support/rest-call.ts";
import { testDb } from "../../support/store.ts";
import { newApi, v2, v2Call } from "../../support/v2-call.ts";

const headers = new Headers();
const later = (): void => undefined;

beforeEach(() => void vi.spyOn(console, "error").mockReturnValue());

/** A domain that leads to an API, and an isolate that holds nothing of it. */
async function scene() {
  const call = v2Call();
  const host = `d${crypto.randomUUID().slice(0, 8)}.shop.test`;
  const ApiId = await newApi(call);
  for (const StageName of ["one", "two"]) await v2.CreateStage(call, { ApiId, StageName });
  await restClient(call)("CreateDomainName", { domainName: host, endpointConfiguration: { types: ["REGIONAL"] } });
  const { ApiMappingId = "" } = await createApiMapping(call, { DomainName: host, ApiId, Stage: "one" });
  const lead = (Stage: string) => updateApiMapping(call, { DomainName: host, ApiMappingId, ApiId, Stage });
  const { db, cost } = countingDb(testDb);
  const outage = { is: false };
  const failing = new Proxy(db, {
    get: (target, name: keyof D1Database) => {
      if (outage.is) throw new Error("D1 is down");
      return target[name];
    },
  });
  const domains = new LoadedDomains(failing, () => 0);
  const stage = async (): Promise<string | null | undefined> => {
    const target = await domains.target(host, "/", headers, later);
    return target === "throttled" ? target : target?.stage;
  };
  return { domains, cost, lead, outage, stage };
}

it("all requests that come together read a domain once, and what is held costs nothing", async () => {
  const { stage, cost } = await scene();
  expect(await Promise.all([stage(), stage(), stage()])).toEqual(["one", "one", "one"]);
  const read = cost.statements;
  expect(await stage()).toBe("one");
  expect(cost.statements).toBe(read);
});

it("no request that comes after a change goes where it led before", async () => {
  const { domains, stage, lead } = await scene();
  await stage();
  await lead("two");
  domains.changed();
  expect(await Promise.all([stage(), stage()])).toEqual(["two", "two"]);
});

it("what is held goes on being used while D1 cannot be reached", async () => {
  const { domains, stage, lead, outage } = await scene();
  await stage();
  outage.is = true;
  await lead("two");
  domains.changed();
  expect(await stage()).toBe("one");
  outage.is = false;
  expect(await stage()).toBe("two");
});

it("hosts that nobody has are looked up so often in a second and no more", async () => {
  const { domains, stage } = await scene();
  await stage();
  const outcomes = [];
  for (let nth = 0; nth < 200; nth++) outcomes.push(await domains.target(`h${nth}.nobody.test`, "/", headers, later));
  expect(outcomes.filter((one) => one === "throttled")).toHaveLength(100);
  expect(await stage()).toBe("one");
});
