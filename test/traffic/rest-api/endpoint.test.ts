import { describe, expect, it } from "vitest";
import { restTraffic } from "../../support/rest-traffic.ts";

describe("where an API answers", () => {
  it("one whose own address is disabled is 403 there, and answers on its custom domain", async () => {
    const { call } = restTraffic({ api: { disableExecuteApiEndpoint: true }, methods: { "GET /a": {} } });
    for (const path of ["/test/a", "/test/unknown"]) {
      const answer = await call(path);
      expect(answer.status).toBe(403);
      expect(answer.headers.get("x-amzn-ErrorType")).toBe("ForbiddenException");
      expect(await answer.text()).toBe('{"message":"Forbidden"}');
    }
    expect((await call("/base/a", { basePath: "/base" })).status).toBe(200);
    expect((await call("/a", { basePath: "" })).status).toBe(200);
  });

  it("a private one answers nowhere in public", async () => {
    const { call } = restTraffic({ api: { endpointConfiguration: { types: ["PRIVATE"] } }, methods: { "GET /a": {} } });
    expect((await call("/test/a")).status).toBe(403);
    expect((await call("/a", { basePath: "" })).status).toBe(403);
  });
});
