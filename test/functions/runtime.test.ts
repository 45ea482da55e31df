import { describe, expect, it } from "vitest";
import { aRuntime, aVersion, files, parsed } from "./support.ts";

const COUNTING =
  "let calls = 0; exports.handler = async (event) => { calls++; if (event.hang) await new Promise(() => {}); if (event.exit) process.exit(3); return calls; };";

describe("a function's environment", () => {
  it("loads its files once, however many calls come at once", async () => {
    const [runtime, version] = [aRuntime(), aVersion()];
    let loads = 0;
    const load = async () => {
      loads++;
      return files({
        "index.mjs":
          "await new Promise((r) => setTimeout(r, 20)); let calls = 0; export const handler = async () => ++calls;",
      });
    };
    const results = await Promise.all(
      Array.from({ length: 8 }, (_, index) => runtime.invoke(version, load, "{}", { requestId: `r-${index}` })),
    );
    expect(results.map((result) => parsed(result)).sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(loads).toBe(1);
    expect(results.filter(({ logs }) => logs[0]?.startsWith("INIT_START"))).not.toHaveLength(0);
  });

  it("is another one after a timeout and after the process ended, as at AWS", async () => {
    const [runtime, version, code] = [aRuntime(), aVersion({ timeoutSeconds: 0.1 }), files({ "index.js": COUNTING })];
    const call = (event: object) =>
      runtime.invoke(version, async () => code, JSON.stringify(event), { requestId: "r" });
    expect(parsed(await call({}))).toBe(1);
    expect(parsed(await call({}))).toBe(2);
    expect((await call({ hang: true })).reason).toContain("timed out");
    expect(parsed(await call({}))).toBe(1);
    expect((await call({ exit: true })).reason).toBe("Runtime exited with error: exit status 3");
    expect(parsed(await call({}))).toBe(1);
  });

  it("is loaded by those who waited where the first caller was cut off", async () => {
    const code = files({
      "index.mjs":
        "globalThis.loads = (globalThis.loads ?? 0) + 1; if (globalThis.loads === 1) await new Promise(() => {}); export const handler = async () => globalThis.loads;",
    });
    const [runtime, version] = [aRuntime(), aVersion({ timeoutSeconds: 2 })];
    const first = runtime.invoke(version, async () => code, "{}", { requestId: "r-1", deadline: Date.now() + 150 });
    await new Promise((resolve) => setTimeout(resolve, 50));
    const second = runtime.invoke(version, async () => code, "{}", { requestId: "r-2" });
    expect((await first).reason).toContain("timed out");
    expect(parsed(await second)).toBe(2);
  });

  it("is not made where the files cannot be had, and the next call tries again", async () => {
    const [runtime, version] = [aRuntime(), aVersion()];
    const failing = async () => {
      throw new Error("storage is down");
    };
    await expect(runtime.invoke(version, failing, "{}", { requestId: "r" })).rejects.toThrow("storage is down");
    expect(
      parsed(await runtime.invoke(version, async () => files({ "index.js": COUNTING }), "{}", { requestId: "r" })),
    ).toBe(1);
  });
});

describe("an event", () => {
  it("is an empty object where there is no payload", async () => {
    const code = files({ "index.js": "exports.handler = async (event) => event;" });
    const [runtime, version] = [aRuntime(), aVersion()];
    expect(parsed(await runtime.invoke(version, async () => code, "", { requestId: "r" }))).toEqual({});
    expect(
      parsed(await runtime.invoke(version, async () => code, new TextEncoder().encode('[1,"ä"]'), { requestId: "r" })),
    ).toEqual([1, "ä"]);
  });

  it("ends by the caller's deadline where that is earlier than the function's timeout", async () => {
    const code = files({
      "index.js": "exports.handler = async (event, context) => context.getRemainingTimeInMillis();",
    });
    const result = await aRuntime().invoke(aVersion({ timeoutSeconds: 60 }), async () => code, "{}", {
      requestId: "r",
      deadline: Date.now() + 5000,
    });
    expect(parsed(result)).toBeLessThanOrEqual(5000);
  });
});
