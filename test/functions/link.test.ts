import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { analyze } from "../../src/functions/link/analyze.ts";
import { gatherCode } from "../../src/functions/link/graph.ts";
import { fileTable, runtimeFeatures } from "../../src/functions/link/files.ts";
import { link } from "../../src/functions/link/link.ts";
import { moduleText, scriptText } from "../../src/functions/link/rewrite.ts";
import { files } from "./support.ts";

const features = runtimeFeatures("nodejs22.x", "");
const gathered = (texts: Record<string, string>): string[] => {
  const code = files(texts);
  return [...gatherCode(code, fileTable(code), "index.js", features).keys()].sort();
};

describe("looking through a file", () => {
  it("finds what it imports and exports", () => {
    const shape = analyze(
      "import a, { b as c } from 'x'; import * as d from \"y\"; import 'z'; export { c as e }; export const f = 1; export default d; export * from 'w';",
    );
    expect(shape.imports.map(({ specifier }) => specifier)).toEqual(["x", "y", "z", "w"]);
    expect(shape.imports[0]?.names).toEqual([
      { imported: "default", local: "a" },
      { imported: "b", local: "c" },
    ]);
    expect(shape.exports.map((entry) => (entry.kind === "star" ? "*" : entry.name))).toEqual([
      "e",
      "f",
      "default",
      "*",
    ]);
  });

  it("finds literal requires and knows when others may come", () => {
    expect(
      analyze("require('a'); require.resolve('b'); import('c'); typeof require; require.main === module; x.require(y)"),
    ).toMatchObject({ requires: ["a", "b", "c"], open: false });
    for (const code of [
      "require(name)",
      "const r = require;",
      "import(`./${x}`)",
      "f(require)",
      "createRequire(x)('y')",
      "module.require(x)",
    ]) {
      expect(analyze(code).open, code).toBe(true);
    }
    expect(
      analyze("import { createRequire as make } from 'module'; const require = make(import.meta.url); require('x')"),
    ).toMatchObject({ requires: ["x"], open: false });
  });

  it("tells awaiting at the top level from awaiting in functions", () => {
    expect(
      analyze(
        "async function f() { await 1; } class A { async m() { await 2; } } const g = async () => { for await (const x of y) {} };",
      ).awaits,
    ).toBe(false);
    for (const code of [
      "await f()",
      "if (x) { await f(); }",
      "const x = (await f()).y",
      "for await (const x of y) {}",
      "try { await x } finally {}",
    ]) {
      expect(analyze(code).awaits, code).toBe(true);
    }
  });

  it("takes a file that is no JavaScript: the engine says so when it compiles it", () => {
    expect(analyze(String.raw`import "\u{110000}x";`).imports.map(({ specifier }) => specifier)).toEqual(["x"]);
  });

  it("ends with any text whatever, and keeps its lines", () => {
    const pieces = fc.constantFrom(
      "import ",
      "export ",
      "from ",
      "'a'",
      "{",
      "}",
      "(",
      ")",
      "`",
      "${",
      "/",
      "*",
      "//",
      "/*",
      "*/",
      "default ",
      "const ",
      "a",
      ",",
      ";",
      "\n",
      "=",
      "=>",
      "require",
      "await ",
      "class ",
      ".",
      "\\",
      "[",
      "]",
      "é",
      "0",
      "#!",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ maxLength: 60 }),
          fc.array(pieces, { maxLength: 30 }).map((parts) => parts.join("")),
        ),
        (source) => {
          const shape = analyze(source);
          const lines = source.split("\n").length;
          expect(scriptText(source, shape).split("\n")).toHaveLength(lines + 1);
          expect(moduleText(source, shape, () => false).split("\n")).toHaveLength(lines + 1);
        },
      ),
      { numRuns: 400 },
    );
  });
});

describe("gathering code", () => {
  it("takes what the handler reaches and leaves the rest as data", () => {
    const texts = {
      "index.js": "require('./a'); import('pack');",
      "a.js": "require('fs'); require('./data.json')",
      "data.json": "{}",
      "unused.js": "",
      "node_modules/pack/package.json": '{"exports":{"import":"./m.mjs","require":"./c.js"}}',
      "node_modules/pack/m.mjs": "import './n.mjs'",
      "node_modules/pack/n.mjs": "",
      "node_modules/pack/c.js": "",
      "node_modules/pack/unused.js": "",
    };
    expect(gathered(texts)).toEqual([
      "a.js",
      "index.js",
      "node_modules/pack/c.js",
      "node_modules/pack/m.mjs",
      "node_modules/pack/n.mjs",
    ]);
    const { modules } = link(
      { files: files(texts), handler: "index.handler", runtime: "nodejs22.x", nodeOptions: "" },
      "",
    );
    expect(modules["unused.js"]?.data?.byteLength).toBe(0);
    expect(modules["a.js"]?.cjs).toContain("require('fs')");
  });

  it("takes all code where a file may load anything", () => {
    expect(gathered({ "index.js": "require(x)", "a.js": "", "b/c.mjs": "", "d.txt": "" })).toEqual([
      "a.js",
      "b/c.mjs",
      "index.js",
    ]);
  });
});

it("keeps clear of the function's own names", () => {
  const { mainModule, modules } = link(
    {
      files: files({ "index.js": "", "tollgate/x.js": "" }),
      handler: "index.handler",
      runtime: "nodejs22.x",
      nodeOptions: "",
    },
    "",
  );
  expect(mainModule).toBe("tollgate_/main.js");
  expect(Object.keys(modules)).toContain("tollgate/x.js");
});
