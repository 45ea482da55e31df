import { describe, expect, it } from "vitest";
import { newApi, refusal, v2, v2Call } from "../../support/v2-call.ts";

const call = v2Call();

describe("a parameter mapping of an HTTP API", () => {
  it.each(["$request.body..name", "${request.body.items[?(@.a==1)]}", "$request.body.items[0"])(
    "is refused where it selects a part of the body that cannot be: %s",
    async (source) => {
      const ApiId = await newApi(call);
      const create = v2.CreateIntegration(call, {
        ApiId,
        IntegrationType: "HTTP_PROXY",
        IntegrationUri: "https://example.com",
        RequestParameters: { "append:header.x": source },
      });
      expect((await refusal(create))[1]).toBe(
        `Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid mapping expression specified: ${source}]`,
      );
    },
  );
});
