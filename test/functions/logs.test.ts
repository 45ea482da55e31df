import { describe, expect, it } from "vitest";
import { aRuntime, aVersion, files, parsed, run } from "./support.ts";

const TIME = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`;

describe("the log of an invocation", () => {
  it("has a line for each call of the console, in Lambda's format, between START, END and REPORT", async () => {
    const code = {
      "index.js":
        'exports.handler = async () => { console.log("a %s", 1, { b: 2 }); console.error("two\\nlines"); console.warn("w"); console.debug("d"); process.stdout.write("raw\\n"); };',
    };
    const { logs } = await run(code, {}, { version: "3" }, { requestId: "r-1" });
    const patterns = [
      /^INIT_START Runtime Version: nodejs:22$/,
      /^START RequestId: r-1 Version: 3$/,
      new RegExp(`^${TIME}\tr-1\tINFO\ta 1 \\{ b: 2 \\}$`),
      new RegExp(`^${TIME}\tr-1\tERROR\ttwo\rlines$`),
      new RegExp(`^${TIME}\tr-1\tWARN\tw$`),
      new RegExp(`^${TIME}\tr-1\tDEBUG\td$`),
      /^raw$/,
      /^END RequestId: r-1$/,
      /^REPORT RequestId: r-1\tDuration: \d+\.\d\d ms\tBilled Duration: \d+ ms\tMemory Size: 128 MB\tInit Duration: \d+\.\d\d ms\t$/,
    ];
    expect(logs).toHaveLength(patterns.length);
    for (const [index, pattern] of patterns.entries()) expect(logs[index]).toMatch(pattern);
  });

  it("shows what was logged while the code loaded without a request id, once", async () => {
    const [runtime, version, code] = [
      aRuntime(),
      aVersion(),
      files({ "index.mjs": "console.log('loading'); export const handler = async () => {};" }),
    ];
    const first = await runtime.invoke(version, async () => code, "{}", { requestId: "r-1" });
    expect(first.logs.filter((line) => line.endsWith("\tundefined\tINFO\tloading"))).toHaveLength(1);
    const second = await runtime.invoke(version, async () => code, "{}", { requestId: "r-2" });
    expect(second.logs.map((line) => line.split(" ")[0])).toEqual(["START", "END", "REPORT"]);
  });

  it("shows the error that ended it, with its stack", async () => {
    const { logs } = await run(
      {
        "index.js":
          "exports.handler = async () => { throw Object.assign(new TypeError('broken'), { code: 'E1', extra: 1 }); };",
      },
      {},
      {},
      { requestId: "r-1" },
    );
    const line = logs.find((text) => text.includes("Invoke Error")) ?? "";
    const [, requestId, level, title, json] = line.split("\t");
    expect([requestId, level, title]).toEqual(["r-1", "ERROR", "Invoke Error "]);
    expect(JSON.parse(json ?? "")).toMatchObject({
      errorType: "TypeError",
      errorMessage: "broken",
      code: "E1",
      extra: 1,
      stack: expect.arrayContaining(["TypeError: broken"]),
    });
  });

  it("is JSON where the function asks for it, from the level that it asks for", async () => {
    const code = {
      "index.js":
        "exports.handler = async () => { console.info('hidden'); console.warn('text'); console.error({ a: 1 }); console.error('with', new TypeError('t')); };",
    };
    const { logs } = await run(code, {}, { logFormat: "JSON", logLevel: "WARN" }, { requestId: "r-1" });
    const lines = logs.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.map(({ type, level }) => type ?? level)).toEqual([
      "platform.start",
      "WARN",
      "ERROR",
      "ERROR",
      "platform.report",
    ]);
    expect(lines[1]).toMatchObject({ requestId: "r-1", message: "text" });
    expect(lines[2]).toMatchObject({ message: { a: 1 } });
    expect(lines[3]).toMatchObject({
      errorType: "TypeError",
      errorMessage: "t",
      message: expect.stringContaining("with TypeError: t"),
    });
  });

  it("belongs to its own request when several run at once", async () => {
    const body =
      "exports.handler = async (event) => { for (let i = 0; i < 5; i++) { console.log(event.name, i); await new Promise((r) => setTimeout(r, 1 + (i * event.pace) % 7)); } return event.name; };";
    const [runtime, version, code] = [aRuntime(), aVersion(), files({ "index.js": body })];
    const names = ["a", "b", "c", "d", "e", "f"];
    const results = await Promise.all(
      names.map((name, index) =>
        runtime.invoke(version, async () => code, JSON.stringify({ name, pace: index }), { requestId: `r-${name}` }),
      ),
    );
    for (const [index, name] of names.entries()) {
      const lines = results[index]?.logs.filter((line) => line.includes("\tINFO\t")).map((line) => line.split("\t"));
      expect(lines?.map(([, requestId, , message]) => [requestId, message])).toEqual(
        [0, 1, 2, 3, 4].map((i) => [`r-${name}`, `${name} ${i}`]),
      );
      expect(results[index] === undefined ? undefined : parsed(results[index])).toBe(name);
    }
  });

  it("is bounded", async () => {
    const { logs } = await run({
      "index.js":
        "exports.handler = async () => { const line = 'x'.repeat(100_000); for (let i = 0; i < 100; i++) console.log(line); };",
    });
    expect(logs.join("").length).toBeLessThan(1_300_000);
    expect(logs.some((line) => line.includes("was left out"))).toBe(true);
  });
});
