import { exports } from "cloudflare:workers";
import { expect, it } from "vitest";

it("answers", async () => {
  const answer = await (exports as unknown as { default: Fetcher }).default.fetch("http://localhost/");
  expect(await answer.text()).toBe("tollgate");
});
