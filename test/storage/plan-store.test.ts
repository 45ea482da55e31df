import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import type { Env } from "../../src/app.ts";
import { COMPILER_VERSION } from "../../src/plan/record.ts";
import { Manifest } from "../../src/storage/manifest-text.ts";
import { type PlanKv, PlanStore, type StoredDeployment } from "../../src/storage/plan-store.ts";

const kv = (env as unknown as Env).CACHE;
const name = { apiId: "a", deploymentId: "d", sequence: 3 };
const key = `deployment/${COMPILER_VERSION}/a/d/3`;

function deployment(path: string): StoredDeployment {
  const entries = [
    { kind: "head" as const, id: "head", name: "", hash: "h" },
    { kind: "route" as const, id: "r", name: `GET ${path}`, hash: path },
  ];
  return { manifest: Manifest.of(entries), plans: new Map([["h", { kind: "HTTP" }]]) };
}

const pathOf = ({ manifest }: StoredDeployment): string | undefined => manifest.find("route", "r")?.name;

/** A store over a KV, with what it leaves for later, and a database that is asked for the deployment. */
function storeOver(over: PlanKv) {
  const left: Promise<unknown>[] = [];
  const store = new PlanStore(over, (work) => left.push(work));
  const load = vi.fn(async () => deployment("/of-d1"));
  return { store, load, filled: () => Promise.all(left) };
}

/** Fills the real KV and returns a fresh isolate's store over it. */
async function filled(text?: string) {
  const first = storeOver(kv);
  await kv.delete(key);
  await first.store.deployment(name, first.load);
  await first.filled();
  if (text !== undefined) await kv.put(key, text);
  return storeOver(kv);
}

describe("plans in KV", () => {
  it("spare D1 in every isolate but the first", async () => {
    const { store, load } = await filled();
    const held = await store.deployment(name, load);
    expect([pathOf(held), held.plans.get("h"), load.mock.calls.length]).toEqual(["GET /of-d1", { kind: "HTTP" }, 0]);
  });

  it("are another deployment's under another id, and another compiler's under another version", async () => {
    const { store, load } = await filled();
    await store.deployment({ ...name, deploymentId: "restored" }, load);
    expect(load).toHaveBeenCalledTimes(1);
    const keys = (await kv.list({ prefix: "deployment/" })).keys.map((one) => one.name);
    expect(keys.every((one) => one.startsWith(`deployment/${COMPILER_VERSION}/`))).toBe(true);
  });

  it("are kept by the content's hash, whichever API has it", async () => {
    const { store, filled: kept } = storeOver(kv);
    const load = vi.fn(async () => ({ routeKey: "GET /a" }));
    await store.plan("route", "hash", load);
    await kept();
    expect(await storeOver(kv).store.plan("route", "hash", load)).toEqual({ routeKey: "GET /a" });
    expect(load).toHaveBeenCalledTimes(1);
  });

  it.each(['{"lines":{"head":"', "{}", "null", '{"lines":{"head":"","route":""},"plans":[]}', '"x"', "[]"])(
    "that cannot be read (%s) come from D1 and are written anew",
    async (text) => {
      const { store, load, filled: kept } = await filled(text);
      expect(pathOf(await store.deployment(name, load))).toBe("GET /of-d1");
      await kept();
      expect(await kv.get(key)).not.toBe(text);
      await storeOver(kv).store.deployment(name, load);
      expect(load).toHaveBeenCalledTimes(1);
    },
  );
});

describe("where KV", () => {
  const fails = (): never => {
    throw new Error("KV is down");
  };
  it.each<[what: string, get: () => Promise<string | null>]>([
    ["fails", () => Promise.reject(new Error("KV is down"))],
    ["fails at once", fails],
    ["does not answer", () => new Promise(() => undefined)],
  ])("%s, plans come from D1, and nothing is written", async (_what, get) => {
    const put = vi.fn();
    const { store, load, filled: kept } = storeOver({ get, put } as unknown as PlanKv);
    expect(pathOf(await store.deployment(name, load))).toBe("GET /of-d1");
    await kept();
    expect(put).not.toHaveBeenCalled();
  });

  it("takes no writes, plans come from D1, and the log says so", async () => {
    const warned = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    const over = { get: async () => null, put: fails } as unknown as PlanKv;
    const { store, load, filled: kept } = storeOver(over);
    expect(pathOf(await store.deployment(name, load))).toBe("GET /of-d1");
    await kept();
    expect(String(warned.mock.calls[0])).toContain("planNotKept");
    warned.mockRestore();
  });

  it("and D1 both fail, the request fails as D1 does", async () => {
    const { store } = storeOver({ get: fails, put: fails } as unknown as PlanKv);
    const failure = store.deployment(name, () => Promise.reject(new Error("D1 is down")));
    await expect(failure).rejects.toThrow("D1 is down");
  });
});
