import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";

it("hands dynamic Workers the runtime program as src/functions/program has it", () => {
  const script = join(import.meta.dirname, "../../scripts/generate-functions.mjs");
  const { status, stderr } = spawnSync(process.execPath, [script, "--check"], { encoding: "utf8" });
  expect(stderr).toBe("");
  expect(status).toBe(0);
});
