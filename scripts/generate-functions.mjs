// Writes src/functions/generated/program.json: the runtime program (src/functions/program) as one text, which the gateway hands to each
// dynamic Worker beside the function's own code. Run it after a change there; a test compares the two.
//   node scripts/generate-functions.mjs           writes the file
//   node scripts/generate-functions.mjs --check   exits with 1 if the file is not up to date

import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const target = new URL("../src/functions/generated/program.json", import.meta.url);

const { outputFiles } = await build({
  entryPoints: [fileURLToPath(new URL("../src/functions/program/main.ts", import.meta.url))],
  bundle: true,
  write: false,
  format: "esm",
  target: "es2024",
  minify: true,
  legalComments: "none",
  external: ["node:*", "cloudflare:*"],
});
const text = `{\n  "text": ${JSON.stringify(outputFiles[0].text)}\n}\n`;

if (process.argv.includes("--check")) {
  const present = readFileSync(target, "utf8");
  if (present !== text) {
    console.error("src/functions/generated/program.json is not up to date: run node scripts/generate-functions.mjs");
    process.exitCode = 1;
  }
} else {
  writeFileSync(target, text);
}
