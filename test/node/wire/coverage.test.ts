import { spawnSync } from "node:child_process";

import { expect, it } from "vitest";

import { serviceNames, tableOf } from "../../../src/wire/tables.ts";

it("the coverage report counts every operation of every service", () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["scripts/coverage-operations.mjs"], {
    encoding: "utf8",
  });
  expect([status, stderr]).toEqual([0, ""]);
  for (const service of serviceNames()) {
    const total = tableOf(service).operations.size;
    expect(stdout).toMatch(new RegExp(`^${service} +\\d+ of +${total} +\\d+ %$`, "m"));
  }
});
