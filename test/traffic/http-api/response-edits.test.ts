import { beforeEach, expect, it, vi } from "vitest";
import { httpTraffic } from "../../support/http-traffic.ts";

beforeEach(() => void vi.spyOn(console, "error").mockReturnValue());

/** A route whose backend answers with this body, and how the answer is changed. */
function mapped(mappings: Record<string, string>, body: ReadableStream | string = "of the backend") {
  const integration = { ResponseParameters: { "200": mappings } };
  return httpTraffic({ routes: { "GET /": { integration } } }, { fetch: () => new Response(body) });
}

it.each(["204", "205", "304"])("an answer whose status is mapped to %s has no body", async (status) => {
  const answer = await mapped({ "overwrite:statuscode": status }).call("/");
  expect([answer.status, await answer.text()]).toEqual([Number(status), ""]);
});

it("the backend's body is given up where a mapping makes an answer that cannot be sent", async () => {
  const cancel = vi.fn();
  const answer = await mapped(
    { "overwrite:statuscode": "$request.querystring.s" },
    new ReadableStream({ cancel }),
  ).call("/?s=999");
  expect(answer.status).toBe(500);
  expect(cancel).toHaveBeenCalled();
});
