import { describe, expect, it } from "vitest";
import { parsed, resultOf, run } from "./support.ts";

const answering = (expression: string): string => `exports.handler = async (event) => (${expression});`;

describe("a script", () => {
  it("requires files with and without extension, folders and JSON", async () => {
    const texts = {
      "index.js": `const a = require("./lib/a"); const b = require("./lib/a.js"); const c = require("./lib"); const d = require("./data"); ${answering("[a.name, a === b, c, d.x, require('./more.cjs')]")}`,
      "lib/a.js": "exports.name = __filename + ' ' + __dirname;",
      "lib/index.js": "module.exports = require('.//a') === require('../lib/a') && 'folder';",
      "data.json": '{"x": 1}',
      "more.cjs": "module.exports = 'cjs';",
    };
    expect(await resultOf(texts)).toEqual(["/var/task/lib/a.js /var/task/lib", true, "folder", 1, "cjs"]);
  });

  it("finds packages: main, index, folder main, scoped, nested, from folders above", async () => {
    const texts = {
      "src/index.js": `const names = ["plain", "withmain", "foldermain", "@scope/pack", "@scope/pack/deep/file", "nester"]; ${answering("names.map((name) => require(name))")}`,
      "node_modules/plain/index.js": "module.exports = 'plain';",
      "node_modules/withmain/package.json": '{"main":"./lib/entry"}',
      "node_modules/withmain/lib/entry.js": "module.exports = 'withmain';",
      "node_modules/foldermain/package.json": '{"main":"lib"}',
      "node_modules/foldermain/lib/index.js": "module.exports = 'foldermain';",
      "node_modules/@scope/pack/index.js": "module.exports = 'scoped';",
      "node_modules/@scope/pack/deep/file.js": "module.exports = 'deep';",
      "node_modules/nester/index.js": "module.exports = require('plain');",
      "node_modules/nester/node_modules/plain/index.js": "module.exports = 'nested';",
    };
    expect(await resultOf(texts, {}, { handler: "src/index.handler" })).toEqual([
      "plain",
      "withmain",
      "foldermain",
      "scoped",
      "deep",
      "nested",
    ]);
  });

  it("obeys a package's exports: conditions, subpaths, patterns, and what is not exported", async () => {
    const exports = {
      ".": { import: "./esm.mjs", require: "./cjs.js" },
      "./sub": "./lib/sub.js",
      "./f/*": "./lib/f-*.js",
      "./hidden/*": null,
    };
    const texts = {
      "index.js": `${answering("[require('p'), require('p/sub'), require('p/f/one'), (() => { try { require('p/lib/sub.js') } catch (e) { return e.code } })()]")}`,
      "node_modules/p/package.json": JSON.stringify({ name: "p", exports }),
      "node_modules/p/cjs.js": "module.exports = 'cjs';",
      "node_modules/p/esm.mjs": "export default 'esm';",
      "node_modules/p/lib/sub.js": "module.exports = 'sub';",
      "node_modules/p/lib/f-one.js": "module.exports = 'one';",
    };
    expect(await resultOf(texts)).toEqual(["cjs", "sub", "one", "ERR_PACKAGE_PATH_NOT_EXPORTED"]);
    const viaImport = {
      ...texts,
      "index.mjs": "import p from 'p'; import sub from 'p/sub'; export const handler = async () => [p, sub];",
    };
    expect(await resultOf({ ...viaImport, "index.js": "" }, {}, { handler: "index.handler" }).catch(String)).toContain(
      "not exported",
    );
    const { "index.js": _script, ...modules } = viaImport;
    expect(await resultOf(modules)).toEqual(["esm", "sub"]);
  });

  it("resolves a package's internal imports and itself by name", async () => {
    const texts = {
      "package.json": JSON.stringify({
        name: "me",
        exports: { "./own": "./own.js" },
        imports: { "#dep": "./dep.js", "#fs": { node: "node:path" } },
      }),
      "index.js": answering("[require('#dep'), require('me/own'), typeof require('#fs').join]"),
      "dep.js": "module.exports = 'dep';",
      "own.js": "module.exports = 'own';",
    };
    expect(await resultOf(texts)).toEqual(["dep", "own", "function"]);
  });

  it("requires by names that only running tells", async () => {
    const texts = {
      "index.js": `const name = "./plugins/" + "one"; ${answering("[require(name), require(event.file)]")}`,
      "plugins/one.js": "module.exports = 'one';",
      "plugins/two.js": "module.exports = 'two';",
    };
    expect(await resultOf(texts, { file: "./plugins/two" })).toEqual(["one", "two"]);
  });

  it("sees what a cycle has exported so far", async () => {
    const texts = {
      "index.js": answering("require('./a').seen"),
      "a.js": "exports.early = 1; const b = require('./b'); exports.seen = b.seen;",
      "b.js": "exports.seen = Object.keys(require('./a'));",
    };
    expect(await resultOf(texts)).toEqual(["early"]);
  });

  it("is loaded once, is sloppy, and may begin with a hashbang", async () => {
    const texts = {
      "index.js": `#!/usr/bin/env node\nimplicit = 1; const one = require('./count'); const two = require('./count'); ${answering("[implicit, one, two, typeof this]")}`,
      "count.js": "globalThis.loads = (globalThis.loads || 0) + 1; module.exports = globalThis.loads;",
    };
    expect(await resultOf(texts)).toEqual([1, 1, 1, "object"]);
  });

  it("knows module, require.resolve, require.cache and createRequire", async () => {
    const texts = {
      "index.js": `const { createRequire } = require('node:module'); ${answering("[module.id, module.children.length, require.resolve('./a'), Object.keys(require.cache).length, createRequire(__filename)('./a'), require.main === module]")}; require('./a')`,
      "a.js": "module.exports = 'a';",
    };
    expect(await resultOf(texts)).toEqual(["/var/task/index.js", 1, "/var/task/a.js", 2, "a", false]);
  });

  it("imports ES modules, and itself is imported by them", async () => {
    const texts = {
      "index.js":
        "exports.handler = async () => { const m = await import('./m.mjs'); return [m.default, m.named, m.fromScript]; };",
      "m.mjs":
        "import script, { value } from './script.cjs'; export default script.value; export const named = value; export { other as fromScript } from './script.cjs';",
      "script.cjs": "exports.value = 'v'; exports.other = 'o';",
    };
    expect(await resultOf(texts)).toEqual(["v", "v", "o"]);
  });

  it("requires ES modules only where Lambda's Node.js does", async () => {
    const texts = {
      "index.js": "const { a } = require('./m.mjs'); exports.handler = async () => a;",
      "m.mjs": "export const a = 1;",
    };
    expect(await resultOf(texts, {}, { runtime: "nodejs24.x" })).toBe(1);
    expect(parsed(await run(texts, {}, { runtime: "nodejs22.x" }))).toMatchObject({
      errorType: "Error",
      errorMessage: expect.stringContaining(
        "require() of ES Module /var/task/m.mjs from /var/task/index.js not supported.",
      ),
    });
    expect(await resultOf(texts, {}, { environment: { NODE_OPTIONS: "--experimental-require-module" } })).toBe(1);
  });
});

describe("an ES module", () => {
  it("imports default, named, renamed and whole namespaces", async () => {
    const texts = {
      "index.mjs": `import d, { a as renamed, "quoted name" as q } from "./m.mjs"; import * as all from './m.mjs'; import './side.mjs';
        export const handler = async () => [d(), renamed, q, Object.keys(all), globalThis.side];`,
      "m.mjs": "const x = 1; export { x as a, x as 'quoted name' }; export default function () { return 'default'; }",
      "side.mjs": "globalThis.side = 'effect';",
    };
    expect(await resultOf(texts)).toEqual(["default", 1, 1, ["a", "quoted name", "default"], "effect"]);
  });

  it("exports every form of declaration", async () => {
    const texts = {
      "index.mjs":
        "import * as m from './m.mjs'; import Anonymous from './c.mjs'; import expression from './e.mjs'; export const handler = async () => [m.a, m.b, m.c, m.d, m.e, m.f, m.g(), new m.H().x, await m.i(), [...m.j()], m.k, m.l, new Anonymous().y, expression];",
      "m.mjs": `export const a = 1, b = [1, 2].map((x) => x, 3)[0]
        export let { c, n: { d }, e = 5, ...f } = { c: 3, n: { d: 4 }, z: 9 }
        export function g() { return "g" } export class H { x = "h" }
        export async function i() { return "i" } export function* j() { yield "j" }
        export var [k, , l] = [1, 2, 3];`,
      "c.mjs": "export default class { y = 'anonymous' }",
      "e.mjs": "export default\n  (() => 'expression')()",
    };
    expect(await resultOf(texts)).toEqual([
      1,
      1,
      3,
      4,
      5,
      { z: 9 },
      "g",
      "h",
      "i",
      ["j"],
      1,
      3,
      "anonymous",
      "expression",
    ]);
  });

  it("exports again what others export", async () => {
    const texts = {
      "index.mjs":
        "import { a, b, ns, own, s } from './hub.mjs'; export const handler = async () => [a, b, ns.a, own, s];",
      "hub.mjs":
        "export * from './one.mjs'; export { a as b } from './one.mjs'; export * as ns from './one.mjs'; export const own = 'own'; export * from './script.cjs';",
      "one.mjs": "export const a = 'a'; export const own = 'hidden'; export default 'never';",
      "script.cjs": "exports.s = 's';",
    };
    expect(await resultOf(texts)).toEqual(["a", "a", "a", "own", "s"]);
  });

  it("sees later changes of what it imports", async () => {
    const texts = {
      "index.mjs":
        "import { count, increment } from './counter.mjs'; import { count as again } from './hub.mjs'; export const handler = async () => { increment(); increment(); return [count, again]; };",
      "counter.mjs": "export let count = 0; export function increment() { count++; }",
      "hub.mjs": "export { count } from './counter.mjs';",
    };
    expect(await resultOf(texts)).toEqual([2, 2]);
  });

  it("may be part of a cycle: functions are there at once, other names when their module has run", async () => {
    const texts = {
      "index.mjs":
        "import { odd } from './odd.mjs'; import { even, early, late } from './even.mjs'; export const handler = async () => [even(10), odd(7), early, late()];",
      "even.mjs":
        "import { odd, label } from './odd.mjs'; export function even(n) { return n === 0 || odd(n - 1); } export const early = typeof odd; export const late = () => label;",
      "odd.mjs":
        "import { even } from './even.mjs'; export function odd(n) { return n !== 0 && even(n - 1); } export const label = typeof even;",
    };
    expect(await resultOf(texts)).toEqual([true, true, "function", "function"]);
  });

  it("awaits at its top level, also for timers and random numbers", async () => {
    const texts = {
      "index.mjs": `import { value } from './slow.mjs'; const id = crypto.randomUUID(); const now = Date.now();
        const inner = await (async () => { await new Promise((r) => setTimeout(r, 5)); return 'inner'; })();
        export const handler = async () => [value, id.length, now > 1_700_000_000_000, inner];`,
      "slow.mjs": "export const value = await new Promise((resolve) => setTimeout(() => resolve('slow'), 5));",
    };
    expect(await resultOf(texts)).toEqual(["slow", 36, true, "inner"]);
  });

  it("imports at run time, knows import.meta, reads JSON, and is strict", async () => {
    const texts = {
      "src/index.mjs": `import data from '../data.json' with { type: 'json' }; import { readFileSync } from 'fs'; const name = './late.mjs';
        export const handler = async () => { const late = await import(name); let strict; try { undeclared = 1; strict = false } catch { strict = true }
          return [late.default, (await import("./late.mjs")) === late, import.meta.url, import.meta.dirname, import.meta.filename, data.x, readFileSync(new URL("../data.json", import.meta.url), "utf8"), strict, typeof require]; };`,
      "src/late.mjs": "export default 'late';",
      "data.json": '{"x":1}',
    };
    expect(await resultOf(texts, {}, { handler: "src/index.handler" })).toEqual([
      "late",
      true,
      "file:///var/task/src/index.mjs",
      "/var/task/src",
      "/var/task/src/index.mjs",
      1,
      '{"x":1}',
      true,
      "undefined",
    ]);
  });

  it("is told by the nearest package.json, and by its syntax only where Lambda's Node.js detects it", async () => {
    const detected = { "index.js": "export const handler = async () => 'module';" };
    expect(await resultOf(detected, {}, { runtime: "nodejs24.x" })).toBe("module");
    expect(parsed(await run(detected))).toMatchObject({
      errorType: "Runtime.UserCodeSyntaxError",
      errorMessage: "SyntaxError: Unexpected token 'export'",
    });
    const typed = {
      "package.json": '{"type":"module"}',
      "index.js": "import s from './s/index.js'; export const handler = async () => s;",
      "s/package.json": "{}",
      "s/index.js": "module.exports = 'script';",
    };
    expect(await resultOf(typed)).toBe("script");
  });

  it("is not confused by strings, templates, comments and regular expressions", async () => {
    const texts = {
      "index.mjs": [
        "import { a } from './a.mjs' // import nothing from 'nowhere'",
        "/* export const no = 1; import x from 'y' */",
        "const s = \"import z from 'z'\", t = `export ${`import ${a}`} import('${a}')`, r = /[/'\"`]import\\/(x)/g, q = a / 2 / 1;",
        "const object = { import: 1, export: 2, get default() { return 3; } }; const f = (x) => x / 2; const g = x => ({ x }) /1;",
        "if (a) /import 'x'/.test(s); const h = object.import + object.export;",
        "export const handler = async () => { const regex = /}/; return [a, s, t, r.source, q, h, f(4), object.default, regex.source]; }",
      ].join("\n"),
      "a.mjs": "export const a = 1",
    };
    expect(await resultOf(texts)).toEqual([
      1,
      "import z from 'z'",
      "export import 1 import('1')",
      "[/'\"`]import\\/(x)",
      0.5,
      3,
      2,
      3,
      "}",
    ]);
  });

  it("keeps line numbers in stacks", async () => {
    const texts = {
      "index.mjs": "import {\n  a,\n} from './a.mjs';\nexport const handler = async () => {\n  throw new Error(a);\n};",
      "a.mjs": "export const a = 'x';",
    };
    const failed = parsed(await run(texts)) as { trace: string[] };
    expect(failed.trace[1]).toMatch(/at (?:async )?(?:Module\.|Runtime\.)?handler \(\/var\/task\/index\.mjs:5:9\)/);
  });
});

describe("an import that leads nowhere", () => {
  it("is an ImportModuleError that tells to bundle the AWS SDK", async () => {
    const fromScript = await run({
      "index.js": "const { S3Client } = require('@aws-sdk/client-s3'); exports.handler = async () => 1;",
    });
    expect(parsed(fromScript)).toMatchObject({ errorType: "Runtime.ImportModuleError" });
    const { errorMessage } = parsed(fromScript) as { errorMessage: string };
    expect(errorMessage).toMatch(
      /^Error: Cannot find module '@aws-sdk\/client-s3'\nRequire stack:\n- \/var\/task\/index\.js\n- \/var\/runtime\/index\.mjs\n/,
    );
    expect(errorMessage).toContain("bundle '@aws-sdk/client-s3' into the zip file");
    const fromModule = await run({
      "index.mjs": "import { S3Client } from '@aws-sdk/client-s3'; export const handler = async () => 1;",
    });
    expect(parsed(fromModule)).toMatchObject({
      errorType: "Runtime.ImportModuleError",
      errorMessage: expect.stringContaining("bundle '@aws-sdk/client-s3'"),
    });
    expect(fromModule.logs.some((line) => line.includes("\tundefined\tERROR\tUncaught Exception \t{"))).toBe(true);
  });

  it("can be caught where it is optional", async () => {
    const texts = {
      "index.js": `let found = true; try { require('optional'); } catch (e) { found = e.code; } exports.handler = async () => found;`,
    };
    expect(await resultOf(texts)).toBe("MODULE_NOT_FOUND");
    const dynamic = {
      "index.mjs":
        "export const handler = async () => { try { await import('optional'); } catch (e) { return e.code; } };",
    };
    expect(await resultOf(dynamic)).toBe("ERR_MODULE_NOT_FOUND");
  });

  it("names the file that asked for a name which is not exported", async () => {
    const failed = await run({
      "index.mjs": "import { nope } from './a.mjs'; export const handler = async () => nope;",
      "a.mjs": "export const a = 1;",
    });
    expect(parsed(failed)).toMatchObject({
      errorType: "Runtime.UserCodeSyntaxError",
      errorMessage: "SyntaxError: The requested module './a.mjs' does not provide an export named 'nope'",
    });
  });
});

describe("a file that cannot be compiled", () => {
  it("fails the invocation that needs it", async () => {
    const failed = await run({ "index.js": "exports.handler = async () => {{ };" });
    expect(parsed(failed)).toMatchObject({
      errorType: "Runtime.UserCodeSyntaxError",
      errorMessage: expect.stringContaining("SyntaxError:"),
    });
    expect(parsed(await run({ "index.mjs": "export const handler = async () => {{ };" }))).toMatchObject({
      errorType: "Runtime.UserCodeSyntaxError",
    });
  });

  it("does no harm where nothing loads it", async () => {
    const texts = {
      "index.js": "const name = './good'; exports.handler = async () => require(name);",
      "good.js": "module.exports = 'good';",
      "broken.js": "}}",
      "also/broken.mjs": "export default }}",
      "template.tpl.js": "<% not javascript %>",
    };
    expect(await resultOf(texts)).toBe("good");
  });
});

describe("code that fails while it is loaded", () => {
  it("is loaded anew by the next invocation", async () => {
    const texts = {
      "index.js":
        "globalThis.tries = (globalThis.tries || 0) + 1; if (globalThis.tries === 1) throw new TypeError('first'); exports.handler = async () => globalThis.tries;",
    };
    const { aRuntime, aVersion, files } = await import("./support.ts");
    const [runtime, version, code] = [aRuntime(), aVersion(), files(texts)];
    const once = () => runtime.invoke(version, async () => code, "{}", { requestId: "r" });
    expect(parsed(await once())).toMatchObject({ errorType: "TypeError", errorMessage: "first" });
    expect(parsed(await once())).toBe(2);
  });
});
