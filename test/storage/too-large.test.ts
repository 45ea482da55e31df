import { expect, it } from "vitest";
import { isTooLarge } from "../../src/storage/batch.ts";
import { testDb } from "../support/store.ts";

it("a value that D1 does not take is told from other failures", async () => {
  // Built within the database: 30 MB, more than any D1 takes, the one of the tests as well.
  const large = testDb.prepare("SELECT hex(zeroblob(15000000)) AS text").all();
  const failure = await large.then(
    () => null,
    (error: unknown) => error,
  );
  expect([isTooLarge(failure), isTooLarge(new Error("D1_ERROR: no such table"))]).toEqual([true, false]);
});
