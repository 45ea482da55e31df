import { describe, expect, it } from "vitest";
import { aRuntime, aVersion, files, parsed, resultOf, run } from "./support.ts";

const answering = (expression: string): Record<string, string> => ({
  "index.js": `exports.handler = async (event, context) => (${expression});`,
});

describe("the context object", () => {
  it("tells of function and invocation", async () => {
    const code = answering(
      "[context.functionName, context.functionVersion, context.invokedFunctionArn, context.memoryLimitInMB, context.awsRequestId, context.logGroupName, context.logStreamName]",
    );
    const result = parsed(await run(code, {}, { version: "7" }, { requestId: "r-1" })) as string[];
    expect(result.slice(0, 6)).toEqual([
      "orders",
      "7",
      "arn:aws:lambda:eu-west-1:000000000000:function:orders",
      "128",
      "r-1",
      "/aws/lambda/orders",
    ]);
    expect(result[6]).toMatch(/^\d{4}\/\d\d\/\d\d\/\[7\][0-9a-f]{32}$/);
  });

  it("counts down the remaining time", async () => {
    const remaining = await resultOf(answering("context.getRemainingTimeInMillis()"), {}, { timeoutSeconds: 10 });
    expect(remaining).toBeGreaterThan(9000);
    expect(remaining).toBeLessThanOrEqual(10_000);
  });

  it("carries client context and identity, where there are any", async () => {
    const code = answering("[context.clientContext, context.identity]");
    expect(await resultOf(code)).toEqual([null, null]);
    expect(
      parsed(await run(code, {}, {}, { clientContext: '{"custom":{"a":"b"}}', identity: '{"cognitoIdentityId":"i"}' })),
    ).toEqual([{ custom: { a: "b" } }, { cognitoIdentityId: "i" }]);
  });
});

describe("the environment", () => {
  it("holds the function's variables and Lambda's own, which win", async () => {
    const code = answering("process.env");
    const environment = { TABLE: "orders", AWS_REGION: "mars-1", _HANDLER: "x" };
    expect(await resultOf(code, {}, { environment })).toMatchObject({
      TABLE: "orders",
      AWS_REGION: "eu-west-1",
      AWS_DEFAULT_REGION: "eu-west-1",
      AWS_LAMBDA_FUNCTION_NAME: "orders",
      AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "128",
      AWS_EXECUTION_ENV: "AWS_Lambda_nodejs22.x",
      LAMBDA_TASK_ROOT: "/var/task",
      _HANDLER: "index.handler",
    });
  });

  it("is read while the code loads, and may be changed", async () => {
    const code = {
      "index.mjs":
        "const table = process.env.TABLE; process.env.TABLE = 'changed'; export const handler = async () => [table, process.env.TABLE];",
    };
    expect(await resultOf(code, {}, { environment: { TABLE: "t" } })).toEqual(["t", "changed"]);
  });

  it("is not shared between functions, versions and configurations, even of the same code", async () => {
    const code = files({ "index.js": "let calls = 0; exports.handler = async () => [process.env.NAME, ++calls];" });
    const runtime = aRuntime();
    const version = aVersion({ environment: { NAME: "one" } });
    const call = async (changes: object) =>
      parsed(await runtime.invoke({ ...version, ...changes }, async () => code, "{}", { requestId: "r" }));
    expect(await call({})).toEqual(["one", 1]);
    expect(await call({})).toEqual(["one", 2]);
    expect(await call({ functionName: "other" })).toEqual(["one", 1]);
    expect(await call({ version: "1" })).toEqual(["one", 1]);
    expect(await call({ environment: { NAME: "two" } })).toEqual(["two", 1]);
    expect(await call({ codeSha256: `${version.codeSha256}x` })).toEqual(["one", 1]);
    expect(await call({})).toEqual(["one", 3]);
  });

  it("shows nothing of the gateway", async () => {
    const code = answering(
      "[Object.keys(process.env).filter((name) => /LOADER|DB|CACHE|CHANGE|TEST|ADMIN|KEY/.test(name)), typeof caches, (() => { try { return typeof require('cloudflare:workers') } catch (e) { return e.code } })()]",
    );
    expect(await resultOf(code)).toEqual([[], "undefined", "MODULE_NOT_FOUND"]);
  });

  it("lets eval be refused by the platform, and nothing else", async () => {
    expect(parsed(await run(answering("eval('1')")))).toMatchObject({ errorType: "EvalError" });
  });
});

describe("the network", () => {
  it("is closed where the function may not use it", async () => {
    const failed = await run(
      answering("await fetch('http://example.com/').then((r) => r.text())"),
      {},
      { networkAllowed: false },
    );
    expect(failed.functionError).toBe("Unhandled");
    expect((parsed(failed) as { errorMessage: string }).errorMessage).toContain("not permitted to access the internet");
  });

  it("is closed for all functions where the runtime has no way out", async () => {
    const { createFunctionRuntime } = await import("../../src/functions/runtime.ts");
    const { loader } = await import("./support.ts");
    const runtime = createFunctionRuntime({ loader, outbound: null, now: () => Date.now() });
    const code = files(answering("await fetch('http://example.com/').then((r) => r.text())"));
    const failed = await runtime.invoke(aVersion({ networkAllowed: true }), async () => code, "{}", { requestId: "r" });
    expect((parsed(failed) as { errorMessage: string }).errorMessage).toContain("not permitted to access the internet");
  });
});

describe("node's built-in modules", () => {
  it("work: crypto, buffer, util, events, stream, url, querystring, path, assert, zlib, os, fs", async () => {
    const code = {
      "index.js": `
        const crypto = require("crypto"), { Buffer } = require("node:buffer"), util = require("util"), { EventEmitter } = require("events");
        const { Readable, pipeline } = require("stream"), url = require("url"), qs = require("querystring"), path = require("path");
        const assert = require("assert"), zlib = require("zlib"), os = require("os"), fs = require("fs"), { setTimeout: sleep } = require("timers/promises");
        exports.handler = async () => {
          const emitter = new EventEmitter(); let heard = 0; emitter.on("x", () => heard++); emitter.emit("x");
          const chunks = []; for await (const chunk of Readable.from(["a", "b"])) chunks.push(chunk);
          let failed; try { assert.strictEqual(1, 2) } catch (e) { failed = e.code }
          const zipped = await util.promisify(zlib.gzip)("text"); await sleep(1);
          fs.writeFileSync("/tmp/file", "tmp");
          return [crypto.createHash("sha256").update("a").digest("hex").slice(0, 8), Buffer.from("a").toString("base64"), util.format("%s", 1), heard, chunks,
            new url.URL("http://a/b").pathname, qs.parse("a=1").a, path.join("/a", "../b"), failed, zlib.gunzipSync(zipped).toString(), typeof os.EOL,
            fs.readFileSync("/tmp/file", "utf8")];
        };`,
    };
    expect(await resultOf(code)).toEqual([
      "ca978112",
      "YQ==",
      "1",
      1,
      ["a", "b"],
      "/b",
      "1",
      "/b",
      "ERR_ASSERTION",
      "text",
      "string",
      "tmp",
    ]);
  });

  it("read the function's own files below /var/task", async () => {
    const code = {
      "index.js": `const fs = require("fs"), path = require("path"); const { readFile } = require("fs/promises");
        exports.handler = async () => [fs.readFileSync(path.join(__dirname, "data", "a.txt"), "utf8"), await readFile(process.env.LAMBDA_TASK_ROOT + "/data/a.txt", "utf8"),
          fs.readFileSync("./data/a.txt", "utf8"), fs.readFileSync("data/raw.bin").length, fs.existsSync("/var/task/none"), fs.readdirSync("/var/task/data").sort(), process.cwd()];`,
      "data/a.txt": "text",
      "data/raw.bin": new Uint8Array([0, 255, 1]),
    };
    expect(await resultOf(code)).toEqual(["text", "text", "text", 3, false, ["a.txt", "raw.bin"], "/var/task"]);
  });

  it("that the platform lacks are said to be missing", async () => {
    expect(await resultOf(answering("(() => { try { require('node:sea') } catch (e) { return e.code } })()"))).toBe(
      "ERR_UNKNOWN_BUILTIN_MODULE",
    );
  });
});
