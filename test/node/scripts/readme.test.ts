import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { upToDate } from "../../../scripts/readme.mjs";
import { run } from "../../support/command.ts";

const root = join(import.meta.dirname, "../../..");

it("README's tables are as the code has them (npm run readme)", async () => {
  const { status, stderr } = await run(process.execPath, [join(root, "scripts/readme.mjs"), "--check"]);
  expect([status, stderr]).toEqual([0, ""]);
});

it("a README without a table's markers is an error that names it", async () => {
  const readme = readFileSync(join(root, "README.md"), "utf8").replace("<!-- coverage -->", "");
  await expect(upToDate(readme)).rejects.toThrow("README has no <!-- coverage -->");
});
