import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const SRC = resolve(import.meta.dirname, "../../src");

/** Which folder may import which: the layers of README's folder map. `*` may import all. */
const MAY_IMPORT: Record<string, string[]> = {
  model: [],
  plan: [],
  languages: [],
  limiter: [],
  policies: ["model"],
  sigv4: [],
  wire: [],
  functions: ["model"],
  invocation: ["model", "plan", "policies", "sigv4", "functions", "storage"],
  compiler: ["model", "plan", "languages"],
  storage: ["model", "plan"],
  identities: ["model", "policies", "storage"],
  objects: ["model", "plan", "limiter"],
  openapi: ["model"],
  sdk: ["model"],
  management: [
    "model",
    "plan",
    "wire",
    "sigv4",
    "policies",
    "compiler",
    "storage",
    "identities",
    "openapi",
    "sdk",
    "languages",
    "functions",
  ],
  traffic: ["plan", "languages", "policies", "sigv4", "storage", "identities", "limiter"],
  console: [],
};
/** Files directly below src: the composition root and what only it uses. */
const ROOT_FILES = new Set([
  "connection-shard.ts",
  "access-logs-of.ts",
  "connections-of.ts",
  "limits-of.ts",
  "health.ts",
  "worker.ts",
  "app.ts",
  "config.ts",
  "address.ts",
  "functions-of.ts",
  "domain-keeper.ts",
  "function-queue.ts",
  "outgoing-aws.ts",
  "outgoing-s3.ts",
]);

const files = readdirSync(SRC, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
const layerOf = (file: string): string => file.split("/")[0] ?? "";

function importsOf(file: string): string[] {
  const text = readFileSync(join(SRC, file), "utf8");
  return [...text.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)].map(([, path]) =>
    relative(SRC, resolve(SRC, dirname(file), path ?? "")),
  );
}

describe("the layers", () => {
  it.each(Object.keys(MAY_IMPORT))("%s imports only what it may", (layer) => {
    const allowed = new Set([layer, ...(MAY_IMPORT[layer] ?? [])]);
    const wrong = files
      .filter((file) => layerOf(file) === layer)
      .flatMap((file) =>
        importsOf(file)
          .filter((target) => !allowed.has(layerOf(target)))
          .map((target) => `${file} → ${target}`),
      );
    expect(wrong).toEqual([]);
  });

  it("README's folder map says the same", () => {
    const readme = readFileSync(resolve(SRC, "../README.md"), "utf8");
    const rows = [...readme.matchAll(/^\| `src\/(\w+)` \| [^|]+ \| ([^|]+) \|$/gm)].map(
      ([, layer = "", allowed = ""]) => [layer, allowed === "nothing of ours" ? [] : allowed.split(", ")],
    );
    const present = Object.entries(MAY_IMPORT).filter(([layer]) => files.some((file) => layerOf(file) === layer));
    expect(Object.fromEntries(rows)).toEqual(Object.fromEntries(present));
  });

  it("every file lies in a known layer or is part of the composition root", () => {
    const strangers = files.filter((file) => !(layerOf(file) in MAY_IMPORT) && !ROOT_FILES.has(file));
    expect(strangers).toEqual([]);
  });

  it("promises are kept at module scope only where work is shared between requests", () => {
    const wrong = files.filter((file) =>
      /^(?:export )?(?:const|let) \w+(?:: Promise<|[^=]*= (?:new Promise|Promise\.|.*\bawait\b))/m.test(
        readFileSync(join(SRC, file), "utf8"),
      ),
    );
    expect(wrong).toEqual([]);
  });

  it("no code is made from text at run time", () => {
    const wrong = files.filter((file) =>
      /\beval\(|new Function\(/.test(readFileSync(join(SRC, file), "utf8").replaceAll(/\/\/.*|\/\*[\s\S]*?\*\//g, "")),
    );
    expect(wrong).toEqual([]);
  });
});
