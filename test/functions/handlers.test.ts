import { describe, expect, it } from "vitest";
import { parsed, resultOf, run } from "./support.ts";

const script = (body: string): Record<string, string> => ({ "index.js": body });

describe("what a handler answers", () => {
  it("is the value of an async function in a script", async () => {
    expect(await resultOf(script("exports.handler = async (event) => ({ got: event.a });"), { a: 1 })).toEqual({
      got: 1,
    });
  });

  it("is the value of an async function in an ES module", async () => {
    expect(
      await resultOf({ "index.mjs": "export const handler = async (event) => ({ got: event.a });" }, { a: 1 }),
    ).toEqual({ got: 1 });
  });

  it("is the value of a promise that a plain function returns", async () => {
    expect(await resultOf(script("exports.handler = (event) => Promise.resolve(event.a + 1);"), { a: 1 })).toBe(2);
  });

  it("is null for undefined", async () => {
    expect(await resultOf(script("exports.handler = async () => {};"))).toBeNull();
  });

  it("is what the callback was given", async () => {
    expect(
      await resultOf(script("exports.handler = (event, context, callback) => callback(null, { ok: true });")),
    ).toEqual({ ok: true });
    expect(
      await resultOf(
        script(
          "exports.handler = function (event, context, callback) { setTimeout(() => callback(null, 'later'), 5); };",
        ),
      ),
    ).toBe("later");
  });

  it("is the first of several calls of the callback", async () => {
    expect(
      await resultOf(script("exports.handler = (e, c, callback) => { callback(null, 1); callback(null, 2); };")),
    ).toBe(1);
  });

  it("is what context.succeed, done and fail were given", async () => {
    expect(await resultOf(script("exports.handler = (event, context) => { context.succeed('yes'); };"))).toBe("yes");
    expect(await resultOf(script("exports.handler = (event, context) => { context.done(null, 'done'); };"))).toBe(
      "done",
    );
    const failed = await run(script("exports.handler = (event, context) => { context.fail(new TypeError('no')); };"));
    expect(failed.functionError).toBe("Unhandled");
    expect(parsed(failed)).toMatchObject({ errorType: "TypeError", errorMessage: "no" });
  });

  it("is null where a function that takes no callback returns a plain value, before Node.js 24", async () => {
    expect(
      await resultOf(script("exports.handler = () => ({ ignored: true });"), {}, { runtime: "nodejs22.x" }),
    ).toBeNull();
    expect(await resultOf(script("exports.handler = () => ({ kept: true });"), {}, { runtime: "nodejs24.x" })).toEqual({
      kept: true,
    });
  });

  it("is null where the callback is never called", async () => {
    expect(await resultOf(script("exports.handler = (event, context, callback) => {};"))).toBeNull();
  });

  it("waits for the event loop to be empty after a callback, unless told not to", async () => {
    const body = (wait: boolean): string => `let after = 0;
      exports.handler = (event, context, callback) => {
        context.callbackWaitsForEmptyEventLoop = ${wait};
        setTimeout(() => { console.log("after"); }, 20);
        callback(null, "done");
      };`;
    expect((await run(script(body(true)))).logs.some((line) => line.endsWith("after"))).toBe(true);
    expect((await run(script(body(false)))).logs.some((line) => line.endsWith("after"))).toBe(false);
  });

  it("may not come by callback from Node.js 24 on", async () => {
    const failed = await run(
      script("exports.handler = (event, context, callback) => callback(null, 1);"),
      {},
      { runtime: "nodejs24.x" },
    );
    expect(parsed(failed)).toMatchObject({ errorType: "Runtime.CallbackHandlerDeprecated" });
  });

  it("may be five megabytes of text either way", async () => {
    const text = "ä".repeat(2_600_000);
    expect(await resultOf(script("exports.handler = async (event) => event;"), { text })).toEqual({ text });
  });

  it("carries binary as base64", async () => {
    const bytes = Buffer.from([0, 255, 128, 10]).toString("base64");
    const code =
      "exports.handler = async (event) => ({ body: Buffer.from(Buffer.from(event.body, 'base64')).toString('base64'), isBase64Encoded: true });";
    expect(await resultOf(script(code), { body: bytes })).toEqual({ body: bytes, isBase64Encoded: true });
  });
});

describe("an invocation fails", () => {
  it("with name, message and stack of what the handler throws", async () => {
    const failed = await run(
      script(
        "class Oops extends Error { constructor(m) { super(m); this.name = 'Oops'; } }\nexports.handler = async () => { throw new Oops('broken'); };",
      ),
    );
    expect(failed.functionError).toBe("Unhandled");
    expect(parsed(failed)).toMatchObject({ errorType: "Oops", errorMessage: "broken" });
    const { trace } = parsed(failed) as { trace: string[] };
    expect(trace[0]).toContain("broken");
    expect(trace[1]).toMatch(/\/var\/task\/index\.js:2:/);
    expect(trace.join("\n")).not.toContain("tollgate");
    expect(failed.reason).toBe("Oops: broken");
  });

  it("the same way when a plain function throws or calls back with an error", async () => {
    expect(parsed(await run(script("exports.handler = () => { throw new RangeError('r'); };")))).toMatchObject({
      errorType: "RangeError",
    });
    expect(parsed(await run(script("exports.handler = (e, c, callback) => callback(new Error('c'));")))).toMatchObject({
      errorType: "Error",
      errorMessage: "c",
    });
  });

  it("with the type of a thrown value that is no error", async () => {
    expect(parsed(await run(script("exports.handler = async () => { throw 'text'; };")))).toEqual({
      errorType: "string",
      errorMessage: "text",
      trace: [],
    });
    expect(parsed(await run(script("exports.handler = (e, c, cb) => cb('text');")))).toMatchObject({
      errorType: "string",
      errorMessage: "text",
    });
  });

  it("when the result cannot be serialized", async () => {
    const circular = await run(script("exports.handler = async () => { const a = {}; a.a = a; return a; };"));
    expect(parsed(circular)).toMatchObject({ errorType: "Error", errorMessage: "Unable to stringify response body" });
    expect(parsed(await run(script("exports.handler = async () => 1n;")))).toMatchObject({
      errorMessage: "Unable to stringify response body",
    });
  });

  it("when a promise is rejected and nobody handles it", async () => {
    const failed = await run(
      script(
        "exports.handler = async () => { Promise.reject(new Error('lost')); await new Promise((r) => setTimeout(r, 50)); return 1; };",
      ),
    );
    expect(parsed(failed)).toMatchObject({
      errorType: "Runtime.UnhandledPromiseRejection",
      errorMessage: "Error: lost",
    });
  });

  it("when a timer throws", async () => {
    const failed = await run(
      script(
        "exports.handler = async () => { setTimeout(() => { throw new TypeError('late'); }, 1); await new Promise((r) => setTimeout(r, 50)); };",
      ),
    );
    expect(parsed(failed)).toMatchObject({ errorType: "TypeError", errorMessage: "late" });
  });

  it("when the process exits", async () => {
    const failed = await run(
      script("exports.handler = async () => { process.exit(1); };"),
      {},
      {},
      { requestId: "r-1" },
    );
    expect(parsed(failed)).toEqual({
      errorType: "Runtime.ExitError",
      errorMessage: "RequestId: r-1 Error: Runtime exited with error: exit status 1",
    });
    const left = await run(script("exports.handler = async () => { process.exit(0); };"), {}, {}, { requestId: "r-2" });
    expect(parsed(left)).toEqual({
      errorType: "Runtime.ExitError",
      errorMessage: "RequestId: r-2 Error: Runtime exited without providing a reason",
    });
  });

  it("when it takes longer than the function may", async () => {
    const failed = await run(
      script("exports.handler = async () => { console.log('begun'); await new Promise(() => {}); };"),
      {},
      { timeoutSeconds: 0.1 },
      { requestId: "r-2" },
    );
    expect(failed.functionError).toBe("Unhandled");
    expect(parsed(failed)).toEqual({
      errorType: "Sandbox.Timedout",
      errorMessage: "RequestId: r-2 Error: Task timed out after 0.10 seconds",
    });
    expect(failed.logs.some((line) => line.endsWith("\tbegun"))).toBe(true);
    expect(failed.logs.some((line) => /^\S+Z r-2 Task timed out after 0\.10 seconds$/.test(line))).toBe(true);
    expect(failed.reason).toBe("Task timed out after 0.10 seconds");
  });
});

describe("the handler's name", () => {
  const nested = {
    "src/deep/app.js": "exports.outer = { inner: async () => 'nested' }; exports.handler = async () => 'flat';",
  };

  it("may name a file in a folder and a function in an object", async () => {
    expect(await resultOf(nested, {}, { handler: "src/deep/app.handler" })).toBe("flat");
    expect(await resultOf(nested, {}, { handler: "src/deep/app.outer.inner" })).toBe("nested");
    expect(await resultOf(nested, {}, { handler: "./src/deep/app.handler" })).toBe("flat");
  });

  it("prefers .js to .mjs to .cjs, and reads .js as the package says", async () => {
    const cjs = { "index.cjs": "exports.handler = async () => 'cjs';" };
    const mjs = { "index.mjs": "export const handler = async () => 'mjs';" };
    const js = { "index.js": "exports.handler = async () => 'js';" };
    expect(await resultOf(cjs)).toBe("cjs");
    expect(await resultOf({ ...cjs, ...mjs })).toBe("mjs");
    expect(await resultOf({ ...cjs, ...mjs, ...js })).toBe("js");
    const typed = {
      "package.json": '{"type":"module"}',
      "index.js": "export async function handler() { return 'typed'; }",
    };
    expect(await resultOf({ ...typed, ...cjs })).toBe("typed");
  });

  it("is an error where the file is not there", async () => {
    const failed = await run({ "other.js": "" });
    expect(parsed(failed)).toMatchObject({
      errorType: "Runtime.ImportModuleError",
      errorMessage: "Error: Cannot find module 'index'\nRequire stack:\n- /var/runtime/index.mjs",
    });
  });

  it("is an error where the function is not there, or is none", async () => {
    expect(parsed(await run(script("exports.other = 1;")))).toMatchObject({
      errorType: "Runtime.HandlerNotFound",
      errorMessage: "index.handler is undefined or not exported",
    });
    expect(parsed(await run(script("exports.handler = 1;")))).toMatchObject({
      errorType: "Runtime.HandlerNotFound",
      errorMessage: "index.handler is not a function",
    });
  });

  it("is an error where it is malformed", async () => {
    expect(parsed(await run(script(""), {}, { handler: "index" }))).toMatchObject({
      errorType: "Runtime.MalformedHandlerName",
      errorMessage: "Bad handler",
    });
    expect(parsed(await run(script(""), {}, { handler: "../index.handler" }))).toMatchObject({
      errorType: "Runtime.MalformedHandlerName",
    });
  });
});
